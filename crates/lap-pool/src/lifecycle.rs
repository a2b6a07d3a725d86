//! A pool's life: hiring workers, closing, terminating, joining.
//!
//! Phases: *running* -> *closed* -> *terminated* (or straight from running to terminated), never back.

use std::panic::Location;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::engine::Engine;
use crate::error::TaskError;
use crate::sync::AtomicU8;
use crate::unwind::{discard, drop_quietly};

/// Whether a pool takes work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Running,
    Closed,
    Terminated,
}

/// A pool's phase. Changed under the engine's lock only, so that whoever holds it sees the phase that counts; looked
/// at without it where a call may as well have come a moment earlier.
///
/// # Memory ordering
/// `Release` on changing, `Acquire` on looking: what a thread did before it closed the pool is seen by whom the pool
/// then refuses.
pub(crate) struct Life(AtomicU8);

impl Life {
    pub(crate) fn new() -> Self {
        Self(AtomicU8::new(0))
    }

    fn phase(&self) -> Phase {
        match self.0.load(Acquire) {
            0 => Phase::Running,
            1 => Phase::Closed,
            _ => Phase::Terminated,
        }
    }

    fn set(&self, phase: Phase) {
        self.0.store(phase as u8, Release);
    }
}

/// What a worker was still busy with when [`crate::Pool::join_timeout`] gave up waiting.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Busy {
    /// The worker's number, from 0.
    pub worker: usize,
    /// Where the work was submitted.
    pub site: &'static Location<'static>,
    /// For how long the worker has been at it.
    pub since: Duration,
}

impl Engine {
    pub(crate) fn phase(&self) -> Phase {
        self.life.phase()
    }

    pub(crate) fn is_terminated(&self) -> bool {
        self.phase() == Phase::Terminated
    }

    /// A worker is about to be started.
    pub(crate) fn hire(&self) {
        self.state.lock().alive += 1;
    }

    /// A worker has ended, or could not be started.
    pub(crate) fn dismiss(&self) {
        self.state.lock().alive -= 1;
        self.ended.notify_all();
    }

    /// Keeps a worker's thread for [`Engine::join_threads`].
    pub(crate) fn keep(&self, thread: JoinHandle<()>) {
        self.threads.lock().push(thread);
    }

    /// Joins the threads; a second caller waits for the first.
    pub(crate) fn join_threads(&self) {
        for thread in self.threads.lock().drain(..) {
            // A worker contains every panic of user code; what is left is one of a thread-local's destructor.
            thread.join().unwrap_or_else(discard);
        }
    }

    /// Takes no more work; what is queued still runs.
    pub(crate) fn close(&self) {
        let state = self.state.lock();
        if self.phase() == Phase::Running {
            self.life.set(Phase::Closed);
        }
        drop(state);
        self.work.notify_all();
    }

    /// Takes no more work and gives up what is queued; what runs goes on to its end.
    pub(crate) fn terminate(&self) {
        let mut state = self.state.lock();
        self.life.set(Phase::Terminated);
        let entries = state.queue.drain();
        self.note_length(&state);
        drop(state);
        self.work.notify_all();
        for entry in entries {
            entry.work.abandon(|| TaskError::Terminated);
            drop_quietly(entry);
        }
    }

    /// Waits until no worker is alive, or until `deadline`; says whether none is, and what each is at.
    pub(crate) fn wait_for_workers(&self, deadline: Option<Instant>) -> (bool, Vec<Busy>) {
        let state = self.state.lock();
        let state = self
            .ended
            .wait_while_until(state, deadline, |state| state.alive > 0);
        let now = Instant::now();
        let at_work = |(worker, at): (usize, &Option<(_, Instant)>)| {
            at.map(|(site, began)| Busy {
                worker,
                site,
                since: now - began,
            })
        };
        let busy = state.busy.iter().enumerate().filter_map(at_work).collect();
        (state.alive == 0, busy)
    }
}
