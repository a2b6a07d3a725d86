//! Calls in words. The tasks of some are workloads, and have more.

use serde::Deserialize;

use super::STUDY;

/// The words of a call, as a study gives them: a few, or those of a workload.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum CallWords {
    /// What it is called.
    Short(String),
    /// What it is called, and what its tasks do.
    Workload {
        /// In a word or two, beside a point.
        short: String,
        /// For a heading.
        title: String,
        /// Where a sentence has room, in the plural.
        tasks: String,
    },
}

/// What the tasks of a call do, for calls that are workloads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload<'a> {
    /// In a word or two, beside a point.
    pub short: &'a str,
    /// For a heading.
    pub title: &'a str,
    /// Where a sentence has room, in the plural.
    pub tasks: &'a str,
}

/// A call as a reader of the page knows it; an unknown one keeps its id.
pub fn call(id: &str) -> &str {
    match STUDY.words.call.get(id) {
        Some(CallWords::Short(short) | CallWords::Workload { short, .. }) => short,
        None => id,
    }
}

/// The words for a workload; a call that is none keeps its id.
pub fn workload(call: &str) -> Workload<'_> {
    match STUDY.words.call.get(call) {
        Some(CallWords::Workload {
            short,
            title,
            tasks,
        }) => Workload {
            short,
            title,
            tasks,
        },
        _ => Workload {
            short: call,
            title: call,
            tasks: call,
        },
    }
}

/// The place among the shapes of markers that a call has on every chart that compares calls; none where it takes what
/// the chart's other calls leave.
pub fn mark(id: &str) -> Option<usize> {
    match id {
        "map" => Some(0),
        "imap" => Some(1),
        "imap_unordered" => Some(2),
        "loop" => Some(4),
        _ => None,
    }
}
