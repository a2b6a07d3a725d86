//! What can go wrong with a pool, and what can go wrong with a task.

use std::fmt;
use std::io;
use std::panic::{Location, resume_unwind};

use crate::builder::{MAX_WORKERS, MIN_STACK_SIZE};
use crate::lifecycle::Phase;
use crate::panicked::Panicked;
use crate::panics::Payload;

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
    /// This thread name contains a NUL byte, which no system accepts.
    ThreadName(String),
    /// `caller_helps(true)` contradicts this option, which the calling thread cannot fulfil.
    CallerHelps(&'static str),
    /// The process was forked after the pool was built: the child has none of its threads.
    Forked,
    /// A thread could not be started: one of a pool's, where those already started have been joined, or one that reads a
    /// stream's source ahead.
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
            PoolError::Invalid(argument @ "workers", value) => write!(f, "{argument} must be from 1 to {MAX_WORKERS}, not {value}"),
            PoolError::Invalid(argument @ "stack_size", value) => {
                write!(f, "{argument} must be at least {MIN_STACK_SIZE} bytes, not {value}; leave it out for the system's default")
            }
            PoolError::Invalid(argument, value) => write!(f, "{argument} must be at least 1, not {value}"),
            PoolError::ThreadName(name) => write!(f, "thread_name must not contain a NUL byte, as {name:?} does; leave the byte out"),
            PoolError::CallerHelps(option) => write!(
                f,
                "caller_helps(true) cannot be combined with {option}, which applies to worker threads only: a calling thread would run tasks without it; leave one of the two out"
            ),
            PoolError::Forked => {
                f.write_str("this process was forked after the pool was built and has none of its threads; build a pool after the fork")
            }
            PoolError::Spawn(error) => write!(f, "a thread could not be started: {error}"),
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
#[derive(Debug)]
#[non_exhaustive]
pub enum TaskError {
    /// The task panicked.
    Panicked(Panicked),
    /// [`AsyncResult::cancel`](crate::AsyncResult::cancel) came before the task was done.
    Cancelled,
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

pub(crate) const TOO_DEEP: &str = "tasks that wait for tasks have filled a worker's stack, all but 64 KiB; \
    nest fewer, or give the workers a larger stack_size";

impl TaskError {
    pub(crate) fn panicked(
        payload: Payload,
        index: Option<usize>,
        site: &'static Location<'static>,
    ) -> Self {
        TaskError::Panicked(Panicked::new(payload, index, site))
    }

    /// That of a stream whose pool takes no more before its source is at its end.
    pub(crate) fn refused(phase: Phase) -> Self {
        match phase {
            Phase::Terminated => TaskError::Terminated,
            Phase::Closed | Phase::Running => TaskError::NotRunning,
        }
    }

    /// Goes on with a task's panic, or panics with what else it is.
    #[track_caller]
    pub(crate) fn raise(self) -> ! {
        match self {
            TaskError::Panicked(panicked) => resume_unwind(panicked.into_payload()),
            error => panic!("{error}"),
        }
    }
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TaskError::Panicked(panicked) => panicked.fmt(f),
            TaskError::Cancelled => f.write_str("it was cancelled before the task was done"),
            TaskError::Terminated => {
                f.write_str("the pool was terminated before the task was done")
            }
            TaskError::NotRunning => {
                f.write_str("the pool was closed before the rest of the stream was pulled")
            }
            TaskError::TimedOut => f.write_str("the time limit ran out; what was begun goes on"),
            TaskError::TooDeep => f.write_str(TOO_DEEP),
            TaskError::Forked => f.write_str(
                "this process was forked after the pool was built; nobody works on the task here",
            ),
        }
    }
}

impl std::error::Error for TaskError {}

/// Either of the two, for code that meets both: `?` turns each into this, and this into `anyhow::Error` or
/// `Box<dyn Error + Send + Sync>`.
///
/// It says what the error in it says, and adds no level to the chain of sources.
///
/// ```
/// use lap_pool::{Error, ThreadPool};
///
/// fn answer(pool: &ThreadPool) -> Result<u32, Error> {
///     Ok(pool.apply_async(|| 6 * 7)?.get()?)
/// }
///
/// let pool = ThreadPool::new(1)?;
/// assert_eq!(answer(&pool)?, 42);
/// pool.close();
/// assert!(matches!(answer(&pool), Err(Error::Pool(_))));
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The pool refused a call, or could not be built.
    Pool(PoolError),
    /// A task has no result.
    Task(TaskError),
}

impl Error {
    /// Whether the pool was terminated before the work was done.
    pub fn is_terminated(&self) -> bool {
        matches!(
            self,
            Error::Pool(PoolError::Terminated) | Error::Task(TaskError::Terminated)
        )
    }
}

impl From<PoolError> for Error {
    fn from(error: PoolError) -> Self {
        Error::Pool(error)
    }
}

impl From<TaskError> for Error {
    fn from(error: TaskError) -> Self {
        Error::Task(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Pool(error) => error.fmt(f),
            Error::Task(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Pool(error) => error.source(),
            Error::Task(error) => error.source(),
        }
    }
}
