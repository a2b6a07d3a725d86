//! The handle on work that was started and not waited for.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::context::Room;
use crate::engine::Engine;
use crate::error::TaskError;
use crate::job::Eventual;
use crate::promise::{Vacancies, Waited};
use crate::started_map::StartedMap;
use crate::sync::{Arc, Instant};

/// A result that is being worked on: what [`crate::Pool::apply_async`] and [`crate::Pool::map_async`] return.
///
/// Dropping it lets the work go on and its result be dropped when it comes. It is also a [`Future`]. A poll in one of the
/// pool's own tasks may run the work, inside the executor: an executor that cannot nest, such as a `block_on` that takes
/// the thread's park token, must not be used by that work as well.
///
/// To start a task and forget it, drop its handle: `drop(pool.apply_async(..)?)`. The task still runs before a scope or
/// a pool's life ends. Its panic takes nothing else down: the panic hook reports it, by default on standard error, and
/// nobody hears of it otherwise.
///
/// ```
/// let pool = lap_pool::ThreadPool::new(2)?;
/// let sum = pool.apply_async(|| (1..=100).sum::<u32>())?;
/// let squares = pool.map_async(1..=3, |x| x * x)?;
/// assert_eq!(sum.get()?, 5050);
/// assert_eq!(squares.get()?, [1, 4, 9]);
/// drop(pool.apply_async(|| println!("nobody waits for this"))?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "dropping the handle loses the result and hides a panic; the work goes on"]
pub struct AsyncResult<T> {
    started: Started<T>,
    engine: Arc<Engine>,
}

/// What was started. Lifetimes are erased in it; see [`crate::work::erase`] and [`crate::apply`] for why it may outlive a
/// scope.
pub(crate) enum Started<T> {
    Task(Arc<dyn Eventual<T>>),
    Map(StartedMap<T>),
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    Done,
    TimedOut,
    TooDeep,
}

/// What a waiter has left to do.
enum Left {
    Nothing,
    /// To wait; with this, also for a vacancy.
    Wait(Option<Vacancies>),
    /// Nothing that could be relied on.
    TooDeep,
}

impl<T> AsyncResult<T> {
    pub(crate) fn new(started: Started<T>, engine: Arc<Engine>) -> Self {
        Self { started, engine }
    }

    /// Waits for the result and takes it. Work that is still queued may run on the calling thread (under whatever
    /// locks it holds, on its stack), unless the pool was built with `caller_helps(false)`.
    ///
    /// Such runs can nest, where a task waits for another in its turn. A thread from outside the pool runs them up to
    /// 64 deep or in 128 KiB of stack, and waits for a worker beyond.
    ///
    /// # Errors
    /// [`TaskError::Panicked`] with the task's panic, [`TaskError::Terminated`] when the pool was terminated first,
    /// [`TaskError::TooDeep`] on a worker that has less than 64 KiB of stack left to run work that has yet to begin, and
    /// [`TaskError::TimedOut`] never.
    ///
    /// # Panics
    /// When the outcome was taken by an earlier call, of [`AsyncResult::get_timeout`] or of a poll.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let task = pool.apply_async(|| panic!("lane 3 is closed"))?;
    /// let error = task.get().map(|()| ()).unwrap_err();
    /// assert!(error.to_string().ends_with("panicked: lane 3 is closed"));
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[track_caller]
    pub fn get(mut self) -> Result<T, TaskError> {
        match self.wait_until(None, self.engine.may_help()) {
            Wait::TooDeep => Err(TaskError::TooDeep),
            _ => self.outcome(),
        }
    }

