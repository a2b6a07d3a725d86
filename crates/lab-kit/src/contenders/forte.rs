//! The crate `forte`: fork-join and tasks on a pool that is `static`, whose work is shared at a heartbeat of 5 us.

use std::io;
use std::ops::Range;

use ::forte::{ThreadPool, Worker};

use super::slots::{self, Slots};
use super::worker_count;
use crate::contender::Contender;

/// A map by halves: `join` down to the single item. The caller joins the pool for the call, and counts as one of its threads.
///
/// A panic that leaves a caller's call may end the process, as the crate says; our tasks catch their panics. Dropping it ends
/// the threads. The crate wants a pool to live for ever, so its memory stays.
pub struct Forte {
    pool: &'static ThreadPool,
    workers: usize,
}

impl Forte {
    /// Starts `workers - 1` threads, of which the crate takes 31 at most.
    ///
    /// # Errors
    /// For no workers.
    ///
    /// # Panics
    /// When a thread cannot be started: that is what the crate does.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        let pool: &ThreadPool = Box::leak(Box::new(ThreadPool::new()));
        let started = pool.resize_to(workers - 1);
        Ok(Self {
            pool,
            workers: started + 1,
        })
    }
}

impl Drop for Forte {
    fn drop(&mut self) {
        self.pool.depopulate();
    }
}

impl Contender for Forte {
    fn name(&self) -> &'static str {
        "forte"
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
        // SAFETY: `run_all` is given all indices; `join` returns when both halves are done, on whichever thread, and
        // unwinds only when one of them does, which ours do not.
        unsafe {
            slots::map(items, f, |slots| {
                self.pool
                    .with_worker(|worker| run_all(worker, slots, 0..slots.len()));
            })
        }
    }
}

/// Runs these tasks, each once.
fn run_all<T, R, F>(worker: &Worker, slots: &Slots<'_, T, R, F>, range: Range<usize>)
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    match range.len() {
        0 => {}
        1 => slots.run(range.start),
        n => {
            let middle = range.start + n / 2;
            worker.join(
                |worker| run_all(worker, slots, range.start..middle),
                |worker| run_all(worker, slots, middle..range.end),
            );
        }
    }
}
