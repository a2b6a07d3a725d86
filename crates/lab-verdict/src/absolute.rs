//! Time per item of one cell, for charts. Verdicts never rest on it: it carries the machine's drift.

use std::collections::BTreeMap;

use lab_measure::record::{Record, Role};

use crate::cell::CellKey;
use crate::interval::{DRAWN, Mean, exp};
use crate::metric::Clock;
use crate::paired::samples;

/// What one cell takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Absolute {
    /// Nanoseconds per item: the geometric mean over processes of the geometric mean over their samples. Per call
    /// for [`Clock::First`] and for calls without items.
    pub ns: f64,
    /// 95 % t interval over processes, taken on the log scale.
    pub drawn: (f64, f64),
    /// Items per second (of CPU time for [`Clock::Cpu`]); absent where `ns` is per call.
    pub per_second: Option<Throughput>,
    /// Fresh processes behind it.
    pub processes: u32,
    /// Samples behind it.
    pub samples: u32,
}

/// Items per second, with the same interval seen from the other side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throughput {
    /// 1e9 / nanoseconds per item.
    pub items: f64,
    /// 95 % interval.
    pub drawn: (f64, f64),
}

const NS_PER_S: f64 = 1e9;

/// Summarises one cell over all rounds.
///
/// `None` where the cell is missing or not singled out, where the clock was not noted or read zero, where only some
/// of its samples have items, or for fewer than two processes.
pub fn summary(record: &Record, cell: &CellKey, clock: Clock) -> Option<Absolute> {
    let index = cell.find(record, Role::Subject).ok()?;
    let mut processes: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    let (mut with_items, mut without) = (0, 0);
    for (sample, ns) in samples(record, index, clock) {
        if ns == 0 {
            return None;
        }
        let items = clock.items(sample);
        *(if items == 0 {
            &mut without
        } else {
            &mut with_items
        }) += 1;
        let per_item = (ns as f64).ln() - (items.max(1) as f64).ln();
        processes.entry(sample.process).or_default().push(per_item);
    }
    if with_items > 0 && without > 0 {
        return None;
    }
    let means: Vec<f64> = processes
        .values()
        .map(|logs| logs.iter().sum::<f64>() / logs.len() as f64)
        .collect();
    let mean = Mean::of(&means)?;
    let (ns, drawn) = (mean.mean.exp(), exp(mean.interval(DRAWN)));
    let per_item = without == 0 && clock != Clock::First;
    Some(Absolute {
        ns,
        drawn,
        per_second: per_item.then(|| Throughput {
            items: NS_PER_S / ns,
            drawn: (NS_PER_S / drawn.1, NS_PER_S / drawn.0),
        }),
        processes: mean.values,
        samples: with_items + without,
    })
}
