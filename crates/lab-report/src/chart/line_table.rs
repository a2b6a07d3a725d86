//! The table twin of a line chart.

use super::evidence::evidence_words;
use super::format::{format_interval, format_value, unit_words};
use super::{Axis, Join, Line, LineChart, Table};

/// One row per point; the limits follow the series.
pub(super) fn of(chart: &LineChart) -> Table {
    with(chart, &[])
}

/// The same with further lines after those of the chart.
pub(super) fn with(chart: &LineChart, more: &[Line]) -> Table {
    let lines = chart
        .lines
        .iter()
        .chain(more)
        .map(|line| (line, evidence_words(line.evidence)));
    let curve = match chart.join {
        Join::Straight | Join::Steps => "limit",
        Join::Apart => "formula",
    };
    let limits = chart.limits.iter().map(|line| (line, curve));
    let rows = lines
        .chain(limits)
        .flat_map(|(line, kind)| {
            line.points.iter().map(move |point| {
                vec![
                    line.name.clone(),
                    kind.to_owned(),
                    point.name.clone(),
                    format_value(chart.x.unit, point.x),
                    format_value(chart.y.unit, point.y),
                    point
                        .band
                        .map(|band| format_interval(chart.y.unit, band))
                        .unwrap_or_default(),
                    remark(point.hollow).to_owned(),
                ]
            })
        })
        .collect();
    let columns = vec![
        "series".to_owned(),
        "evidence".to_owned(),
        "point".to_owned(),
        heading(&chart.x),
        heading(&chart.y),
        "95 % interval".to_owned(),
        "remark".to_owned(),
    ];
    without_empty_columns(Table { columns, rows })
}

/// An axis as a column's heading: its words and its units.
pub(super) fn heading(axis: &Axis) -> String {
    format!("{} ({})", axis.label, unit_words(axis.unit))
}

/// What a table says of a hollow marker.
pub(super) fn remark(hollow: bool) -> &'static str {
    if hollow {
        "other programs were busy"
    } else {
        ""
    }
}

/// The table without those of its columns that say nothing. An empty table keeps its headings.
pub(super) fn without_empty_columns(table: Table) -> Table {
    if table.rows.is_empty() {
        return table;
    }
    let says: Vec<bool> = (0..table.columns.len())
        .map(|column| table.rows.iter().any(|row| !row[column].is_empty()))
        .collect();
    let kept = |cells: Vec<String>| {
        cells
            .into_iter()
            .zip(&says)
            .filter(|(_, says)| **says)
            .map(|(cell, _)| cell)
            .collect()
    };
    Table {
        columns: kept(table.columns),
        rows: table.rows.into_iter().map(kept).collect(),
    }
}
