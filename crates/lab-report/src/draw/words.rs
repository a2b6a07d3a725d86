//! What charts have to say alike: under the pointer, in their tables, and about what a drawing leaves out.

use lab_verdict::claims::Evidence;

use super::evidence::evidence_words;
use super::format::{format_interval, unit_words};
use super::{Axis, Table, Unit};

/// What a mark says under the pointer: its words, then its interval with the confidence of that, and of what kind it is.
pub(super) fn tip(
    mut words: String,
    unit: Unit,
    interval: Option<((f64, f64), f64)>,
    evidence: Evidence,
    hollow: bool,
) -> String {
    if let Some((interval, confidence)) = interval {
        let interval = format_interval(unit, interval);
        words.push_str(&format!(" ({}: {interval})", percent(confidence)));
    }
    if evidence != Evidence::Measured {
        words.push_str(&format!(", {}", evidence_words(evidence)));
    }
    if hollow {
        words.push_str(", other programs were busy");
    }
    words
}

/// An axis as a column's heading: its words and its units.
pub(super) fn heading(axis: &Axis) -> String {
    format!("{} ({})", axis.label, unit_words(axis.unit))
}

/// A column of intervals as a heading: `95 % interval`.
pub(super) fn interval_heading(confidence: f64) -> String {
    format!("{} interval", percent(confidence))
}

fn percent(share: f64) -> String {
    format!("{} %", (share * 100.0).round())
}

/// An interval as a table has it.
pub(super) fn interval_cell(unit: Unit, interval: Option<(f64, f64)>) -> String {
    interval.map_or_else(String::new, |interval| format_interval(unit, interval))
}

/// What a table says of a hollow marker.
pub(super) fn remark(hollow: bool) -> String {
    let words = if hollow {
        "other programs were busy"
    } else {
        ""
    };
    words.to_owned()
}

/// A table without those of its columns that say nothing. An empty table keeps its headings.
pub(super) fn table(columns: Vec<String>, rows: Vec<Vec<String>>) -> Table {
    if rows.is_empty() {
        return Table { columns, rows };
    }
    let says: Vec<bool> = (0..columns.len())
        .map(|column| rows.iter().any(|row| !row[column].is_empty()))
        .collect();
    let kept = |mut cells: Vec<String>| {
        let mut says = says.iter();
        cells.retain(|_| says.next() == Some(&true));
        cells
    };
    Table {
        columns: kept(columns),
        rows: rows.into_iter().map(kept).collect(),
    }
}

/// Appends a sentence.
pub(super) fn sentence(words: &mut String, more: &str) {
    if !words.is_empty() && !words.ends_with(' ') {
        words.push(' ');
    }
    words.push_str(more);
}

/// Appends how many things the drawing left out, if any.
pub(super) fn note(words: &mut String, count: usize, one: &str, many: &str) {
    match count {
        0 => {}
        1 => sentence(words, &format!("1 {one}")),
        _ => sentence(words, &format!("{count} {many}")),
    }
}

/// Appends how many intervals are cut, and what a hollow point means, where there is one.
pub(super) fn note_estimates(
    words: &mut String,
    cut: usize,
    mut hollow: impl Iterator<Item = bool>,
) {
    note(
        words,
        cut,
        "interval is cut at the edge of the axis.",
        "intervals are cut at the edge of the axis.",
    );
    if hollow.any(|hollow| hollow) {
        sentence(
            words,
            "Hollow: other programs were busy in more than half of the rounds in which its cell was timed.",
        );
    }
}
