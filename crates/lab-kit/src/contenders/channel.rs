//! The pool of every tutorial: long-lived workers around one channel of boxed jobs.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Sender, unbounded};

use super::jobs::{self, ChannelResult, Submit};
use super::worker_count;
use crate::contender::{Contender, Counts, Deferred};

type Boxed = Box<dyn FnOnce() + Send>;

/// Workers that take one boxed job at a time from an unbounded channel. Dropping it runs what is queued, then
/// joins.
pub struct ChannelPool {
    /// `None` once the pool is being dropped: the closed channel is what ends the workers.
    jobs: Option<Sender<Boxed>>,
    threads: Vec<JoinHandle<()>>,
    messages_queued: AtomicU64,
    tasks_run: Arc<AtomicU64>,
}

impl ChannelPool {
    /// Starts `workers` threads.
    ///
    /// # Errors
    /// For no workers, or when a thread cannot be started.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        let (sender, receiver) = unbounded::<Boxed>();
        let mut pool = Self {
            jobs: Some(sender),
            threads: Vec::with_capacity(workers),
            messages_queued: AtomicU64::new(0),
            tasks_run: Arc::new(AtomicU64::new(0)),
        };
        for _ in 0..workers {
            let jobs = receiver.clone();
            pool.threads.push(
                thread::Builder::new()
                    .name("channel".into())
                    .spawn(move || {
                        for job in jobs {
                            job();
                        }
                    })?,
            );
        }
        Ok(pool)
    }
}

impl Submit for ChannelPool {
    fn submit(&self, job: impl FnOnce() + Send + 'static) {
        self.messages_queued.fetch_add(1, Relaxed);
        let jobs = self
            .jobs
            .as_ref()
            .expect("the channel is open until the pool is dropped");
        jobs.send(Box::new(job))
            .expect("workers receive until the channel is closed");
    }
}

impl Drop for ChannelPool {
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            thread.join().expect("jobs catch their panics");
        }
    }
}

impl Contender for ChannelPool {
    fn name(&self) -> &'static str {
        "channel"
    }

    fn workers(&self) -> usize {
        self.threads.len()
    }

    /// One job per item; of several panics, the first to arrive is the caller's, once all items have run.
    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        jobs::map(self, items, |item| {
            self.tasks_run.fetch_add(1, Relaxed);
            f(item)
        })
    }

    fn counts(&self) -> Counts {
        Counts {
            threads_created: Some(self.threads.len() as u64),
            messages_queued: Some(self.messages_queued.load(Relaxed)),
            tasks_run: Some(self.tasks_run.load(Relaxed)),
        }
    }
}

/// A channel of its own for each result.
impl Deferred for ChannelPool {
    type Handle<R: Send + 'static> = ChannelResult<R>;

    fn apply_async<R, F>(&self, f: F) -> ChannelResult<R>
    where
        R: Send + 'static,
        F: FnOnce() -> R + Send + 'static,
    {
        let tasks_run = Arc::clone(&self.tasks_run);
        jobs::apply_async(self, move || {
            tasks_run.fetch_add(1, Relaxed);
            f()
        })
    }

    fn map_async<I, R, F>(&self, source: I, f: F) -> ChannelResult<Vec<R>>
    where
        I: IntoIterator,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        let tasks_run = Arc::clone(&self.tasks_run);
        jobs::map_async(self, source, move |item| {
            tasks_run.fetch_add(1, Relaxed);
            f(item)
        })
    }
}
