//! What a record lacks, in words.

use super::{contender, count_words, is_known, workload};
use crate::text::scope::capital;

/// What could not be measured: a contender by its name, a count by what it counts, anything else spelt out.
///
/// ```
/// use lab_report::text::names::absence;
///
/// assert_eq!(absence("cpython"), "CPython");
/// assert_eq!(absence("threads_left"), "Threads left");
/// ```
pub fn absence(what: &str) -> String {
    match is_known(what) {
        true => contender(what).to_owned(),
        false => capital(&match what {
            "cpu" => "CPU time".to_owned(),
            "http" => "GETs over loopback".to_owned(),
            "urls" | "cpu_processes" => workload(what).title.to_owned(),
            other => count_words(other).heading,
        }),
    }
}
