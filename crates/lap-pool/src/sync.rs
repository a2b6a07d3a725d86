//! Locks, condition variables, atomics, threads and the clock, the only ones in this crate: std's; under
//! `cfg(lap_pool_loom)` loom's, which runs a model through every interleaving (`tests/loom`); under
//! `cfg(lap_pool_shuttle)` shuttle's, which runs whole programs through random schedules (`tests/programs`).
//!
//! A lock here is never poisoned: no user code runs while one is held, so a panic cannot leave half an update behind
//! (each module that locks says so where it matters).
//!
//! [`Arc`] is std's in all of them: its trait objects need it, and nothing here relies on its ordering. What one thread hands
//! to another goes through a lock, or through an atomic that says so.

use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

#[cfg(lap_pool_shuttle)]
pub(crate) use in_shuttle::Instant;
#[cfg(lap_pool_loom)]
pub(crate) use loom::{
    sync::atomic::{AtomicBool, AtomicIsize, AtomicU8, AtomicU64, AtomicUsize, fence},
    thread_local,
};
#[cfg(lap_pool_shuttle)]
pub(crate) use shuttle::{
    sync::atomic::{AtomicBool, AtomicIsize, AtomicU8, AtomicU64, AtomicUsize, fence},
    thread, thread_local,
};
pub(crate) use std::sync::Arc;
#[cfg(not(any(lap_pool_loom, lap_pool_shuttle)))]
pub(crate) use std::{
    sync::atomic::{AtomicBool, AtomicIsize, AtomicU8, AtomicU64, AtomicUsize, fence},
    thread_local,
};
#[cfg(not(lap_pool_shuttle))]
pub(crate) use std::{thread, time::Instant};

mod cell;
#[cfg(lap_pool_shuttle)]
mod in_shuttle;
#[cfg(test)]
mod origin;
mod parker;
mod spin;

pub(crate) use cell::UnsafeCell;
pub(crate) use parker::Parker;
pub(crate) use spin::{Spun, spin_for, spin_until};

#[cfg(lap_pool_shuttle)]
use in_shuttle as imp;
#[cfg(lap_pool_loom)]
use loom::sync as imp;
#[cfg(not(any(lap_pool_loom, lap_pool_shuttle)))]
use std::sync as imp;

/// A mutex without poisoning.
#[derive(Debug, Default)]
pub(crate) struct Mutex<T> {
    inner: imp::Mutex<T>,
    #[cfg(test)]
    origin: origin::Origin,
}

/// A held lock.
pub(crate) struct MutexGuard<'a, T>(imp::MutexGuard<'a, T>);

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self {
            inner: imp::Mutex::new(value),
            #[cfg(test)]
            origin: origin::Origin::default(),
        }
    }

    #[cfg_attr(test, track_caller)]
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        #[cfg(test)]
        self.origin.check();
        MutexGuard(
            self.inner
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner()),
        )
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

/// A condition variable. Every wait is on a condition: nothing here returns because of a stray wake-up.
///
/// A notification that nobody waits for costs one load; std's asks the kernel each time.
#[derive(Debug, Default)]
pub(crate) struct Condvar {
    inner: imp::Condvar,
    /// Threads that wait, or are about to.
    ///
    /// # Memory ordering
    /// `Relaxed`. A waiter counts itself while it holds the lock under which it found its condition unmet; whoever
    /// changes the condition does so under the same lock and looks here afterwards. If the waiter looked first, its
    /// count happens before the notifier's look, by the lock; if it looked second, it saw the change and does not
    /// wait. Every model in `tests/loom` goes through this.
    waiters: AtomicUsize,
}

impl Condvar {
    pub(crate) fn new() -> Self {
        Self {
            inner: imp::Condvar::new(),
            waiters: AtomicUsize::new(0),
        }
    }

    /// Waits while `condition` holds.
    pub(crate) fn wait_while<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        condition: impl FnMut(&mut T) -> bool,
    ) -> MutexGuard<'a, T> {
        self.wait_while_until(guard, None, condition)
    }

    /// Waits while `condition` holds, until `deadline` at the latest; the caller looks at the state to know which.
    pub(crate) fn wait_while_until<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        deadline: Option<Instant>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> MutexGuard<'a, T> {
        while condition(&mut guard) {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                break;
            }
            self.waiters.fetch_add(1, Relaxed);
            guard = MutexGuard(match left {
                None => self
                    .inner
                    .wait(guard.0)
                    .unwrap_or_else(|poisoned| poisoned.into_inner()),
                Some(left) => {
                    let woken = self.inner.wait_timeout(guard.0, left);
                    woken.unwrap_or_else(|poisoned| poisoned.into_inner()).0
                }
            });
            self.waiters.fetch_sub(1, Relaxed);
        }
        guard
    }

    /// Wakes one waiter, if there is any. The condition was changed under the lock before.
    pub(crate) fn notify_one(&self) {
        if self.waiters.load(Relaxed) > 0 {
            self.inner.notify_one();
        }
    }

    /// Wakes all waiters. The condition was changed under the lock before.
    pub(crate) fn notify_all(&self) {
        if self.waiters.load(Relaxed) > 0 {
            self.inner.notify_all();
        }
    }
}

