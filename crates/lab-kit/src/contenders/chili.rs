//! The crate `chili`: fork-join whose forks stay on their thread until a heartbeat finds somebody idle.

use std::io;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::time::Duration;

use ::chili::{Config, Scope, ThreadPool};

use super::slots::{self, Slots};
use super::worker_count;
use crate::contender::Contender;

/// A map by halves: `join` down to the single item. The caller works too and counts as one of the threads.
///
/// With the crate's own interval of 100 us between heartbeats: a call that is over before the first runs on its caller
/// alone. By itself the crate leaves a job of a stack frame that is gone in a queue when the second half of a `join` panics,
/// and crashes; our tasks catch their panics.
pub struct Chili {
    pool: ThreadPool,
    workers: usize,
}

impl Chili {
    /// Starts `workers - 1` threads, and the one of the heartbeat.
    ///
    /// # Errors
    /// For no workers.
    ///
    /// # Panics
    /// When a thread cannot be started: that is what the crate does.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        let pool = ThreadPool::with_config(Config {
            thread_count: NonZeroUsize::new(workers),
            heartbeat_interval: Duration::from_micros(100),
        });
        Ok(Self { pool, workers })
    }
}

impl Contender for Chili {
    fn name(&self) -> &'static str {
        "chili"
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
                run_all(&mut self.pool.scope(), slots, 0..slots.len());
            })
        }
    }
}

/// Runs these tasks, each once.
fn run_all<T, R, F>(scope: &mut Scope<'_>, slots: &Slots<'_, T, R, F>, range: Range<usize>)
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
            scope.join(
                |scope| run_all(scope, slots, range.start..middle),
                |scope| run_all(scope, slots, middle..range.end),
            );
        }
    }
}
