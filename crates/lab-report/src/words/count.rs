//! What a count counts, in words.

use serde::Deserialize;

use super::WORDS;
use crate::number::{bytes, count, time};

/// The words of a count, as a study gives them.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CountEntry {
    /// The verb, for example `had pulled`.
    verb: String,
    /// What was counted, for example `inputs`; nothing for bytes and times.
    #[serde(default)]
    things: String,
    /// When or how, for example `before its first result was in hand`.
    #[serde(default)]
    when: String,
    /// The heading of a table column.
    heading: String,
    /// Whether there is one of them for each task, so that they are a share of the tasks.
    #[serde(default = "yes")]
    of_tasks: bool,
}

fn yes() -> bool {
    true
}

/// What a count counts: `imap had <done> 20,000 <things> <when>`.
pub struct CountWords {
    /// The verb, for example `had pulled`.
    pub verb: String,
    /// What was counted, for example `inputs`; empty for bytes.
    pub things: String,
    /// When or how, for example `before its first result was in hand`; may be empty.
    pub when: String,
    /// The heading of a table column.
    pub heading: String,
    /// Whether the value is a size in bytes.
    pub is_bytes: bool,
    /// Whether the value is a time in nanoseconds.
    pub is_time: bool,
    of_tasks: bool,
}

impl CountWords {
    /// Words that begin with what was counted, in the singular where it is one: `statements beside the work` with 1 is
    /// `statement beside the work`.
    pub fn singular(&self, words: &str, value: u64) -> String {
        if let (1, Some(rest)) = (value, words.strip_prefix("pairs ")) {
            return format!("pair {rest}");
        }
        let one = self.things.strip_suffix('s');
        match (value, one, words.strip_prefix(self.things.as_str())) {
            (1, Some(one), Some(rest)) => format!("{one}{rest}"),
            _ => words.to_string(),
        }
    }

    /// Whether there is one of them for each task, so that they are a share of the tasks.
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
    let words = WORDS.count.get(name).cloned().unwrap_or_else(|| {
        let spelt = name.replace('_', " ");
        CountEntry {
            verb: "counted".into(),
            things: spelt.strip_suffix(" bytes").unwrap_or(&spelt).to_string(),
            when: String::new(),
            heading: spelt,
            of_tasks: true,
        }
    });
    CountWords {
        verb: words.verb,
        things: words.things,
        when: words.when,
        heading: words.heading,
        is_bytes: name.ends_with("_bytes"),
        is_time: name.ends_with("_ns"),
        of_tasks: words.of_tasks,
    }
}
