//! The surface under test: what a pool has to offer, in types that any pool can be fitted to.

use std::sync::Arc;
use std::time::Duration;

use crate::failure::{Answer, Failure};

/// What pools work on, and what they give back: a number, and something whose release can be seen.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// What results are told apart by.
    pub number: u64,
    /// Given to see when the item is dropped.
    pub held: Option<Arc<()>>,
}

impl From<u64> for Item {
    fn from(number: u64) -> Self {
        Self { number, held: None }
    }
}

/// A task of `apply`.
pub type Task = Box<dyn FnOnce() -> Item + Send>;
/// What a map applies to each item.
pub type Function = Arc<dyn Fn(Item) -> Item + Send + Sync>;
/// What a starmap applies to each pair.
pub type PairFunction = Arc<dyn Fn(Item, Item) -> Item + Send + Sync>;
/// The input of a map or of a stream. Pulling it may panic.
pub type Source = Box<dyn Iterator<Item = Item> + Send>;
/// What a call that does not wait calls in the end.
pub type Callback<T> = Box<dyn Fn(&T) + Send>;
/// What a worker runs before its first task.
pub type Initializer = Arc<dyn Fn() + Send + Sync>;

/// How a pool is to be built.
#[derive(Clone, Default)]
pub struct Setup {
    /// Number of worker threads.
    pub workers: usize,
    /// First part of the workers' names.
    pub thread_name: Option<String>,
    /// Runs in each worker before its first task.
    pub initializer: Option<Initializer>,
    /// A worker that has run so many tasks is replaced by a new one: CPython's `maxtasksperchild`.
    pub tasks_per_worker: Option<usize>,
}

/// How a call is to be carried out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Items a worker takes at a time.
    pub chunksize: Option<usize>,
    /// Items of a stream that may be pulled and not yet returned.
    pub buffersize: Option<usize>,
}

/// In which order a stream gives its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// That of the input: `imap`.
    Input,
    /// That in which they are done: `imap_unordered`.
    Completion,
}

/// What a call that does not wait is to call when it is done, before the result can be had.
pub struct Callbacks<T> {
    /// Called once with the result.
    pub callback: Option<Callback<T>>,
    /// Called once with the failure.
    pub error_callback: Option<Callback<Failure>>,
}

impl<T> Default for Callbacks<T> {
    fn default() -> Self {
        Self {
            callback: None,
            error_callback: None,
        }
    }
}

impl<T> Callbacks<T> {
    /// For pools that have none.
    ///
    /// # Errors
    /// [`Failure::Absent`] if there is a callback.
    pub fn refuse(&self) -> Answer<()> {
        match (&self.callback, &self.error_callback) {
            (None, None) => Ok(()),
            _ => Err(Failure::Absent("callbacks")),
        }
    }
}

/// A result that is being worked on.
pub trait Pending<T>: Send {
    /// Waits for the result and takes it.
    ///
    /// # Errors
    /// How the task failed.
    fn get(self: Box<Self>) -> Answer<T>;

    /// Waits for `limit` at most.
    ///
    /// # Errors
    /// [`Failure::TimedOut`], after which the handle can be used again; otherwise as [`Pending::get`].
    fn get_timeout(&mut self, _limit: Duration) -> Answer<T> {
        Err(Failure::Absent("get with a limit"))
    }

    /// Waits, and tells nothing.
    ///
    /// # Errors
    /// [`Failure::Absent`] only.
    fn wait(&self) -> Answer<()> {
        Err(Failure::Absent("wait"))
    }

    /// Whether the result is there.
    ///
    /// # Errors
    /// [`Failure::Absent`] only.
    fn ready(&self) -> Answer<bool> {
        Err(Failure::Absent("ready"))
    }

    /// Whether the result is there and no failure; `None` while it is not there.
    ///
    /// # Errors
    /// [`Failure::Absent`] only.
    fn successful(&self) -> Answer<Option<bool>> {
        Err(Failure::Absent("successful"))
    }
}

