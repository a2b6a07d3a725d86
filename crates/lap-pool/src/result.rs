//! The handle on work that was started and not waited for.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::context::Room;
use crate::engine::Engine;
use crate::error::TaskError;
use crate::latch::{Debt, Latch};
use crate::promise::{Promise, Vacancies, Waited};
use crate::queue::Tickets;
use crate::sync::{Arc, Instant};
use crate::work::{Line, Progress, Work};

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
    promise: Arc<Promise<T>>,
    /// Its lifetime is erased; see [`crate::work::erase`] for why it may outlive a scope.
    work: Arc<dyn Work>,
    line: Line,
    tickets: Tickets,
    engine: Arc<Engine>,
    /// What the work's debts are owed to, where it borrows.
    latch: Option<Arc<Latch>>,
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
    pub(crate) fn new(
        promise: Arc<Promise<T>>,
        work: Arc<dyn Work>,
        line: Line,
        tickets: Tickets,
        engine: Arc<Engine>,
        latch: Option<Arc<Latch>>,
    ) -> Self {
        Self {
            promise,
            work,
            line,
            tickets,
            engine,
            latch,
        }
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
    pub fn get(self) -> Result<T, TaskError> {
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
            match self.promise.wait(deadline, seen) {
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
        let Some(seen) = self.promise.vacancies() else {
            return Left::Nothing;
        };
        match self.engine.room() {
            _ if !helps => Left::Wait(None),
            Room::Inline => {
                self.help(deadline);
                if self.engine.is_forked() {
                    return Left::Nothing;
                }
                Left::Wait(Some(seen))
            }
            Room::TooDeep if self.work.is_open() => Left::TooDeep,
            Room::TooDeep | Room::Elsewhere => Left::Wait(None),
        }
    }

    /// Runs the work as far as nobody else does, until `deadline`.
    fn help(&self, deadline: Option<Instant>) {
        // This handle may be anywhere, also outside the scope whose data the work borrows: without a debt of its own
        // the scope could end under it. Where none is left, the work is over.
        let debt: Option<Debt> = match &self.latch {
            None => None,
            Some(latch) => match latch.join() {
                None => return,
                debt => debt,
            },
        };
        if self.engine.help(&self.work, deadline, debt) == Progress::Over {
            self.engine.sweep(&self.work, self.line, &self.tickets);
        }
    }

    /// Whether the work is done. If so, its closure and inputs are gone. In a forked child, where nobody works on it,
    /// there is nothing to wait for: true.
    pub fn ready(&self) -> bool {
        self.engine.is_forked() || self.promise.is_kept()
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
        self.promise.is_success()
    }

    #[track_caller]
    fn outcome(&self) -> Result<T, TaskError> {
        if self.engine.is_forked() {
            return Err(TaskError::Forked);
        }
        self.promise
            .take()
            .expect("the result was taken by an earlier call")
    }
}

impl<T> Future for AsyncResult<T> {
    type Output = Result<T, TaskError>;

    #[track_caller]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let seen = match self.try_to_help(self.engine.runs_own_task(), None) {
                Left::Nothing => return Poll::Ready(self.outcome()),
                Left::TooDeep => return Poll::Ready(Err(TaskError::TooDeep)),
                Left::Wait(seen) => seen,
            };
            match self.promise.leave_waker(context.waker(), seen) {
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
        if !self.engine.is_forked() {
            self.promise.desert();
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
