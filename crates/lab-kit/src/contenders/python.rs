//! A model of CPython's `multiprocessing.pool.ThreadPool`: its architecture and its policies, in Rust.
//!
//! References `P:n` are lines of `Lib/multiprocessing/pool.py` in CPython 3.11.7; 3.12 and 3.13 have the same code.
//! What the model shows is what follows from the *design* of that pool; interpreter, lock and garbage collector
//! are not in it, so its times are no statement about Python.
//!
//! ```text
//! caller -> taskqueue -> task handler -> inqueue -> worker -> outqueue -> result handler -> caller
//!           one entry    iterates the    one message           one per     stores the result,
//!           per call     whole input     per chunk             chunk       wakes the caller
//! ```
//!
//! | policy | CPython | here |
//! |---|---|---|
//! | N workers and three handlers, all started at once | P:215-253 | `threads.rs` |
//! | every queue is an unbounded FIFO | P:932-936 | `threads.rs` |
//! | one task handler reads the whole input of each call, without ever waiting for results | P:528-558 | `threads.rs` |
//! | a worker takes the next message, of whichever call; what the function raises is that message's result | P:112-139 | `threads.rs` |
//! | `map` cuts the input into `ceil(n / 4N)` items per message | P:480-483, 634-640 | [`default_chunksize`] |
//! | a chunk is one loop, so a failing item ends it; all other chunks run; the first error to arrive is raised | P:47-48, 809-831 | `map.rs` |
//! | `imap` sends one item per message; results wait unread without bound | P:396-423, 877-892 | `imap.rs` |
//! | `imap_unordered` passes results on as they arrive | P:908-915 | `imap.rs` |
//! | a failing chunk of several items ends the stream, for the generator around it has ended | P:423, 451 | `imap.rs` |
//! | a source that fails in `imap` is raised in its place, by a worker | P:385-394 | `imap.rs` |
//! | `apply_async` is one message | P:453-461 | `deferred.rs` |
//! | `map_async` collects an input without a length in the caller | P:477-478 | `deferred.rs` |
//! | `close` refuses new calls and lets the queued ones run, `join` waits for every thread | P:351-353, 647-669 | `threads.rs` |
//! | leaving `with` terminates: queued work is dropped, running tasks finish unheard | P:738-739, 681-724, 946-954 | [`Drop`] |
//! | a result pending at `terminate` is never set: `get()` waits for ever | P:584-591 | [`Failure::Hangs`] |
//!
//! The last row is where the model deviates: a call that could never return reports [`Failure::Hangs`]. It knows
//! without a clock: every result is set through a sender held by the work that leads to it, and when the last
//! sender is dropped unused, nobody is left to set it.
//!
//! Not modelled: initialisers, callbacks, timeouts, replaced workers, a source that fails inside `map`, several
//! threads reading one iterator. A nested `map` that deadlocks CPython deadlocks here too, until somebody calls
//! [`PythonModel::terminate`].

mod deferred;
mod imap;
mod map;
mod threads;

pub use deferred::PythonResult;
pub use imap::PythonImap;
pub use map::default_chunksize;

use std::io;
use std::num::NonZeroUsize;

use self::threads::Machinery;
use super::worker_count;
use crate::contender::{Contender, Counts, Deferred, Failure, Streams};

/// The model. Dropping it does what leaving a `with` block does: [`terminate`](PythonModel::terminate).
pub struct PythonModel {
    machinery: Machinery,
    chunksize: Option<NonZeroUsize>,
}

