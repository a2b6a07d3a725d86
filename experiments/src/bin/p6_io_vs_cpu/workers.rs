//! How many workers a cell has.

use std::collections::BTreeSet;

use lab_measure::descriptors;
use lab_measure::environment::allowed_cores;
use lab_measure::experiment::Timed;
use lab_measure::record::Mode;

/// A worker per core, the default of most pools; a pool's cell says so. Not all have that default: tokio's blocking
/// threads are up to 512, and CPython up to 3.12 counts cores that are not allowed too, which the record says then.
pub fn default_workers() -> usize {
    allowed_cores() as usize
}

/// The numbers of workers of a curve, and the default.
pub fn numbers_of_workers(mode: Mode) -> BTreeSet<usize> {
    let declared: &[usize] = match mode {
        Mode::Quick => &[1, 2, 8, 64],
        Mode::Default => &[1, 2, 4, 8, 16, 64],
        Mode::Full => &[1, 2, 4, 8, 16, 64, 256],
    };
    declared
        .iter()
        .copied()
        .chain([default_workers()])
        .collect()
}

/// Parameters of a pool's cell.
pub fn at(n: u64, workers: usize) -> Vec<(&'static str, u64)> {
    let mut params = vec![("n", n), ("workers", workers as u64)];
    if workers == default_workers() {
        params.push(("default_workers", 1));
    }
    params
}

/// The numbers of workers for which there are descriptors: each worker keeps a connection open, and the server's end of
/// it is in a process of its own.
pub fn in_reach(mode: Mode, timed: &mut Timed) -> BTreeSet<usize> {
    /// Whatever else a process holds open.
    const OTHERS: u64 = 100;
    let mut numbers = numbers_of_workers(mode);
    numbers.retain(|&workers| {
        let raised = descriptors::raise(2 * workers as u64 + OTHERS);
        let refused = raised.map_err(|reason| timed.absent(&format!("{workers} workers"), reason));
        refused.is_ok()
    });
    numbers
}
