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
        use std::sync::atomic::AtomicBool;
        use std::sync::atomic::Ordering::{Acquire, Release};

        /// Not a `Once`: in the child of a fork it would wait for a thread of the parent that was about to register. Two
        /// threads may register, and so may the child again: a fork raises the number by more then, which is as good.
        ///
        /// # Memory ordering
        /// `Release` on setting, `Acquire` on looking: who sees it set forks after the handler was registered.
        static REGISTERED: AtomicBool = AtomicBool::new(false);
        if REGISTERED.load(Acquire) {
            return;
        }
        // SAFETY: `pthread_atfork` asks for functions that may run in the child between `fork` and its return, where only
        // async-signal-safe work is allowed. `raise_generation` does two atomic additions.
        let refused = unsafe { libc::pthread_atfork(None, None, Some(raise_generation)) };
        // It fails only for want of memory; then a forked child is not told, and nothing else changes.
        debug_assert_eq!(refused, 0, "pthread_atfork refused");
        REGISTERED.store(true, Release);
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

#[cfg(all(
    test,
    target_os = "linux",
    target_env = "gnu",
    not(any(miri, lap_pool_loom, lap_pool_shuttle))
))]
mod first_use;
