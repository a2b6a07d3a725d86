//! What each run leaves open: the timed claims of which it cannot tell, and the counted ones that it does not answer.
//!
//! A clock may fail to settle a claim on a noisy machine; a count may not. So a counted claim without an answer is a fault
//! of that run, and a timed one is only noted, beside the grade of the machine. A claim to which the compiler answers is
//! held to the same as a counted one. Where the machine has nothing that could be counted, and the record says so, no
//! answer is owed; which claims those are is told.

use lab_measure::record::Grade;
use serde::Serialize;

use super::{Agreement, Row, Said};
use crate::claims::Evidence;

/// What one run leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// The run's name.
    pub run: String,
    /// How quiet its machine was; none where that was not tested.
    pub grade: Option<Grade>,
    /// One for each subject, in the order of the rows.
    pub subjects: Vec<Left>,
}

/// What one run leaves open for one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    /// The contender that stands for the subject.
    pub contender: String,
    /// How many timed claims there are that have a meaning for it.
    pub timed: usize,
    /// Those of which the run cannot tell.
    pub timed_cannot_tell: Vec<String>,
    /// How many counted claims there are that have a meaning for it.
    pub counted: usize,
    /// Those that the run does not answer: it cannot tell, or did not ask.
    pub counted_unanswered: Vec<String>,
    /// Those of which this machine has nothing to count, as the record says.
    pub counted_lacking: Vec<String>,
    /// Those to which it has the answer of a recording, which is none of its own.
    pub counted_recorded: Vec<String>,
}

/// An agreement with what follows from it, for programs.
#[derive(Clone, Debug, Serialize)]
pub struct Accounted<'a> {
    /// The answers.
    #[serde(flatten)]
    pub agreement: &'a Agreement,
    /// What each run leaves open, in the order of the runs.
    pub accounts: Vec<Account>,
    /// In how many rows two runs contradict each other.
    pub flips: usize,
    /// Whether each counted claim is answered in each run.
    pub counted_always_answered: bool,
}

impl Agreement {
    /// What each run leaves open, in the order of the runs.
    pub fn accounts(&self) -> Vec<Account> {
        let runs = self.runs.iter().enumerate();
        runs.map(|(place, run)| Account {
            run: run.run.clone(),
            grade: run.grade,
            subjects: self.left_by(place),
        })
        .collect()
    }

    /// The rows of counted claims that a run does not answer, each with the places of those runs.
    pub fn unanswered(&self) -> Vec<(&Row, Vec<usize>)> {
        let counted = self.applying().filter(|row| !is_timed(row));
        counted
            .filter_map(|row| {
                let runs = 0..self.runs.len();
                let without: Vec<usize> = runs.filter(|run| lacks_answer(row, *run)).collect();
                (!without.is_empty()).then_some((row, without))
            })
            .collect()
    }

    /// The runs that did not ask a single claim, by name.
    pub fn silent(&self) -> impl Iterator<Item = &str> {
        let runs = self.runs.iter().enumerate();
        let silent = runs.filter(|(place, _)| {
            let mut said = self.rows.iter().map(|row| said(row, *place));
            said.all(|said| matches!(said, None | Some(Said::NotMeasured)))
        });
        silent.map(|(_, run)| run.run.as_str())
    }

    /// Whether no two runs contradict each other and each answers all that is counted.
    pub fn is_sound(&self) -> bool {
        self.flipping().next().is_none() && self.unanswered().is_empty()
    }

    /// With what follows from it.
    pub fn accounted(&self) -> Accounted<'_> {
        Accounted {
            agreement: self,
            accounts: self.accounts(),
            flips: self.flipping().count(),
            counted_always_answered: self.unanswered().is_empty(),
        }
    }

    fn left_by(&self, run: usize) -> Vec<Left> {
        let mut contenders: Vec<&str> = Vec::new();
        for row in &self.rows {
            if !contenders.contains(&row.contender.as_str()) {
                contenders.push(&row.contender);
            }
        }
        let left = |contender: &str| {
            let of_subject = self.applying().filter(|row| row.contender == contender);
            let (timed, counted): (Vec<&Row>, Vec<&Row>) =
                of_subject.partition(|row| is_timed(row));
            Left {
                contender: contender.to_owned(),
                timed_cannot_tell: ids(&timed, |row| {
                    matches!(said(row, run), Some(Said::CannotTell | Said::Lacking))
                }),
                timed: timed.len(),
                counted_unanswered: ids(&counted, |row| lacks_answer(row, run)),
                counted_lacking: ids(&counted, |row| said(row, run) == Some(Said::Lacking)),
                counted_recorded: ids(&counted, |row| {
                    said(row, run) == Some(Said::RecordedElsewhere)
                }),
                counted: counted.len(),
            }
        };
        contenders.into_iter().map(left).collect()
    }
}

fn ids(rows: &[&Row], wanted: impl Fn(&Row) -> bool) -> Vec<String> {
    let wanted = rows.iter().filter(|row| wanted(row));
    wanted.map(|row| row.claim.clone()).collect()
}

fn is_timed(row: &Row) -> bool {
    row.evidence == Evidence::Measured
}

fn said(row: &Row, run: usize) -> Option<Said> {
    row.given.get(run).map(|given| given.answer)
}

fn lacks_answer(row: &Row, run: usize) -> bool {
    matches!(
        said(row, run),
        None | Some(Said::CannotTell | Said::NotMeasured)
    )
}
