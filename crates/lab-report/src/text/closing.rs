//! The words of a verdict for the table that closes a run in the terminal: the same as on the pages.

use super::answer::{answer_words, evidence_words};
use super::verdict_text::{Finding, VerdictText};
use crate::text::names;

/// One row of the closing table, as plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosingLine {
    /// The claim's id.
    pub claim: String,
    /// The advice, in our words.
    pub advice: String,
    /// Whom it is judged for.
    pub subject: String,
    /// A sign that tells answers apart without colour.
    pub mark: &'static str,
    /// The answer.
    pub answer: String,
    /// The kind of evidence; a dash where the answer rests on none.
    pub evidence: &'static str,
    /// The deciding number, or why there is none.
    pub number: String,
}

/// The row for a verdict.
pub fn closing_line(told: &VerdictText<'_>) -> ClosingLine {
    let answer = answer_words(told.verdict);
    ClosingLine {
        claim: told.claim.id.clone(),
        advice: told.claim.advice.clone(),
        subject: names::contender(&told.verdict.contender).to_string(),
        mark: answer.mark,
        answer: answer.words,
        evidence: told.evidence().map_or("–", evidence_words),
        number: told
            .numbers()
            .iter()
            .map(Finding::to_string)
            .collect::<Vec<_>>()
            .join("; "),
    }
}