/// The results of an `imap`. A failed item is an `Err` in its place.
pub trait Stream: Send {
    /// Waits for the next result; `None` is the end.
    fn next(&mut self) -> Option<Answer<Item>>;

    /// Waits for `limit` at most; [`Failure::TimedOut`] does not end the stream.
    fn next_timeout(&mut self, _limit: Duration) -> Option<Answer<Item>> {
        Some(Err(Failure::Absent("next with a limit")))
    }
}

/// A pool as the rows see it.
///
/// Implement the calls that your pool has; every other one is [`Failure::Absent`], and so are the rows that need it. The
/// failure of a task, and of a source, may come out as [`Failure::Panicked`] or as a panic of the call. Dropping the
/// subject is dropping the pool.
/// Every call that starts work is refused with [`Failure::NotRunning`] after `close` or `terminate`, and with
/// [`Failure::Invalid`] for an option of zero.
pub trait Subject: Send + Sync {
    /// The pool that has the calls which this one does not implement.
    fn behind(&self) -> Option<&dyn Subject> {
        None
    }

    /// Number of worker threads.
    fn workers(&self) -> Answer<usize> {
        self.behind().ok_or(Failure::Absent("workers"))?.workers()
    }

    /// Runs one task and waits for it.
    fn apply(&self, task: Task) -> Answer<Item> {
        self.behind().ok_or(Failure::Absent("apply"))?.apply(task)
    }

    /// Starts one task and returns at once.
    fn apply_async(
        &self,
        task: Task,
        callbacks: Callbacks<Item>,
    ) -> Answer<Box<dyn Pending<Item>>> {
        self.behind()
            .ok_or(Failure::Absent("apply_async"))?
            .apply_async(task, callbacks)
    }

    /// Applies `f` to every item and waits.
    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Vec<Item>> {
        self.behind()
            .ok_or(Failure::Absent("map"))?
            .map(input, f, options)
    }

    /// Starts a map and returns at once.
    fn map_async(
        &self,
        input: Source,
        f: Function,
        options: Options,
        callbacks: Callbacks<Vec<Item>>,
    ) -> Answer<Box<dyn Pending<Vec<Item>>>> {
        self.behind()
            .ok_or(Failure::Absent("map_async"))?
            .map_async(input, f, options, callbacks)
    }

    /// [`Subject::map`] for tasks of two arguments.
    fn starmap(
        &self,
        input: Vec<(Item, Item)>,
        f: PairFunction,
        options: Options,
    ) -> Answer<Vec<Item>> {
        self.behind()
            .ok_or(Failure::Absent("starmap"))?
            .starmap(input, f, options)
    }

    /// [`Subject::map_async`] for tasks of two arguments.
    fn starmap_async(
        &self,
        input: Vec<(Item, Item)>,
        f: PairFunction,
        options: Options,
    ) -> Answer<Box<dyn Pending<Vec<Item>>>> {
        self.behind()
            .ok_or(Failure::Absent("starmap_async"))?
            .starmap_async(input, f, options)
    }

    /// `imap` and `imap_unordered`: results as they are asked for.
    fn stream(
        &self,
        order: Order,
        source: Source,
        f: Function,
        options: Options,
    ) -> Answer<Box<dyn Stream>> {
        self.behind()
            .ok_or(Failure::Absent("imap"))?
            .stream(order, source, f, options)
    }

    /// Takes no more work; what was submitted still runs.
    fn close(&self) -> Answer<()> {
        self.behind().ok_or(Failure::Absent("close"))?.close()
    }

    /// Takes no more work and gives up what is queued.
    fn terminate(&self) -> Answer<()> {
        self.behind()
            .ok_or(Failure::Absent("terminate"))?
            .terminate()
    }

    /// Waits until all workers have ended; [`Failure::StillRunning`] before `close` and `terminate`.
    fn join(&self) -> Answer<()> {
        self.behind().ok_or(Failure::Absent("join"))?.join()
    }
}
