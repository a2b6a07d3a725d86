//! What shuttle lacks: a clock, waits that end by it, and a notification that meets such a wait.
//!
//! # Time
//!
//! The clock stands still, and jumps when somebody looks: by almost nothing, by some microseconds, or by a second, as
//! shuttle's own random numbers will have it. So two looks can be any time apart, as on a busy machine; a limit can have run
//! out at every look at it; and one that has run out stays so. The same seed gives the same times.
//!
//! # Timed waits
//!
//! `shuttle::sync::Condvar::wait_timeout` never times out. Here a timed wait gives up the lock, lets the others run for as
//! long as the scheduler likes, and returns, as if woken for no reason; the caller looks at its condition and at the
//! clock, and waits again. That can end at any moment, so it allows all that a real timed wait does. But such a waiter must
//! also be able to *use up* a notification, or a lost wake-up could not be seen: a `notify_one` goes to one of all the
//! waiters, and one with a limit that gets it does not pass it on.

use std::cell::Cell;
use std::ops::{Add, Deref, DerefMut, Sub};
use std::sync::{Arc, LockResult, PoisonError};
use std::time::Duration;

use ::shuttle::future::batch_semaphore::{BatchSemaphore, Fairness};
use ::shuttle::rand::{RngCore, thread_rng};
use ::shuttle::{sync, thread};

std::thread_local! {
    // All threads of a program are fibres of the thread that runs it. Only differences are looked at, so one clock serves all
    // programs.
    static CLOCK: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// A moment of the model's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(Duration);

impl Instant {
    pub(crate) fn now() -> Self {
        let jump = match thread_rng().next_u64() % 8 {
            0 => Duration::from_secs(1),
            1 | 2 => Duration::from_micros(60),
            _ => Duration::from_nanos(50),
        };
        let now = CLOCK.get() + jump;
        CLOCK.set(now);
        Self(now)
    }

    pub(crate) fn checked_add(self, time: Duration) -> Option<Self> {
        self.0.checked_add(time).map(Self)
    }

    pub(crate) fn saturating_duration_since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    pub(crate) fn elapsed(self) -> Duration {
        Self::now() - self
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, time: Duration) -> Self {
        Self(self.0 + time)
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.saturating_duration_since(earlier)
    }
}

/// Shuttle's.
#[derive(Debug, Default)]
pub(crate) struct Mutex<T>(sync::Mutex<T>);

/// Shuttle's, which knows what it locks.
pub(crate) struct MutexGuard<'a, T> {
    held: sync::MutexGuard<'a, T>,
    of: &'a Mutex<T>,
}

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(sync::Mutex::new(value))
    }

    /// Never an error: shuttle takes every fibre to be panicking while one of them is, and poisons what they hold.
    pub(crate) fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(MutexGuard { held, of: self })
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.held
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.held
    }
}

/// A condition variable with timed waits.
///
/// Fibres change places at shuttle's operations only. None lies between the release of a waiter's lock and its entry
/// here, nor between a notification's choice and its effect; so to wait is one step, as it must be.
#[derive(Debug, Default)]
pub(crate) struct Condvar {
    /// Held across no operation of shuttle's, so nobody waits for it.
    waiters: std::sync::Mutex<Waiters>,
}

#[derive(Debug, Default)]
struct Waiters {
    here: Vec<Waiter>,
    /// How many came so far.
    came: u64,
}

#[derive(Debug)]
struct Waiter {
    number: u64,
    /// What it sleeps on; `None` where it has a limit, and so looks by itself.
    bell: Option<Arc<BatchSemaphore>>,
}

impl Condvar {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let bell = Arc::new(BatchSemaphore::new(0, Fairness::Unfair));
        let lock = guard.of;
        drop(guard);
        self.waiters().enter(Some(Arc::clone(&bell)));
        bell.acquire_blocking(1).expect("nobody closes it");
        lock.lock()
    }

    /// A stray return, at any moment.
    pub(crate) fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        _left: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, ())> {
        let lock = guard.of;
        drop(guard);
        let me = self.waiters().enter(None);
        thread::yield_now();
        self.waiters().here.retain(|waiter| waiter.number != me);
        Ok((lock.lock().unwrap_or_else(PoisonError::into_inner), ()))
    }

    pub(crate) fn notify_one(&self) {
        let mut waiters = self.waiters();
        let many = waiters.here.len();
        if many > 0 {
            let lot = thread_rng().next_u64() as usize % many;
            let chosen = waiters.here.swap_remove(lot);
            drop(waiters);
            chosen.wake();
        }
    }

    pub(crate) fn notify_all(&self) {
        let all = std::mem::take(&mut self.waiters().here);
        all.into_iter().for_each(Waiter::wake);
    }

    fn waiters(&self) -> std::sync::MutexGuard<'_, Waiters> {
        self.waiters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiters {
    fn enter(&mut self, bell: Option<Arc<BatchSemaphore>>) -> u64 {
        self.came += 1;
        let number = self.came;
        self.here.push(Waiter { number, bell });
        number
    }
}

impl Waiter {
    fn wake(self) {
        if let Some(bell) = self.bell {
            bell.release_no_scheduling_point(1);
        }
    }
}
