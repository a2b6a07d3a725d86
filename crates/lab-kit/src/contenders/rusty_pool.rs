//! The crate `rusty_pool`: a pool that grows and shrinks around one channel of boxed jobs, with a handle for each task.

use std::cell::RefCell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::Duration;

use ::rusty_pool::{JoinHandle, ThreadPool};

use super::jobs::{self, ChannelResult, Submit};
use super::worker_count;
use crate::contender::{Contender, Counts, Deferred, Failure, Pending};

/// Of one size, so that it neither grows nor shrinks. A task has the crate's own handle; a map is one job per item.
///
/// By itself the crate loses the payload of a task that panics: its handle says "cancelled". Our tasks catch their panics.
/// Dropping it lets the workers run what is queued, and does not wait for them.
pub struct RustyPool {
    pool: ThreadPool,
    workers: usize,
    threads_created: Arc<AtomicU64>,
}

impl RustyPool {
    /// Starts `workers` threads.
    ///
    /// # Errors
    /// For no workers.
    ///
    /// # Panics
    /// When a thread cannot be started: that is what the crate does.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        let threads_created = Arc::new(AtomicU64::new(0));
        let started = Arc::clone(&threads_created);
        let pool = ::rusty_pool::Builder::new()
            .core_size(workers)
            .max_size(workers)
            // Of threads beyond the core, of which there are none.
            .keep_alive(Duration::from_secs(1))
            .on_worker_start(move || {
                started.fetch_add(1, Relaxed);
            })
            .build();
        pool.start_core_threads();
        Ok(Self {
            pool,
            workers,
            threads_created,
        })
    }
}

impl Submit for RustyPool {
    fn submit(&self, job: impl FnOnce() + Send + 'static) {
        self.pool.execute(job);
    }
}

impl Contender for RustyPool {
    fn name(&self) -> &'static str {
        "rusty_pool"
    }

    fn workers(&self) -> usize {
        self.workers
    }

    /// Of several panics, the first to arrive is the caller's, once all items have run.
    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        jobs::map(self, items, f)
    }

    fn counts(&self) -> Counts {
        Counts {
            threads_created: Some(self.threads_created.load(Relaxed)),
            ..Counts::default()
        }
    }
}

/// What stands for a result of this pool.
pub enum RustyResult<R: Send + 'static> {
    /// Of one task: the crate's own handle.
    One(RefCell<One<R>>),
    /// Of several: the crate has none.
    All(ChannelResult<R>),
}

/// A result that has been asked for, or not yet: the crate's handle gives it away when it is asked.
pub enum One<R: Send + 'static> {
    /// It has not arrived.
    Waiting(JoinHandle<thread::Result<R>>),
    /// It has.
    Found(thread::Result<R>),
    /// It never will: the job was dropped before it ran.
    Gone,
}

impl<R: Send + 'static> Pending<R> for RustyResult<R> {
    fn ready(&self) -> bool {
        let one = match self {
            Self::One(one) => one,
            Self::All(all) => return all.ready(),
        };
        let mut one = one.borrow_mut();
        if let One::Waiting(handle) = &mut *one {
            match handle.receiver.try_recv() {
                Ok(None) => return false,
                Ok(Some(result)) => *one = One::Found(result),
                Err(_canceled) => *one = One::Gone,
            }
        }
        true
    }

    fn get(self) -> Result<R, Failure> {
        let result = match self {
            Self::All(all) => return all.get(),
            Self::One(one) => match one.into_inner() {
                One::Waiting(handle) => handle.try_await_complete().ok(),
                One::Found(result) => Some(result),
                One::Gone => None,
            },
        };
        result
            .ok_or(Failure::Terminated)?
            .map_err(Failure::Panicked)
    }
}

impl Deferred for RustyPool {
    type Handle<R: Send + 'static> = RustyResult<R>;

    fn apply_async<R, F>(&self, f: F) -> RustyResult<R>
    where
        R: Send + 'static,
        F: FnOnce() -> R + Send + 'static,
    {
        let task = || catch_unwind(AssertUnwindSafe(f));
        RustyResult::One(RefCell::new(One::Waiting(self.pool.evaluate(task))))
    }

    fn map_async<I, R, F>(&self, source: I, f: F) -> RustyResult<Vec<R>>
    where
        I: IntoIterator,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        RustyResult::All(jobs::map_async(self, source, f))
    }
}
