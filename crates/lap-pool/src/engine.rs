//! The heart of a pool: its queue, its life, its workers' register. One lock over all of it.
//!
//! Phases: *running* -> *closed* -> *terminated* (or straight from running to terminated), never back. Workers take
//! from the queue in every phase and end when it is empty and the phase is not running. Whoever adds an entry
//! notifies a worker under no lock but after the entry is in; a worker looks and sleeps under the same lock, so an
//! entry added in between is not missed.

use std::cell::Cell;
use std::panic::Location;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::error::PoolError;
use crate::fork;
use crate::latch::Latch;
use crate::queue::Queue;
use crate::sync::{Arc, AtomicBool, AtomicU64, AtomicUsize, Condvar, Mutex};
use crate::unwind::drop_quietly;
use crate::work::{Entry, Progress, Work};

/// A pool's inside, shared by its handles and its workers.
pub(crate) struct Engine {
    /// Tells pools apart: a thread knows by it whose worker it is.
    id: u64,
    generation: u64,
    workers: usize,
    caller_helps: bool,
    state: Mutex<State>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Something was queued, or the phase changed: for workers.
    work: Condvar,
    /// A worker ended: for `join`.
    ended: Condvar,
    /// Length of the queue, to look at without the lock.
    ///
    /// # Memory ordering
    /// A hint: `Relaxed`. A stale value makes a worker go on with its chunk a little longer, or look in vain.
    queued: AtomicUsize,
    /// Set once the phase is *terminated*, to look at without the lock.
    ///
    /// # Memory ordering
    /// `Release` on setting, `Acquire` on looking; no data is handed over by it.
    terminated: AtomicBool,
}

struct State {
    queue: Queue,
    phase: Phase,
    /// Workers that have not ended.
    alive: usize,
    /// What each worker is doing.
    busy: Vec<Option<(&'static Location<'static>, Instant)>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Running,
    Closed,
    Terminated,
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

thread_local! {
    /// The pool whose worker this thread is: its [`Engine::id`], or 0.
    static EMPLOYER: Cell<u64> = const { Cell::new(0) };
}

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

impl Engine {
    pub(crate) fn new(workers: usize, caller_helps: bool) -> Self {
        fork::watch();
        Self {
            id: NEXT_ID.fetch_add(1, Relaxed),
            generation: fork::generation(),
            workers,
            caller_helps,
            state: Mutex::new(State {
                queue: Queue::default(),
                phase: Phase::Running,
                alive: 0,
                busy: vec![None; workers],
            }),
            threads: Mutex::new(Vec::new()),
            work: Condvar::new(),
            ended: Condvar::new(),
            queued: AtomicUsize::new(0),
            terminated: AtomicBool::new(false),
        }
    }

    pub(crate) fn workers(&self) -> usize {
        self.workers
    }

    /// Whether the calling thread may run work of a call that it waits for.
    pub(crate) fn may_help(&self) -> bool {
        self.caller_helps || self.is_own_worker()
    }

    /// Whether the calling thread is one of this pool's workers.
    pub(crate) fn is_own_worker(&self) -> bool {
        EMPLOYER.get() == self.id
    }

    pub(crate) fn is_forked(&self) -> bool {
        fork::generation() != self.generation
    }

    pub(crate) fn is_terminated(&self) -> bool {
        self.terminated.load(Acquire)
    }

    /// Whether other work waits for a worker: a hint.
    pub(crate) fn others_wait(&self) -> bool {
        self.queued.load(Relaxed) > 0
    }

    /// Refuses where the pool takes no work.
    pub(crate) fn check_running(&self) -> Result<(), PoolError> {
        if self.is_forked() {
            return Err(PoolError::Forked);
        }
        match self.state.lock().phase {
            Phase::Running => Ok(()),
            Phase::Closed | Phase::Terminated => Err(PoolError::NotRunning),
        }
    }

    /// Queues `copies` entries of the same work and wakes as many workers.
    pub(crate) fn submit(
        &self,
        work: &Arc<dyn Work>,
        copies: usize,
        latch: Option<&Arc<Latch>>,
        site: &'static Location<'static>,
    ) -> Result<(), PoolError> {
        if self.is_forked() {
            return Err(PoolError::Forked);
        }
        let mut state = self.state.lock();
        if state.phase != Phase::Running {
            return Err(PoolError::NotRunning);
        }
        for _ in 0..copies {
            let entry = Entry {
                work: Arc::clone(work),
                debt: latch.map(Latch::owe),
                site,
            };
            state.queue.push(entry);
        }
        self.queued.store(state.queue.len(), Relaxed);
        drop(state);
        for _ in 0..copies {
            self.work.notify_one();
        }
        if copies > 0 {
            latch.inspect(|latch| latch.note_queued());
        }
        Ok(())
    }