    /// Waits for the result, for `limit` at most, and takes it.
    ///
    /// It runs the work only in a task of the same pool: that worker may be the one that everything waits for, so there
    /// the limit can be overshot by the work's length, of a map by one item. A limit of zero runs nothing.
    ///
    /// # Errors
    /// [`TaskError::TimedOut`] when the limit ran out: the work goes on, and the handle can be used again. Otherwise
    /// as [`AsyncResult::get`].
    ///
    /// # Panics
    /// When the outcome was taken by an earlier call.
    ///
    /// ```
    /// use std::{sync::mpsc, time::Duration};
    /// let (go, wait) = mpsc::channel::<()>();
    /// let pool = lap_pool::ThreadPool::new(1)?;
    /// let mut task = pool.apply_async(move || wait.recv().is_ok())?;
    /// assert!(matches!(task.get_timeout(Duration::from_millis(1)), Err(lap_pool::TaskError::TimedOut)));
    /// go.send(())?;
    /// assert!(task.get()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[track_caller]
    pub fn get_timeout(&mut self, limit: Duration) -> Result<T, TaskError> {
        match self.wait_for(limit) {
            Wait::Done => self.outcome(),
            Wait::TimedOut => Err(TaskError::TimedOut),
            Wait::TooDeep => Err(TaskError::TooDeep),
        }
    }

    /// Waits until the work is done, however it ended. May run it, as [`AsyncResult::get`] does; where that ends in
    /// [`TaskError::TooDeep`], this returns although the work is not done.
    ///
    /// In CPython `wait()` is where errors vanish; here too it tells nothing of them. Ask [`AsyncResult::successful`],
    /// or take the result.
    pub fn wait(&self) {
        self.wait_until(None, self.engine.may_help());
    }

    /// Waits until the work is done, for `limit` at most; says whether it is. May run it as
    /// [`AsyncResult::get_timeout`] does.
    pub fn wait_timeout(&self, limit: Duration) -> bool {
        !self.engine.is_forked() && self.wait_for(limit) == Wait::Done
    }

    fn wait_for(&self, limit: Duration) -> Wait {
        let helps = self.engine.runs_own_task() && !limit.is_zero();
        self.wait_until(Instant::now().checked_add(limit), helps)
    }

    fn wait_until(&self, deadline: Option<Instant>, mut helps: bool) -> Wait {
        loop {
            let seen = match self.try_to_help(helps, deadline) {
                Left::Nothing => return Wait::Done,
                Left::TooDeep => return Wait::TooDeep,
                Left::Wait(seen) => seen,
            };
            // A limit is overshot by what is run first, and by no more.
            helps &= deadline.is_none_or(|end| Instant::now() < end);
            let seen = seen.filter(|_| helps);
            let waited = match &self.started {
                Started::Task(task) if task.is_done() => Waited::Kept,
                Started::Task(task) => self.engine.waiting(|| task.wait(deadline)),
                Started::Map(map) => self.engine.waiting(|| map.promise.wait(deadline, seen)),
            };
            match waited {
                Waited::Kept => return Wait::Done,
                Waited::TimedOut => return Wait::TimedOut,
                Waited::Vacancy => {}
            }
        }
    }

    /// What every wait does first, and says what is left to wait for.
    fn try_to_help(&self, helps: bool, deadline: Option<Instant>) -> Left {
        // In a forked child nobody works on it, and the lock may be held by a thread that is not there.
        if self.engine.is_forked() {
            return Left::Nothing;
        }
        if !helps {
            return Left::Wait(None);
        }
        match self.engine.room() {
            Room::Inline => {
                let seen = match &self.started {
                    Started::Task(task) => {
                        self.engine.help_with_task(&**task);
                        None
                    }
                    Started::Map(map) => match map.help(&self.engine, deadline) {
                        None => return Left::Nothing,
                        seen => seen,
                    },
                };
                if self.engine.is_forked() {
                    return Left::Nothing;
                }
                Left::Wait(seen)
            }
            Room::TooDeep if self.is_open() => Left::TooDeep,
            Room::TooDeep | Room::Elsewhere => Left::Wait(None),
        }
    }

    fn is_done(&self) -> bool {
        match &self.started {
            Started::Task(task) => task.is_done(),
            Started::Map(map) => map.promise.is_kept(),
        }
    }