/// Starts a thread that nobody joins.
///
/// # Errors
/// The system's, where it has none.
pub(crate) fn spawn(name: &str, life: impl FnOnce() + Send + 'static) -> io::Result<()> {
    #[cfg(lap_pool_loom)]
    use loom::thread;
    let builder = thread::Builder::new().name(name.into());
    builder.spawn(life).map(drop)
}

/// Threads that the system runs at once.
pub(crate) fn cores() -> usize {
    /// Zero until it is known. Not a `OnceLock`: in the child of a fork it would wait for a thread of the parent that was
    /// about to find out.
    ///
    /// # Memory ordering
    /// `Relaxed`: the number is all there is, and each thread finds the same.
    static CORES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    if cfg!(any(lap_pool_loom, lap_pool_shuttle)) {
        return usize::MAX;
    }
    let known = CORES.load(Relaxed);
    if known > 0 {
        return known;
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    CORES.store(cores, Relaxed);
    cores
}

/// Lets others run.
pub(crate) fn yield_now() {
    #[cfg(lap_pool_loom)]
    loom::thread::yield_now();
    #[cfg(not(lap_pool_loom))]
    thread::yield_now();
}

/// So long from now.
#[cfg(not(lap_pool_loom))]
pub(crate) fn deadline_in(limit: Duration) -> Option<Instant> {
    Instant::now().checked_add(limit)
}

#[cfg(lap_pool_loom)]
pub(crate) use model::deadline_in;

/// Loom knows no time: a model says which waits are over at once. The others never end by themselves.
#[cfg(lap_pool_loom)]
pub(crate) mod model {
    use std::cell::Cell;
    use std::time::Duration;

    use super::Instant;

    std::thread_local! {
        // All threads of a model are fibres of the thread that runs it.
        static OVER_AT_ONCE: Cell<Duration> = const { Cell::new(Duration::MAX) };
    }

    pub(crate) fn deadline_in(limit: Duration) -> Option<Instant> {
        (limit <= OVER_AT_ONCE.get()).then(Instant::now)
    }

    pub(crate) fn end_at_once(up_to: Duration) {
        OVER_AT_ONCE.set(up_to);
    }
}

/// A clock that starts when it is first looked at: a system without threads may have none, and a pool fails there in
/// another way. Loom knows no time: there it stands still, and a limit that a model lets end is past at once.
#[derive(Default)]
pub(crate) struct Clock(#[cfg(not(lap_pool_loom))] std::sync::OnceLock<Instant>);

impl Clock {
    /// Microseconds since its start.
    pub(crate) fn micros(&self) -> u64 {
        #[cfg(not(lap_pool_loom))]
        return self.0.get_or_init(Instant::now).elapsed().as_micros() as u64;
        #[cfg(lap_pool_loom)]
        0
    }

    pub(crate) fn is_past(&self, end: Instant) -> bool {
        #[cfg(not(lap_pool_loom))]
        return Instant::now() >= end;
        #[cfg(lap_pool_loom)]
        {
            let _ = end;
            true
        }
    }
}

/// Measures how long user code takes. Loom knows no time: there everything takes none, so that each run of it takes
/// the same way.
pub(crate) struct Stopwatch(#[cfg(not(lap_pool_loom))] Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(
            #[cfg(not(lap_pool_loom))]
            Instant::now(),
        )
    }

    pub(crate) fn elapsed(&self) -> Duration {
        #[cfg(not(lap_pool_loom))]
        return self.0.elapsed();
        #[cfg(lap_pool_loom)]
        Duration::ZERO
    }

    /// The time since the start, or since the last lap.
    pub(crate) fn lap(&mut self) -> Duration {
        #[cfg(not(lap_pool_loom))]
        {
            let now = Instant::now();
            now.saturating_duration_since(std::mem::replace(&mut self.0, now))
        }
        #[cfg(lap_pool_loom)]
        Duration::ZERO
    }
}
