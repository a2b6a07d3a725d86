//! Where a curve levels off, process by process: how far a best number of workers can be trusted.

use std::collections::BTreeMap;

use lab_measure::record::Record;

use super::ScalePoint;

/// The fewest workers with the wanted share of the best throughput, as each fresh process saw them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knees {
    /// By number of workers: in how many processes it was the fewest that reached the share.
    pub processes: BTreeMap<u64, u32>,
    /// The most workers that were tried.
    pub most: u64,
}

impl Knees {
    /// Processes in all.
    pub fn count(&self) -> u32 {
        self.processes.values().sum()
    }

    /// The fewest and the most workers that any process named.
    pub fn between(&self) -> (u64, u64) {
        let workers = || self.processes.keys().copied();
        (workers().min().unwrap_or(0), workers().max().unwrap_or(0))
    }
}

/// Each process by its own samples, and only processes that visited every point: half of a curve levels off elsewhere.
/// `None` for fewer than two points or two processes.
///
/// No interval is made of it. Throughputs of one process are compared with each other, so what a process has in common
/// (its memory, its frequency) cancels; what remains is how often the machine's mood alone moves the answer.
pub fn knees(record: &Record, curve: &[ScalePoint], share: f64) -> Option<Knees> {
    let most = curve.last()?.workers;
    let mut seen: BTreeMap<u32, BTreeMap<u64, (u64, u64)>> = BTreeMap::new();
    for point in curve {
        let of_point = record
            .samples
            .iter()
            .filter(|sample| sample.cell == point.cell);
        for sample in of_point {
            let of_process = seen.entry(sample.process).or_default();
            let sum = of_process.entry(point.workers).or_default();
            *sum = (sum.0 + sample.items, sum.1 + sample.wall_ns);
        }
    }
    let mut processes: BTreeMap<u64, u32> = BTreeMap::new();
    for points in seen.values().filter(|points| points.len() == curve.len()) {
        let rate = |(items, wall_ns): &(u64, u64)| *items as f64 / *wall_ns as f64;
        let best = points.values().map(rate).fold(0.0, f64::max);
        let (workers, _) = points.iter().find(|(_, sum)| rate(sum) >= share * best)?;
        *processes.entry(*workers).or_default() += 1;
    }
    let knees = Knees { processes, most };
    (curve.len() > 1 && knees.count() > 1).then_some(knees)
}
