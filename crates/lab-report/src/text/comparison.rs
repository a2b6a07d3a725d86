//! What a test compares, and what it came to, for a table.

use lab_verdict::answer::{Figure, TestOutcome};

use crate::text;
use crate::text::names::{self, count_words};
use crate::text::number::plain;

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
    let (of, vs) = text::facts::sides(test);
    match (&test.vs, &test.per) {
        (Some(_), _) => format!("{metric}, {of} ÷ {}", vs.unwrap_or_default()),
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
