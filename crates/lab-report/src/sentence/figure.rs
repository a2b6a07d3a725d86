//! What a test showed: as a clause for a sentence, and as one short number for a stamp.

use std::collections::BTreeMap;

use lab_verdict::answer::{Difference, Estimate, Figure, TestOutcome};
use lab_verdict::scaling::{DEFAULT_WORKERS, TASKS};

use super::said::Said;
use crate::names::{self, CountWords, count_words};
use crate::number::{count, percent, plain, plural};

/// A clause: `lap-pool’s imap took 31 times as long as its map`, with what goes behind the regime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Who did what.
    pub statement: Said,
    /// The interval, in brackets; empty for counts.
    pub interval: String,
    /// On how much data it rests: `in 15 fresh processes`.
    pub basis: String,
}

/// The clause for a test of the contender with this display name; none without a figure.
pub fn clause(who: &str, test: &TestOutcome) -> Option<Clause> {
    let (of, base) = (of(test), vs(test));
    let of = format!("{who}’s {of}");
    match test.figure? {
        Figure::Ratio(estimate) => Some(Clause {
            statement: ratio(
                test,
                &of,
                &format!("its {base}"),
                estimate.ratio,
                Tense::Past,
            ),
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

/// One short number for a stamp: `imap takes 31 times as long as map [28 to 34]`.
pub fn short(test: &TestOutcome) -> Option<Said> {
    let of = of(test);
    Some(match test.figure? {
        Figure::Ratio(estimate) => ratio(test, &of, &vs(test), estimate.ratio, Tense::Present)
            .within("", &format!(" [{}]", interval(&estimate))),
        Figure::Count { raw, base, .. } => short_count(&of, test, raw, base),
    })
}

/// A sentence tells what happened in this run; a stamp has no room for the scope that this needs.
#[derive(Clone, Copy)]
enum Tense {
    Past,
    Present,
}

/// `<of> took 31 times as long as <vs>`; below 1 `took 45 % of the time of <vs>`.
fn ratio(test: &TestOutcome, of: &str, vs: &str, ratio: f64, tense: Tense) -> Said {
    let (verb, like, time) = match (test.metric.as_str(), tense) {
        ("first", Tense::Past) => ("gave its first result after", "as long as", "the time of"),
        ("first", Tense::Present) => ("gives its first result after", "as long as", "the time of"),
        ("cpu", Tense::Past) => ("used", "as much CPU time as", "the CPU time of"),
        ("cpu", Tense::Present) => ("uses", "as much CPU time as", "the CPU time of"),
        (_, Tense::Past) => ("took", "as long as", "the time of"),
        (_, Tense::Present) => ("takes", "as long as", "the time of"),
    };
    let times = plain(ratio);
    let (like, time) = match is_per_task(test) {
        true => (
            like.replacen(" as", " per task as", 1),
            time.replacen(" of", " per task of", 1),
        ),
        false => (like.to_string(), time.to_string()),
    };
    match ratio {
        _ if times == "1" => Said::new(format!("{of} {verb} "), &like, format!(" {vs}")),
        above if above > 1.0 => Said::new(
            format!("{of} {verb} "),
            format!("{times} times"),
            format!(" {like} {vs}"),
        ),
        below => Said::new(
            format!("{of} {verb} "),
            percent(below),
            format!(" of {time} {vs}"),
        ),
    }
}

/// The calls on both sides, each with what sets its cell apart.
pub(super) fn named_sides(test: &TestOutcome) -> (String, String) {
    (of(test), vs(test))
}

/// The call in the numerator, with what sets its cell apart.
fn of(test: &TestOutcome) -> String {
    apart(names::call(&test.of), test, |difference| difference.of)
}

/// The call in the denominator, likewise.
fn vs(test: &TestOutcome) -> String {
    let call = test.vs.as_deref().map_or("reference", names::call);
    apart(call, test, |difference| difference.vs)
}

/// `GET with 64 workers`; the call alone where the rule sets nothing apart.
fn apart(call: &str, test: &TestOutcome, side: impl Fn(&Difference<'_>) -> Option<u64>) -> String {
    let differences = test.differences();
    let words: Vec<String> = differences
        .iter()
        .filter_map(|difference| Some((difference.name, side(difference)?)))
        .filter(|(name, _)| *name != DEFAULT_WORKERS)
        // A time per task has the number of tasks taken out of it already.
        .filter(|(name, _)| *name != TASKS || !is_per_task(test))
        .map(|(name, value)| names::parameter_with(name, value))
        .collect();
    let default = differences.iter().find(|one| one.name == DEFAULT_WORKERS);
    let is_default = default.is_some_and(|default| side(default).is_some());
    let apart = match (words.is_empty(), is_default) {
        (true, true) => "a worker per core".into(),
        (false, true) => format!("{} (one per core)", words.join(", ")),
        (_, false) => words.join(", "),
    };
    match apart.is_empty() {
        true => call.to_string(),
        false => format!("{call} with {apart}"),
    }
}

/// Whether the two sides worked through different numbers of tasks, so that times are per task.
fn is_per_task(test: &TestOutcome) -> bool {
    let n = |params: &BTreeMap<String, u64>| params.get(TASKS).copied();
    test.metric != "first" && n(&test.of_params) != n(&test.vs_params)
}

/// In the same form as the ratio: times, or per cent of.
fn interval(estimate: &Estimate) -> String {
    let (low, high) = estimate.judged;
    let is_share = estimate.ratio < 1.0 && plain(estimate.ratio) != "1";
    match is_share {
        true => format!("{} to {}", percent(low), percent(high)),
        false => format!("{} to {}", plain(low), plain(high)),
    }
}

fn count_statement(of: &str, test: &TestOutcome, value: f64, raw: u64, base: Option<u64>) -> Said {
    let words = count_words(metric_name(test));
    let before = format!("{of} {} ", words.verb);
    let things = joined(&[&words.things, &words.when]);
    let thing = joined(&[&words.singular(&words.things, raw), &words.when]);
    match (&test.vs, base) {
        (Some(_), Some(base)) => Said::new(
            before,
            amount(raw, &words),
            format!("{thing}, its {} {}", vs(test), amount(base, &words)),
        ),
        (None, Some(base)) if test.per.as_deref() == Some(TASKS) => match words.is_of_tasks() {
            true => Said::new(before, share(raw, base, &words), things),
            false => Said::new(
                before,
                amount(raw, &words),
                format!("{thing} for {}", names::parameter_with(TASKS, base)),
            ),
        },
        (None, Some(base)) => Said::new(
            before,
            amount(raw, &words),
            format!(
                "{thing}, {} for each of {}",
                plain(value),
                divisor(test.per.as_deref().unwrap_or_default(), base)
            ),
        ),
        (_, None) => Said::new(before, amount(raw, &words), thing),
    }
}

fn short_count(of: &str, test: &TestOutcome, raw: u64, base: Option<u64>) -> Said {
    let words = count_words(metric_name(test));
    let heading = &words.heading;
    match (&test.vs, base) {
        (Some(_), Some(base)) => Said::new(
            format!("{of}: "),
            amount(raw, &words),
            format!(
                ", {}: {} {}",
                vs(test),
                amount(base, &words),
                words.singular(heading, base)
            ),
        ),
        (None, Some(base)) if test.per.as_deref() == Some(TASKS) => match words.is_of_tasks() {
            true => Said::new(
                format!("{of}: "),
                share(raw, base, &words),
                format!(" {heading}"),
            ),
            false => Said::new(
                format!("{of}: "),
                amount(raw, &words),
                format!(
                    " {} for {}",
                    words.singular(heading, raw),
                    names::parameter_with(TASKS, base)
                ),
            ),
        },
        _ => Said::new(
            format!("{of}: "),
            amount(raw, &words),
            format!(" {}", words.singular(heading, raw)),
        ),
    }
}

/// `8 of 10`.
fn share(raw: u64, base: u64, words: &CountWords) -> String {
    format!("{} of {}", amount(raw, words), amount(base, words))
}

/// What a count was divided by: `20 pools`, or a number with the parameter's name.
fn divisor(per: &str, base: u64) -> String {
    let words = names::parameter_with(per, base);
    match words.starts_with(|c: char| c.is_ascii_digit()) {
        true => words,
        false => format!("{} ({})", count(base), names::parameter(per)),
    }
}

/// The parts that are there, each with a space before it.
fn joined(parts: &[&str]) -> String {
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .map(|part| format!(" {part}"))
        .collect()
}

fn amount(raw: u64, words: &CountWords) -> String {
    words.value(raw)
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

/// What a test compares, for a table: `time, imap ÷ map`.
pub fn comparison(test: &TestOutcome) -> String {
    let metric = match test.metric.as_str() {
        "time" => "time".to_string(),
        "first" => "time to first result".into(),
        "cpu" => "CPU time".into(),
        _ => count_words(metric_name(test)).heading,
    };
    let of = of(test);
    match (&test.vs, &test.per) {
        (Some(_), _) => format!("{metric}, {of} ÷ {}", vs(test)),
        (None, Some(per)) => format!("{metric}, {of}, ÷ {}", names::parameter(per)),
        (None, None) => format!("{metric}, {of}"),
    }
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
