//! CPython's lanes, by its own account.

use lab_measure::record::{Lanes, Pull, Span, Yielded};
use serde_json::{Value, json};

use super::{Tasks, Visit, WORKERS, What};
use crate::live;

/// The visit whose answer to this request is a trace.
pub fn asked(request: Value) -> Visit {
    Box::new(move |findings| {
        if let Some(answer) = live::found(&request, findings) {
            findings.lanes(lanes_of(&answer));
        }
    })
}

/// The visit of one call.
pub(super) fn python(tasks: Tasks, call: &'static str) -> Visit {
    let what = match tasks.what {
        What::Wait => "wait",
        What::Compute => "compute",
    };
    asked(
        json!({ "visit": "traced", "call": call, "what": what, "lengths": tasks.lengths, "workers": WORKERS }),
    )
}

/// The lanes of an interpreter's threads, numbered by their first task; its calling thread is the caller.
pub fn lanes_of(answer: &Value) -> Lanes {
    let caller = live::number(answer, "caller");
    let mut spans: Vec<(u64, u32, u64, u64)> = live::list(answer, "spans");
    spans.sort_by_key(|&(_, _, start_ns, _)| start_ns);
    let mut threads: Vec<u64> = Vec::new();
    let mut lane = |thread| {
        if thread == caller {
            return Lanes::CALLER;
        }
        let known = threads.iter().position(|known| *known == thread);
        known.unwrap_or_else(|| {
            threads.push(thread);
            threads.len() - 1
        }) as u32
    };
    let spans = spans
        .into_iter()
        .map(|(thread, task, start_ns, end_ns)| Span {
            lane: lane(thread),
            task,
            start_ns,
            end_ns,
        });
    let spans = spans.collect();
    let pulls = live::list(answer, "pulls").into_iter();
    let yielded = live::list(answer, "yielded").into_iter();
    Lanes {
        cell: 0,
        spans,
        pulls: pulls.map(|(task, at_ns)| Pull { task, at_ns }).collect(),
        yielded: yielded
            .map(|(task, at_ns)| Yielded { task, at_ns })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interpreter_s_threads_are_numbered_by_their_first_task_and_its_caller_apart() {
        let answer = json!({
            "caller": 900,
            "spans": [[77, 1, 20, 30], [55, 0, 10, 40], [900, 2, 30, 50], [55, 3, 41, 42]],
            "pulls": [[0, 1]],
            "yielded": [[0, 45]],
        });
        let lanes = lanes_of(&answer);
        let found: Vec<(u32, u32)> = lanes.spans.iter().map(|s| (s.task, s.lane)).collect();
        assert_eq!(found, [(0, 0), (1, 1), (2, Lanes::CALLER), (3, 0)]);
        assert_eq!(lanes.pulls, [Pull { task: 0, at_ns: 1 }]);
        assert_eq!(lanes.yielded, [Yielded { task: 0, at_ns: 45 }]);
    }
}
