//! What to see in a picture of lanes, in a sentence or two.

use std::collections::BTreeSet;

use lab_measure::record::{Cell, Lanes};

use crate::select::reading::joined;
use crate::select::reading::texts::{Says, Sentence, lanes as texts};
use crate::text::number::{count, time};

/// When the first and the last result came, how far the input was read ahead, what a bar is that is no plain task, and how
/// many tasks were not run.
pub(super) fn reading(own: &Says, lanes: &Lanes, cell: &Cell, note: Option<&str>) -> String {
    let moments = || lanes.yielded.iter().map(|result| result.at_ns);
    let [first, last] = [moments().min(), moments().max()].map(|at| at.map(|ns| time(ns as f64)));
    let results = count(lanes.yielded.len() as u64);
    let came = match (first, last) {
        (Some(time), Some(_)) if results == "1" => texts::Result { time }.said(own),
        (Some(time), Some(last)) if time == last => texts::AtOnce { results, time }.said(own),
        (Some(first), Some(last)) => texts::Results {
            results,
            first,
            last,
        }
        .said(own),
        _ => texts::Empty {}.said(own),
    };
    let ahead = (!lanes.pulls.is_empty()).then(|| {
        let [ahead, all] = [lanes.most_ahead(), lanes.pulls.len() as u64].map(count);
        texts::Ahead { ahead, all }.said(own)
    });
    let left = match cell.param("n").map_or(0, |given| not_run(lanes, given)) {
        0 => None,
        tasks => Some(
            texts::LeftOver {
                tasks: count(tasks),
            }
            .said(own),
        ),
    };
    let note = note.map(str::to_owned);
    joined([Some(came), ahead, note, left].into_iter().flatten())
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
    use crate::select::reading::texts::FOR_ALL;

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
        assert!(reading(&FOR_ALL, &lanes, &cell(4), None).ends_with("2 tasks were not run."));
        assert!(!reading(&FOR_ALL, &lanes, &cell(1), None).contains("not run"));
    }
}
