//! Building a pool: how many threads, what they are called, what they do first.

use std::fmt;

use crate::engine::Engine;
use crate::error::PoolError;
use crate::panics::{contain_drop, into_message};
use crate::pool::ThreadPool;
use crate::sync::{Arc, thread};
use crate::worker::{Initializer, Startup, start};

/// The most workers a pool may have.
///
/// A thread takes four of a process's memory mappings, and Linux allows 65,530 by default. Beyond 16,000 threads the
/// standard library's set-up of a new thread fails where no error can be returned: it aborts the process. So a larger
/// number is refused. Pools share the process's limits: several that are large together can still reach them.
pub const MAX_WORKERS: usize = 16_000;

/// The smallest stack in bytes for which a worker, a task and the report of its panic have room.
pub(crate) const MIN_STACK_SIZE: usize = 64 << 10;

/// Builds a [`ThreadPool`]; see [`ThreadPool::builder`].
#[must_use = "a builder does nothing until build() is called"]
#[derive(Default)]
pub struct Builder {
    workers: Option<usize>,
    thread_name: Option<String>,
    stack_size: Option<usize>,
    initializer: Option<Initializer>,
    caller_helps: Option<bool>,
}

impl Builder {
    /// Number of worker threads, up to [`MAX_WORKERS`]. By default as many as the system lets this process use at once,
    /// or 1 where it does not tell.
    pub fn workers(self, count: usize) -> Self {
        Self {
            workers: Some(count),
            ..self
        }
    }

    /// First part of the threads' names: `name` gives `name-0`, `name-1`, ... By default `lap-pool`. Without NUL bytes;
    /// Linux's own tools show the first 15 bytes.
    pub fn thread_name(self, name: impl Into<String>) -> Self {
        Self {
            thread_name: Some(name.into()),
            ..self
        }
    }

    /// Stack size of a worker in bytes, at least 65,536. Implies `caller_helps(false)`: the calling thread's stack has its
    /// own size.
    ///
    /// A worker runs a task that another one waits for only while 65,536 bytes are left. So tasks that use their own pool
    /// need more than the least: with it such a wait ends in [`TaskError::TooDeep`](crate::TaskError::TooDeep).
    pub fn stack_size(self, bytes: usize) -> Self {
        Self {
            stack_size: Some(bytes),
            ..self
        }
    }

    /// Runs on each worker before its first task. Implies `caller_helps(false)`: it did not run on the calling thread.
    pub fn initializer(self, f: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            initializer: Some(Arc::new(f)),
            ..self
        }
    }

    /// Whether a thread that waits for work may do some of it itself. By default it may, unless an initializer or a
    /// stack size was given; `true` beside one of these is refused. With `false` every task runs on a worker, and the
    /// number of workers is a limit on what runs at once: use it as a rate limit.
    ///
    /// ```
    /// let builder = lap_pool::ThreadPool::builder().caller_helps(true).stack_size(1 << 20);
    /// let refused = builder.build().unwrap_err().to_string();
    /// assert!(refused.starts_with("caller_helps(true) cannot be combined with stack_size"));
    /// ```
    pub fn caller_helps(self, helps: bool) -> Self {
        Self {
            caller_helps: Some(helps),
            ..self
        }
    }

    /// Starts the workers and waits until their initializers are done.
    ///
    /// # Errors
    /// [`PoolError::Invalid`] for zero workers, for more than [`MAX_WORKERS`] and for too small a stack,
    /// [`PoolError::ThreadName`] and [`PoolError::CallerHelps`] for what cannot be had, [`PoolError::Spawn`] when a thread
    /// cannot be started, [`PoolError::Initializer`] when the initializer or its destructor panics. The threads that
    /// were started are joined first.
    pub fn build(self) -> Result<ThreadPool, PoolError> {
        let default = || std::thread::available_parallelism().map_or(1, usize::from);
        let workers = self.workers.unwrap_or_else(default);
        let caller_helps = self.check(workers)?;
        let engine = Arc::new(Engine::new(workers, caller_helps));
        let name = self.thread_name.unwrap_or_else(|| "lap-pool".into());
        let startup = Arc::new(Startup::default());
        let spawned = (0..workers).try_for_each(|worker| {
            let mut thread = thread::Builder::new().name(format!("{name}-{worker}"));
            if let Some(bytes) = self.stack_size {
                thread = thread.stack_size(bytes);
            }
            start(thread, &engine, worker, self.initializer.clone(), &startup)
        });
        let failure = match spawned {
            Err(error) => Some(PoolError::Spawn(error)),
            Ok(()) => startup.wait_for(workers).map(PoolError::Initializer),
        };
        // From here on the pool's drop joins what was started.
        let pool = ThreadPool::of(engine);
        // The workers have dropped theirs. A destructor that panicked at the end of this function would take the pool
        // with it, unjoined.
        let dropped = contain_drop(self.initializer)
            .map_err(|payload| PoolError::Initializer(into_message(payload)));
        match failure.or(dropped.err()) {
            None => Ok(pool),
            Some(error) => Err(error),
        }
    }

    /// Refuses what cannot be had; says whether a calling thread may help.
    fn check(&self, workers: usize) -> Result<bool, PoolError> {
        if !(1..=MAX_WORKERS).contains(&workers) {
            return Err(PoolError::Invalid("workers", workers));
        }
        if let Some(bytes) = self.stack_size.filter(|bytes| *bytes < MIN_STACK_SIZE) {
            return Err(PoolError::Invalid("stack_size", bytes));
        }
        if let Some(name) = self.thread_name.as_ref().filter(|name| name.contains('\0')) {
            return Err(PoolError::ThreadName(name.clone()));
        }
        let initializer = self.initializer.as_ref().map(|_| "initializer");
        let workers_only = initializer.or(self.stack_size.map(|_| "stack_size"));
        match (self.caller_helps, workers_only) {
            (Some(true), Some(option)) => Err(PoolError::CallerHelps(option)),
            (helps, option) => Ok(helps.unwrap_or(option.is_none())),
        }
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("workers", &self.workers)
            .field("thread_name", &self.thread_name)
            .field("stack_size", &self.stack_size)
            .field("initializer", &self.initializer.is_some())
            .field("caller_helps", &self.caller_helps)
            .finish()
    }
}
