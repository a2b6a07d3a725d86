//! How long one item takes alone, and how much of that is waiting.

use std::collections::BTreeMap;

use lab_measure::record::{Record, Role, Sample};

use super::{TASKS, WORKERS};
use crate::absolute::summary;
use crate::cell::CellKey;
use crate::interval::{DRAWN, Mean};
use crate::metric::Clock;

/// An item that has the machine to itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lone {
    /// Index of the cell with one worker.
    pub cell: u32,
    /// Nanoseconds per item: the geometric mean over fresh processes.
    pub ns: f64,
    /// 95 % interval.
    pub drawn: (f64, f64),
}

/// The share of waiting in a task's time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaitShare {
    /// 1 - CPU / wall, from 0 to 1.
    pub share: f64,
    /// 95 % t interval over processes, within 0 to 1.
    pub drawn: (f64, f64),
    /// Fresh processes behind it.
    pub processes: u32,
}

/// The time of one item of a call when the contender has one worker. `None` where there is no such cell or no
/// summary of it.
///
/// The best contender to ask is the plain loop: a pool of one worker may let its caller help.
pub fn lone(record: &Record, contender: &str, call: &str) -> Option<Lone> {
    let cell = one_worker(record, contender, call)?;
    let key = CellKey::of(&record.cells[cell as usize]);
    let figure = summary(record, &key, Clock::Wall)?;
    Some(Lone {
        cell,
        ns: figure.ns,
        drawn: figure.drawn,
    })
}

/// The share of a call's time in which its tasks wait: `1 - CPU / wall` of the contender's cell with one worker.
///
/// Each process gives one number from its sums; the interval is taken over processes. CPU time is never taken to be
/// less than one tick of its clock, the greatest common divisor of its readings: a clock that saw nothing does not
/// say that nothing was computed. More CPU than wall time (an item that computes on two cores) is a share of 0.
///
/// `None` where there is no such cell, where no CPU time was noted or all of it is zero, or for fewer than two
/// processes.
pub fn wait_share(record: &Record, contender: &str, call: &str) -> Option<WaitShare> {
    let cell = one_worker(record, contender, call)?;
    let mut sums: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    let mut tick = 0;
    for sample in record.samples.iter().filter(|sample| sample.cell == cell) {
        let cpu_ns = sample.cpu_ns?;
        tick = common_divisor(tick, cpu_ns);
        let sum = sums.entry(sample.process).or_default();
        *sum = (sum.0 + cpu_ns, sum.1 + sample.wall_ns);
    }
    let shares: Vec<f64> = sums
        .values()
        .filter(|(_, wall_ns)| tick > 0 && *wall_ns > 0)
        .map(|(cpu_ns, wall_ns)| 1.0 - (*cpu_ns).max(tick) as f64 / *wall_ns as f64)
        .map(|share| share.clamp(0.0, 1.0))
        .collect();
    let mean = Mean::of(&shares)?;
    let (low, high) = mean.interval(DRAWN);
    Some(WaitShare {
        share: mean.mean,
        drawn: (low.max(0.0), high.min(1.0)),
        processes: mean.values,
    })
}

/// CPU time that an item of a cell costs, in nanoseconds, that of a server of ours included: the sum over all samples
/// divided by their items. `None` where it was not noted or no items are known.
pub fn cpu_per_item(record: &Record, cell: u32) -> Option<f64> {
    let (mut cpu_ns, mut items) = (0, 0);
    for sample in record.samples.iter().filter(|sample| sample.cell == cell) {
        cpu_ns += cpu_of(sample)?;
        items += sample.items;
    }
    (items > 0).then(|| cpu_ns as f64 / items as f64)
}

/// The tasks' own CPU time and the server's: both need the same cores.
fn cpu_of(sample: &Sample) -> Option<u64> {
    Some(sample.cpu_ns? + sample.server_cpu_ns.unwrap_or(0))
}

/// The cell of a contender and call with one worker; of several the one with the fewest tasks.
fn one_worker(record: &Record, contender: &str, call: &str) -> Option<u32> {
    (0..)
        .zip(&record.cells)
        .filter(|(_, cell)| cell.role == Role::Subject)
        .filter(|(_, cell)| cell.contender == contender && cell.call == call)
        .filter(|(_, cell)| cell.param(WORKERS) == Some(1))
        .min_by_key(|(_, cell)| cell.param(TASKS))
        .map(|(index, _)| index)
}

fn common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}
