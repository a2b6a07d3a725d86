//! Throughput against workers, and where it levels off.

use std::collections::{BTreeMap, BTreeSet};

use lab_measure::record::{Cell, Record, Role};

use super::{DEFAULT_WORKERS, TASKS, WORKERS};
use crate::absolute::{Throughput, summary};
use crate::cell::CellKey;
use crate::metric::Clock;

/// Throughput with one number of workers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScalePoint {
    /// Index of the cell in the record.
    pub cell: u32,
    /// Workers.
    pub workers: u64,
    /// Tasks given to one call; 0 where the cell does not say.
    pub n: u64,
    /// Items per second with the 95 % interval over fresh processes.
    pub per_second: Throughput,
    /// Whether other programs disturbed more than half of the rounds that visited this cell.
    pub contaminated: bool,
}

/// Where a curve levels off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knee {
    /// The fewest workers that reach the wanted share of the best throughput.
    pub workers: u64,
    /// The fewest and the most that this may be within the 95 % intervals.
    pub between: (u64, u64),
    /// Whether it is the last point of the curve: then more workers may well do more.
    pub at_end: bool,
}

/// The curve of one contender and call, by rising workers; points without a summary are left out.
///
/// Of several settings (parameters other than workers and tasks) the one with the most numbers of workers is taken.
/// Of several cells with the same workers the one with the fewest tasks: a bigger call is a figure of its own.
pub fn curve(record: &Record, contender: &str, call: &str) -> Vec<ScalePoint> {
    let mut settings: BTreeMap<Setting<'_>, Candidates> = BTreeMap::new();
    for (index, cell) in (0..).zip(&record.cells) {
        let wanted = cell.role == Role::Subject && cell.contender == contender && cell.call == call;
        let Some(workers) = cell.param(WORKERS).filter(|_| wanted) else {
            continue;
        };
        let found = (cell.param(TASKS).unwrap_or(0), index);
        let curve = settings.entry(setting(cell)).or_default();
        let known = curve.entry(workers).or_insert(found);
        *known = (*known).min(found);
    }
    let longest = settings.values().map(Candidates::len).max();
    let longest = settings
        .into_values()
        .find(|curve| Some(curve.len()) == longest)
        .unwrap_or_default();
    longest
        .into_iter()
        .filter_map(|(workers, (n, cell))| {
            let key = CellKey::of(&record.cells[cell as usize]);
            Some(ScalePoint {
                cell,
                workers,
                n,
                per_second: summary(record, &key, Clock::Wall)?.per_second?,
                contaminated: is_contaminated(record, cell),
            })
        })
        .collect()
}

/// The parameters that are the same all along a curve.
type Setting<'a> = BTreeMap<&'a str, u64>;

/// By workers: the number of tasks and the index of the cell.
type Candidates = BTreeMap<u64, (u64, u32)>;

fn setting(cell: &Cell) -> Setting<'_> {
    cell.params
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .filter(|(name, _)| ![WORKERS, TASKS, DEFAULT_WORKERS].contains(name))
        .collect()
}

/// Whether other programs disturbed more than half of the rounds in which a cell was timed.
pub fn is_contaminated(record: &Record, cell: u32) -> bool {
    let visited: BTreeSet<(u32, u32)> = record
        .samples
        .iter()
        .filter(|sample| sample.cell == cell)
        .map(|sample| (sample.process, sample.round))
        .collect();
    let dirty = record
        .rounds
        .iter()
        .filter(|round| visited.contains(&(round.process, round.round)))
        .filter(|round| round.is_contaminated())
        .count();
    2 * dirty > visited.len()
}

/// The fewest workers with at least this share (0 to 1) of the best throughput of a curve; `None` for fewer than
/// two points, which level off nowhere.
///
/// The interval is cautious: its lower end is the first point whose interval reaches the wanted share of the best
/// point's lower end, its upper end the first whose whole interval lies above the share of the best point's upper
/// end (the best point itself where there is none).
pub fn knee(curve: &[ScalePoint], share: f64) -> Option<Knee> {
    let best = curve
        .iter()
        .max_by(|a, b| a.per_second.items.total_cmp(&b.per_second.items))
        .filter(|_| curve.len() > 1)?;
    let (least, most) = best.per_second.drawn;
    let first = |reaches: &dyn Fn(&ScalePoint) -> bool| {
        let found = curve.iter().find(|point| reaches(point));
        found.map_or(best.workers, |point| point.workers)
    };
    let workers = first(&|point| point.per_second.items >= share * best.per_second.items);
    let low = first(&|point| point.per_second.drawn.1 >= share * least);
    let high = first(&|point| point.per_second.drawn.0 >= share * most);
    Some(Knee {
        workers,
        between: (low.min(workers), high.max(workers)),
        at_end: curve.last().is_some_and(|last| last.workers == workers),
    })
}
