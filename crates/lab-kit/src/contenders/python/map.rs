//! `map`: a few chunks per worker, all of them run, the first error to arrive wins.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;

use super::super::loan::{Job, lend};
use super::threads::{Delivery, Machinery, Shared, Task, lock};
use crate::contender::Failure;

/// CPython's default for `map`: the input in four chunks per worker, rounded up (P:480-485).
///
/// # Panics
/// For no workers.
pub fn default_chunksize(items: usize, workers: usize) -> usize {
    items.div_ceil(4 * workers)
}

/// The blocking call on data the caller keeps.
pub(super) fn borrowed<T, R, F>(
    machinery: &Machinery,
    items: &[T],
    chunksize: usize,
    f: &F,
) -> Result<Vec<R>, Failure>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    let entry = machinery.enter();
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let shared = entry.shared();
    let chunks = items.len().div_ceil(chunksize);
    let job = MapJob::new(chunks, |chunk: usize| {
        let rest = &items[chunk * chunksize..];
        run_counted(shared, &rest[..chunksize.min(rest.len())], f)
    });
    lend(&job, |lent| {
        machinery.submit(Box::new((0..chunks).map(move |chunk| -> Task {
            let lent = lent.clone();
            Box::new(move || -> Delivery {
                lent.run(chunk);
                Box::new(move || lent.deliver(chunk))
            })
        })));
    });
    // Every loan is back, so every result that will ever be set has been set.
    job.outcome()
}

/// Calls `f` on each item of a chunk, and counts the calls also when one of them panics.
pub(super) fn run_counted<I: IntoIterator, R>(
    shared: &Shared,
    chunk: I,
    f: impl Fn(I::Item) -> R,
) -> thread::Result<Vec<R>> {
    let mut run = 0;
    let results = catch_unwind(AssertUnwindSafe(|| {
        chunk
            .into_iter()
            .map(|item| {
                run += 1;
                f(item)
            })
            .collect()
    }));
    shared.ran(run);
    results
}

/// CPython's `MapResult` (P:794-831) with the work that leads to it.
pub(super) struct MapJob<R, C> {
    /// Runs a chunk by its number.
    chunk: C,
    /// Between a worker and the result handler: what travels through `outqueue` in CPython.
    travelling: Vec<Mutex<Option<thread::Result<Vec<R>>>>>,
    progress: Mutex<Progress<R>>,
}

struct Progress<R> {
    left: usize,
    values: Vec<Vec<R>>,
    error: Option<Box<dyn Any + Send>>,
}

impl<R, C> MapJob<R, C> {
    pub(super) fn new(chunks: usize, chunk: C) -> Self {
        Self {
            chunk,
            travelling: (0..chunks).map(|_| Mutex::new(None)).collect(),
            progress: Mutex::new(Progress {
                left: chunks,
                values: (0..chunks).map(|_| Vec::new()).collect(),
                error: None,
            }),
        }
    }

    /// Stores a chunk's result and says whether it was the last.
    pub(super) fn set(&self, chunk: usize) -> bool {
        let travelled = lock(&self.travelling[chunk]).take();
        let result = travelled.expect("a chunk is delivered once, after it ran");
        let mut progress = lock(&self.progress);
        progress.left -= 1;
        match result {
            Ok(values) => progress.values[chunk] = values,
            Err(payload) => {
                progress.error.get_or_insert(payload);
            }
        }
        progress.left == 0
    }

    /// What the caller gets, asked once: after the last chunk was set, or when no more will be.
    pub(super) fn outcome(&self) -> Result<Vec<R>, Failure> {
        let mut progress = lock(&self.progress);
        if progress.left > 0 {
            return Err(Failure::Hangs);
        }
        match progress.error.take() {
            Some(payload) => Err(Failure::Panicked(payload)),
            None => Ok(std::mem::take(&mut progress.values)
                .into_iter()
                .flatten()
                .collect()),
        }
    }
}

impl<R: Send, C: Fn(usize) -> thread::Result<Vec<R>> + Sync> Job for MapJob<R, C> {
    fn run(&self, chunk: usize) {
        let result = (self.chunk)(chunk);
        *lock(&self.travelling[chunk]) = Some(result);
    }

    fn deliver(&self, chunk: usize) {
        self.set(chunk);
    }
}
