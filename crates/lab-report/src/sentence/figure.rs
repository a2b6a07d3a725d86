//! What a test showed: as a clause for a sentence, and as one short number for a stamp.

use lab_verdict::answer::{Estimate, Figure, TestOutcome};

use crate::names::{self, CountWords, count_words};
use crate::number::{bytes, count, percent, plain, plural};

/// A clause: `lap-pool’s imap took 31 times as long as its map`, with what goes behind the regime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Who did what.
    pub statement: String,
    /// The interval, in brackets; empty for counts.
    pub interval: String,
    /// On how much data it rests: `in 15 fresh processes`.
    pub basis: String,
}

/// The clause for a test of the contender with this display name; none without a figure.
pub fn clause(who: &str, test: &TestOutcome) -> Option<Clause> {
    let of = format!("{who}’s {}", names::call(&test.of));
    match test.figure? {
        Figure::Ratio(estimate) => Some(Clause {
            statement: ratio_statement(&of, test, &estimate),
            interval: format!("[{}, 99 %]", interval(&estimate)),
            basis: format!(
                "in {}",
                plural(
                    estimate.processes.into(),
                    "fresh process",
                    "fresh processes"
                )
            ),
        }),
        Figure::Count {
            value,
            least,
            most,
            raw,
            base,
            repetitions,
        } => Some(Clause {
            statement: count_statement(&of, test, value, raw, base),
            interval: String::new(),
            basis: repetition_words(least, most, repetitions),
        }),
    }
}

fn ratio_statement(of: &str, test: &TestOutcome, estimate: &Estimate) -> String {
    let vs = test.vs.as_deref().map_or("reference", names::call);
    let ratio = estimate.ratio;
    let times = plain(ratio);
    match (test.metric.as_str(), ratio >= 1.0) {
        ("first", true) => {
            format!("{of} gave its first result after {times} times as long as its {vs}")
        }
        ("first", false) => {
            format!(
                "{of} gave its first result after {} of the time of its {vs}",
                percent(ratio)
            )
        }
        ("cpu", true) => format!("{of} used {times} times as much CPU time as its {vs}"),
        ("cpu", false) => format!("{of} used {} of the CPU time of its {vs}", percent(ratio)),
        (_, true) => format!("{of} took {times} times as long as its {vs}"),
        (_, false) => format!("{of} took {} of the time of its {vs}", percent(ratio)),
    }
}

fn interval(estimate: &Estimate) -> String {
    let (low, high) = estimate.judged;
    match estimate.ratio >= 1.0 {
        true => format!("{} to {}", plain(low), plain(high)),
        false => format!("{} to {}", percent(low), percent(high)),
    }
}

fn count_statement(
    of: &str,
    test: &TestOutcome,
    value: f64,
    raw: u64,
    base: Option<u64>,
) -> String {
    let words = count_words(metric_name(test));
    let amount = match (&test.vs, base) {
        (None, Some(base)) if test.per.as_deref() == Some("n") => {
            format!("{} of {}", amount(raw, &words), amount(base, &words))
        }
        _ => amount(raw, &words),
    };
    let mut said = [of, &words.verb, &amount, &words.things, &words.when]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    match (&test.vs, &test.per, base) {
        (Some(vs), _, Some(base)) => {
            let vs = names::call(vs);
            said += &format!(
                ", its {vs} {}: {} times as many",
                self::amount(base, &words),
                plain(value)
            );
        }
        (None, Some(per), Some(base)) if per != "n" => {
            said += &format!(
                ", {} for each of {} ({})",
                plain(value),
                count(base),
                names::parameter(per)
            );
        }
        _ => {}
    }
    said
}

fn amount(raw: u64, words: &CountWords) -> String {
    match words.is_bytes {
        true => bytes(raw as f64),
        false => count(raw),
    }
}

fn repetition_words(least: f64, most: f64, repetitions: u32) -> String {
    let times = plural(repetitions.into(), "repetition", "repetitions");
    match (repetitions, least == most) {
        (0 | 1, _) => "counted once".into(),
        (_, true) => format!("the same in {times}"),
        (_, false) => format!("the least favourable of {times}"),
    }
}

/// The name of the count that a test looks at; the metric itself for others.
pub fn metric_name(test: &TestOutcome) -> &str {
    test.metric.strip_prefix("count:").unwrap_or(&test.metric)
}

/// What a test compares, for a table: `time of imap ÷ time of map`.
pub fn comparison(test: &TestOutcome) -> String {
    let metric = match test.metric.as_str() {
        "time" => "time".to_string(),
        "first" => "time to first result".into(),
        "cpu" => "CPU time".into(),
        _ => count_words(metric_name(test)).heading,
    };
    let of = names::call(&test.of);
    match (&test.vs, &test.per) {
        (Some(vs), _) => format!("{metric}, {of} ÷ {}", names::call(vs)),
        (None, Some(per)) => format!("{metric}, {of}, ÷ {}", names::parameter(per)),
        (None, None) => format!("{metric}, {of}"),
    }
}

/// One short number for a stamp: `imap takes 31× as long as map [28 to 34]`.
pub fn short(test: &TestOutcome) -> Option<String> {
    let of = names::call(&test.of);
    let vs = test.vs.as_deref().map(names::call);
    Some(match test.figure? {
        Figure::Ratio(estimate) => {
            let (low, high) = estimate.judged;
            let verb = match test.metric.as_str() {
                "first" => "waits",
                "cpu" => "works",
                _ => "takes",
            };
            let end = match test.metric.as_str() {
                "first" => " for its first result",
                _ => "",
            };
            format!(
                "{of} {verb} {}× as long as {}{end} [{} to {}]",
                plain(estimate.ratio),
                vs.unwrap_or("the reference"),
                plain(low),
                plain(high)
            )
        }
        Figure::Count {
            value, raw, base, ..
        } => {
            let words = count_words(metric_name(test));
            match (vs, &test.per, base) {
                (Some(vs), _, _) => {
                    format!("{of} ÷ {vs}: {}× {}", plain(value), words.heading)
                }
                (None, Some(per), Some(base)) if per == "n" => format!(
                    "{of}: {} of {} {}",
                    amount(raw, &words),
                    amount(base, &words),
                    words.heading
                ),
                _ => format!("{of}: {} {}", amount(raw, &words), words.heading),
            }
        }
    })
}

/// A figure for a table cell, with its interval or range.
pub fn table_cell(test: &TestOutcome) -> String {
    match test.figure {
        None => "no figure".into(),
        Some(Figure::Ratio(estimate)) => {
            let (low, high) = estimate.judged;
            format!(
                "×{} [{} to {}]",
                plain(estimate.ratio),
                plain(low),
                plain(high)
            )
        }
        Some(Figure::Count {
            value, least, most, ..
        }) => match least == most {
            true => plain(value),
            false => format!("{} ({} to {})", plain(value), plain(least), plain(most)),
        },
    }
}
