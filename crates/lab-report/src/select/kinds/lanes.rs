//! Who ran what when, side by side on one time axis.

mod reading;

use std::collections::BTreeMap;

use lab_measure::record::{Cell, Lanes};
use lab_verdict::claims::Evidence;

use self::reading::reading;
use crate::draw::{Head, LaneChart, is_own};
use crate::select::asked::Asked;
use crate::select::reading::texts::{FOR_ALL, Says, Sentence, lanes as texts};
use crate::select::visits::{CellRef, rank};
use crate::select::{Picture, id};
use crate::text::names;
use crate::text::number::plural;
use crate::trace::chrome_trace;

/// The most pictures side by side on the index.
const MOST_HEROES: usize = 4;

/// A task counts as slow when it takes this many times the median of all that are shown together.
const SLOW: u64 = 3;

/// A traced visit.
struct Traced<'a> {
    visit: CellRef<'a>,
    lanes: &'a Lanes,
}

/// The traced visits of a figure's cast, those of one kind on one horizon; other pools last.
pub(super) fn draw(asked: &Asked<'_>) -> Vec<Picture> {
    let of = &asked.spec.of;
    let cast: Vec<CellRef<'_>> = asked
        .all
        .iter()
        .copied()
        .filter(|visit| of.take(visit))
        .collect();
    let mut pictures: Vec<Picture> = Vec::new();
    for kind in kinds(traced(&cast)) {
        let stem = [asked.experiment, &asked.spec.id];
        pictures.extend(side_by_side(
            &kind,
            &stem,
            &pictures,
            (&asked.spec.says, &asked.spec.notes),
        ));
    }
    pictures
}

/// Traced visits by kind of task: those of one kind share a horizon. What takes longer by its nature would squeeze the
/// others together.
fn kinds(traced: Vec<Traced<'_>>) -> Vec<Vec<Traced<'_>>> {
    let kind_of = |one: &Traced<'_>| (one.visit.cell.param(WAITING), one.visit.cell.param("n"));
    let mut kinds: Vec<Vec<Traced<'_>>> = Vec::new();
    for one in traced {
        let kind = kind_of(&one);
        match kinds.iter_mut().find(|known| kind_of(&known[0]) == kind) {
            Some(known) => known.push(one),
            None => kinds.push(vec![one]),
        }
    }
    kinds
}

/// Whether a call is the plain loop, or that with something about it.
fn is_loop(call: &str) -> bool {
    call == "loop" || call.starts_with("loop_")
}

/// The parameter with the share of waiting in a traced task, in per cent.
const WAITING: &str = "wait_percent";

/// Contender and call, and the kind of task where it is declared.
fn title(one: &Traced<'_>) -> String {
    let cell = one.visit.cell;
    let mut name = one.visit.name();
    // Beside other calls of the same contender its loop needs its name.
    if cell.call == "loop" && cell.contender != names::SERIAL {
        name = format!("{name} {}", names::call("loop"));
    }
    if let Some(task) = cell.param("failing") {
        name = format!("{name}: task {task}");
    }
    if let Some(share) = cell.param(SHARED) {
        name = format!("{name}, {}", names::parameter_with(SHARED, share));
    }
    match cell.param(WAITING) {
        None => name,
        Some(100) => format!("{name}, tasks that wait"),
        Some(0) => format!("{name}, tasks that compute"),
        Some(share) => format!("{name}, {share} % waiting"),
    }
}

/// The parameter with the share of a task that is under a lock, in per cent.
const SHARED: &str = "shared_percent";

/// The picture of the whole article, and in words what all parts of it share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hero {
    /// For each subject its calls, at most four, on one horizon.
    pub pictures: Vec<Picture>,
    /// `The same 20 tasks on 4 workers`.
    pub tasks: String,
    /// How many of the pictures are of calls that the article compares: of several practices, who has most tells it best.
    pub told: usize,
}

/// The few traced visits that tell the whole article.
pub(crate) fn hero(visits: &[CellRef<'_>]) -> Hero {
    let mut chosen = traced(visits);
    chosen.retain(|traced| is_subject(&traced.visit.cell.contender));
    chosen.sort_by_key(|traced| (hero_place(traced), traced.visit.cell.call.clone()));
    chosen.truncate(MOST_HEROES);
    let mut sizes: Vec<(usize, u32)> = chosen
        .iter()
        .map(|traced| (traced.lanes.spans.len(), workers(traced)))
        .collect();
    sizes.dedup();
    let compared = chosen.iter().filter(|traced| hero_place(traced).0 < OTHERS);
    Hero {
        told: compared.count(),
        pictures: side_by_side(&chosen, &["hero"], &[], (&FOR_ALL, &BTreeMap::new())),
        tasks: match sizes[..] {
            [(tasks, workers)] => format!(
                "The same {} on {}",
                plural(tasks as u64, "task", "tasks"),
                plural(workers.into(), "worker", "workers")
            ),
            _ => "Traced visits".into(),
        },
    }
}

fn hero_place(traced: &Traced<'_>) -> (usize, usize) {
    let contender = rank(&traced.visit.cell.contender);
    match (traced.visit.cell.call.as_str(), contender) {
        ("map", 1) => (0, 0),
        ("imap", who) => (1, who),
        ("imap_unordered", 1) => (2, 0),
        (_, who) => (OTHERS, who),
    }
}

/// The place of calls that the article does not compare, after those that it does.
const OTHERS: usize = 3;

fn traced<'a>(visits: &[CellRef<'a>]) -> Vec<Traced<'a>> {
    let mut all: Vec<Traced<'a>> = visits
        .iter()
        .filter_map(|visit| {
            let lanes = visit
                .record
                .lanes
                .iter()
                .find(|lanes| lanes.cell == visit.index && !lanes.spans.is_empty())?;
            Some(Traced {
                visit: *visit,
                lanes,
            })
        })
        .collect();
    all.sort_by_key(|traced| {
        let cell = traced.visit.cell;
        (
            cell.param("n"),
            is_aside(cell),
            call_place(&cell.call),
            cell.param(SHARED),
            cell.call.clone(),
            rank(&cell.contender),
        )
    });
    all
}

