//! Knowing that the process was forked since a pool was built.
//!
//! The child of a `fork` has the parent's memory and none of its threads: waiting for a worker there would wait for
//! ever. A handler that runs in the child raises a generation number; a pool remembers the generation it was built in
//! and compares by one load per call. (`std::process::id` costs a system call.)

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[cfg(unix)]
use crate::interrupts;

/// # Memory ordering
/// `Relaxed`: the child has one thread, the one that forked, which raised the number itself before it returned from
/// `fork`; the parent never changes it.
static GENERATION: AtomicU64 = AtomicU64::new(0);

/// The generation of this process.
#[inline]
pub(crate) fn generation() -> u64 {
    GENERATION.load(Relaxed)
}

/// Makes sure that a fork is noticed from now on.
pub(crate) fn watch() {
    #[cfg(unix)]
    {
        static REGISTERED: std::sync::Once = std::sync::Once::new();
        REGISTERED.call_once(|| {
            // SAFETY: `pthread_atfork` asks for functions that may run in the child between `fork` and its return,
            // where only async-signal-safe work is allowed. `raise_generation` does two atomic additions.
            let refused = unsafe { libc::pthread_atfork(None, None, Some(raise_generation)) };
            // It fails only for want of memory; then a forked child is not told, and nothing else changes.
            debug_assert_eq!(refused, 0, "pthread_atfork refused");
        });
    }
}

#[cfg(unix)]
unsafe extern "C" fn raise_generation() {
    GENERATION.fetch_add(1, Relaxed);
    interrupts::raise();
}

#[cfg(all(test, unix, not(any(miri, lap_pool_loom, lap_pool_shuttle))))]
#[path = "../tests/fork/main.rs"]
mod tests;
