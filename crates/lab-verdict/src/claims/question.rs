//! Questions put to the user before a run.

use serde::{Deserialize, Serialize};

/// A question about what this machine will show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// The practice that it is about; a practice has one question at most.
    pub practice: String,
    /// The claim whose answer settles it.
    pub claim: String,
    /// The subject for whom the claim is judged, by its name for the page.
    pub subject: String,
    /// The question, in our words.
    pub question: String,
    /// What can be guessed: two to four, told apart by one key each.
    pub choice: Vec<Choice>,
}

/// One thing that can be guessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its words.
    pub words: String,
    /// The answers with which it is right.
    pub answers: Vec<SettledAnswer>,
}

/// An answer that tells something. "Does not apply" and "can't tell here" settle no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SettledAnswer {
    /// [`Answer::Holds`](crate::answer::Answer::Holds).
    Holds,
    /// [`Answer::DoesNotHold`](crate::answer::Answer::DoesNotHold), also where it is worded "advice not needed here".
    DoesNotHold,
    /// [`Answer::DependsOn`](crate::answer::Answer::DependsOn).
    Depends,
    /// [`Answer::TooSmallToMatter`](crate::answer::Answer::TooSmallToMatter).
    TooSmall,
}
