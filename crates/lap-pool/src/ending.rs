//! How a pool ends, and a scope: closing, terminating, joining, dropping.

use std::time::Duration;

use crate::engine::Engine;
use crate::error::{PoolError, TOO_DEEP};
use crate::latch::Latch;
use crate::lifecycle::{Busy, Phase};
use crate::pool::Pool;
use crate::sync::{Arc, Instant};

/// How [`Pool::join_timeout`] ended.
#[derive(Clone, Debug)]
#[must_use = "the limit may have run out while workers were still busy"]
pub enum Joined {
    /// All workers have ended.
    All,
    /// The limit ran out; these workers were still at something. Where there is none, all tasks are done, and a thread
    /// still runs destructors of its thread-locals.
    StillBusy(Vec<Busy>),
}

impl Pool<'_, '_> {
    /// Takes no more work; what was submitted still runs. Harmless when repeated, and after [`Pool::terminate`].
    pub fn close(&self) {
        if !self.engine().is_forked() {
            self.engine().close();
        }
    }

    /// Takes no more work and gives up what is queued: every pending result resolves to
    /// [`TaskError::Terminated`](crate::TaskError::Terminated). What runs goes on to its end.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::builder().workers(1).caller_helps(false).build()?;
    /// pool.terminate();
    /// assert!(pool.apply_async(|| ()).is_err());
    /// pool.join()?;
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn terminate(&self) {
        if !self.engine().is_forked() {
            self.engine().terminate();
        }
    }

    /// Waits until all workers have ended, destructors of their thread-locals included.
    ///
    /// # Errors
    /// [`PoolError::StillRunning`] before [`Pool::close`] or [`Pool::terminate`], [`PoolError::JoinFromTask`] from one of
    /// the pool's own tasks, [`PoolError::Forked`] in a forked child.
    pub fn join(&self) -> Result<(), PoolError> {
        self.check_join()?;
        self.engine().wait_for_workers(None);
        self.engine().join_threads();
        Ok(())
    }

    /// [`Pool::join`] for `limit` at most; says which workers were still at what when it ran out.
    ///
    /// # Errors
    /// As [`Pool::join`].
    ///
    /// ```
    /// use std::{sync::mpsc, time::Duration};
    /// let (go, wait) = mpsc::channel::<()>();
    /// let pool = lap_pool::ThreadPool::builder().workers(1).caller_helps(false).build()?;
    /// let task = pool.apply_async(move || drop(wait.recv()))?;
    /// pool.close();
    /// if let lap_pool::Joined::StillBusy(workers) = pool.join_timeout(Duration::from_millis(20))? {
    ///     println!("worker {} still runs the task submitted at {}", workers[0].worker, workers[0].site);
    /// }
    /// go.send(())?;
    /// pool.join()?;
    /// # drop(task);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn join_timeout(&self, limit: Duration) -> Result<Joined, PoolError> {
        self.check_join()?;
        let engine = self.engine();
        let deadline = Instant::now().checked_add(limit);
        let (all, busy) = engine.wait_for_workers(deadline);
        if all && engine.join_threads_until(deadline) {
            Ok(Joined::All)
        } else {
            Ok(Joined::StillBusy(busy))
        }
    }

    fn check_join(&self) -> Result<(), PoolError> {
        let engine = self.engine();
        if engine.is_forked() {
            return Err(PoolError::Forked);
        }
        if engine.is_joined_by_itself() {
            return Err(PoolError::JoinFromTask);
        }
        match engine.phase() {
            Phase::Running => Err(PoolError::StillRunning),
            Phase::Closed | Phase::Terminated => Ok(()),
        }
    }
}

/// Ends a scope: waits for its tasks, also while unwinding.
pub(crate) struct ScopeEnd<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) latch: &'a Latch,
}

impl Drop for ScopeEnd<'_> {
    fn drop(&mut self) {
        // The child of a fork has none of the threads that could release a token, nor any that could touch a borrow.
        if self.engine.is_forked() {
            return;
        }
        let given_up = self.engine.wait_for(self.latch);
        if given_up > 0 && !std::thread::panicking() {
            panic!("a scope gave up {given_up} of its tasks, maps and streams: {TOO_DEEP}");
        }
    }
}

/// Ends the pool. It stands apart from [`Pool`] so that a type with lifetimes has no destructor, which lets a task hold
/// a reference to the pool it runs on.
pub(crate) enum Owner {
    Root(Arc<Engine>),
    View(Arc<Engine>),
}

impl Drop for Owner {
    fn drop(&mut self) {
        let Owner::Root(engine) = self else { return };
        if engine.is_forked() {
            return;
        }
        engine.close();
        if !engine.is_joined_by_itself() {
            engine.wait_for_workers(None);
            engine.join_threads();
        }
    }
}
