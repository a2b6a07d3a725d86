//! The same work in several arrangements, a row each: pipelines, nested maps, a number that all add to.

use lab_verdict::claims::Evidence;
use lab_verdict::scaling::{TASKS, WORKERS};
use lab_verdict::{Absolute, CellKey, Clock, compare, summary};

use super::looks::looks;
use super::sharing::{self, SHARE};
use super::visits::{CellRef, rank};
use super::{Plate, Topic, id};
use crate::chart::{Axis, DotRow, DotRows, Head, Look, Scale, Unit};
use crate::names;
use crate::number::{count, plain, plural};

/// A chart of this kind.
struct Theme {
    stem: &'static str,
    title: &'static str,
    description: &'static str,
    /// What an item is, in the singular.
    item: &'static str,
    /// Its calls; of two in a pair the first is compared with the second.
    pairs: &'static [(&'static str, &'static str)],
}

impl Theme {
    /// The calls that only this chart is about, so that it stands with the claim that names them.
    fn calls(&self) -> Vec<String> {
        let own = self.calls_both().filter(|call| *call != sharing::CALL);
        own.map(str::to_owned).collect()
    }

    /// Whether a visit of these has another to be compared with, of those that vary in the share under a lock.
    fn has_pair(&self, visit: &CellRef<'_>, visits: &[CellRef<'_>]) -> bool {
        let counterpart = |other: &CellRef<'_>| {
            other.cell.contender == visit.cell.contender
                && other.cell.call != visit.cell.call
                && self.calls_both().any(|call| call == other.cell.call)
                && other.cell.param(SHARE) == visit.cell.param(SHARE)
        };
        visit.cell.param(SHARE).is_none() || visits.iter().any(counterpart)
    }

    fn calls_both(&self) -> impl Iterator<Item = &'static str> {
        self.pairs.iter().flat_map(|(of, vs)| [*of, *vs])
    }
}

/// Of this theme threads are counted too.
const NESTED: Theme = Theme {
    stem: "nested",
    title: "A map within the tasks of a map",
    description: "Time of the whole divided by the inner tasks, with its 95 % interval, for pools that finish. Each \
                  inner task sleeps for 1 ms.",
    item: "inner task",
    pairs: &[("pool_per_task", "nested_map")],
};

const THEMES: [Theme; 4] = [
    NESTED,
    Theme {
        stem: "dedicated",
        title: "Tasks under a lock: by a pool, or by threads of their own",
        description: "Time of the whole divided by the tasks, with its 95 % interval. As many threads as the pool has \
                      workers, started for the call.",
        item: "task",
        pairs: &[("locked_threads", "locked")],
    },
    Theme {
        stem: "pipeline",
        title: "A pipeline of three stages: a pool for each, or one for all",
        description: "Time of the whole divided by the items, with its 95 % interval. Equally many threads in all.",
        item: "item",
        pairs: &[("per_stage", "fused"), ("per_stage_cpu", "fused_cpu")],
    },
    Theme {
        stem: "counters",
        title: "One number that all tasks add to",
        description: "Time of the whole divided by the additions, with its 95 % interval. All tasks begin at one \
                      moment. Nothing is judged by it.",
        item: "addition",
        pairs: &[
            ("counter_mutex", "counter_apart"),
            ("counter_atomic", "counter_apart"),
            ("counter_neighbours", "counter_apart"),
        ],
    },
];

/// One arrangement of one contender.
struct Row<'a> {
    visit: CellRef<'a>,
    time: Absolute,
}

