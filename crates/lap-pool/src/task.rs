//! A single task, from its submission to its result.
//!
//! It is one allocation: its state, its closure and then its result. Its state is a few bits:
//!
//! - *claimed*: somebody has the closure, to run it or to drop it. Whoever sets the bit; nobody else touches what is inside.
//! - *done*: the outcome is inside, and belongs to the handle.
//! - *awaited*: somebody sleeps until it is done, or has left a waker.
//! - *detached*: the handle is gone. Whoever comes second of this and *done* drops the outcome.
//!
//! # Memory ordering
//!
//! *claimed* is set `Relaxed`: who claims has the task by way of the queue, a lock or the handle, each of which hands over what
//! was written before. *done* is `Release` where it is set and `Acquire` where it is seen: it hands the outcome over to the
//! handle. *detached* is `AcqRel` like it: of two that change the same word the second sees what the first did. A waiter sets
//! *awaited* under the lock under which it falls asleep; who sets *done* and sees it takes that lock before it wakes. Models:
//! `tests/loom/task.rs`.

use std::panic::Location;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use std::task::Waker;

use crate::callbacks::{Callback, Callbacks};
use crate::engine::Engine;
use crate::error::TaskError;
use crate::fork;
use crate::job::{Eventual, Job};
use crate::latch::Token;
use crate::panics::{contain, drop_quietly};
use crate::promise::{Outcome, Waited, wake};
use crate::sync::{AtomicU8, Condvar, Instant, Mutex, UnsafeCell};
use crate::work::Progress;

const CLAIMED: u8 = 1;
const DONE: u8 = 2;
const SUCCESS: u8 = 4;
const AWAITED: u8 = 8;
const DETACHED: u8 = 16;

pub(crate) struct Task<F, R, C, E> {
    state: AtomicU8,
    inside: UnsafeCell<Inside<Queued<F, C, E>, R>>,
    /// Under which waiters fall asleep.
    waker: Mutex<Option<Waker>>,
    done: Condvar,
    site: &'static Location<'static>,
}

enum Inside<Q, R> {
    Queued(Q),
    Outcome(Outcome<R>),
    Nothing,
}

/// What there is to a task that has not begun.
pub(crate) struct Queued<F, C, E> {
    pub(crate) closure: F,
    pub(crate) callbacks: Callbacks<C, E>,
    pub(crate) token: Option<Token>,
}

// SAFETY: `inside` is the one field that is not `Sync` by itself. One thread at a time touches it: the one that claimed the
// task, until it is done, then the handle's, or the second of the two that end it (see the module). So a closure and an
// outcome are sent between threads, and never shared.
unsafe impl<F: Send, R: Send, C: Send, E: Send> Sync for Task<F, R, C, E> {}

impl<F, R, C, E> Task<F, R, C, E> {
    pub(crate) fn new(queued: Queued<F, C, E>) -> Self {
        Self {
            state: AtomicU8::new(0),
            site: queued.callbacks.site,
            inside: UnsafeCell::new(Inside::Queued(queued)),
            waker: Mutex::default(),
            done: Condvar::new(),
        }
    }

    /// Puts something inside, and gives what was there.
    ///
    /// # Safety
    /// It is the caller's turn (see the module).
    unsafe fn replace(&self, next: Inside<Queued<F, C, E>, R>) -> Inside<Queued<F, C, E>, R> {
        self.inside.with_mut(|place| {
            // SAFETY: nobody else touches it now, by the caller.
            unsafe { std::mem::replace(&mut *place, next) }
        })
    }

    /// Takes out what there is to do.
    fn begin(&self) -> Queued<F, C, E> {
        // SAFETY: the caller has claimed the task, and nobody else is inside before it is done.
        match unsafe { self.replace(Inside::Nothing) } {
            Inside::Queued(queued) => queued,
            _ => unreachable!("a task is claimed once"),
        }
    }

    /// Says whether it was a panic of which nobody will hear.
    fn complete(&self, outcome: Outcome<R>) -> bool {
        let success = if outcome.is_ok() { SUCCESS } else { 0 };
        // SAFETY: the caller has claimed the task, and it is not done.
        unsafe { self.replace(Inside::Outcome(outcome)) };
        let before = self.state.fetch_or(DONE | success, AcqRel);
        if before & AWAITED != 0 {
            let waker = self.waker.lock().take();
            self.done.notify_all();
            wake(waker);
        }
        // SAFETY: the handle went before the task was done, and left the outcome to this thread.
        before & DETACHED != 0 && discard(unsafe { self.replace(Inside::Nothing) })
    }
}

