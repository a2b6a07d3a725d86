//! The heart of a pool: its queue, and how work gets from it onto a thread. One lock over the queue and the workers'
//! register; a pool's life, from start to join, is in [`crate::lifecycle`].
//!
//! Workers take from the queue in every phase and end when it is empty and the phase is not running. How they wait for
//! it and who wakes them is in [`crate::sleep`]; what a thread runs that waits for work is in [`waiting`].

mod waiting;

use std::panic::Location;
use std::sync::atomic::Ordering::Relaxed;

use crate::context::{self, Room};
use crate::error::{PoolError, TaskError};
use crate::fork;
use crate::latch::Latch;
use crate::lifecycle::{Life, Phase, Threads};
use crate::queue::{Queue, Tickets};
use crate::sleep::{Call, Outlook, Watch};
use crate::sync::{Arc, AtomicUsize, Condvar, Instant, Mutex, MutexGuard};
use crate::unwind::drop_quietly;
use crate::work::{Entry, Line, Progress, Turn, Work};

/// A pool's inside, shared by its handles and its workers.
pub(crate) struct Engine {
    /// Tells pools apart: a thread knows by it whose worker it is.
    id: u64,
    generation: u64,
    workers: usize,
    caller_helps: bool,
    pub(crate) state: Mutex<State>,
    pub(crate) life: Life,
    pub(crate) threads: Mutex<Threads>,
    /// Something was queued, or the phase changed: for workers.
    pub(crate) work: Condvar,
    /// A worker ended: for `join`.
    pub(crate) ended: Condvar,
    /// The threads have been joined.
    pub(crate) joined: Condvar,
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
            threads: Mutex::default(),
            work: Condvar::new(),
            ended: Condvar::new(),
            joined: Condvar::new(),
            queued: AtomicUsize::new(0),
        }
    }

    pub(crate) fn workers(&self) -> usize {
        self.workers
    }

    /// Whether the calling thread may run work of a call that it waits for.
    pub(crate) fn may_help(&self) -> bool {
        self.caller_helps || self.runs_own_task()
    }

    /// Whether the calling thread is running one of this pool's tasks: it is one of its workers, or runs one inline.
    pub(crate) fn runs_own_task(&self) -> bool {
        context::works_for(self.id)
    }

    /// Whether a join would be one of the calling thread itself.
    pub(crate) fn is_joined_by_itself(&self) -> bool {
        self.runs_own_task() || context::is_worker_of(self.id)
    }

    /// Whether the calling thread has the stack to run such work.
    pub(crate) fn room(&self) -> Room {
        context::room()
    }

    /// Runs tasks inline, on behalf of the calling thread, which waits for them.
    pub(crate) fn run_inline<R>(&self, tasks: impl FnOnce() -> R) -> R {
        context::run_inline(self.id, tasks)
    }

    /// Runs a worker's life on the calling thread.
    pub(crate) fn employ(&self, life: impl FnOnce()) {
        context::work_for(self.id, life);
    }

    #[inline]
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

    /// Refuses in the child of a fork.
    pub(crate) fn check_forked(&self) -> Result<(), PoolError> {
        if self.is_forked() {
            return Err(PoolError::Forked);
        }
        Ok(())
    }

    /// Refuses where the pool takes no work.
    pub(crate) fn check_running(&self) -> Result<(), PoolError> {
        self.check_forked()?;
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
        line: Line,
        copies: usize,
        call: Call,
        latch: Option<&Arc<Latch>>,
    ) -> Result<Tickets, PoolError> {
        self.check_forked()?;
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
                line,
            });
        }
        self.publish(state, call, copies);
        if copies > 0 {
            latch.inspect(|latch| latch.note_queued());
        }
        Ok(first..u64::MAX)
    }

    /// So many entries have come into the queue: wakes whom they need.
    fn publish(&self, mut state: MutexGuard<'_, State>, call: Call, came: usize) {
        let queued = state.queue.len();
        let wakes = state.watch.wakes(call, came, queued);
        self.note_length(&state);
        drop(state);
        for _ in 0..wakes {
            self.work.notify_one();
        }
    }

    /// Puts work back that a thread left before it was over. Accepted in every phase but the last.
    fn requeue(&self, entry: Entry) {
        let latch = entry.debt.as_ref().map(|debt| Arc::clone(debt.latch()));
        let mut state = self.state.lock();
        if self.phase() == Phase::Terminated {
            drop(state);
            entry.work.abandon(|| TaskError::Terminated);
            return drop_quietly(entry);
        }
        state.queue.push(entry);
        self.publish(state, Call::Now, 1);
        latch.inspect(|latch| latch.note_queued());
    }

    /// Runs an entry. In a forked child the outlook is none, and nothing is to be done any more.
    pub(crate) fn run(&self, entry: Entry) -> Outlook {
        match entry.work.run(self, Turn::Queued) {
            Progress::Again => {
                self.requeue(entry);
                Outlook::None
            }
            // What is left of the user's in it is a stream's closure whose consumer has gone.
            Progress::Over | Progress::Elsewhere => {
                drop_quietly(entry);
                Outlook::None
            }
            Progress::Pause(outlook) => {
                drop_quietly(entry);
                outlook
            }
            Progress::Forked => {
                std::mem::forget(entry);
                Outlook::None
            }
        }
    }

    /// A worker's life, from its first look into the queue to its end.
    pub(crate) fn serve(&self, worker: usize) {
        let mut outlook = Outlook::None;
        while let Some(entry) = self.next(worker, outlook) {
            outlook = self.run(entry);
            if self.is_forked() {
                return;
            }
        }
    }

    /// A worker begins with an entry.
    pub(crate) fn note_busy(&self, state: &mut State, worker: usize, entry: &Entry) {
        state.busy[worker] = Some((entry.work.site(), Instant::now()));
    }

    /// The queue has been changed, and its lock is still held.
    pub(crate) fn note_length(&self, state: &State) {
        self.queued.store(state.queue.len(), Relaxed);
    }
}
