//! What a row is given to hold a pool against it, and how it answers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::failure::{Answer, Failure};
use crate::probe::Probe;
use crate::runner::Make;
use crate::schedule::{Gate, Patience, Tally};
use crate::subject::{Initializer, Setup};

/// How long a row waits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For what must happen: a row that takes longer counts as hung. Too little of it fails a pool that keeps its promise
    /// on a busy machine.
    pub patience: Duration,
    /// For what must not happen. Too little of it lets a pool pass that breaks its promise, and never fails one that
    /// keeps it.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(10),
            grace: Duration::from_millis(20),
        }
    }
}

/// Why a row ended early.
#[derive(Debug)]
pub enum Stop {
    /// The pool does not keep what the row says; how it showed.
    Failed(String),
    /// The pool has nothing that the row could be asked of.
    Absent(&'static str),
}

impl From<String> for Stop {
    fn from(words: String) -> Self {
        Stop::Failed(words)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Absent(what) => Stop::Absent(what),
            failure => Stop::Failed(format!("a call failed: {failure}")),
        }
    }
}

/// What a row answers.
pub type Kept = Result<(), Stop>;

/// One row held against one pool.
pub struct Trial {
    pub(crate) make: Make,
    pub(crate) patience: Patience,
    pub(crate) step: Arc<Mutex<String>>,
}

impl Trial {
    /// A pool of so many workers.
    pub(crate) fn pool(&self, workers: usize) -> Result<Probe, Stop> {
        Ok(self.build(workers, |_| ())?)
    }

    /// A pool of so many workers, and whatever else.
    pub(crate) fn build(&self, workers: usize, more: impl FnOnce(&mut Setup)) -> Answer<Probe> {
        let mut setup = Setup {
            workers,
            ..Setup::default()
        };
        more(&mut setup);
        Ok(Probe::new((self.make)(&setup)?))
    }

    /// A pool whose workers run this first.
    pub(crate) fn initialized(&self, workers: usize, initializer: Initializer) -> Answer<Probe> {
        self.build(workers, |setup| setup.initializer = Some(initializer))
    }

    /// Says what comes next, for the case that it never ends.
    pub(crate) fn step(&self, words: impl Into<String>) {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner) = words.into();
    }

    pub(crate) fn gate(&self) -> Gate {
        Gate::new(&self.patience)
    }

    pub(crate) fn tally(&self) -> Tally {
        Tally::new(&self.patience)
    }
}

/// That two values are equal.
pub(crate) fn equal<T: PartialEq + std::fmt::Debug>(what: &str, got: T, wanted: T) -> Kept {
    holds(got == wanted, || format!("{what}: {got:?}, not {wanted:?}"))
}

/// That something is so.
pub(crate) fn holds(so: bool, otherwise: impl FnOnce() -> String) -> Kept {
    if so {
        Ok(())
    } else {
        Err(Stop::Failed(otherwise()))
    }
}

/// That results are those of their items, in order.
pub(crate) fn same(what: &str, got: &[u64], wanted: &[u64]) -> Kept {
    let (results, items) = (got.len(), wanted.len());
    holds(results == items, || {
        format!("{what} returned {results} results for {items} items")
    })?;
    let differ = (0..items).find(|at| got[*at] != wanted[*at]);
    holds(differ.is_none(), || {
        let at = differ.unwrap_or_default();
        format!("{what}: result {at} is {}, not {}", got[at], wanted[at])
    })
}

/// That results are those of their items, in any order.
pub(crate) fn same_in_any_order(what: &str, mut got: Vec<u64>, wanted: &[u64]) -> Kept {
    got.sort_unstable();
    same(&format!("{what} (sorted)"), &got, wanted)
}

/// That a call was refused because the pool takes no more work.
pub(crate) fn refused<T>(what: &str, answer: Answer<T>) -> Kept {
    match answer {
        Err(Failure::NotRunning) => Ok(()),
        Err(failure @ Failure::Absent(_)) => Err(failure.into()),
        Err(failure) => Err(Stop::Failed(format!(
            "{what} was refused with \"{failure}\", not as not running"
        ))),
        Ok(_) => Err(Stop::Failed(format!("{what} was accepted"))),
    }
}

/// That a call gave up because its limit ran out.
pub(crate) fn timed_out<T: std::fmt::Debug>(what: &str, answer: Answer<T>) -> Kept {
    match answer {
        Err(Failure::TimedOut) => Ok(()),
        Err(failure @ Failure::Absent(_)) => Err(failure.into()),
        Err(failure) => Err(Stop::Failed(format!(
            "{what} did not give up, and came to \"{failure}\""
        ))),
        Ok(result) => Err(Stop::Failed(format!(
            "{what} did not give up, and came to {result:?}"
        ))),
    }
}

/// That a zero was refused.
pub(crate) fn invalid<T>(what: &str, answer: Answer<T>) -> Kept {
    match answer {
        Err(Failure::Invalid(_)) => Ok(()),
        Err(failure @ Failure::Absent(_)) => Err(failure.into()),
        Err(failure) => Err(Stop::Failed(format!(
            "{what} was refused with \"{failure}\", not as invalid"
        ))),
        Ok(_) => Err(Stop::Failed(format!("{what} was accepted"))),
    }
}

/// That a call failed with a panic of these words.
pub(crate) fn panicked<T>(what: &str, answer: Answer<T>, words: &str) -> Kept {
    match answer {
        Err(failure @ Failure::Absent(_)) => Err(failure.into()),
        Err(failure) if failure.words() == Some(words) => Ok(()),
        Err(failure) => Err(Stop::Failed(format!(
            "{what} failed with \"{failure}\", not with the panic \"{words}\""
        ))),
        Ok(_) => Err(Stop::Failed(format!(
            "{what} did not fail, although a panic said \"{words}\""
        ))),
    }
}

/// Asks each part of a row of a pool that may lack some: absent only where all are.
pub(crate) fn each(parts: impl IntoIterator<Item = Kept>) -> Kept {
    let (mut asked, mut lacking) = (false, None);
    for part in parts {
        match part {
            Ok(()) => asked = true,
            Err(Stop::Absent(what)) => lacking = Some(what),
            failed => return failed,
        }
    }
    match lacking {
        Some(what) if !asked => Err(Stop::Absent(what)),
        _ => Ok(()),
    }
}
