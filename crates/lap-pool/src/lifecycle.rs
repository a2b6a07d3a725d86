//! A pool's life: hiring workers, closing, terminating, joining.
//!
//! Phases: *running* -> *closed* -> *terminated* (or straight from running to terminated), never back.

use std::panic::Location;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::time::Duration;

use crate::engine::Engine;
use crate::error::TaskError;
use crate::interrupts;
use crate::panics::discard;
use crate::sync::{Arc, AtomicU8, Instant, Mutex, thread};

/// Whether a pool takes work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Running,
    Closed,
    Terminated,
}

/// A pool's phase. Changed under the engine's lock only, so that whoever holds it sees the phase that counts. Looked at
/// without it where a call may as well have come a moment earlier, and, after a fence, by who has queued a task: it sees
/// that the pool does not run, or a worker that is about to end sees the task.
///
/// # Memory ordering
/// `Release` on changing, `Acquire` on looking: what a thread did before it closed the pool is seen by whom the pool
/// then refuses.
pub(crate) struct Life(AtomicU8);

impl Life {
    pub(crate) fn new() -> Self {
        Self(AtomicU8::new(0))
    }

    #[inline]
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

/// The workers' threads.
#[derive(Default)]
pub(crate) struct Threads {
    /// Those that nobody has begun to join.
    handles: Vec<thread::JoinHandle<()>>,
    are_being_joined: bool,
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
    #[inline]
    pub(crate) fn phase(&self) -> Phase {
        self.life.phase()
    }

    #[inline]
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
    pub(crate) fn keep(&self, thread: thread::JoinHandle<()>) {
        self.threads.lock().handles.push(thread);
    }

    /// Joins the threads, whose workers have ended: what they may still run are destructors of thread-locals. A second
    /// caller waits for the first.
    pub(crate) fn join_threads(&self) {
        let threads = self.threads.lock();
        let mut threads = self
            .joined
            .wait_while(threads, |threads| threads.are_being_joined);
        threads.are_being_joined = true;
        let handles = std::mem::take(&mut threads.handles);
        drop(threads);
        self.join_all(handles);
    }

    /// [`Engine::join_threads`] until `deadline`; says whether it came to its end. A thread cannot be joined for a limited
    /// time, so another one joins it.
    pub(crate) fn join_threads_until(self: &Arc<Self>, deadline: Option<Instant>) -> bool {
        if deadline.is_none() {
            self.join_threads();
            return true;
        }
        let mut threads = self.threads.lock();
        if !threads.are_being_joined && !threads.handles.is_empty() {
            let handles = std::mem::take(&mut threads.handles);
            let (engine, place) = (Arc::clone(self), Arc::new(Mutex::new(Some(handles))));
            let shared = Arc::clone(&place);
            let joiner = thread::Builder::new().name("lap-pool-join".into());
            let joins = move || {
                if let Some(handles) = shared.lock().take() {
                    engine.join_all(handles);
                }
            };
            if joiner.spawn(joins).is_err() {
                // The caller may ask again.
                threads.handles = place.lock().take().unwrap_or_default();
                return false;
            }
            threads.are_being_joined = true;
        }
        let threads = self
            .joined
            .wait_while_until(threads, deadline, |threads| threads.are_being_joined);
        !threads.are_being_joined
    }

    fn join_all(&self, handles: Vec<thread::JoinHandle<()>>) {
        for thread in handles {
            // A worker contains every panic of user code; what is left is one of a thread-local's destructor.
            thread.join().unwrap_or_else(discard);
        }
        self.threads.lock().are_being_joined = false;
        self.joined.notify_all();
    }

    /// Takes no more work; what is queued still runs.
    pub(crate) fn close(&self) {
        let state = self.state.lock();
        if self.phase() == Phase::Running {
            self.life.set(Phase::Closed);
        }
        drop(state);
        self.sleep.wake_all();
        self.consumers.wake_all();
    }

    /// Takes no more work and gives up what is queued; what runs goes on to its end.
    pub(crate) fn terminate(&self) {
        let mut state = self.state.lock();
        self.life.set(Phase::Terminated);
        interrupts::raise();
        let entries = state.queue.drain();
        self.note_length(&state);
        drop(state);
        self.gates.shut();
        self.sleep.wake_all();
        self.consumers.wake_all();
        for entry in entries {
            self.give_up(entry, || TaskError::Terminated);
        }
        // Whoever comes later sees that the pool does not run, takes its task back, and does this too.
        self.give_up_tasks();
    }

    /// Waits until no worker is alive, or until `deadline`; says whether none is, and what each is at.
    pub(crate) fn wait_for_workers(&self, deadline: Option<Instant>) -> (bool, Vec<Busy>) {
        let state = self.state.lock();
        let state = self
            .ended
            .wait_while_until(state, deadline, |state| state.alive > 0);
        let all_ended = state.alive == 0;
        drop(state);
        (all_ended, self.at_work.busy().collect())
    }
}
