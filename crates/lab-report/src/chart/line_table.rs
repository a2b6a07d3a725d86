//! The table twin of a line chart.

use super::evidence::evidence_words;
use super::format::format_value;
use super::{Join, Line, LineChart, Table, words};

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
                    words::interval_cell(chart.y.unit, point.band),
                    words::remark(point.hollow),
                ]
            })
        })
        .collect();
    let columns = vec![
        "series".to_owned(),
        "evidence".to_owned(),
        "point".to_owned(),
        words::heading(&chart.x),
        words::heading(&chart.y),
        "95 % interval".to_owned(),
        "remark".to_owned(),
    ];
    words::table(columns, rows)
}
