//! On which machine, for which tasks, from which kind of run.

use lab_measure::record::{Mode, Origin, Record};

use crate::site::day;
use crate::text::names;
use crate::text::number::time;

/// Words of a machine class that a reader in front of the machine does not need.
const PLATFORM: [&str; 6] = ["x86_64", "aarch64", "linux", "macos", "windows", "unknown"];

/// Where a record was made: `on this 2-core virtual machine`, or `on another machine (...)`.
pub fn place(record: &Record) -> String {
    let class = &record.environment.machine_class;
    match record.origin {
        Origin::Measured => {
            let kind: Vec<&str> = class
                .split_whitespace()
                .filter(|word| !PLATFORM.contains(word) && *word != "machine")
                .collect();
            let kind = kind.join(" ");
            match kind.is_empty() {
                true => "on this machine".into(),
                false => format!("on this {kind} machine"),
            }
        }
        Origin::Recorded => format!("on another machine ({})", provenance(record)),
    }
}

/// Version, date and machine class of a record from elsewhere: `Python 3.13.0, 2026-11-20, 2-core ...`.
pub fn provenance(record: &Record) -> String {
    let mut parts = Vec::new();
    if let Some(version) = interpreter(record) {
        parts.push(version);
    }
    parts.push(day(&record.started).to_string());
    parts.push(record.environment.machine_class.clone());
    parts.join(", ")
}

/// The interpreter's version, under whichever key the record has it.
fn interpreter(record: &Record) -> Option<String> {
    let fact = record
        .environment
        .facts
        .iter()
        .find(|fact| fact.key.contains("python") && fact.value.is_some())?;
    let value = fact.value.as_deref()?;
    match value.starts_with(|c: char| c.is_ascii_digit()) {
        true => Some(format!("{} {value}", fact.label)),
        false => Some(value.to_string()),
    }
}

/// A task's own duration: `empty tasks`, `tasks of 1 ms`.
pub fn grain(ns: u64) -> String {
    match ns {
        0 => "empty tasks".into(),
        ns => format!("tasks of {}", time(ns as f64)),
    }
}

/// What kind of run it was.
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Quick => "quick run",
        Mode::Default => "run",
        Mode::Full => "full run",
    }
}

/// A sentence that begins with a capital, unless its first word is a name in code: that is written as it is typed.
///
/// ```
/// use lab_report::text::scope::capital;
///
/// assert_eq!(capital("a pool for each stage"), "A pool for each stage");
/// assert_eq!(capital("imap_unordered: 10,000 tasks"), "imap_unordered: 10,000 tasks");
/// assert_eq!(capital("lap-pool, from inside"), "lap-pool, from inside");
/// ```
pub fn capital(sentence: &str) -> String {
    if is_code(first_word(sentence)) {
        return sentence.to_owned();
    }
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Calls that no word of the language is mistaken for. Those with an underscore need not stand here.
const CALLS: [&str; 5] = ["map", "imap", "starmap", "apply", "unpark"];

/// Whether a word is typed like that: a call, or a contender whose name is that of its library.
fn is_code(word: &str) -> bool {
    let is_library = || names::is_known(word) && names::contender(word) == word;
    word.contains('_') || CALLS.contains(&word) || is_library()
}

fn first_word(sentence: &str) -> &str {
    let end = sentence.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
    &sentence[..end.unwrap_or(sentence.len())]
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
