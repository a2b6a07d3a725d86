//! What a pool answers when it has no result.

use std::any::Any;
use std::fmt;

use lap_pool::{PoolError, TaskError};

/// What a call comes to.
pub type Answer<T> = Result<T, Failure>;

/// What a panic carries.
pub type Payload = Box<dyn Any + Send>;

/// Why a call has no result.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The pool does not have this.
    Absent(&'static str),
    /// A task or a source panicked, with this.
    Panicked(Payload),
    /// A limit ran out.
    TimedOut,
    /// The pool was terminated before the work was done.
    Terminated,
    /// The pool takes no more work.
    NotRunning,
    /// `join` on a pool that was neither closed nor terminated.
    StillRunning,
    /// An argument is out of range.
    Invalid(String),
    /// Anything else, in the pool's words.
    Other(String),
}

impl Failure {
    /// The words of a panic, where it has any.
    pub fn words(&self) -> Option<&str> {
        let Failure::Panicked(payload) = self else {
            return None;
        };
        let text = payload.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| payload.downcast_ref::<&str>().copied())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Absent(what) => write!(f, "the pool has no {what}"),
            Failure::Panicked(_) => write!(f, "panic: {}", self.words().unwrap_or("no text")),
            Failure::TimedOut => f.write_str("the limit ran out"),
            Failure::Terminated => f.write_str("terminated"),
            Failure::NotRunning => f.write_str("not running"),
            Failure::StillRunning => f.write_str("still running"),
            Failure::Invalid(words) | Failure::Other(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for Failure {}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::NotRunning => Failure::NotRunning,
            PoolError::StillRunning => Failure::StillRunning,
            PoolError::Terminated => Failure::Terminated,
            PoolError::Invalid(..) => Failure::Invalid(error.to_string()),
            error => Failure::Other(error.to_string()),
        }
    }
}

impl From<TaskError> for Failure {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::Panicked(panicked) => Failure::Panicked(panicked.into_payload()),
            TaskError::TimedOut => Failure::TimedOut,
            TaskError::Terminated => Failure::Terminated,
            TaskError::NotRunning => Failure::NotRunning,
            error => Failure::Other(error.to_string()),
        }
    }
}
