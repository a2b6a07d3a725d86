//! A pool for each call against one pool for all: threads started, and time.

use std::hint::spin_loop;
use std::time::{Duration, Instant};

use lab_kit::contender::Contender;
use lab_kit::workloads::sleep::Sleep;
use lab_measure::threads;

use super::CALLS;
use super::held::{threads_before, threads_left};

/// A sleep cannot be shorter than the timer's slack, so below this a task watches the clock instead.
const SHORTEST_SLEEP_NS: u64 = 200_000;

/// A task that takes so long, whatever else the machine does.
pub fn take(grain_ns: u64) {
    let length = Duration::from_nanos(grain_ns);
    if grain_ns >= SHORTEST_SLEEP_NS {
        return Sleep::new(length).run(());
    }
    let begin = Instant::now();
    while begin.elapsed() < length {
        spin_loop();
    }
}

/// Threads that are started for [`CALLS`] calls, by one pool for all of them.
///
/// # Errors
/// In words for the reader: where the system does not tell.
pub fn threads_of_one_pool<P: Contender>(start: impl Fn() -> P) -> Result<u64, String> {
    let before = threads_before()?;
    let pool = start();
    let mut created = 0;
    for _ in 0..CALLS {
        pool.map(&[1, 2, 3], |item| item + 1);
        created = created.max(threads::count()? - before);
    }
    Ok(created)
}

/// The same with a pool for each.
///
/// # Errors
/// In words for the reader: where the system does not tell.
pub fn threads_of_a_pool_per_call<P: Contender>(start: impl Fn() -> P) -> Result<u64, String> {
    let before = threads_before()?;
    let mut created = 0;
    for _ in 0..CALLS {
        // What the last pool leaves is not this one's.
        let others = before + threads_left(before)?;
        let pool = start();
        pool.map(&[1, 2, 3], |item| item + 1);
        created += threads::count()? - others;
    }
    Ok(created)
}
