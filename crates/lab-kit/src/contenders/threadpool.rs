//! The crate `threadpool`, the most downloaded pool of plain jobs: workers that share one channel of boxed jobs behind a
//! mutex.

use std::io;

use ::threadpool::ThreadPool;

use super::jobs::{self, ChannelResult, Submit};
use super::worker_count;
use crate::contender::{Contender, Counts, Deferred};

/// One job per task; results come back on a channel of ours, as the crate's own examples do it.
///
/// By itself the crate gives no results, and a job that panics costs a thread, which it replaces, and the payload. Ours catch
/// their panics. Dropping it lets the workers run what is queued, and does not wait for them.
pub struct ThreadPoolCrate(ThreadPool);

impl ThreadPoolCrate {
    /// Starts `workers` threads.
    ///
    /// # Errors
    /// For no workers.
    ///
    /// # Panics
    /// When a thread cannot be started: that is what the crate does.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        Ok(Self(ThreadPool::new(workers)))
    }
}

impl Submit for ThreadPoolCrate {
    fn submit(&self, job: impl FnOnce() + Send + 'static) {
        self.0.execute(job);
    }
}

impl Contender for ThreadPoolCrate {
    fn name(&self) -> &'static str {
        "threadpool"
    }

    fn workers(&self) -> usize {
        self.0.max_count()
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
            threads_created: Some(self.0.max_count() as u64),
            ..Counts::default()
        }
    }
}

impl Deferred for ThreadPoolCrate {
    type Handle<R: Send + 'static> = ChannelResult<R>;

    fn apply_async<R, F>(&self, f: F) -> ChannelResult<R>
    where
        R: Send + 'static,
        F: FnOnce() -> R + Send + 'static,
    {
        jobs::apply_async(self, f)
    }

    fn map_async<I, R, F>(&self, source: I, f: F) -> ChannelResult<Vec<R>>
    where
        I: IntoIterator,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        jobs::map_async(self, source, f)
    }
}
