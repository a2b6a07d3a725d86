//! The heart of a pool: its queue, and how work gets from it onto a thread. One lock over the queue and the workers'
//! register; a pool's life, from start to join, is in [`crate::lifecycle`].
//!
//! Workers take from the queue in every phase and end when it is empty and the phase is not running. How they wait for
//! it and who wakes them is in [`crate::sleep`].

use std::cell::Cell;
use std::panic::Location;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::JoinHandle;
use std::time::Instant;

use crate::error::PoolError;
use crate::fork;
use crate::latch::Latch;
use crate::lifecycle::{Life, Phase};
use crate::queue::{Queue, Tickets};
use crate::sleep::{Call, Outlook, Watch};
use crate::sync::{Arc, AtomicUsize, Condvar, Mutex, thread_local};
use crate::unwind::drop_quietly;
use crate::work::{Entry, Progress, Turn, Work};

/// A pool's inside, shared by its handles and its workers.
pub(crate) struct Engine {
    /// Tells pools apart: a thread knows by it whose worker it is.
    id: u64,
    generation: u64,
    workers: usize,
    caller_helps: bool,
    pub(crate) state: Mutex<State>,
    pub(crate) life: Life,
    pub(crate) threads: Mutex<Vec<JoinHandle<()>>>,
    /// Something was queued, or the phase changed: for workers.
    pub(crate) work: Condvar,
    /// A worker ended: for `join`.
    pub(crate) ended: Condvar,
    /// Length of the queue, to look at without the lock.
    ///
    /// # Memory ordering
    /// A hint: `Relaxed`. A stale value makes a worker go on with its chunk a little longer, or look in vain.
    queued: AtomicUsize,
}

pub(crate) struct State {
    pub(crate) queue: Queue,
    /// Workers that have not ended.
    pub(crate) alive: usize,
    /// What each worker is doing.
    pub(crate) busy: Vec<Option<(&'static Location<'static>, Instant)>>,
    /// Who looks into the queue without being woken.
    pub(crate) watch: Watch,
}

thread_local! {
    #[allow(clippy::missing_const_for_thread_local, reason = "loom's macro of this name takes no const")]
    /// The pool whose worker this thread is: its [`Engine::id`], or 0.
    static EMPLOYER: Cell<u64> = Cell::new(0);
}

/// # Memory ordering
/// `Relaxed`: each value is given out once, which is all that is asked of it.
static NEXT_ID: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);

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
                alive: 0,
                busy: vec![None; workers],
                watch: Watch::default(),
            }),
            life: Life::new(),
            threads: Mutex::new(Vec::new()),
            work: Condvar::new(),
            ended: Condvar::new(),
            queued: AtomicUsize::new(0),
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
        EMPLOYER.with(Cell::get) == self.id
    }

    /// The calling thread is a worker from now on.
    pub(crate) fn begin(&self) {
        EMPLOYER.with(|employer| employer.set(self.id));
    }

    pub(crate) fn is_forked(&self) -> bool {
        fork::generation() != self.generation
    }

    /// Entries that wait for a worker: a hint.
    pub(crate) fn queued(&self) -> usize {
        self.queued.load(Relaxed)
    }

    /// Whether work waits for a worker: a hint.
    pub(crate) fn others_wait(&self) -> bool {
        self.queued() > 0
    }

    /// Refuses where the pool takes no work.
    pub(crate) fn check_running(&self) -> Result<(), PoolError> {
        if self.is_forked() {
            return Err(PoolError::Forked);
        }
        match self.phase() {
            Phase::Running => Ok(()),
            Phase::Closed | Phase::Terminated => Err(PoolError::NotRunning),
        }
    }

    /// Queues `copies` entries of the same work and calls as many workers. Gives the tickets that these entries, and
    /// those put back for them later, can have.
    pub(crate) fn submit(
        &self,
        work: &Arc<dyn Work>,
        copies: usize,
        call: Call,
        latch: Option<&Arc<Latch>>,
        site: &'static Location<'static>,
    ) -> Result<Tickets, PoolError> {
        if self.is_forked() {
            return Err(PoolError::Forked);
        }
        let mut state = self.state.lock();
        if self.phase() != Phase::Running {
            return Err(PoolError::NotRunning);
        }
        let first = state.queue.next_ticket();
        for _ in 0..copies {
            let debt = latch.map(Latch::owe);
            state.queue.push(Entry {
                work: Arc::clone(work),
                debt,
                site,
            });
        }
        let queued = state.queue.len();
        let wakes = state.watch.wakes(call, copies, queued);
        self.note_length(&state);
        drop(state);
        for _ in 0..wakes {
            self.work.notify_one();
        }
        if copies > 0 {
            latch.inspect(|latch| latch.note_queued());
        }
        Ok(first..u64::MAX)
    }

    /// Puts work back that gave way to others. Accepted in every phase but the last.
    pub(crate) fn requeue(&self, entry: Entry) {
        let latch = entry.debt.as_ref().map(|debt| Arc::clone(debt.latch()));
        let mut state = self.state.lock();
        if self.phase() == Phase::Terminated {
            drop(state);
            entry.work.abandon();
            return drop_quietly(entry);
        }
        state.queue.push(entry);
        let queued = state.queue.len();
        let wakes = state.watch.wakes(Call::Now, 1, queued);
        self.note_length(&state);
        drop(state);
        for _ in 0..wakes {
            self.work.notify_one();
        }
        latch.inspect(|latch| latch.note_queued());
    }

    /// Takes this work's entries out of the queue: nothing is left to do in it.
    pub(crate) fn sweep(&self, work: &Arc<dyn Work>, tickets: &Tickets) {
        // Whoever holds no entry of it any more but this caller has nothing to look for.
        let elsewhere = Arc::strong_count(work) - 1;
        if elsewhere == 0 {
            return;
        }
        let mut state = self.state.lock();
        let entries = state.queue.remove(work, tickets, elsewhere);
        self.note_length(&state);
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
            self.note_length(&state);
            drop(state);
            match entry {
                Some(entry) => drop(self.run(entry)),
                None if latch.is_clear() => return,
                None => latch.wait_or_queued(seen),
            }
        }
    }

    /// Runs `work` that this thread waits for. Its entries in the queue stay there for the caller to sweep.
    pub(crate) fn help(&self, work: &Arc<dyn Work>) {
        let progress = work.run(self, Turn::Waiting);
        debug_assert_eq!(progress, Progress::Done, "who waits does not give way");
    }

    pub(crate) fn run(&self, entry: Entry) -> Outlook {
        match entry.work.run(self, Turn::Queued) {
            Progress::Again => {
                self.requeue(entry);
                Outlook::None
            }
            // What is left of the user's in it is a stream's closure whose consumer has gone.
            Progress::Done => {
                drop_quietly(entry);
                Outlook::None
            }
            Progress::Pause(outlook) => {
                drop_quietly(entry);
                outlook
            }
        }
    }

    /// A worker's life, from its first look into the queue to its end.
    pub(crate) fn serve(&self, worker: usize) {
        let mut outlook = Outlook::None;
        while let Some(entry) = self.next(worker, outlook) {
            outlook = self.run(entry);
        }
    }

    /// A worker begins with an entry.
    pub(crate) fn note_busy(&self, state: &mut State, worker: usize, entry: &Entry) {
        state.busy[worker] = Some((entry.site, Instant::now()));
    }

    /// The queue has been changed, and its lock is still held.
    pub(crate) fn note_length(&self, state: &State) {
        self.queued.store(state.queue.len(), Relaxed);
    }
}
