//! Why something is missing, and what would bring it back.

use crate::site::{Missing, Why};

/// What stands on a card in place of what is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingWords {
    /// Why, a whole sentence.
    pub why: String,
    /// What the reader can do about it, a whole sentence.
    pub remedy: String,
}

/// The words for a card in place of what is missing.
pub fn missing_words(missing: &Missing) -> MissingWords {
    let again = format!("`cargo lab run {}`", missing.what);
    let (why, remedy) = match &missing.why {
        Why::Unreadable(words) => (
            format!("This record could not be read: {words}."),
            "The rest of the report is not affected. Run it again to write a new one.".to_string(),
        ),
        Why::Failed(words) => (
            format!("It ended without a record: {words}."),
            format!("Run {again} to see it fail by itself."),
        ),
        Why::NotReached => (
            "The run was cut short before it.".into(),
            format!("Run {again}."),
        ),
        Why::NoFile => (
            "The run’s folder does not hold it.".into(),
            "Run it again, or put the file back.".into(),
        ),
        Why::NotPlanned => (
            "It was not part of this run.".into(),
            format!("Run {again}."),
        ),
    };
    MissingWords {
        why: why.replace("..", "."),
        remedy,
    }
}
