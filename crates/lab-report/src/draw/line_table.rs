//! The table twin of a line chart.

use lab_verdict::interval::DRAWN;

use super::evidence::evidence_words;
use super::format::format_value;
use super::{Join, Line, LineChart, Point, Table, words};

/// One row per point: the series of the chart, `more` of them, and the limits.
pub(super) fn with(chart: &LineChart, more: &[Line]) -> Table {
    let curve = match chart.join {
        Join::Straight | Join::Steps => "limit",
        Join::Apart => "formula",
    };
    let series = chart.lines.iter().chain(more);
    let lines: Vec<(&Line, &str)> = series
        .map(|line| (line, evidence_words(line.evidence)))
        .chain(chart.limits.iter().map(|line| (line, curve)))
        .collect();
    let points = || lines.iter().flat_map(|(line, _)| &line.points);
    let is_empty = points().next().is_none();
    let says = |what: fn(&Point) -> bool| is_empty || points().any(what);
    let headings = [
        (true, "series".to_owned()),
        (true, "evidence".to_owned()),
        (says(|point| !point.name.is_empty()), "point".to_owned()),
        (true, words::heading(&chart.x)),
        (true, words::heading(&chart.y)),
        (
            says(|point| point.band.is_some()),
            words::interval_heading(DRAWN),
        ),
        (says(|point| point.hollow), "remark".to_owned()),
    ];
    let cell = |line: &Line, kind: &str, point: &Point, column: usize| match column {
        0 => line.name.clone(),
        1 => kind.to_owned(),
        2 => point.name.clone(),
        3 => format_value(chart.x.unit, point.x),
        4 => format_value(chart.y.unit, point.y),
        5 => words::interval_cell(chart.y.unit, point.band),
        _ => words::remark(point.hollow),
    };

    // A column that says nothing is not even made: there may be a million rows.
    let said: Vec<usize> = (0..headings.len()).filter(|at| headings[*at].0).collect();
    let mut rows = Vec::with_capacity(points().count());
    for (line, kind) in &lines {
        for point in &line.points {
            let cells = said.iter().map(|column| cell(line, kind, point, *column));
            rows.push(cells.collect());
        }
    }
    let columns = headings.into_iter().filter(|(says, _)| *says);
    Table {
        columns: columns.map(|(_, heading)| heading).collect(),
        rows,
    }
}
