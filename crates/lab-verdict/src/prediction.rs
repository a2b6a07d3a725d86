//! Guesses that are made before a run, and what the run says of them.
//!
//! The rules declare the questions ([`Prediction`]): each names a claim and a subject whose answer settles it, and
//! gives every answer that there can be to one of its choices. What a person chose is kept in the run's folder
//! ([`Predictions`]), questions included, so that a report needs nothing else to say who was right.

use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Verdict};
use crate::claims::{SUBJECTS, Subject};

pub use crate::claims::{Choice, Prediction, SettledAnswer};

/// Name and major version of [`Predictions`]'s form.
pub const PREDICTIONS_SCHEMA: &str = "lap-pool.predictions/1";

/// `predictions.json` in a run's folder: what was asked before the first sample, and what was guessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predictions {
    /// [`PREDICTIONS_SCHEMA`].
    pub schema: String,
    /// The questions that were asked, in their order.
    pub asked: Vec<Guess>,
}

/// A question, and what was guessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guess {
    /// The question as it was asked.
    pub prediction: Prediction,
    /// The choice, counted from 0; absent where the question was skipped.
    pub choice: Option<usize>,
}

/// What became of a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The machine's answer is one with which the chosen words are right.
    Right,
    /// It is another one.
    Wrong,
    /// There is no answer that could settle it on this machine, in this run.
    CannotBeTold,
    /// Nothing was guessed.
    NotGuessed,
}

/// How many guesses came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Right ones.
    pub right: usize,
    /// Wrong ones.
    pub wrong: usize,
    /// Guesses that nothing settles here.
    pub cannot_be_told: usize,
    /// Questions without a guess.
    pub not_guessed: usize,
}

impl SettledAnswer {
    /// All of them.
    pub const ALL: [SettledAnswer; 4] = [
        SettledAnswer::Holds,
        SettledAnswer::DoesNotHold,
        SettledAnswer::Depends,
        SettledAnswer::TooSmall,
    ];

    /// What an answer tells, if anything.
    pub fn of(answer: &Answer) -> Option<SettledAnswer> {
        match answer {
            Answer::Holds => Some(SettledAnswer::Holds),
            Answer::DoesNotHold => Some(SettledAnswer::DoesNotHold),
            Answer::DependsOn(_) => Some(SettledAnswer::Depends),
            Answer::TooSmallToMatter => Some(SettledAnswer::TooSmall),
            Answer::DoesNotApply(_) | Answer::CantTellHere(_) => None,
        }
    }

    /// The word for it in the rules.
    pub fn word(self) -> &'static str {
        match self {
            SettledAnswer::Holds => "holds",
            SettledAnswer::DoesNotHold => "does_not_hold",
            SettledAnswer::Depends => "depends",
            SettledAnswer::TooSmall => "too_small",
        }
    }
}

impl Prediction {
    /// The subject that it asks about.
    pub fn subject(&self) -> Option<Subject> {
        let mut subjects = SUBJECTS.into_iter();
        subjects.find(|subject| subject.is_called(&self.subject))
    }

    /// Whether this verdict settles it.
    pub fn is_about(&self, verdict: &Verdict) -> bool {
        let same_subject = self
            .subject()
            .is_some_and(|subject| subject.is_called(&verdict.subject));
        verdict.claim == self.claim && same_subject
    }

    /// The choice that is right where a claim has this answer.
    pub fn right_choice(&self, answer: &Answer) -> Option<usize> {
        let told = SettledAnswer::of(answer)?;
        self.choice
            .iter()
            .position(|choice| choice.answers.contains(&told))
    }
}

impl Guess {
    /// What became of it; without a verdict nothing can be told.
    pub fn outcome(&self, verdict: Option<&Verdict>) -> Outcome {
        let Some(chosen) = self.choice else {
            return Outcome::NotGuessed;
        };
        match verdict.and_then(|verdict| self.prediction.right_choice(&verdict.answer)) {
            None => Outcome::CannotBeTold,
            Some(right) if right == chosen => Outcome::Right,
            Some(_) => Outcome::Wrong,
        }
    }
}

impl Predictions {
    /// What was asked and guessed, in the form of the file.
    pub fn new(asked: Vec<Guess>) -> Self {
        Self {
            schema: PREDICTIONS_SCHEMA.to_owned(),
            asked,
        }
    }
}

impl Score {
    /// The score of these outcomes.
    pub fn of(outcomes: impl IntoIterator<Item = Outcome>) -> Self {
        outcomes
            .into_iter()
            .fold(Self::default(), |mut score, one| {
                *match one {
                    Outcome::Right => &mut score.right,
                    Outcome::Wrong => &mut score.wrong,
                    Outcome::CannotBeTold => &mut score.cannot_be_told,
                    Outcome::NotGuessed => &mut score.not_guessed,
                } += 1;
                score
            })
    }

    /// Guesses that the machine settled.
    pub fn settled(self) -> usize {
        self.right + self.wrong
    }
}
