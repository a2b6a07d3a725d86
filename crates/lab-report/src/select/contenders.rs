//! Every contender against the baseline, one pair of charts per workload.

mod charts;
pub(crate) mod overview;
pub(crate) mod rows;

use std::collections::BTreeMap;

use lab_measure::record::Record;
use lab_verdict::answer::Estimate;
use lab_verdict::{Absolute, CellKey, Clock, compare, summary};

use super::Picture;
use super::looks::looks;
use super::reading::texts::{FOR_ALL, Sentence, contenders as texts};
use super::visits::{CellRef, visits};
use crate::draw::Look;
use crate::site::Site;
use crate::text::names::{self, BASELINE, WORKERS_ONLY};
use crate::text::number::{count, plain};
use crate::text::ratio::{over, within};
use crate::text::scope::grain;

/// The call that all contenders have in common.
const COMMON_CALL: &str = "map";

/// Everything on one workload.
#[derive(Clone, Debug)]
pub(crate) struct Workload {
    /// The experiment it was measured in.
    pub experiment: String,
    /// For a heading: `10,000 empty tasks`.
    pub title: String,
    /// Ratios to the baseline; none where the baseline was not run.
    pub ratios: Option<Picture>,
    /// Time per task.
    pub times: Option<Picture>,
    /// Each contender's ratio to the baseline, for the table of all workloads.
    pub shares: Vec<(String, String)>,
    /// Headline ratios, each beside the one without the caller's help.
    pub headlines: Vec<String>,
    /// Whether its call is the one that all contenders have in common.
    pub is_common: bool,
}

/// What a workload is called.
struct Name {
    title: String,
    /// Of its files, after the experiment.
    stem: Vec<String>,
    is_common: bool,
}

/// A contender on a workload.
struct Row<'a> {
    visit: CellRef<'a>,
    time: Option<Absolute>,
    ratio: Option<Estimate>,
    look: Look,
}

/// All workloads on which at least two contenders ran, largest first within an experiment.
pub(crate) fn workloads(site: &Site) -> Vec<Workload> {
    site.experiments()
        .into_iter()
        .flat_map(|experiment| workloads_of(site, experiment))
        .collect()
}

fn workloads_of(site: &Site, experiment: &str) -> Vec<Workload> {
    let Some(record) = site.measured(experiment) else {
        return Vec::new();
    };
    let is_measured = |visit: &CellRef<'_>| std::ptr::eq(visit.record, record) && visit.is_timed();
    let measured = visits(site, experiment).into_iter().filter(is_measured);
    if rows::is_benchmark(experiment) {
        return rows::rows(measured.collect())
            .into_iter()
            .filter_map(|(name, visits)| workload(experiment, record, name, &visits))
            .collect();
    }
    let mut cells: BTreeMap<(Kind, u64), Vec<CellRef<'_>>> = BTreeMap::new();
    for visit in measured {
        if is_common(&visit) {
            let n = visit.cell.param("n").unwrap_or(0);
            cells.entry((kind(&visit), n)).or_default().push(visit);
        }
    }
    // Of each kind of task the size on which the most contenders ran; of several the largest.
    let mut best: BTreeMap<Kind, (usize, u64)> = BTreeMap::new();
    for ((kind, n), visits) in &cells {
        let known = best.entry(*kind).or_default();
        *known = (*known).max((visits.len(), *n));
    }
    best.into_iter()
        .filter_map(|(kind, (_, n))| {
            let name = Name {
                title: kind.title(n),
                stem: vec![kind.stem(), n.to_string()],
                is_common: true,
            };
            workload(experiment, record, name, &cells[&(kind, n)])
        })
        .collect()
}

/// A plain loop stands for itself alone: a pool's own loop is not what the pool does.
fn is_common(visit: &CellRef<'_>) -> bool {
    match visit.cell.call.as_str() {
        COMMON_CALL => true,
        "loop" => visit.cell.contender == names::SERIAL,
        _ => false,
    }
}

