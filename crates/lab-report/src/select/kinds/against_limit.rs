//! A call of many tasks against the bound that its workers set: `ceil(N / W)` times a task that is alone.

use std::collections::BTreeSet;

use lab_measure::record::{Origin, Record};
use lab_verdict::answer::Estimate;
use lab_verdict::claims::Evidence;
use lab_verdict::interval::DRAWN;
use lab_verdict::scaling::{DEFAULT_WORKERS, Lone, TASKS, WORKERS, lone, wait_share};
use lab_verdict::{Absolute, CellKey, Clock, compare, summary};

use crate::draw::{Axis, DotRow, DotRows, Look, Scale, Unit};
use crate::select::Picture;
use crate::select::asked::Asked;
use crate::select::looks::looks;
use crate::select::reading::texts::against_limit::{self as texts, Limit, Other};
use crate::select::reading::texts::{Says, Sentence};
use crate::select::reading::{joined, placed};
use crate::select::template::Filling;
use crate::select::visits::{CellRef, rank};
use crate::text::names;
use crate::text::number::{count, time};
use crate::text::ratio::{over, within};

/// From this share of waiting on, workers set the bound; below it cores do.
const MOSTLY: f64 = 0.5;

/// A big call of one contender.
struct Row<'a> {
    visit: CellRef<'a>,
    time: Absolute,
    /// Time per task over that of a task that is alone, paired by rounds.
    to_lone: Option<Estimate>,
}

/// A chart for each call and size that is bigger than the same workers' cell on the curve, measured here for at least two
/// contenders, of tasks that mostly wait.
pub(super) fn draw(asked: &Asked<'_>) -> Vec<Picture> {
    let visits = &asked.cells()[..];
    let sizes: BTreeSet<(&str, u64, u64)> = visits
        .iter()
        .filter(|visit| visit.record.origin == Origin::Measured && visit.is_timed())
        .filter_map(|visit| {
            let (workers, n) = (visit.cell.param(WORKERS)?, visit.cell.param(TASKS)?);
            let known = [WORKERS, TASKS, DEFAULT_WORKERS];
            let plain = visit
                .cell
                .params
                .keys()
                .all(|name| known.contains(&name.as_str()));
            let is_smaller = |other: &CellRef<'_>| {
                other.cell.contender == visit.cell.contender
                    && other.cell.call == visit.cell.call
                    && other.cell.param(WORKERS) == Some(workers)
                    && other.is_timed()
                    && other.cell.param(TASKS).is_some_and(|fewer| fewer < n)
            };
            let is_bigger = visits.iter().any(is_smaller);
            (plain && is_bigger).then_some((visit.cell.call.as_str(), workers, n))
        })
        .collect();
    sizes
        .into_iter()
        .filter_map(|size| picture(asked, visits, size))
        .collect()
}

