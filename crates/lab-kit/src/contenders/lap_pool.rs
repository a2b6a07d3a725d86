//! Our pool, with and without the caller's help.

use std::io;

use lab_measure::pools;
use lab_measure::record::PoolWork;
use lap_pool::{AsyncResult, Options, PoolError, TaskError, ThreadPool, ThreadStats};

use super::worker_count;
use crate::contender::{Contender, Deferred, Failure, Pending, Streams};

/// `lap_pool::ThreadPool`. Dropping it runs what was submitted, joins, and tells the record what the pool has done: no cell
/// drops one under the clock.
pub struct LapPool {
    pool: ThreadPool,
    name: &'static str,
    chunksize: Option<usize>,
    buffersize: Option<usize>,
}

impl LapPool {
    /// The default: the calling thread of a blocking call works too, and counts as one of the workers.
    ///
    /// # Errors
    /// For no workers, or when a thread cannot be started.
    pub fn new(workers: usize) -> io::Result<Self> {
        Self::build(workers, true, "lap-pool")
    }

    /// Every task runs on a worker: `caller_helps(false)`.
    ///
    /// # Errors
    /// For no workers, or when a thread cannot be started.
    pub fn workers_only(workers: usize) -> io::Result<Self> {
        Self::build(workers, false, "lap-pool workers only")
    }

    fn build(workers: usize, caller_helps: bool, name: &'static str) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        let pool = ThreadPool::builder()
            .workers(workers)
            .caller_helps(caller_helps)
            .build()
            .map_err(|error| match error {
                PoolError::Spawn(error) => error,
                other => io::Error::other(other),
            })?;
        Ok(Self {
            pool,
            name,
            chunksize: None,
            buffersize: None,
        })
    }

    /// The same pool with this chunksize given to every call, instead of chunks that follow the work. Calls panic
    /// for 0.
    pub fn with_chunksize(mut self, chunksize: usize) -> Self {
        self.chunksize = Some(chunksize);
        self
    }

    /// The pool itself, for what only it can do.
    pub fn pool(&self) -> &ThreadPool {
        &self.pool
    }
}

impl LapPool {
    fn options(&self) -> Options<'_, 'static, 'static> {
        let options = self.pool.options();
        let options = self.chunksize.into_iter().fold(options, Options::chunksize);
        self.buffersize
            .into_iter()
            .fold(options, Options::buffersize)
    }

    /// What the pool has done so far.
    fn work(&self) -> PoolWork {
        let stats = self.pool.stats();
        let workers = stats.workers.into_iter();
        let workers = workers.fold(ThreadStats::default(), ThreadStats::plus);
        let all = workers.plus(stats.callers);
        PoolWork {
            contender: self.name.into(),
            pools: 1,
            tasks: all.tasks,
            chunks: all.chunks,
            stream_items: all.stream_items,
            parks: workers.parks,
            wakes: all.wakes,
            wakes_in_vain: workers.wakes_in_vain,
            unread_panics: stats.unread_panics,
            busy_ns: workers.busy.saturating_sub(workers.waiting).as_nanos() as u64,
            waiting_ns: workers.waiting.as_nanos() as u64,
            idle_ns: workers.idle.as_nanos() as u64,
        }
    }
}

impl Drop for LapPool {
    /// Ends the pool as its own destructor would, which finds it ended.
    fn drop(&mut self) {
        self.pool.close();
        // Dropped by one of its own tasks it is not waited for.
        let _ = self.pool.join();
        pools::ended(self.work());
    }
}

impl Contender for LapPool {
    fn name(&self) -> &'static str {
        self.name
    }

    fn workers(&self) -> usize {
        self.pool.workers()
    }

    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        accepted(self.options().map(items, f))
    }

    fn keep(self) -> &'static Self {
        let pool: &'static Self = Box::leak(Box::new(self));
        pools::kept(|| pool.work());
        pool
    }
}

impl Streams for LapPool {
    /// Instead of two per worker, and up to 64 while items are cheap. Calls panic for 0.
    fn with_buffersize(mut self, buffersize: usize) -> Self {
        self.buffersize = Some(buffersize);
        self
    }

    fn imap<I, R, F>(&self, source: I, f: F) -> impl Iterator<Item = R>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        accepted(self.options().imap(source, f))
    }

    fn imap_unordered<I, R, F>(&self, source: I, f: F) -> impl Iterator<Item = R>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        accepted(self.options().imap_unordered(source, f))
    }
}

impl Deferred for LapPool {
    type Handle<R: Send + 'static> = AsyncResult<R>;

    fn apply_async<R, F>(&self, f: F) -> AsyncResult<R>
    where
        R: Send + 'static,
        F: FnOnce() -> R + Send + 'static,
    {
        accepted(self.options().apply_async(f))
    }

    fn map_async<I, R, F>(&self, source: I, f: F) -> AsyncResult<Vec<R>>
    where
        I: IntoIterator,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        let items: Vec<I::Item> = source.into_iter().collect();
        accepted(self.options().map_async(items, f))
    }
}

impl<R> Pending<R> for AsyncResult<R> {
    fn ready(&self) -> bool {
        AsyncResult::ready(self)
    }

    fn get(self) -> Result<R, Failure> {
        AsyncResult::get(self).map_err(|error| match error {
            TaskError::Panicked(panicked) => Failure::Panicked(panicked.into_payload()),
            _ => Failure::Terminated,
        })
    }
}

/// A call that the pool takes while it runs; a lesson that ends its pool early calls [`LapPool::pool`] itself.
fn accepted<R>(call: Result<R, PoolError>) -> R {
    call.unwrap_or_else(|error| panic!("{error}"))
}
