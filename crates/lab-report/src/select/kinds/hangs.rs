//! Which tasks that wait for each other finish, and which wait for ever.

use std::collections::BTreeSet;

use lab_verdict::claims::Evidence;
use lab_verdict::scaling::{TASKS, WORKERS};

use crate::draw::{Grid, GridCell, GridColumn, GridRow};
use crate::select::Picture;
use crate::select::asked::Asked;
use crate::select::reading::joined;
use crate::select::reading::texts::{Says, Sentence, hangs as texts};
use crate::select::visits::{CellRef, rank};
use crate::text::names;
use crate::text::number::{count, plural};
use crate::text::scope::capital;

/// Counted of every visit whose tasks wait for each other: 1 where they never finish.
pub(super) const HANGS: &str = "hangs";

/// Of a hang: tasks that hold a worker, and tasks that no worker is left for.
pub(super) const WAITING: &str = "workers_waiting";
pub(super) const QUEUED: &str = "tasks_queued";

/// What a visit of tasks that wait for each other counts.
pub(super) const COUNTS: [&str; 4] = [HANGS, "tasks_finished", WAITING, QUEUED];

/// How the tasks wait, by call, with a word for a column; the first grid has the first call, and needs none.
pub(super) const CALLS: [(&str, &str); 5] = [
    ("barrier", ""),
    ("signal_from_next", "next"),
    ("signal_from_previous", "before"),
    ("nested_map", "map"),
    ("pool_per_task", "pool"),
];

/// A case: which call of [`CALLS`], how many workers, how many tasks.
pub(super) type Case = (usize, u64, u64);

/// One visit of a case.
pub(super) struct Tried<'a> {
    pub(super) visit: CellRef<'a>,
    pub(super) case: Case,
    pub(super) hangs: bool,
}

pub(super) fn draw(asked: &Asked<'_>) -> Vec<Picture> {
    let tried = all_tried(asked);
    match tried.is_empty() {
        true => Vec::new(),
        false => vec![picture(asked, &tried)],
    }
}

/// All visits of a figure's calls whose tasks wait for each other.
pub(super) fn all_tried<'a>(asked: &Asked<'a>) -> Vec<Tried<'a>> {
    let mut tried: Vec<Tried<'a>> = asked.cells().iter().filter_map(tried).collect();
    tried.sort_by(|one, other| order(contender(one)).cmp(&order(contender(other))));
    tried
}

fn tried<'a>(visit: &CellRef<'a>) -> Option<Tried<'a>> {
    let (least, most) = visit.range(HANGS)?;
    let call = CALLS
        .iter()
        .position(|(call, _)| *call == visit.cell.call)?;
    let case = (call, visit.cell.param(WORKERS)?, visit.cell.param(TASKS)?);
    // Both in the repetitions of one visit would be neither; the table of counts shows such a thing.
    (least == most).then_some(Tried {
        visit: *visit,
        case,
        hangs: most > 0,
    })
}

fn picture(asked: &Asked<'_>, tried: &[Tried<'_>]) -> Picture {
    let cases: BTreeSet<Case> = tried.iter().map(|one| one.case).collect();
    let mut contenders: Vec<&str> = tried.iter().map(|one| contender(one)).collect();
    contenders.dedup();
    let rows = contenders
        .iter()
        .map(|contender| row(contender, &cases, tried));
    let head = asked.computed(&[]);
    let chart = Grid {
        head,
        columns: cases.iter().map(column).collect(),
        rows: rows.collect(),
    };
    let evidence = tried
        .iter()
        .map(|one| one.visit.evidence(Evidence::Counted));
    Picture::new(chart.draw(), reading(&asked.spec.says, tried), evidence)
}

/// Where a contender stands in a grid and in a sentence.
fn order(contender: &str) -> (usize, &str) {
    (rank(contender), contender)
}

pub(super) fn contender<'a>(tried: &Tried<'a>) -> &'a str {
    &tried.visit.cell.contender
}

fn column(&(call, workers, tasks): &Case) -> GridColumn {
    let (name, short) = CALLS[call];
    GridColumn {
        above: short.into(),
        below: format!("{} on {}", count(tasks), count(workers)),
        whole: format!("{}: {}", names::call(name), size(workers, tasks)),
    }
}