fn picture(
    asked: &Asked<'_>,
    visits: &[CellRef<'_>],
    (call, workers, n): (&str, u64, u64),
) -> Option<Picture> {
    let mut here: Vec<CellRef<'_>> = visits
        .iter()
        .copied()
        .filter(|visit| visit.record.origin == Origin::Measured && visit.cell.call == call)
        .filter(|visit| visit.cell.param(WORKERS) == Some(workers))
        .filter(|visit| visit.cell.param(TASKS) == Some(n))
        .collect();
    here.sort_by_key(|visit| companions(&visit.cell.contender));
    let record = here.first()?.record;
    let alone = lone(record, names::SERIAL, call)?;
    let waits = wait_share(record, names::SERIAL, call)?.share >= MOSTLY;
    if !waits {
        return None;
    }
    let rows: Vec<Row<'_>> = here
        .iter()
        .filter_map(|visit| {
            let key = CellKey::of(visit.cell);
            let base = CellKey::of(&record.cells[alone.cell as usize]);
            Some(Row {
                visit: *visit,
                time: summary(record, &key, Clock::Wall)?,
                to_lone: compare(record, &key, &base, Clock::Wall),
            })
        })
        .collect();
    if rows.len() < 2 {
        return None;
    }
    let waves = n.div_ceil(workers);
    let filling = Filling {
        cell: Some(rows[0].visit),
        computed: &[("times", count(waves))],
        ..Filling::default()
    };
    let each = [call.to_owned(), n.to_string(), workers.to_string()];
    let head = asked.head(&each, &filling);
    let chart = DotRows {
        head,
        axis: Axis {
            label: "time of the whole call".into(),
            unit: Unit::Nanoseconds,
            scale: Scale::Log10,
        },
        reference: Some((waves as f64 * alone.ns, "limit".into())),
        confidence: DRAWN,
        rows: rows
            .iter()
            .zip(looks(rows.iter().map(|row| row.visit.key())))
            .map(|(row, look)| dot(row, n, look))
            .collect(),
    };
    let told = reading(&asked.spec.says, record, &rows, (call, workers, n), &alone);
    let evidence = chart.rows.iter().map(|row| row.evidence);
    Some(Picture::new(chart.draw(), told, evidence))
}

/// A contender, and right below it the same without its caller's help.
fn companions(contender: &str) -> (usize, String, bool) {
    let own = contender
        .strip_suffix(names::WORKERS_ONLY)
        .unwrap_or(contender);
    (rank(own), own.to_string(), own != contender)
}

fn dot(row: &Row<'_>, n: u64, look: Look) -> DotRow {
    let contender = &row.visit.cell.contender;
    let n = n as f64;
    DotRow {
        open: false,
        label: names::contender(contender).to_string(),
        look,
        evidence: row.visit.evidence(Evidence::Measured),
        value: row.time.ns * n,
        interval: Some((row.time.drawn.0 * n, row.time.drawn.1 * n)),
        hollow: row.visit.is_disturbed(),
    }
}

/// Every row against the bound, and each subject against the contenders that are not its own.
fn reading(
    own: &Says,
    record: &Record,
    rows: &[Row<'_>],
    (call, workers, n): (&str, u64, u64),
    alone: &Lone,
) -> String {
    let waves = n.div_ceil(workers);
    let limit = Limit {
        n: count(n),
        work: names::workload(call).short.into(),
        workers: count(workers),
        waves: count(waves),
        time: time(waves as f64 * alone.ns),
    };
    let scale = n as f64 / waves as f64;
    let against = rows.iter().filter_map(|row| {
        let to_lone = row.to_lone?;
        let (ratio, (low, high)) = (to_lone.ratio * scale, to_lone.drawn);
        let said = texts::Row {
            who: names::contender(&row.visit.cell.contender).into(),
            took: over(ratio),
            interval: within(ratio, (low * scale, high * scale)),
        };
        Some(said.said(own))
    });
    let is_subject = |row: &&Row<'_>| rank(&row.visit.cell.contender) < rank(names::SERIAL);
    let subjects = rows.iter().filter(is_subject);
    let pairs = subjects.flat_map(|subject| rows.iter().map(move |other| (subject, other)));
    let others = pairs.filter_map(|(subject, other)| {
        let (who, whom) = (&subject.visit.cell.contender, &other.visit.cell.contender);
        let keys = [subject, other].map(|row| CellKey::of(row.visit.cell));
        let is_other = !whom.starts_with(who.as_str());
        let ratio = compare(record, &keys[0], &keys[1], Clock::Wall).filter(|_| is_other)?;
        let said = Other {
            who: names::contender(who).into(),
            took: over(ratio.ratio),
            whom: names::contender(whom).into(),
            interval: within(ratio.ratio, ratio.drawn),
        };
        Some(said.said(own))
    });
    let limit = placed([(record, limit.said(own))].into_iter());
    joined([limit].into_iter().chain(against).chain(others))
}