impl<F, R, C, E> Job for Task<F, R, C, E>
where
    F: FnOnce() -> R + Send,
    R: Send,
    C: Callback<R> + Send,
    E: Callback<TaskError> + Send,
{
    fn claim(&self) -> bool {
        self.state.fetch_or(CLAIMED, Relaxed) & CLAIMED == 0
    }

    fn run(&self, engine: &Engine) -> Progress {
        let Queued {
            closure,
            callbacks,
            token,
        } = self.begin();
        let outcome = contain(closure);
        if engine.is_forked() {
            std::mem::forget((outcome, callbacks, token));
            return Progress::Forked;
        }
        let outcome = outcome.map_err(|payload| TaskError::panicked(payload, None, self.site));
        let outcome = callbacks.tell(outcome, drop_quietly);
        if engine.is_forked() {
            std::mem::forget((outcome, token));
            return Progress::Forked;
        }
        if self.complete(outcome) {
            engine.tally.note_unread_panic();
        }
        // The last that the lender of what the task borrowed waits for.
        drop(token);
        Progress::Over
    }

    fn give_up(&self, error: TaskError) {
        let Queued {
            closure,
            callbacks,
            token,
        } = self.begin();
        let generation = fork::generation();
        drop_quietly(closure);
        let outcome = callbacks.tell(Err(error), drop_quietly);
        if fork::generation() != generation {
            return std::mem::forget((outcome, token));
        }
        self.complete(outcome);
        drop(token);
    }

    fn take_back(&self) {
        let Queued {
            closure,
            callbacks,
            token,
        } = self.begin();
        drop_quietly(closure);
        drop_quietly(callbacks);
        drop(token);
    }

    fn is_open(&self) -> bool {
        self.state.load(Relaxed) & CLAIMED == 0
    }

    fn site(&self) -> &'static Location<'static> {
        self.site
    }
}

impl<F, R, C, E> Eventual<R> for Task<F, R, C, E>
where
    F: FnOnce() -> R + Send,
    R: Send,
    C: Callback<R> + Send,
    E: Callback<TaskError> + Send,
{
    fn is_done(&self) -> bool {
        self.state.load(Acquire) & DONE != 0
    }

    fn is_success(&self) -> Option<bool> {
        let state = self.state.load(Acquire);
        (state & DONE != 0).then_some(state & SUCCESS != 0)
    }

    fn wait(&self, deadline: Option<Instant>) -> Waited {
        if self.is_done() {
            return Waited::Kept;
        }
        let bed = self.waker.lock();
        if self.state.fetch_or(AWAITED, Acquire) & DONE == 0 {
            let bed = self
                .done
                .wait_while_until(bed, deadline, |_| !self.is_done());
            drop(bed);
        }
        match self.is_done() {
            true => Waited::Kept,
            false => Waited::TimedOut,
        }
    }

    fn leave_waker(&self, waker: &Waker) -> Option<Waited> {
        // Cloning a waker is user code, so it is done before the lock is taken.
        let waker = waker.clone();
        let mut place = self.waker.lock();
        if self.state.fetch_or(AWAITED, Acquire) & DONE != 0 {
            drop(place);
            return Some(Waited::Kept);
        }
        let before = place.replace(waker);
        drop(place);
        drop(before);
        None
    }

    unsafe fn take(&self) -> Option<Outcome<R>> {
        if !self.is_done() {
            return None;
        }
        // SAFETY: it is done, and the handle, which is the caller's alone, has not gone.
        match unsafe { self.replace(Inside::Nothing) } {
            Inside::Outcome(outcome) => Some(outcome),
            _ => None,
        }
    }

    unsafe fn detach(&self) -> bool {
        let before = self.state.fetch_or(DETACHED, AcqRel);
        if before & DONE != 0 {
            // SAFETY: it was done before the handle went, so the outcome is the handle's.
            return discard(unsafe { self.replace(Inside::Nothing) });
        }
        if before & AWAITED != 0 {
            // A waker's destructor is user code, so no lock is held.
            let waker = self.waker.lock().take();
            drop_quietly(waker);
        }
        false
    }
}

/// Drops what is left of a task; says whether that was a panic.
fn discard<Q, R>(inside: Inside<Q, R>) -> bool {
    let is_panic = matches!(inside, Inside::Outcome(Err(TaskError::Panicked(_))));
    drop_quietly(inside);
    is_panic
}