/// `3 tasks on 2 workers`.
pub(super) fn size(workers: u64, tasks: u64) -> String {
    format!(
        "{} on {}",
        plural(tasks, "task", "tasks"),
        plural(workers, "worker", "workers")
    )
}

fn row(contender: &str, cases: &BTreeSet<Case>, tried: &[Tried<'_>]) -> GridRow {
    let own = || tried.iter().filter(|one| self::contender(one) == contender);
    let evidence = own()
        .map(|one| one.visit.evidence(Evidence::Counted))
        .next();
    let evidence = evidence.unwrap_or(Evidence::Counted);
    let elsewhere = match evidence {
        Evidence::RecordedElsewhere => " (recorded)",
        _ => "",
    };
    GridRow {
        label: format!("{}{elsewhere}", names::contender(contender)),
        evidence,
        cells: cases
            .iter()
            .map(|case| own().find(|one| one.case == *case).map(cell))
            .collect(),
    }
}

fn cell(tried: &Tried<'_>) -> GridCell {
    let words = if tried.hangs { "hangs" } else { "done" };
    let whole = match (tried.visit.count(WAITING), tried.visit.count(QUEUED)) {
        (Some(waiting), Some(queued)) => format!(
            "hangs: {} waiting, {} queued",
            count(waiting),
            count(queued)
        ),
        _ => words.to_owned(),
    };
    GridCell {
        words: words.into(),
        whole,
        stands_out: tried.hangs,
    }
}

/// Who waits for whom where it hangs, and whether more tasks than workers is all that decides.
fn reading(own: &Says, tried: &[Tried<'_>]) -> String {
    let mut words: Vec<String> = Vec::new();
    let bounded: Vec<&Tried<'_>> = tried
        .iter()
        .filter(|one| !is_unbounded(contender(one), tried))
        .collect();
    let first = bounded.iter().all(|one| one.case.0 == 0);
    let by_size = |one: &&Tried<'_>| one.hangs == (one.case.2 > one.case.1);
    if first && !bounded.is_empty() && bounded.iter().all(by_size) {
        words.push(texts::BySize {}.said(own));
    }
    let calls: BTreeSet<usize> = tried.iter().map(|one| one.case.0).collect();
    for call in calls {
        let hanging = || tried.iter().filter(|one| one.hangs && one.case.0 == call);
        if let Some(case) = telling(hanging()) {
            let same: Vec<&Tried<'_>> = hanging().filter(|one| one.case == case).collect();
            words.push(graph(own, case, &same));
        }
    }
    joined(words)
}

/// The case that tells it all: the smallest, but with one worker there is no crowd to speak of.
pub(super) fn telling<'t, 'v: 't>(hanging: impl Iterator<Item = &'t Tried<'v>>) -> Option<Case> {
    let by_size = |&(_, workers, tasks): &Case| (workers < 2, workers, tasks);
    hanging.map(|one| one.case).min_by_key(by_size)
}

/// Whether a contender has as many workers as it has tasks: it hangs nowhere, and says nothing of workers.
fn is_unbounded(contender: &str, tried: &[Tried<'_>]) -> bool {
    let mut more = tried
        .iter()
        .filter(|one| self::contender(one) == contender && one.case.2 > one.case.1);
    more.clone().next().is_some() && more.all(|one| !one.hangs)
}

/// Who waits for what in a case that hangs.
fn graph(own: &Says, (call, workers, tasks): Case, hanging: &[&Tried<'_>]) -> String {
    let who = hanging
        .iter()
        .map(|one| names::contender(contender(one)))
        .collect::<Vec<_>>()
        .join(", ");
    let of_any = |name: &str| hanging.iter().find_map(|one| one.visit.count(name));
    let call = capital(names::call(CALLS[call].0));
    let [workers, tasks] = [workers, tasks].map(count);
    match (of_any(WAITING).map(count), of_any(QUEUED)) {
        (Some(waiting), None | Some(0)) => texts::Maps {
            call,
            tasks,
            workers,
            who,
            waiting,
        }
        .said(own),
        (Some(waiting), Some(queued)) => {
            let queued = count(queued);
            texts::Queue {
                call,
                tasks,
                workers,
                who,
                waiting,
                queued,
            }
            .said(own)
        }
        (None, _) => texts::Uncounted {
            call,
            tasks,
            workers,
            who,
        }
        .said(own),
    }
}
