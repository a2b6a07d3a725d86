//! How a map fails: what was told of it by its items, and what that comes to.

use std::ops::Range;

use crate::error::TaskError;
use crate::panics::{Payload, discard, drop_quietly};

/// What has failed so far.
pub(crate) struct Faults<E> {
    /// The failure of the lowest index so far.
    pub(crate) first: Option<(usize, Fault<E>)>,
    /// Claimed indices without a result: per chunk that was not run to its end, what is missing from there on.
    pub(crate) holes: Vec<Range<usize>>,
    /// Why the map was given up, where it was not the pool's termination.
    pub(crate) given_up: Option<fn() -> TaskError>,
}

/// How an item failed.
pub(crate) enum Fault<E> {
    Panic(Payload),
    /// With what its function returned.
    Error(E),
}

/// Why there are no results.
pub(crate) enum Failure<E> {
    Task(TaskError),
    /// What the function returned for the lowest item that failed.
    Item(E),
}

/// What a map comes to.
pub(crate) type MapOutcome<R, E> = Result<Vec<R>, Failure<E>>;

impl<E> From<TaskError> for Failure<E> {
    fn from(error: TaskError) -> Self {
        Self::Task(error)
    }
}

impl<E> Default for Faults<E> {
    fn default() -> Self {
        Self {
            first: None,
            holes: Vec::new(),
            given_up: None,
        }
    }
}

impl<E> Fault<E> {
    /// Nobody is told of it: another one counts.
    pub(crate) fn discard(self) {
        match self {
            Self::Panic(payload) => discard(payload),
            Self::Error(error) => drop_quietly(error),
        }
    }
}
