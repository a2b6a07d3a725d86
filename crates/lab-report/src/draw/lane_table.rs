//! The table twin of a lane chart: every event in order of time.

use super::format::format_value;
use super::lane_chart::Bar;
use super::{LaneChart, Table, Unit};

/// One row per task, input and result; the last column holds the curve of inputs read ahead, where inputs were traced.
pub(super) fn of(chart: &LaneChart) -> Table {
    let time = |at: u64| format_value(Unit::Nanoseconds, at as f64);
    let mut rows: Vec<(u64, i64, Vec<String>)> = Vec::new();
    for span in &chart.lanes.spans {
        let what = match chart.bar(span) {
            Bar::Task => "task",
            Bar::Slow => "long",
            Bar::Own => "caller itself",
        };
        let cells = vec![
            what.to_owned(),
            LaneChart::lane_name(span.lane),
            span.task.to_string(),
            time(span.start_ns),
            time(span.end_ns),
        ];
        rows.push((span.start_ns, 0, cells));
    }
    for pull in &chart.lanes.pulls {
        let cells = vec![
            "input read".to_owned(),
            "input".to_owned(),
            pull.task.to_string(),
            time(pull.at_ns),
            String::new(),
        ];
        rows.push((pull.at_ns, 1, cells));
    }
    for result in &chart.lanes.yielded {
        let cells = vec![
            "result".to_owned(),
            "you get".to_owned(),
            result.task.to_string(),
            time(result.at_ns),
            String::new(),
        ];
        rows.push((result.at_ns, -1, cells));
    }
    // Results before inputs of the same time, as in the drawn curve.
    rows.sort_by_key(|(at, step, _)| (*at, *step));
    let mut columns = vec!["event", "lane", "item", "from (time)", "to (time)"];
    if chart.has_inputs() {
        columns.push("inputs read ahead (count)");
    }
    let mut ahead = 0;
    let rows = rows
        .into_iter()
        .map(|(_, step, mut cells)| {
            ahead += step;
            match step {
                _ if !chart.has_inputs() => {}
                0 => cells.push(String::new()),
                _ => cells.push(ahead.max(0).to_string()),
            }
            cells
        })
        .collect();
    Table {
        columns: columns.into_iter().map(str::to_owned).collect(),
        rows,
    }
}