    /// Puts work back that gave way to others, or that a stream has more of. Accepted in every phase but the last.
    pub(crate) fn requeue(&self, entry: Entry) {
        let latch = entry.debt.as_ref().map(|debt| Arc::clone(debt.latch()));
        let mut state = self.state.lock();
        if state.phase == Phase::Terminated {
            drop(state);
            entry.work.abandon();
            return;
        }
        state.queue.push(entry);
        self.queued.store(state.queue.len(), Relaxed);
        drop(state);
        self.work.notify_one();
        latch.inspect(|latch| latch.note_queued());
    }

    /// Takes this work's entries out of the queue, which were run elsewhere.
    pub(crate) fn sweep(&self, work: &Arc<dyn Work>) {
        // Whoever holds no entry of it any more but this caller has nothing to look for.
        let elsewhere = Arc::strong_count(work) - 1;
        if elsewhere == 0 {
            return;
        }
        let mut state = self.state.lock();
        let entries = state.queue.remove(work, elsewhere);
        self.queued.store(state.queue.len(), Relaxed);
        drop(state);
        drop(entries);
    }

    /// Waits until all of a scope's work is gone. A worker of this pool runs what is still queued of it.
    pub(crate) fn wait_for(&self, latch: &Latch) {
        if !self.is_own_worker() {
            return latch.wait();
        }
        loop {
            let seen = latch.queued();
            let mut state = self.state.lock();
            let entry = state.queue.pop_owed_to(latch);
            self.queued.store(state.queue.len(), Relaxed);
            drop(state);
            match entry {
                Some(entry) => self.run(entry),
                None if latch.is_clear() => return,
                None => latch.wait_or_queued(seen),
            }
        }
    }

    fn run(&self, entry: Entry) {
        match entry.work.run(self) {
            // What is left of the user's in it is a stream's closure whose consumer has gone.
            Progress::Done => drop_quietly(entry),
            Progress::Again => self.requeue(entry),
        }
    }

    /// A worker's life, from its first look into the queue to its end.
    pub(crate) fn serve(&self, worker: usize) {
        while let Some(entry) = self.next(worker) {
            self.run(entry);
        }
    }

    /// A worker is about to be started.
    pub(crate) fn hire(&self) {
        self.state.lock().alive += 1;
    }

    /// The calling thread is a worker from now on.
    pub(crate) fn begin(&self) {
        EMPLOYER.set(self.id);
    }

    /// Keeps a worker's thread for [`Engine::join_threads`].
    pub(crate) fn keep(&self, thread: JoinHandle<()>) {
        self.threads.lock().push(thread);
    }

    /// Joins the threads; a second caller waits for the first.
    pub(crate) fn join_threads(&self) {
        for thread in self.threads.lock().drain(..) {
            // A worker contains every panic of user code; what is left is one of a thread-local's destructor.
            thread.join().unwrap_or_else(crate::unwind::discard);
        }
    }

    /// A worker has ended, or could not be started.
    pub(crate) fn dismiss(&self) {
        self.state.lock().alive -= 1;
        self.ended.notify_all();
    }

    fn next(&self, worker: usize) -> Option<Entry> {
        let mut state = self.state.lock();
        state.busy[worker] = None;
        state = self.work.wait_while(state, |state| {
            state.queue.is_empty() && state.phase == Phase::Running
        });
        let entry = state.queue.pop()?;
        self.queued.store(state.queue.len(), Relaxed);
        state.busy[worker] = Some((entry.site, Instant::now()));
        Some(entry)
    }

    /// Takes no more work; what is queued still runs.
    pub(crate) fn close(&self) {
        let mut state = self.state.lock();
        if state.phase == Phase::Running {
            state.phase = Phase::Closed;
        }
        drop(state);
        self.work.notify_all();
    }

    /// Takes no more work and gives up what is queued; what runs goes on to its end.
    pub(crate) fn terminate(&self) {
        self.terminated.store(true, Release);
        let mut state = self.state.lock();
        state.phase = Phase::Terminated;
        let entries = state.queue.drain();
        self.queued.store(0, Relaxed);
        drop(state);
        self.work.notify_all();
        for entry in entries {
            entry.work.abandon();
        }
    }

    pub(crate) fn phase(&self) -> Phase {
        self.state.lock().phase
    }

    /// Waits until no worker is alive, or until `deadline`; says whether none is, and what each is at.
    pub(crate) fn wait_for_workers(&self, deadline: Option<Instant>) -> (bool, Vec<Busy>) {
        let state = self
            .ended
            .wait_while_until(self.state.lock(), deadline, |state| state.alive > 0);
        let now = Instant::now();
        let busy = state.busy.iter().enumerate();
        let busy = busy.filter_map(|(worker, at)| {
            at.map(|(site, began)| Busy {
                worker,
                site,
                since: now - began,
            })
        });
        (state.alive == 0, busy.collect())
    }
}

impl Engine {
    /// Runs `work` that this thread waits for. Its entries in the queue stay there for the caller to sweep.
    pub(crate) fn help(&self, work: &Arc<dyn Work>) {
        while work.run(self) == Progress::Again {}
    }
}
