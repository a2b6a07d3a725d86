//! The crate `pariter`: an iterator's `map` on threads of its own, results in order, a bounded number of items in flight.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

use ::pariter::IteratorExt;

use super::worker_count;
use crate::contender::{Contender, Counts, Streams};

/// `parallel_map` over the items: new threads for every call, an item at a time to each by a bounded channel.
///
/// By itself the crate loses the payload of a task that panics: its iterator panics with words of its own. Our tasks catch
/// their panics.
pub struct Pariter {
    workers: usize,
    /// Items in flight, instead of the crate's own choice.
    buffersize: Option<usize>,
    threads_created: AtomicU64,
}

impl Pariter {
    /// `workers` threads per call; none are kept between calls.
    ///
    /// # Errors
    /// For no workers.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        Ok(Self {
            workers,
            buffersize: None,
            threads_created: AtomicU64::new(0),
        })
    }
}

impl Contender for Pariter {
    fn name(&self) -> &'static str {
        "pariter"
    }

    fn workers(&self) -> usize {
        self.workers
    }

    /// Of several panics, the first in input order is the caller's.
    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        self.threads_created.fetch_add(self.workers as u64, Relaxed);
        let f = &f;
        let caught = move |item| catch_unwind(AssertUnwindSafe(|| f(item)));
        thread::scope(|scope| {
            let results = items.iter().parallel_map_scoped_custom(
                scope,
                |options| options.threads(self.workers),
                caught,
            );
            results
                .map(|result| result.unwrap_or_else(|payload| resume_unwind(payload)))
                .collect()
        })
    }

    fn counts(&self) -> Counts {
        Counts {
            threads_created: Some(self.threads_created.load(Relaxed)),
            ..Counts::default()
        }
    }
}

/// All by the crate's one stream, which is in input order: the results of `imap_unordered` are too.
impl Streams for Pariter {
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
        self.threads_created.fetch_add(self.workers as u64, Relaxed);
        // Each of its threads has a clone of the closure.
        let f = Arc::new(f);
        let caught = move |item| catch_unwind(AssertUnwindSafe(|| f(item)));
        let results = source.parallel_map_custom(
            |options| {
                let options = options.threads(self.workers);
                let bound = self.buffersize.into_iter();
                bound.fold(options, |options, items| options.buffer_size(items))
            },
            caught,
        );
        results.map(|result| result.unwrap_or_else(|payload| resume_unwind(payload)))
    }

    fn imap_unordered<I, R, F>(&self, source: I, f: F) -> impl Iterator<Item = R>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        self.imap(source, f)
    }
}
