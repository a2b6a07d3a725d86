//! Parameters in words, and what decides where an answer depends.

use crate::number::{count, plural, time};
use crate::sentence::scope::grain;

/// A parameter as a reader knows it.
pub fn parameter(id: &str) -> String {
    match id {
        "n" => "number of tasks".into(),
        "pools" => "number of pools".into(),
        "calls" => "number of calls".into(),
        "held" => "number of the held task".into(),
        "failing" => "number of the failing task".into(),
        "block_bytes" => "bytes of a block".into(),
        "profile" => "order of the tasks".into(),
        "grain_ns" => "length of a task".into(),
        "workers" => "number of workers".into(),
        "item_bytes" => "bytes of an item".into(),
        "buffersize" => "buffer size".into(),
        "lanes" => "traced".into(),
        "files" => "your files".into(),
        "wait_percent" => "per cent of waiting".into(),
        "wait_ns" => "length of a wait".into(),
        "arguments" => "number of arguments".into(),
        "chunksize" => "tasks in a chunk".into(),
        "spread" => "spread of the costs".into(),
        "shared_percent" => "per cent of a task under the lock".into(),
        "default_workers" => "a worker per core".into(),
        other => other.replace('_', " "),
    }
}

/// A parameter with its value: `64 workers`, `1,000 tasks`, `buffer size 8`.
pub fn parameter_with(id: &str, value: u64) -> String {
    match id {
        "workers" => plural(value, "worker", "workers"),
        "n" => plural(value, "task", "tasks"),
        "pools" => plural(value, "pool", "pools"),
        "calls" => plural(value, "call", "calls"),
        "shared_percent" => format!("{value} % of each task in it"),
        "grain_ns" => grain(value),
        "wait_ns" => format!("waits of {}", time(value as f64)),
        "arguments" => plural(value, "argument", "arguments"),
        "chunksize" => format!("chunks of {}", count(value)),
        "spread" => format!("costs {}", spread(value)),
        other => format!("{} {}", parameter(other), count(value)),
    }
}

/// How the costs of tasks are spread, by the parameter `spread`: `costs that are all the same`.
pub fn spread(id: u64) -> &'static str {
    match id {
        1 => "all the same",
        2 => "of two kinds",
        3 => "mostly small, a few very large",
        4 => "rising, the largest last",
        _ => "spread in another way",
    }
}

/// What decides where an answer depends: a parameter, or the rule's own words for it.
///
/// ```
/// use lab_report::names::deciding;
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
