//! The ratio of two cells, for charts.

use lab_measure::record::{Record, Role};

use crate::answer::Estimate;
use crate::cell::CellKey;
use crate::interval::estimate;
use crate::metric::Clock;
use crate::paired::by_process;
use crate::timing::pairs_of;

/// The ratio of the first cell's reading to the second's, over all rounds, with the same pairs and intervals as a
/// verdict: above 1, the first takes longer.
///
/// `None` where a cell is missing or not singled out, where they share no round, or for fewer than two processes.
pub fn compare(record: &Record, of: &CellKey, vs: &CellKey, clock: Clock) -> Option<Estimate> {
    let pairs = pairs_of(record, (of, Role::Subject), (vs, Role::Subject), clock).ok()?;
    estimate(&by_process(&pairs))
}