fn is_subject(contender: &str) -> bool {
    rank(contender) < rank(names::SERIAL)
}

/// Whether it stands behind the subjects: the plain loop is everybody's.
fn is_aside(cell: &Cell) -> bool {
    !is_subject(&cell.contender) && !is_loop(&cell.call)
}

fn call_place(call: &str) -> usize {
    const KNOWN: [&str; 6] = [
        "loop",
        "map",
        "imap",
        "imap_unordered",
        "map_async",
        "map_then_own_work",
    ];
    KNOWN
        .iter()
        .position(|known| *known == call || (is_loop(known) && is_loop(call)))
        .unwrap_or(usize::MAX)
}

/// The pictures of one kind, all on one horizon; their ids differ from those of the pictures before.
fn side_by_side(
    traced: &[Traced<'_>],
    stem: &[&str],
    before: &[Picture],
    (own, notes): (&Says, &BTreeMap<String, String>),
) -> Vec<Picture> {
    let horizon_ns = traced.iter().map(|one| end(one.lanes)).max().unwrap_or(0);
    let slow_from_ns = slow_from(traced);
    let has_subject = traced
        .iter()
        .any(|one| is_subject(&one.visit.cell.contender));
    let mut pictures: Vec<Picture> = Vec::new();
    for one in traced {
        let name = title(one);
        let mut parts: Vec<&str> = stem.to_vec();
        parts.push(&name);
        let mut chart_id = id(&parts);
        let same = before
            .iter()
            .chain(&pictures)
            .filter(|picture| picture.drawn.id.starts_with(&chart_id))
            .count();
        if same > 0 {
            chart_id = format!("{chart_id}-{}", same + 1);
        }
        let evidence = one.visit.evidence(Evidence::Measured);
        let chart = LaneChart {
            head: Head {
                id: chart_id,
                title: name,
                description: description(own, one.lanes),
            },
            lanes: one.lanes.clone(),
            // Its own: a thread per task would draw empty lanes under everybody else.
            workers: workers(one),
            tasks: tasks(one),
            horizon_ns,
            slow_from_ns,
            evidence,
        };
        let evidence = std::iter::once(evidence);
        let cell = one.visit.cell;
        // With nothing under the lock nobody waits for it.
        let note = notes
            .get(&cell.call)
            .filter(|_| cell.param(SHARED) != Some(0));
        let told = reading(own, one.lanes, one.visit.cell, note.map(String::as_str));
        pictures.push(Picture {
            aside: has_subject && is_aside(one.visit.cell),
            trace: Some(chrome_trace(&chart.head.title, one.lanes)),
            ..Picture::new(chart.draw(), told, evidence)
        });
    }
    pictures
}

fn description(own: &Says, lanes: &Lanes) -> String {
    match lanes.pulls.is_empty() {
        true => texts::Picture {}.said(own),
        false => texts::PictureAhead {}.said(own),
    }
}

fn workers(traced: &Traced<'_>) -> u32 {
    let seen = traced
        .lanes
        .spans
        .iter()
        .filter(|span| span.lane != Lanes::CALLER)
        .map(|span| span.lane + 1)
        .max()
        .unwrap_or(0);
    let declared = match is_loop(&traced.visit.cell.call) {
        true => 0,
        false => traced.visit.cell.param("workers").unwrap_or(0),
    };
    seen.max(u32::try_from(declared).unwrap_or(u32::MAX).min(64))
}

fn end(lanes: &Lanes) -> u64 {
    let spans = lanes.spans.iter().map(|span| span.end_ns);
    let results = lanes.yielded.iter().map(|result| result.at_ns);
    spans.chain(results).max().unwrap_or(0)
}

/// How many tasks the traced call was given.
fn tasks(traced: &Traced<'_>) -> u32 {
    let n = traced.visit.cell.param("n");
    n.and_then(|n| u32::try_from(n).ok()).unwrap_or(u32::MAX)
}

/// One bound for all pictures that stand together, rounded to two digits so that it can be said.
fn slow_from(traced: &[Traced<'_>]) -> u64 {
    let mut durations: Vec<u64> = traced
        .iter()
        .flat_map(|one| {
            let spans = one.lanes.spans.iter();
            spans.filter(|span| !is_own(span, tasks(one)))
        })
        .map(|span| span.end_ns.saturating_sub(span.start_ns))
        .collect();
    durations.sort_unstable();
    let median = durations.get(durations.len() / 2).copied().unwrap_or(0);
    let bound = median.saturating_mul(SLOW).max(1);
    let step = 10u64.pow(bound.ilog10().saturating_sub(1));
    bound / step * step
}