impl PythonModel {
    /// Starts `workers` workers and the three handler threads.
    ///
    /// # Errors
    /// For no workers, or when a thread cannot be started.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        Ok(Self {
            machinery: Machinery::start(workers)?,
            chunksize: None,
        })
    }

    /// The same pool with `chunksize=` given to every call, instead of the defaults of each.
    ///
    /// # Panics
    /// For 0, for which CPython's `map` would return a list of `None` without running anything.
    pub fn with_chunksize(mut self, chunksize: usize) -> Self {
        self.chunksize = Some(NonZeroUsize::new(chunksize).expect("chunksize = 0 runs nothing"));
        self
    }

    /// `map`, with the reason when there are no results.
    ///
    /// # Errors
    /// [`Failure::Panicked`] with the first panic to arrive, once every chunk has run; [`Failure::Hangs`] when the
    /// pool is terminated meanwhile.
    ///
    /// # Panics
    /// "Pool not running", after [`close`](PythonModel::close) or [`terminate`](PythonModel::terminate).
    pub fn try_map<T, R, F>(&self, items: &[T], f: F) -> Result<Vec<R>, Failure>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        map::borrowed(&self.machinery, items, self.map_chunksize(items.len()), &f)
    }

    /// `imap`, with the reason where there is no result.
    ///
    /// # Panics
    /// "Pool not running", after [`close`](PythonModel::close) or [`terminate`](PythonModel::terminate).
    pub fn imap_results<I, R, F>(&self, source: I, f: F) -> PythonImap<R>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        imap::ordered(&self.machinery, source, self.imap_chunksize(), f)
    }

    /// `imap_unordered`, with the reason where there is no result.
    ///
    /// # Panics
    /// "Pool not running", after [`close`](PythonModel::close) or [`terminate`](PythonModel::terminate).
    pub fn imap_unordered_results<I, R, F>(&self, source: I, f: F) -> PythonImap<R>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        imap::unordered(&self.machinery, source, self.imap_chunksize(), f)
    }

    /// No more calls; what was submitted runs to its end, inputs not yet read included (P:647-652).
    pub fn close(&self) {
        self.machinery.close();
    }

    /// Drops queued work, lets running tasks finish unheard, returns without waiting for them (P:681-732). As in
    /// CPython it waits for the task handler, so a source that blocks blocks this too.
    pub fn terminate(&self) {
        self.machinery.terminate();
    }

    /// Waits until every thread of the pool has ended (P:659-669).
    ///
    /// # Panics
    /// "Pool is still running", before [`close`](PythonModel::close) or [`terminate`](PythonModel::terminate).
    pub fn join(&self) {
        self.machinery.join();
    }

    fn map_chunksize(&self, items: usize) -> usize {
        self.chunksize.map_or_else(
            || default_chunksize(items, self.workers()),
            NonZeroUsize::get,
        )
    }

    fn imap_chunksize(&self) -> usize {
        self.chunksize.map_or(1, NonZeroUsize::get)
    }
}

impl Drop for PythonModel {
    fn drop(&mut self) {
        self.terminate();
    }
}

impl Contender for PythonModel {
    fn name(&self) -> &'static str {
        "python model"
    }

    fn workers(&self) -> usize {
        self.machinery.workers()
    }

    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        self.try_map(items, f)
            .unwrap_or_else(|failure| failure.raise())
    }

    /// A message is one chunk put into `inqueue`; a task is one item on which the function was called.
    fn counts(&self) -> Counts {
        self.machinery.counts()
    }
}

impl Streams for PythonModel {
    fn imap<I, R, F>(&self, source: I, f: F) -> impl Iterator<Item = R>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        self.imap_results(source, f)
    }

    fn imap_unordered<I, R, F>(&self, source: I, f: F) -> impl Iterator<Item = R>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        self.imap_unordered_results(source, f)
    }
}

impl Deferred for PythonModel {
    type Handle<R: Send + 'static> = PythonResult<R>;

    fn apply_async<R, F>(&self, f: F) -> PythonResult<R>
    where
        R: Send + 'static,
        F: FnOnce() -> R + Send + 'static,
    {
        deferred::apply_async(&self.machinery, f)
    }

    fn map_async<I, R, F>(&self, source: I, f: F) -> PythonResult<Vec<R>>
    where
        I: IntoIterator,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        let items: Vec<I::Item> = source.into_iter().collect();
        let chunksize = self.map_chunksize(items.len());
        deferred::map_async(&self.machinery, items, chunksize, f)
    }
}
