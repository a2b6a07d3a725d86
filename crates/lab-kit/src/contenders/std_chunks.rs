//! `std::thread::scope`, one chunk per thread: what anybody can write without a crate.

use std::io;
use std::panic::resume_unwind;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

use super::worker_count;
use crate::contender::{Contender, Counts};

/// New threads for every call, each with one contiguous share of the input.
#[derive(Debug)]
pub struct StdChunks {
    workers: usize,
    threads_created: AtomicU64,
}

impl StdChunks {
    /// At most `workers` threads per call; none are kept between calls.
    ///
    /// # Errors
    /// For no workers.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        Ok(Self {
            workers,
            threads_created: AtomicU64::new(0),
        })
    }
}

impl Contender for StdChunks {
    fn name(&self) -> &'static str {
        "std chunks"
    }

    fn workers(&self) -> usize {
        self.workers
    }

    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        let chunk = items.len().div_ceil(self.workers).max(1);
        let f = &f;
        thread::scope(|scope| {
            let threads: Vec<_> = items
                .chunks(chunk)
                .map(|chunk| {
                    let thread = scope.spawn(move || chunk.iter().map(f).collect::<Vec<R>>());
                    self.threads_created.fetch_add(1, Relaxed);
                    thread
                })
                .collect();
            let mut results = Vec::with_capacity(items.len());
            for thread in threads {
                results.extend(
                    thread
                        .join()
                        .unwrap_or_else(|payload| resume_unwind(payload)),
                );
            }
            results
        })
    }

    fn counts(&self) -> Counts {
        Counts {
            threads_created: Some(self.threads_created.load(Relaxed)),
            messages_queued: Some(0),
            tasks_run: None,
        }
    }
}