    /// Whether something is left to begin.
    fn is_open(&self) -> bool {
        match &self.started {
            Started::Task(task) => task.is_open(),
            Started::Map(map) => map.work.is_open(),
        }
    }

    /// Gives up what has not begun: a task that is still queued, the items of a map that nobody has taken. Says whether
    /// there was any; the result is [`TaskError::Cancelled`] then, at once for a task, when its running items are done for a
    /// map. What has begun goes on to its end. An `error_callback` runs on this thread.
    ///
    /// ```
    /// use std::sync::mpsc;
    /// let (go, wait) = mpsc::channel::<()>();
    /// let pool = lap_pool::ThreadPool::builder().workers(1).caller_helps(false).build()?;
    /// let busy = pool.apply_async(move || drop(wait.recv()))?;
    /// let queued = pool.apply_async(|| unreachable!())?;
    /// assert!(queued.cancel());
    /// assert!(matches!(queued.get(), Err(lap_pool::TaskError::Cancelled)));
    /// go.send(())?;
    /// busy.get()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cancel(&self) -> bool {
        if self.engine.is_forked() {
            return false;
        }
        match &self.started {
            Started::Task(task) => {
                let claimed = self.engine.claim_elsewhere(&**task);
                if claimed {
                    task.give_up(TaskError::Cancelled);
                }
                claimed
            }
            Started::Map(map) => map.cancel(&self.engine),
        }
    }

    /// Whether the work is done. If so, its closure and inputs are gone. In a forked child, where nobody works on it,
    /// there is nothing to wait for: true.
    pub fn ready(&self) -> bool {
        self.engine.is_forked() || self.is_done()
    }

    /// Whether the work is done and gave a result; `None` while it is not done.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(1)?;
    /// let task = pool.apply_async(|| 1)?;
    /// task.wait();
    /// assert_eq!(task.successful(), Some(true));
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn successful(&self) -> Option<bool> {
        if self.engine.is_forked() {
            return Some(false);
        }
        match &self.started {
            Started::Task(task) => task.is_success(),
            Started::Map(map) => map.promise.is_success(),
        }
    }

    #[track_caller]
    fn outcome(&mut self) -> Result<T, TaskError> {
        if self.engine.is_forked() {
            return Err(TaskError::Forked);
        }
        let outcome = match &self.started {
            // SAFETY: this handle is borrowed exclusively, and there is one of each task.
            Started::Task(task) => unsafe { task.take() },
            Started::Map(map) => map.promise.take(),
        };
        outcome.expect("the result was taken by an earlier call")
    }
}

impl<T> Future for AsyncResult<T> {
    type Output = Result<T, TaskError>;

    #[track_caller]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let seen = match self.try_to_help(self.engine.runs_own_task(), None) {
                Left::Nothing => return Poll::Ready(self.outcome()),
                Left::TooDeep => return Poll::Ready(Err(TaskError::TooDeep)),
                Left::Wait(seen) => seen,
            };
            let waker = context.waker();
            let left = match &self.started {
                Started::Task(task) => task.leave_waker(waker),
                Started::Map(map) => map.promise.leave_waker(waker, seen),
            };
            match left {
                None => return Poll::Pending,
                Some(Waited::Kept) => return Poll::Ready(self.outcome()),
                Some(Waited::Vacancy | Waited::TimedOut) => {}
            }
        }
    }
}

impl<T> Drop for AsyncResult<T> {
    fn drop(&mut self) {
        // In a forked child a lock may be held by a thread that is not there.
        if self.engine.is_forked() {
            return;
        }
        match &self.started {
            Started::Task(task) => {
                // SAFETY: there is one handle of each task, and it does nothing after this.
                let unread = unsafe { task.detach() };
                if unread {
                    self.engine.tally.note_unread_panic();
                }
            }
            Started::Map(map) => map.promise.detach(),
        }
    }
}

impl<T> fmt::Debug for AsyncResult<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncResult")
            .field("ready", &self.ready())
            .finish_non_exhaustive()
    }
}