pub(super) fn plates(visits: &[CellRef<'_>], experiment: &str) -> Vec<Plate> {
    let mut plates: Vec<Plate> = THEMES
        .iter()
        .filter_map(|theme| plate(theme, visits, experiment))
        .collect();
    plates.extend(threads(visits, experiment));
    plates
}

fn plate(theme: &Theme, visits: &[CellRef<'_>], experiment: &str) -> Option<Plate> {
    let place = |call: &str| {
        let both = theme
            .pairs
            .iter()
            .position(|(of, vs)| *of == call || *vs == call);
        both.map(|pair| (pair, theme.pairs[pair].1 == call))
    };
    let mut rows: Vec<Row<'_>> = visits
        .iter()
        .filter(|visit| place(&visit.cell.call).is_some() && theme.has_pair(visit, visits))
        .filter_map(|visit| {
            let time = summary(visit.record, &CellKey::of(visit.cell), Clock::Wall)?;
            Some(Row {
                visit: *visit,
                time,
            })
        })
        .collect();
    if rows.len() < 2 {
        return None;
    }
    rows.sort_by_key(|row| {
        let cell = row.visit.cell;
        let size = (cell.param(WORKERS), cell.param(SHARE));
        (size, place(&cell.call), rank(&cell.contender))
    });
    let recorded = rows
        .iter()
        .all(|row| row.visit.evidence(Evidence::Measured) == Evidence::RecordedElsewhere);
    let chart = DotRows {
        head: Head {
            id: id(&[experiment, theme.stem]),
            title: theme.title.into(),
            description: theme.description.into(),
        },
        axis: Axis {
            label: format!("time per {}", theme.item),
            unit: Unit::Nanoseconds,
            scale: Scale::Log10,
        },
        reference: None,
        rows: rows
            .iter()
            .zip(looks(rows.iter().map(|row| row.visit.key())))
            .map(|(row, look)| dot(row, theme, look))
            .collect(),
    };
    Some(Plate {
        calls: theme.calls(),
        ..Plate::new(
            Topic::Arrangement,
            chart.draw(),
            reading(theme, &rows),
            recorded,
        )
    })
}

fn dot(row: &Row<'_>, theme: &Theme, look: Look) -> DotRow {
    let cell = row.visit.cell;
    let items = cell.param(TASKS).unwrap_or(1);
    let workers = cell.param(WORKERS).unwrap_or(1);
    let items = plural(items, theme.item, &format!("{}s", theme.item));
    let threads = plural(workers, "thread", "threads");
    let what = match cell.param(SHARE) {
        Some(percent) => format!("{percent} % under it"),
        None => format!("{threads}, {items}"),
    };
    DotRow {
        open: false,
        label: format!("{}: {what}", row.visit.name()),
        look,
        evidence: row.visit.evidence(Evidence::Measured),
        value: row.time.ns,
        interval: Some(row.time.drawn),
        hollow: row.visit.is_disturbed(),
    }
}

/// How much of each task is under the lock, where that varies.
fn share(visit: &CellRef<'_>) -> String {
    let percent = visit.cell.param(SHARE);
    percent.map_or(String::new(), |percent| {
        format!(", {percent} % under the lock")
    })
}

/// Each pair that a contender has, in the same rounds.
fn reading(theme: &Theme, rows: &[Row<'_>]) -> String {
    let mut words: Vec<String> = Vec::new();
    for of in rows {
        let pair = theme
            .pairs
            .iter()
            .find(|(call, _)| *call == of.visit.cell.call);
        let Some((_, vs)) = pair else { continue };
        let same = |row: &&Row<'_>| {
            row.visit.cell.call == *vs
                && row.visit.cell.contender == of.visit.cell.contender
                && row.visit.agrees_with(&of.visit, &[])
        };
        let Some(vs) = rows.iter().find(same) else {
            continue;
        };
        let keys = [of, vs].map(|row| CellKey::of(row.visit.cell));
        if let Some(ratio) = compare(of.visit.record, &keys[0], &keys[1], Clock::Wall) {
            let workers = of.visit.cell.param(WORKERS).unwrap_or(1);
            words.push(format!(
                "{} with {}{} took {} times [{} to {}] as long as {}.",
                of.visit.name(),
                plural(workers, "thread", "threads"),
                share(&of.visit),
                plain(ratio.ratio),
                plain(ratio.drawn.0),
                plain(ratio.drawn.1),
                names::call(&vs.visit.cell.call),
            ));
        }
    }
    words.join(" ")
}

/// How many threads a nested map has at once, where it finishes.
fn threads(visits: &[CellRef<'_>], experiment: &str) -> Option<Plate> {
    let theme = &NESTED;
    let is_nested = |call: &str| {
        theme
            .pairs
            .iter()
            .any(|(of, vs)| *of == call || *vs == call)
    };
    let mut rows: Vec<(CellRef<'_>, u64)> = visits
        .iter()
        .filter(|visit| is_nested(&visit.cell.call))
        .filter_map(|visit| Some((*visit, visit.count("threads_alive")?)))
        .collect();
    // Where only one task nests, all fit anywhere.
    let most = rows
        .iter()
        .filter_map(|(visit, _)| visit.cell.param(TASKS))
        .max()?;
    rows.retain(|(visit, _)| visit.cell.param(TASKS) == Some(most));
    rows.sort_by_key(|(visit, threads)| (*threads, rank(&visit.cell.contender)));
    let workers = rows.first()?.0.cell.param(WORKERS)?;
    let recorded = rows
        .iter()
        .all(|(visit, _)| visit.evidence(Evidence::Counted) == Evidence::RecordedElsewhere);
    let row = |((visit, threads), look): (&(CellRef<'_>, u64), Look)| DotRow {
        open: false,
        label: visit.name(),
        look,
        evidence: visit.evidence(Evidence::Counted),
        value: *threads as f64,
        interval: None,
        hollow: false,
    };
    let chart = DotRows {
        head: Head {
            id: id(&[experiment, "threads"]),
            title: "Threads of a map within the tasks of a map".into(),
            description: format!(
                "Counted inside the inner tasks, while {} of {} with {} are under way. Who hangs is not here.",
                plural(most, "task", "tasks"),
                "the outer map",
                plural(workers, "worker", "workers"),
            ),
        },
        axis: Axis {
            label: "threads at once".into(),
            unit: Unit::Count,
            scale: Scale::Linear,
        },
        reference: Some((workers as f64, format!("{} workers", count(workers)))),
        rows: rows
            .iter()
            .zip(looks(rows.iter().map(|(visit, _)| visit.key())))
            .map(row)
            .collect(),
    };
    Some(Plate {
        calls: theme.calls(),
        ..Plate::new(Topic::Arrangement, chart.draw(), String::new(), recorded)
    })
}
