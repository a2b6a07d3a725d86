//! The words and the mark of an answer. Words, sign and colour always go together.

use lab_verdict::answer::{Answer, Verdict};

pub use crate::draw::evidence_words;
use crate::text::names;

/// How an answer looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerWords {
    /// A sign that tells the answers apart without colour.
    pub mark: &'static str,
    /// The style class of a stamp with this answer.
    pub class: &'static str,
    /// The words.
    pub words: String,
}

/// The words of a verdict's answer.
pub fn answer_words(verdict: &Verdict) -> AnswerWords {
    let (mark, class, words) = match &verdict.answer {
        _ if verdict.not_needed => ("–", "aside", "advice not needed here".into()),
        Answer::Holds => ("✓", "holds", "holds".into()),
        Answer::DoesNotHold => ("✕", "fails", "does not hold".into()),
        Answer::DependsOn(parameter) => (
            "◐",
            "depends",
            format!("depends on {}", names::deciding(parameter)),
        ),
        Answer::TooSmallToMatter => ("≈", "small", "too small to matter here".into()),
        Answer::DoesNotApply(_) => ("–", "aside", "does not apply".into()),
        Answer::CantTellHere(_) => ("?", "open", "can’t tell here".into()),
    };
    AnswerWords { mark, class, words }
}
