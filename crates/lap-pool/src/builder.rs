//! Building a pool: how many threads, what they are called, what they do first.

use std::fmt;
use std::thread;

use crate::engine::Engine;
use crate::error::PoolError;
use crate::pool::ThreadPool;
use crate::sync::Arc;
use crate::worker::{Initializer, Startup, start};

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
    /// Number of worker threads. By default as many as the system lets this process use at once, or 1 where it does
    /// not tell.
    pub fn workers(self, count: usize) -> Self {
        Self {
            workers: Some(count),
            ..self
        }
    }

    /// First part of the threads' names: `name` gives `name-0`, `name-1`, ... By default `lap-pool`.
    pub fn thread_name(self, name: impl Into<String>) -> Self {
        Self {
            thread_name: Some(name.into()),
            ..self
        }
    }

    /// Stack size of a worker in bytes. Implies `caller_helps(false)`: the calling thread's stack has its own size.
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
    /// stack size was given. With `false` every task runs on a worker, and the number of workers is a limit on what
    /// runs at once: use it as a rate limit.
    pub fn caller_helps(self, helps: bool) -> Self {
        Self {
            caller_helps: Some(helps),
            ..self
        }
    }

    /// Starts the workers and waits until their initializers are done.
    ///
    /// # Errors
    /// [`PoolError::Invalid`] for zero workers, [`PoolError::Spawn`] when a thread cannot be started,
    /// [`PoolError::Initializer`] when the initializer panics. The threads that were started are joined first.
    pub fn build(self) -> Result<ThreadPool, PoolError> {
        let default = || thread::available_parallelism().map_or(1, usize::from);
        let workers = self.workers.unwrap_or_else(default);
        if workers == 0 {
            return Err(PoolError::Invalid("workers", 0));
        }
        let particular = self.initializer.is_some() || self.stack_size.is_some();
        let caller_helps = !particular && self.caller_helps.unwrap_or(true);
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
        match failure {
            None => Ok(pool),
            Some(error) => Err(error),
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
