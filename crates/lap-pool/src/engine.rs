//! The heart of a pool: how work gets onto a thread, from its queue and from the calls that wait at its gates. A pool's
//! life, from start to join, is in [`crate::lifecycle`].
//!
//! Workers take work in every phase and end when there is none and the phase is not running. How they wait for it and who
//! wakes them is in [`crate::sleep`]; what a thread runs that waits for work is in [`waiting`].

mod serving;
mod waiting;

use std::sync::atomic::Ordering::Relaxed;

use crate::at_work::AtWork;
use crate::consumers::Consumers;
use crate::context::{self, Room};
use crate::error::{PoolError, TaskError};
use crate::fork;
use crate::gates::Gates;
use crate::job::Job;
use crate::latch::Latch;
use crate::lifecycle::{Life, Phase, Threads};
use crate::panics::drop_quietly;
use crate::queue::{Queue, Tickets};
use crate::sleep::{Sleep, Wake};
use crate::stats::{Count, Tally};
use crate::sync::{Arc, AtomicUsize, Condvar, Mutex, MutexGuard};
use crate::tasks::Tasks;
use crate::work::{Entry, Work};

/// A pool's inside, shared by its handles and its workers.
pub(crate) struct Engine {
    /// Tells pools apart: a thread knows by it whose worker it is.
    id: u64,
    generation: u64,
    workers: usize,
    caller_helps: bool,
    pub(crate) state: Mutex<State>,
    /// Single tasks.
    pub(crate) tasks: Tasks,
    /// Calls that workers may join.
    pub(crate) gates: Gates,
    pub(crate) sleep: Sleep,
    /// Those of streams that are read ahead or shared.
    pub(crate) consumers: Consumers,
    pub(crate) at_work: AtWork,
    pub(crate) tally: Tally,
    pub(crate) life: Life,
    pub(crate) threads: Mutex<Threads>,
    /// A worker ended: for `join`.
    pub(crate) ended: Condvar,
    /// The threads have been joined.
    pub(crate) joined: Condvar,
    /// Length of the queue, to look at without the lock.
    ///
    /// # Memory ordering
    /// `Relaxed`. To a worker at its chunk it is a hint; a stale one makes it go on a little longer. To a worker that is going
    /// to sleep it is news, which the fences of [`crate::sleep`] order.
    queued: AtomicUsize,
}

