//! What a pool must offer to be compared: [`Contender`], and where it can, [`Streams`] and [`Deferred`].
//!
//! Every method is generic, so that each cell of an experiment is compiled for its own pool, closure and
//! item: nothing under the clock goes through a table of pointers that the pool itself did not choose.

use std::any::Any;
use std::fmt;
use std::panic::resume_unwind;

/// A pool under comparison. Built and warmed by its own constructor, outside the timed part.
pub trait Contender: Sync {
    /// The name shown on charts and in records.
    fn name(&self) -> &'static str;

    /// How many tasks of one call run at once, at most.
    fn workers(&self) -> usize;

    /// Applies `f` to every item and returns the results in input order, when all are there.
    ///
    /// # Panics
    /// With the payload of a task that panicked; which one, where several did, is the contender's policy.
    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync;

    /// Runs the whole timed part where this contender wants its caller to stand: almost always right here.
    fn enter<R: Send>(&self, timed: impl FnOnce() -> R + Send) -> R {
        timed()
    }

    /// Keeps this contender to the end of the process: for cells, which need it so long.
    fn keep(self) -> &'static Self
    where
        Self: Sized + 'static,
    {
        Box::leak(Box::new(self))
    }

    /// What this contender has counted since it was built.
    fn counts(&self) -> Counts {
        Counts::default()
    }
}

/// A contender that takes inputs from an iterator and gives results back as another.
///
/// The bounds are those of the most demanding contender: the Python model runs the *source* on a thread of its
/// own, and goes on running it after the returned iterator is dropped.
pub trait Streams: Contender {
    /// The same contender with this bound on the items that a stream has in flight, where it has such a bound; else as it is.
    fn with_buffersize(self, _buffersize: usize) -> Self
    where
        Self: Sized,
    {
        self
    }

    /// Results in input order.
    fn imap<I, R, F>(&self, source: I, f: F) -> impl Iterator<Item = R>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static;

    /// Results as they complete.
    fn imap_unordered<I, R, F>(&self, source: I, f: F) -> impl Iterator<Item = R>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static;
}

/// A contender that takes work now and gives the results later.
///
/// Leaving a scope is dropping the contender: each does what its language's scope does by itself.
pub trait Deferred: Contender {
    /// What stands for a result that is not there yet.
    type Handle<R: Send + 'static>: Pending<R>;

    /// Submits one task.
    fn apply_async<R, F>(&self, f: F) -> Self::Handle<R>
    where
        R: Send + 'static,
        F: FnOnce() -> R + Send + 'static;

    /// Submits one task per input; the result is all of theirs, in input order.
    fn map_async<I, R, F>(&self, source: I, f: F) -> Self::Handle<Vec<R>>
    where
        I: IntoIterator,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static;
}

/// The handle on work that was submitted and may not have run yet.
pub trait Pending<R> {
    /// Whether [`get`](Pending::get) would return at once.
    fn ready(&self) -> bool;

    /// Waits for the result, or for the certainty that there will be none.
    ///
    /// # Errors
    /// [`Failure`] says why there is no result.
    fn get(self) -> Result<R, Failure>;
}

/// Why work that was submitted has no result.
pub enum Failure {
    /// A task panicked, with this payload.
    Panicked(Box<dyn Any + Send>),
    /// The pool was terminated, and says so.
    Terminated,
    /// Nobody is left who could ever set the result: the original waits for ever here, a model reports it.
    Hangs,
}

impl Failure {
    /// What a caller gets who is promised results: the task's panic, or one that says why there are none.
    pub(crate) fn raise(self) -> ! {
        match self {
            Self::Panicked(payload) => resume_unwind(payload),
            other => panic!("{other}"),
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Panicked(_) => "Panicked(..)",
            Self::Terminated => "Terminated",
            Self::Hangs => "Hangs",
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Panicked(_) => "a task panicked",
            Self::Terminated => "the pool was terminated",
            Self::Hangs => "the original would wait for ever here",
        })
    }
}

impl std::error::Error for Failure {}

/// What a contender has counted since it was built; `None` where it does not count, which is not zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Threads started.
    pub threads_created: Option<u64>,
    /// Messages that carried work to a worker: one per chunk, or one per task.
    pub messages_queued: Option<u64>,
    /// Items on which the task's function was called.
    pub tasks_run: Option<u64>,
}
