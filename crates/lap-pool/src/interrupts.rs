//! Telling threads in the midst of their items that something has happened for which they should look up: a fork, a
//! failure, the termination of a pool. Which it was, and whether it concerns them, they see elsewhere.
//!
//! One count for the whole process, so that an item costs one load and not one for each thing that may have happened.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// Interrupts so far.
///
/// # Memory ordering
/// `Release` on counting, `Acquire` on looking: who sees that something has happened sees what it was. Who sees it late
/// runs an item more, as it may; the child of a fork has one thread, which counted itself.
static INTERRUPTS: AtomicU64 = AtomicU64::new(0);

/// Interrupts so far.
#[inline]
pub(crate) fn count() -> u64 {
    INTERRUPTS.load(Acquire)
}

/// [`count`] without the order: who sees another number asks `count` before it looks what it was.
#[inline]
pub(crate) fn hint() -> u64 {
    INTERRUPTS.load(Relaxed)
}

/// Something has happened. Safe where a signal handler runs.
pub(crate) fn raise() {
    INTERRUPTS.fetch_add(1, Release);
}