pub(crate) struct State {
    pub(crate) queue: Queue,
    /// Workers that have not ended.
    pub(crate) alive: usize,
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
            }),
            tasks: Tasks::new(),
            gates: Gates::default(),
            sleep: Sleep::new(workers),
            consumers: Consumers::default(),
            at_work: AtWork::new(workers),
            tally: Tally::new(workers),
            life: Life::new(),
            threads: Mutex::default(),
            ended: Condvar::new(),
            joined: Condvar::new(),
            queued: AtomicUsize::new(0),
        }
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn workers(&self) -> usize {
        self.workers
    }

    /// Whether the calling thread may run work of a call that it waits for.
    #[inline]
    pub(crate) fn may_help(&self) -> bool {
        self.caller_helps || self.runs_own_task()
    }

    /// Whether the calling thread is running one of this pool's tasks: it is one of its workers, or runs one inline.
    #[inline]
    pub(crate) fn runs_own_task(&self) -> bool {
        context::works_for(self.id)
    }

    /// Whether a join would be one of the calling thread itself.
    pub(crate) fn is_joined_by_itself(&self) -> bool {
        self.runs_own_task() || context::is_worker_of(self.id)
    }

    /// Whether the calling thread has the stack to run such work.
    #[inline]
    pub(crate) fn room(&self) -> Room {
        context::room()
    }

    /// Runs tasks inline, on behalf of the calling thread, which waits for them.
    #[inline(always)]
    pub(crate) fn run_inline<R>(&self, tasks: impl FnOnce() -> R) -> R {
        context::run_inline(self.id, tasks)
    }

    /// Runs a worker's life on the calling thread.
    pub(crate) fn employ(&self, worker: usize, life: impl FnOnce()) {
        context::work_for(self.id, worker, life);
    }

    #[inline]
    pub(crate) fn is_forked(&self) -> bool {
        fork::generation() != self.generation
    }

    /// What waits for a worker: a hint.
    pub(crate) fn queued(&self) -> usize {
        self.queued.load(Relaxed) + self.tasks.len()
    }

    /// Whether something waits for a worker: a hint.
    #[inline]
    pub(crate) fn others_wait(&self) -> bool {
        self.queued.load(Relaxed) > 0 || self.tasks.is_ready()
    }

    /// Refuses in the child of a fork.
    #[inline]
    pub(crate) fn check_forked(&self) -> Result<(), PoolError> {
        if self.is_forked() {
            return Err(PoolError::Forked);
        }
        Ok(())
    }

    /// Refuses where the pool takes no work.
    #[inline]
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
        copies: usize,
        wake: Wake,
        latch: Option<&Arc<Latch>>,
    ) -> Result<Tickets, PoolError> {
        self.check_forked()?;
        let mut state = self.state.lock();
        if self.phase() != Phase::Running {
            return Err(PoolError::NotRunning);
        }
        let first = state.queue.next_ticket();
        for _ in 0..copies {
            let token = latch.map(Latch::acquire);
            state.queue.push(Entry {
                work: Arc::clone(work),
                token,
            });
        }
        self.publish(state, wake, copies);
        if copies > 0 {
            latch.inspect(|latch| latch.note_queued());
        }
        Ok(first..u64::MAX)
    }

    /// Queues a task and wakes a worker for it. `own` is the same task.
    pub(crate) fn submit_task(&self, task: Arc<dyn Job>, own: &dyn Job) -> Result<(), PoolError> {
        self.tasks.push(task);
        // If the last one that was woken came too late, its getter will run this one as well.
        let wake = if self.sleep.was_in_vain() {
            Wake::Deferred
        } else {
            Wake::Now
        };
        self.notify(wake, 1);
        if self.phase() == Phase::Running {
            return Ok(());
        }
        let refused = self.claim_elsewhere(own);
        if refused {
            own.take_back();
        }
        if self.is_terminated() {
            // Who terminated the pool may have found nothing behind the place that this task was about to fill.
            self.give_up_tasks();
        }
        match refused {
            true => Err(PoolError::NotRunning),
            false => Ok(()),
        }
    }

    /// Gives up an entry that was taken out of the queue. In the child of a fork, which a callback of another one may have
    /// been, it stays as it is: its locks may be held by threads that are not there.
    pub(crate) fn give_up(&self, entry: Entry, error: fn() -> TaskError) {
        if !self.is_forked() {
            entry.work.abandon(error);
        }
        match self.is_forked() {
            true => std::mem::forget(entry),
            false => drop_quietly(entry),
        }
    }

    /// Gives up all tasks that wait: the pool was terminated.
    pub(crate) fn give_up_tasks(&self) {
        while !self.is_forked() {
            let Some(job) = self.tasks.claim() else {
                return;
            };
            job.give_up(TaskError::Terminated);
        }
    }

    /// Claims a task that lies in the queue; what stays there is a shell.
    pub(crate) fn claim_elsewhere(&self, task: &dyn Job) -> bool {
        let claimed = task.claim();
        if claimed {
            self.tasks.note_shell();
        }
        claimed
    }

    /// So many entries have come into the queue: wakes whom they need. One that is woken and sees more wakes the next.
    fn publish(&self, state: MutexGuard<'_, State>, wake: Wake, came: usize) {
        self.note_length(&state);
        drop(state);
        if came > 0 {
            self.notify(wake, 1);
        }
    }

    /// Puts work back that a thread left before it was over. Accepted in every phase but the last.
    fn requeue(&self, entry: Entry, wake: Wake) {
        let latch = entry.token.as_ref().map(|token| Arc::clone(token.latch()));
        let mut state = self.state.lock();
        if self.phase() == Phase::Terminated {
            drop(state);
            return self.give_up(entry, || TaskError::Terminated);
        }
        state.queue.push(entry);
        self.publish(state, wake, 1);
        latch.inspect(|latch| latch.note_queued());
    }

    /// [`Sleep::notify`], counted.
    #[inline]
    pub(crate) fn notify(&self, wake: Wake, wanted: usize) -> bool {
        let woke = self.sleep.notify(wake, wanted);
        if woke {
            self.count(Count::Wakes, 1);
        }
        woke
    }

    /// Whether an idle worker could begin with something: a hint.
    pub(crate) fn is_work(&self) -> bool {
        self.others_wait() || self.gates.have_room()
    }

    fn is_news(&self) -> bool {
        self.is_work() || self.phase() != Phase::Running
    }

    /// The queue has been changed, and its lock is still held.
    pub(crate) fn note_length(&self, state: &State) {
        self.queued.store(state.queue.len(), Relaxed);
    }
}
