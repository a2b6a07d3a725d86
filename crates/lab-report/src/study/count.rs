//! What a count counts, in words.

use serde::Deserialize;

use super::STUDY;
use crate::text::number::{bytes, count, time};

/// The words of a count, as a study gives them.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CountEntry {
    /// The heading of a table column.
    heading: String,
    /// Whether there is one of them for each task or call, so that they are a share of those.
    #[serde(default = "yes")]
    of_tasks: bool,
}

fn yes() -> bool {
    true
}

/// What a count counts.
pub struct CountWords {
    /// The heading of a table column.
    pub heading: String,
    /// Whether the value is a size in bytes.
    pub is_bytes: bool,
    /// Whether the value is a time in nanoseconds.
    pub is_time: bool,
    of_tasks: bool,
}

impl CountWords {
    /// Whether there is one of them for each task or call, so that they are a share of those.
    pub fn is_of_tasks(&self) -> bool {
        self.of_tasks && !self.is_bytes && !self.is_time
    }

    /// A value as sentences and tables write it.
    pub fn value(&self, value: u64) -> String {
        match (self.is_bytes, self.is_time) {
            (true, _) => bytes(value as f64),
            (_, true) => time(value as f64),
            _ => count(value),
        }
    }
}

/// The words for a count's name; an unknown one is spelt out from the name itself.
pub fn count_words(name: &str) -> CountWords {
    let words = STUDY.words.count.get(name);
    CountWords {
        heading: words.map_or_else(|| name.replace('_', " "), |words| words.heading.clone()),
        is_bytes: name.ends_with("_bytes"),
        is_time: name.ends_with("_ns"),
        of_tasks: words.is_none_or(|words| words.of_tasks),
    }
}
