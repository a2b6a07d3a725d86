//! What can go wrong with a pool, and what can go wrong with a task.

use std::fmt;
use std::io;
use std::panic::Location;

use crate::unwind::{self, Payload};

/// Why a pool refused a call, or could not be built.
#[derive(Debug)]
#[non_exhaustive]
pub enum PoolError {
    /// The pool has been closed or terminated and takes no more work.
    NotRunning,
    /// `join` was called on a pool that is neither closed nor terminated.
    StillRunning,
    /// `join` was called by one of the pool's own tasks, which would wait for itself.
    JoinFromTask,
    /// The pool was terminated before the call was done.
    Terminated,
    /// An argument is out of range: its name, and the value given.
    Invalid(&'static str, usize),
    /// The process was forked after the pool was built: the child has none of its threads.
    Forked,
    /// A thread could not be started; those already started have been joined.
    Spawn(io::Error),
    /// The initializer panicked on a worker, with these words; all workers have been joined.
    Initializer(String),
    /// A blocking call was made by one of the pool's own tasks on a worker with less than 64 KiB of stack left.
    TooDeep,
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PoolError::NotRunning => f.write_str("the pool is not running: it was closed or terminated; build a new one"),
            PoolError::StillRunning => f.write_str("the pool is still running: call close() or terminate() before join()"),
            PoolError::JoinFromTask => {
                f.write_str("a task cannot join the pool it runs on: it would wait for itself; join from outside")
            }
            PoolError::Terminated => f.write_str("the pool was terminated before this call was done"),
            PoolError::Invalid(argument, value) => write!(f, "{argument} must be at least 1, not {value}"),
            PoolError::Forked => {
                f.write_str("this process was forked after the pool was built and has none of its threads; build a pool after the fork")
            }
            PoolError::Spawn(error) => write!(f, "a worker thread could not be started: {error}"),
            PoolError::Initializer(words) => write!(f, "the initializer panicked: {words}"),
            PoolError::TooDeep => f.write_str(TOO_DEEP),
        }
    }
}

impl std::error::Error for PoolError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PoolError::Spawn(error) => Some(error),
            _ => None,
        }
    }
}

/// Why a task has no result.
#[non_exhaustive]
pub enum TaskError {
    /// The task panicked.
    Panicked(Panicked),
    /// The pool was terminated before the task was done.
    Terminated,
    /// The pool was closed before this part of the stream was pulled from its source.
    NotRunning,
    /// The time limit of the call ran out; the task goes on.
    TimedOut,
    /// The process was forked after the pool was built: nobody works on the task here.
    Forked,
    /// The task has yet to begin, and the worker that waits for it has less than 64 KiB of stack left to run it on.
    TooDeep,
}

const TOO_DEEP: &str = "tasks that wait for tasks have filled a worker's stack, all but 64 KiB; \
    nest fewer, or give the workers a larger stack_size";

/// A task's panic.
pub struct Panicked {
    /// What the panic carried: hand it to [`std::panic::resume_unwind`] to go on with it.
    pub payload: Box<dyn std::any::Any + Send + 'static>,
    /// The item's index in the input; `None` for a task that is no part of a map or stream.
    pub index: Option<usize>,
    /// Where the work was submitted.
    pub site: &'static Location<'static>,
}

impl TaskError {
    pub(crate) fn panicked(
        payload: Payload,
        index: Option<usize>,
        site: &'static Location<'static>,
    ) -> Self {
        TaskError::Panicked(Panicked {
            payload,
            index,
            site,
        })
    }
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TaskError::Panicked(panicked) => panicked.fmt(f),
            TaskError::Terminated => {
                f.write_str("the pool was terminated before the task was done")
            }
            TaskError::NotRunning => {
                f.write_str("the pool was closed before the rest of the stream was pulled")
            }
            TaskError::TimedOut => f.write_str("the time limit ran out; the task goes on"),
            TaskError::TooDeep => f.write_str(TOO_DEEP),
            TaskError::Forked => f.write_str(
                "this process was forked after the pool was built; nobody works on the task here",
            ),
        }
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = unwind::message(&self.payload);
        match self.index {
            Some(index) => write!(
                f,
                "the task for item {index}, submitted at {}, panicked: {words}",
                self.site
            ),
            None => write!(f, "the task submitted at {} panicked: {words}", self.site),
        }
    }
}

impl fmt::Debug for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TaskError::Panicked(panicked) => f.debug_tuple("Panicked").field(panicked).finish(),
            TaskError::Terminated => f.write_str("Terminated"),
            TaskError::NotRunning => f.write_str("NotRunning"),
            TaskError::TimedOut => f.write_str("TimedOut"),
            TaskError::Forked => f.write_str("Forked"),
            TaskError::TooDeep => f.write_str("TooDeep"),
        }
    }
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Panicked")
            .field("message", &unwind::message(&self.payload))
            .field("index", &self.index)
            .field("site", &format_args!("{}", self.site))
            .finish()
    }
}

impl std::error::Error for TaskError {}
