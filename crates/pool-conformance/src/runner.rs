//! Holds a pool against the rows, one after another, whatever it does.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::failure::{Answer, Failure};
use crate::rows::{ROWS, Row, Where};
use crate::schedule::Patience;
use crate::subject::{Setup, Subject};
use crate::trial::{Limits, Stop, Trial};

/// Builds a pool, or answers [`Failure::Absent`] for a setup that it does not know, [`Failure::Invalid`] for a wrong one.
pub type Make = fn(&Setup) -> Answer<Box<dyn Subject>>;

/// A pool that can be held against the rows.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// What it is called in a table.
    pub name: &'static str,
    /// What it is, or what it does wrong, in a sentence.
    pub about: &'static str,
    /// How it is built.
    pub make: Make,
}

/// What a pool made of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It does what the row says.
    Passed,
    /// It does not; how it showed.
    Failed(String),
    /// It did not come to an end within [`Limits::patience`]; what it was at.
    Hung(String),
    /// It lacks what the row asks for.
    Absent(&'static str),
    /// The row needs a process of its own and is not asked here.
    Elsewhere(&'static str),
}

impl Outcome {
    /// Whether it breaks what the row says.
    pub fn is_broken(&self) -> bool {
        matches!(self, Outcome::Failed(_) | Outcome::Hung(_))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Passed => f.write_str("passed"),
            Outcome::Failed(words) => write!(f, "FAILED: {words}"),
            Outcome::Hung(step) => write!(f, "HUNG: {step}"),
            Outcome::Absent(what) => write!(f, "absent: the pool has no {what}"),
            Outcome::Elsewhere(file) => write!(f, "asked in {file}"),
        }
    }
}

/// What a pool made of all rows.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which pool.
    pub candidate: &'static str,
    /// Each row with its outcome, in the order of [`ROWS`].
    pub outcomes: Vec<(&'static Row, Outcome)>,
}

impl Report {
    /// How many rows it passed.
    pub fn passed(&self) -> usize {
        let outcomes = self.outcomes.iter();
        outcomes
            .filter(|(_, outcome)| *outcome == Outcome::Passed)
            .count()
    }

    /// The rows that it breaks.
    pub fn broken(&self) -> impl Iterator<Item = &(&'static Row, Outcome)> {
        self.outcomes
            .iter()
            .filter(|(_, outcome)| outcome.is_broken())
    }
}

/// A line for each row that the pool breaks or lacks, and one that counts.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (row, outcome) in &self.outcomes {
            if !matches!(outcome, Outcome::Passed | Outcome::Elsewhere(_)) {
                writeln!(f, "row {} ({}): {outcome}", row.number, row.sentence)?;
            }
        }
        let (passed, broken) = (self.passed(), self.broken().count());
        write!(f, "{}: {passed} passed, {broken} broken", self.candidate)
    }
}

/// Holds a pool against every row.
pub fn examine(candidate: &Candidate, limits: Limits) -> Report {
    let outcome = |row: &'static Row| (row, ask(row, candidate, limits));
    Report {
        candidate: candidate.name,
        outcomes: ROWS.iter().map(outcome).collect(),
    }
}

/// Holds a pool against one row, on a thread of its own. Of a pool that hangs, that thread is left behind.
pub fn ask(row: &Row, candidate: &Candidate, limits: Limits) -> Outcome {
    let run = match row.asked {
        Where::Here(run) => run,
        Where::Elsewhere { file, .. } => return Outcome::Elsewhere(file),
    };
    let step = Arc::new(Mutex::new(String::from("its first call")));
    let trial = Trial {
        make: candidate.make,
        patience: Patience::new(limits),
        step: Arc::clone(&step),
    };
    let (tell, told) = channel();
    let asked = thread::Builder::new().name(format!("row {}", row.number));
    let asks = move || {
        let kept = catch_unwind(AssertUnwindSafe(|| run(&trial)));
        tell.send(kept).ok();
    };
    if let Err(error) = asked.spawn(asks) {
        return Outcome::Failed(format!("no thread for the row: {error}"));
    }
    match told.recv_timeout(limits.patience) {
        Ok(Ok(Ok(()))) => Outcome::Passed,
        Ok(Ok(Err(Stop::Failed(words)))) => Outcome::Failed(words),
        Ok(Ok(Err(Stop::Absent(what)))) => Outcome::Absent(what),
        Ok(Err(payload)) => Outcome::Failed(Failure::Panicked(payload).to_string()),
        Err(RecvTimeoutError::Timeout) => {
            let step = step.lock().unwrap_or_else(PoisonError::into_inner);
            Outcome::Hung(format!("{step} never ended"))
        }
        Err(RecvTimeoutError::Disconnected) => {
            Outcome::Failed("the row's thread is gone without an answer".into())
        }
    }
}
