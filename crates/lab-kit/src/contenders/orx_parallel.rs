//! The crate `orx-parallel`: parallel iterators that pull chunks from one concurrent iterator, on a pool of their own.

use std::io;

use ::orx_parallel::{BasicPool, Par, Parallelizable, Runner, ThreadPool};

use super::worker_count;
use crate::contender::Contender;

/// Its persistent pool and its default runner, whose chunks adapt. The caller waits; workers run the items.
///
/// A map inside a map on the same pool can hang: who waits for a call does not help, and keeps its worker. Nobody here nests
/// them. The crate starts no more threads than there are cores, however many are asked for.
pub struct OrxParallel(BasicPool);

impl OrxParallel {
    /// Starts `workers` threads, or as many as there are cores if these are fewer.
    ///
    /// # Errors
    /// For no workers.
    ///
    /// # Panics
    /// When a thread cannot be started: that is what the crate does.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        Ok(Self(BasicPool::new(workers)))
    }
}

impl Contender for OrxParallel {
    fn name(&self) -> &'static str {
        "orx-parallel"
    }

    fn workers(&self) -> usize {
        self.0.max_num_threads().get()
    }

    /// Of several panics, the first to be recorded is the caller's.
    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        items
            .par()
            .runner(Runner::adaptive_with_pool(&self.0))
            .map(&f)
            .collect()
    }
}