/// What the tasks of a workload are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Of this many nanoseconds each.
    Grain(u64),
    /// The reader's own files.
    Files,
}

fn kind(visit: &CellRef<'_>) -> Kind {
    match (visit.cell.param("files"), visit.cell.param("grain_ns")) {
        (Some(_), _) => Kind::Files,
        (None, grain) => Kind::Grain(grain.unwrap_or(0)),
    }
}

impl Kind {
    fn title(self, n: u64) -> String {
        match self {
            Kind::Grain(ns) => format!("{} {}", count(n), grain(ns)),
            Kind::Files => format!("{} of your files", count(n)),
        }
    }

    fn stem(self) -> String {
        match self {
            Kind::Grain(ns) => ns.to_string(),
            Kind::Files => "files".into(),
        }
    }
}

fn workload(
    experiment: &str,
    record: &Record,
    name: Name,
    visits: &[CellRef<'_>],
) -> Option<Workload> {
    let base = visits.iter().find(|visit| visit.cell.contender == BASELINE);
    let baseline = base.map(|visit| CellKey::of(visit.cell));
    let mut rows: Vec<Row<'_>> = visits
        .iter()
        .map(|visit| {
            let key = CellKey::of(visit.cell);
            Row {
                visit: *visit,
                time: summary(record, &key, Clock::Wall),
                ratio: baseline
                    .as_ref()
                    .filter(|base| **base != key)
                    .and_then(|base| compare(record, &key, base, Clock::Wall)),
                look: Look::default(),
            }
        })
        .collect();
    rows.sort_by_key(|row| companion_order(&row.visit.cell.contender));
    rows.dedup_by_key(|row| row.visit.cell.contender.clone());
    if rows.len() < 2 {
        return None;
    }
    let looks = looks(rows.iter().map(|row| row.visit.key()));
    for (row, look) in rows.iter_mut().zip(looks) {
        row.look = look;
    }
    let title = name.title;
    let own = name.stem.iter().map(String::as_str);
    let stem: Vec<&str> = std::iter::once(experiment).chain(own).collect();
    Some(Workload {
        experiment: experiment.into(),
        ratios: charts::ratio_chart(&rows, base, &stem, &title),
        times: charts::time_chart(&rows, &stem, &title),
        shares: rows
            .iter()
            .filter_map(|row| {
                let ratio = row.ratio?;
                let (low, high) = (plain(ratio.drawn.0), plain(ratio.drawn.1));
                let share = format!("×{} [{low} to {high}]", plain(ratio.ratio));
                Some((row.visit.cell.contender.clone(), share))
            })
            .collect(),
        headlines: headlines(&rows),
        is_common: name.is_common,
        title,
    })
}

/// A contender first, and right below it the same without its caller's help.
fn companion_order(contender: &str) -> (usize, String, bool) {
    let own = contender.strip_suffix(WORKERS_ONLY).unwrap_or(contender);
    (names::place(own), own.to_string(), own != contender)
}

/// For every contender that has a companion without its caller's help: both ratios in one sentence, never one alone.
fn headlines(rows: &[Row<'_>]) -> Vec<String> {
    let ratio_of = |id: &str| {
        rows.iter()
            .find(|row| row.visit.cell.contender == id)
            .and_then(|row| row.ratio)
    };
    rows.iter()
        .filter_map(|row| {
            let contender = &row.visit.cell.contender;
            let alone = format!("{contender}{WORKERS_ONLY}");
            let (with, without) = (ratio_of(contender)?, ratio_of(&alone)?);
            let said = texts::Said {
                who: names::contender(contender).into(),
                took: over(with.ratio),
                vs: names::contender(BASELINE).into(),
                interval: within(with.ratio, with.drawn),
                alone: over(without.ratio),
                alone_interval: within(without.ratio, without.drawn),
            };
            Some(said.said(&FOR_ALL))
        })
        .collect()
}
