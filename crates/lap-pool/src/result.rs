//! The handle on work that was started and not waited for.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use crate::engine::Engine;
use crate::error::TaskError;
use crate::latch::{Debt, Latch};
use crate::promise::Promise;
use crate::queue::Tickets;
use crate::sync::Arc;
use crate::work::Work;

/// A result that is being worked on: what [`crate::Pool::apply_async`] and [`crate::Pool::map_async`] return.
///
/// Dropping it lets the work go on and its result be dropped when it comes. It is also a [`Future`].
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
    tickets: Tickets,
    engine: Arc<Engine>,
    /// What the work's debts are owed to, where it borrows.
    latch: Option<Arc<Latch>>,
}

impl<T> AsyncResult<T> {
    pub(crate) fn new(
        promise: Arc<Promise<T>>,
        work: Arc<dyn Work>,
        tickets: Tickets,
        engine: Arc<Engine>,
        latch: Option<Arc<Latch>>,
    ) -> Self {
        Self {
            promise,
            work,
            tickets,
            engine,
            latch,
        }
    }

    /// Waits for the result and takes it. Work that is still queued may run on the calling thread (under whatever
    /// locks it holds, on its stack), unless the pool was built with `caller_helps(false)`.
    ///
    /// # Errors
    /// [`TaskError::Panicked`] with the task's panic, [`TaskError::Terminated`] when the pool was terminated first, and
    /// [`TaskError::TimedOut`] never.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let task = pool.apply_async(|| panic!("lane 3 is closed"))?;
    /// let error = task.get().map(|()| ()).unwrap_err();
    /// assert!(error.to_string().ends_with("panicked: lane 3 is closed"));
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn get(self) -> Result<T, TaskError> {
        self.wait();
        self.outcome()
    }

    /// Waits for the result, for `limit` at most, and takes it. Never runs the work on the calling thread.
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
    pub fn get_timeout(&mut self, limit: Duration) -> Result<T, TaskError> {
        if self.wait_timeout(limit) || self.engine.is_forked() {
            self.outcome()
        } else {
            Err(TaskError::TimedOut)
        }
    }

    /// Waits until the work is done, however it ended. May run it, as [`AsyncResult::get`] does.
    ///
    /// In CPython `wait()` is where errors vanish; here too it tells nothing of them. Ask [`AsyncResult::successful`],
    /// or take the result.
    pub fn wait(&self) {
        if self.engine.is_forked() {
            return;
        }
        if !self.promise.is_kept() && self.engine.may_help() {
            self.help();
        }
        self.promise.wait(None);
    }

    /// Runs the work as far as nobody else does.
    fn help(&self) {
        // This handle may be anywhere, also outside the scope whose data the work borrows: without a debt of its own
        // the scope could end under it. Where none is left, the work is over.
        let debt: Option<Debt> = match &self.latch {
            None => None,
            Some(latch) => match latch.join() {
                None => return,
                debt => debt,
            },
        };
        self.engine.help(&self.work);
        self.engine.sweep(&self.work, &self.tickets);
        drop(debt);
    }

    /// Waits until the work is done, for `limit` at most; says whether it is. Never runs it.
    pub fn wait_timeout(&self, limit: Duration) -> bool {
        !self.engine.is_forked() && self.promise.wait(Instant::now().checked_add(limit))
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

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // The lock in it may be held by a thread that is not there.
        if self.engine.is_forked() {
            return Poll::Ready(Err(TaskError::Forked));
        }
        self.promise.poll(context)
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
