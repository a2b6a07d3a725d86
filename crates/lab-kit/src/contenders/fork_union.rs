//! The crate `fork_union`: the C++ library of that name, whose threads wait for the next call by spinning.

use std::io;
use std::sync::{Mutex, PoisonError};

use ::fork_union::ThreadPool;

use super::slots;
use super::worker_count;
use crate::contender::Contender;

/// A loop over indices. The caller works too and counts as one of the threads.
///
/// Its threads spin as long as it lives, also between calls: it must not be measured beside others in one process, nor on
/// fewer free cores than threads. A pool runs one loop at a time, by `&mut`: concurrent maps take turns here, and a map
/// inside a map would wait for ever. A panic would unwind into C++, which ends the process; our tasks catch their panics.
pub struct ForkUnion {
    pool: Mutex<ThreadPool>,
    workers: usize,
    name: &'static str,
    is_dynamic: bool,
}

impl ForkUnion {
    /// `for_n`: an equal share of the items for each thread.
    ///
    /// # Errors
    /// For no workers, or when a thread cannot be started.
    pub fn new(workers: usize) -> io::Result<Self> {
        Self::build(workers, "fork_union", false)
    }

    /// `for_n_dynamic`: an item at a time for whoever is free.
    ///
    /// # Errors
    /// For no workers, or when a thread cannot be started.
    pub fn dynamic(workers: usize) -> io::Result<Self> {
        Self::build(workers, "fork_union dynamic", true)
    }

    fn build(workers: usize, name: &'static str, is_dynamic: bool) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        let pool = ThreadPool::try_spawn(workers).map_err(io::Error::other)?;
        Ok(Self {
            pool: Mutex::new(pool),
            workers,
            name,
            is_dynamic,
        })
    }
}

impl Contender for ForkUnion {
    fn name(&self) -> &'static str {
        self.name
    }

    fn workers(&self) -> usize {
        self.workers
    }

    /// Of several panics, that of the first item in input order is the caller's, once all have run.
    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: both loops run each index below `n` once, when what they return is dropped, and end when all threads
        // have; the library synchronises by acquire and release.
        unsafe {
            slots::map(items, f, |slots| match self.is_dynamic {
                true => drop(pool.for_n_dynamic(slots.len(), |one| slots.run(one.task_index))),
                false => drop(pool.for_n(slots.len(), |one| slots.run(one.task_index))),
            })
        }
    }
}
