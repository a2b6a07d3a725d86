//! The crate `paralight`: pipelines over indexed sources, each thread with a range of its own from which others steal.

use std::io;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use ::paralight::prelude::*;

use super::slots;
use super::worker_count;
use crate::contender::Contender;

/// Its pool with work stealing and without pinning. The caller waits; workers run the items.
///
/// A pool runs one pipeline at a time, by `&mut`: concurrent maps take turns here, and a map inside a map would wait for
/// ever. By itself the crate loses the payload of a task that panics, and its pool is of no use after that; our tasks catch
/// their panics. More than 2^32 - 1 items are refused by the crate with a panic.
pub struct Paralight {
    pool: Mutex<ThreadPool>,
    workers: usize,
}

impl Paralight {
    /// Starts `workers` threads.
    ///
    /// # Errors
    /// For no workers.
    ///
    /// # Panics
    /// When a thread cannot be started: that is what the crate does.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        let count = NonZeroUsize::new(workers).expect("at least one");
        let builder = ThreadPoolBuilder {
            num_threads: ThreadCount::Count(count),
            range_strategy: RangeStrategy::WorkStealing,
            cpu_pinning: CpuPinningPolicy::No,
        };
        Ok(Self {
            pool: Mutex::new(builder.build()),
            workers,
        })
    }
}

impl Contender for Paralight {
    fn name(&self) -> &'static str {
        "paralight"
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
        // SAFETY: `for_each` calls once for each index of the range and returns when all are done; it synchronises by a
        // mutex. It unwinds when a task does, and ours do not.
        unsafe {
            slots::map(items, f, |slots| {
                (0..slots.len())
                    .into_par_iter()
                    .with_thread_pool(&mut *pool)
                    .for_each(|index| slots.run(index));
            })
        }
    }
}
