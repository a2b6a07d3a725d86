//! Parameters in words, and what decides where an answer depends.

use serde::Deserialize;

use super::STUDY;
use crate::text::number::{count, plural, time};
use crate::text::scope::grain;

/// The words of a parameter, as a study gives them.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ParameterWords {
    /// What it is called: `number of tasks`.
    name: String,
    /// It with its value: words with `{value}`, a number; `{task|tasks}`, a number of them; `{time}`, nanoseconds;
    /// `{tasks}`, tasks of that length; `{name}`, one of `values`. Without it, its name and a number.
    with: Option<String>,
    /// What its values are called, from 1, where they stand for kinds.
    #[serde(default)]
    values: Vec<String>,
}

/// A parameter as a reader knows it.
pub fn parameter(id: &str) -> String {
    match STUDY.words.parameter.get(id) {
        Some(words) => words.name.clone(),
        None => id.replace('_', " "),
    }
}

/// A parameter with its value: `64 workers`, `1,000 tasks`, `buffer size 8`.
pub fn parameter_with(id: &str, value: u64) -> String {
    let words = STUDY.words.parameter.get(id);
    match words.and_then(|words| words.with.as_deref()) {
        Some(with) => filled(with, id, value),
        None => format!("{} {}", parameter(id), count(value)),
    }
}

/// What a value is called that stands for a kind: `costs that are all the same`.
pub fn kind(id: &str, value: u64) -> &'static str {
    let values = STUDY
        .words
        .parameter
        .get(id)
        .map_or(&[][..], |words| &words.values);
    let place = usize::try_from(value)
        .ok()
        .and_then(|value| value.checked_sub(1));
    let known = place.and_then(|place| values.get(place));
    known.map_or("of another kind", String::as_str)
}

fn filled(words: &str, id: &str, value: u64) -> String {
    let Some((before, rest)) = words.split_once('{') else {
        return words.to_owned();
    };
    let (what, after) = rest.split_once('}').unwrap_or((rest, ""));
    let shown = match (what, what.split_once('|')) {
        (_, Some((one, many))) => plural(value, one, many),
        ("time", _) => time(value as f64),
        ("tasks", _) => grain(value),
        ("name", _) => kind(id, value).to_owned(),
        _ => count(value),
    };
    format!("{before}{shown}{after}")
}

/// What decides where an answer depends: a parameter, or the rule's own words for it.
///
/// ```
/// use lab_report::text::names::deciding;
///
/// assert_eq!(deciding("grain_ns"), "the length of a task");
/// assert_eq!(deciding("how much a task waits"), "how much a task waits");
/// ```
pub fn deciding(words: &str) -> String {
    const OWN: [&str; 3] = ["the ", "whether ", "how "];
    match OWN.iter().any(|start| words.starts_with(start)) {
        true => words.to_string(),
        false => format!("the {}", parameter(words)),
    }
}
