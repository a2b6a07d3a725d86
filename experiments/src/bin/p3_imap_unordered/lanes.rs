//! One slow task before fifteen quick ones, as lanes: whose results wait for it, and whose do not.

use experiments::lanes::{Tasks, What, of_calls};
use lab_measure::experiment::Solo;

/// Sleep of a quick task in nanoseconds; the first sleeps ten times as long.
const QUICK_NS: u64 = 4_000_000;

/// Both calls that give a result at a time.
pub fn visits() -> Vec<Solo> {
    let tasks = Tasks::slow_first(16, What::Wait, QUICK_NS);
    of_calls(&tasks, &["imap", "imap_unordered"])
}
