//! rayon, on a pool of its own: never the global one, whose size we would not choose.
//!
//! From outside, a call parks the caller and wakes a worker; from inside, the caller *is* a worker. The two cost
//! differently, so both are shown.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use rayon::ThreadPool;
use rayon::prelude::*;

use super::jobs::{self, ChannelResult, Submit};
use super::worker_count;
use crate::contender::{Contender, Counts, Deferred};

/// rayon called from outside its pool: `install` around each `map`.
pub struct RayonPool(Warmed);

/// rayon called from inside its pool: `install` once, around the whole timed part, by
/// [`enter`](Contender::enter).
pub struct RayonInside(Warmed);

impl RayonPool {
    /// A local pool of `workers` threads, all of them running.
    ///
    /// # Errors
    /// For no workers, or when a thread cannot be started.
    pub fn new(workers: usize) -> io::Result<Self> {
        Warmed::new(workers).map(Self)
    }
}

impl RayonInside {
    /// A local pool of `workers` threads, all of them running.
    ///
    /// # Errors
    /// For no workers, or when a thread cannot be started.
    pub fn new(workers: usize) -> io::Result<Self> {
        Warmed::new(workers).map(Self)
    }
}

impl RayonPool {
    /// Runs a task on a worker and waits for it: what rayon offers for one task whose result is wanted.
    pub fn install<R: Send>(&self, task: impl FnOnce() -> R + Send) -> R {
        self.0.pool.install(task)
    }
}

/// A rayon pool whose threads have all run something, and the number of threads it started.
struct Warmed {
    pool: ThreadPool,
    threads_created: Arc<AtomicU64>,
}

impl Warmed {
    fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        let threads_created = Arc::new(AtomicU64::new(0));
        let started = Arc::clone(&threads_created);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(workers)
            .start_handler(move |_| {
                started.fetch_add(1, Relaxed);
            })
            .build()
            .map_err(io::Error::other)?;
        pool.broadcast(|_| ());
        Ok(Self {
            pool,
            threads_created,
        })
    }

    fn counts(&self) -> Counts {
        Counts {
            threads_created: Some(self.threads_created.load(Relaxed)),
            ..Counts::default()
        }
    }
}

fn map_here<T, R, F>(items: &[T], f: &F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    items.par_iter().map(f).collect()
}

/// What rayon has for an iterator of unknown length: its workers take items from it in turn, and the results are there in any
/// order, all at once.
fn bridge_here<I, R, F>(source: I, f: F) -> Vec<R>
where
    I: Iterator + Send,
    I::Item: Send,
    R: Send,
    F: Fn(I::Item) -> R + Send + Sync,
{
    source.par_bridge().map(f).collect()
}

/// Of the two contenders that are rayon: its counterpart of a stream, which is none.
pub trait Bridge: Contender {
    /// `par_bridge` over the source: the results in any order, when all are there.
    fn bridge<I, R, F>(&self, source: I, f: F) -> Vec<R>
    where
        I: Iterator + Send,
        I::Item: Send,
        R: Send,
        F: Fn(I::Item) -> R + Send + Sync;
}

impl Bridge for RayonPool {
    fn bridge<I, R, F>(&self, source: I, f: F) -> Vec<R>
    where
        I: Iterator + Send,
        I::Item: Send,
        R: Send,
        F: Fn(I::Item) -> R + Send + Sync,
    {
        self.0.pool.install(|| bridge_here(source, f))
    }
}

impl Bridge for RayonInside {
    /// Called outside [`enter`](Contender::enter), it enters for this one call.
    fn bridge<I, R, F>(&self, source: I, f: F) -> Vec<R>
    where
        I: Iterator + Send,
        I::Item: Send,
        R: Send,
        F: Fn(I::Item) -> R + Send + Sync,
    {
        self.0.pool.install(|| bridge_here(source, f))
    }
}

impl Contender for RayonPool {
    fn name(&self) -> &'static str {
        "rayon"
    }

    fn workers(&self) -> usize {
        self.0.pool.current_num_threads()
    }

    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        let f = &f;
        self.0.pool.install(|| map_here(items, f))
    }

    fn counts(&self) -> Counts {
        self.0.counts()
    }
}

impl Submit for RayonPool {
    fn submit(&self, job: impl FnOnce() + Send + 'static) {
        self.0.pool.spawn(job);
    }
}

/// `spawn` gives nothing back, so each result has a channel of its own.
impl Deferred for RayonPool {
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

impl Contender for RayonInside {
    fn name(&self) -> &'static str {
        "rayon inside"
    }

    fn workers(&self) -> usize {
        self.0.pool.current_num_threads()
    }

    /// Called outside [`enter`](Contender::enter), it enters for this one call: never the global pool.
    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        let f = &f;
        if self.0.pool.current_thread_index().is_some() {
            map_here(items, f)
        } else {
            self.0.pool.install(|| map_here(items, f))
        }
    }

    fn enter<R: Send>(&self, timed: impl FnOnce() -> R + Send) -> R {
        self.0.pool.install(timed)
    }

    fn counts(&self) -> Counts {
        self.0.counts()
    }
}
