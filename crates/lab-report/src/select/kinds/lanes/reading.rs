//! What to see in a picture of lanes, in a sentence or two.

use std::collections::BTreeSet;

use lab_measure::record::{Cell, Lanes};

use crate::text::number::{count, plural, time};

/// When the first and the last result came, how far the input was read ahead, what a bar is that is no plain task, and how
/// many tasks were not run.
pub(super) fn reading(lanes: &Lanes, cell: &Cell, note: Option<&str>) -> String {
    let results = lanes.yielded.len() as u64;
    let first = lanes.yielded.iter().map(|result| result.at_ns).min();
    let last = lanes.yielded.iter().map(|result| result.at_ns).max();
    let came = match (first, last) {
        (Some(first), Some(last)) => format!(
            "{}: the first after {}, the last after {}.",
            plural(results, "result", "results"),
            time(first as f64),
            time(last as f64)
        ),
        _ => "No result was returned.".into(),
    };
    let pulled = lanes.pulls.len() as u64;
    let ahead = match pulled {
        0 => came,
        _ => format!(
            "{came} At most {} of {} inputs ahead of the caller.",
            count(lanes.most_ahead()),
            count(pulled)
        ),
    };
    let ahead = match note {
        Some(note) => format!("{ahead} {note}"),
        None => ahead,
    };
    match cell.param("n").map_or(0, |given| not_run(lanes, given)) {
        0 => ahead,
        tasks => format!(
            "{ahead} {} not run.",
            plural(tasks, "task was", "tasks were")
        ),
    }
}

/// How many of the tasks that were given have not run.
fn not_run(lanes: &Lanes, given: u64) -> u64 {
    let run: BTreeSet<u32> = lanes.spans.iter().map(|span| span.task).collect();
    (0..given)
        .filter(|task| u32::try_from(*task).is_ok_and(|task| !run.contains(&task)))
        .count() as u64
}

#[cfg(test)]
mod tests {
    use lab_measure::record::{Pull, Role, Span, Yielded};

    use super::*;

    #[test]
    fn tasks_that_were_given_and_not_run_are_counted_each_once() {
        let cell = |n| Cell {
            contender: "a".into(),
            call: "map".into(),
            params: [("n".to_string(), n)].into(),
            role: Role::Subject,
        };
        let span = |task| Span {
            lane: 0,
            task,
            start_ns: 0,
            end_ns: 1,
        };
        let lanes = Lanes {
            cell: 0,
            spans: vec![span(0), span(2), span(2), span(5)],
            pulls: vec![Pull { task: 0, at_ns: 0 }],
            yielded: vec![Yielded { task: 0, at_ns: 1 }],
        };
        assert!(reading(&lanes, &cell(4), None).ends_with("2 tasks were not run."));
        assert!(!reading(&lanes, &cell(1), None).contains("not run"));
    }
}
