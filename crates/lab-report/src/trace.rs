//! A traced visit in Chrome's trace format, to be opened in Perfetto or `chrome://tracing`.
//!
//! Bars are complete events (`X`), results instants (`i`) on the caller's row, inputs read ahead a counter (`C`).
//! Times are microseconds, with three decimals so that no nanosecond is lost.

use lab_measure::record::Lanes;
use serde_json::{Value, json};

/// The row of the calling thread.
const CALLER: u32 = 0;

/// The trace as JSON, under this name.
pub(crate) fn chrome_trace(name: &str, lanes: &Lanes) -> Vec<u8> {
    let mut events = vec![
        metadata("process_name", CALLER, name),
        metadata("thread_name", CALLER, "caller"),
    ];
    let mut rows: Vec<u32> = lanes.spans.iter().map(|span| row(span.lane)).collect();
    rows.sort_unstable();
    rows.dedup();
    let workers = rows.into_iter().filter(|row| *row != CALLER);
    events.extend(workers.map(|row| metadata("thread_name", row, &format!("worker {}", row - 1))));
    events.extend(lanes.spans.iter().map(|span| {
        json!({
            "ph": "X", "name": format!("task {}", span.task), "pid": 1, "tid": row(span.lane),
            "ts": micros(span.start_ns), "dur": micros(span.end_ns.saturating_sub(span.start_ns)),
            "args": { "task": span.task },
        })
    }));
    events.extend(lanes.yielded.iter().map(|result| {
        json!({
            "ph": "i", "s": "t", "name": format!("result {}", result.task), "pid": 1, "tid": CALLER,
            "ts": micros(result.at_ns), "args": { "task": result.task },
        })
    }));
    events.extend(ahead(lanes));
    let mut text = json!({ "displayTimeUnit": "ms", "traceEvents": events })
        .to_string()
        .into_bytes();
    text.push(b'\n');
    text
}

fn row(lane: u32) -> u32 {
    match lane {
        Lanes::CALLER => CALLER,
        worker => worker + 1,
    }
}

fn metadata(what: &str, row: u32, name: &str) -> Value {
    json!({ "ph": "M", "name": what, "pid": 1, "tid": row, "args": { "name": name } })
}

/// How many inputs were pulled but not yet returned, at every change.
fn ahead(lanes: &Lanes) -> Vec<Value> {
    let mut changes: Vec<(u64, i64)> = lanes.pulls.iter().map(|pull| (pull.at_ns, 1)).collect();
    changes.extend(lanes.yielded.iter().map(|result| (result.at_ns, -1)));
    changes.sort_unstable();
    let mut ahead = 0;
    changes
        .into_iter()
        .map(|(at_ns, step)| {
            ahead += step;
            json!({
                "ph": "C", "name": "inputs read ahead", "pid": 1, "ts": micros(at_ns),
                "args": { "inputs": ahead.max(0) },
            })
        })
        .collect()
}

fn micros(ns: u64) -> f64 {
    ns as f64 / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;
    use lab_measure::record::{Pull, Span, Yielded};

    #[test]
    fn a_task_a_result_and_an_input_each_have_their_event() {
        let lanes = Lanes {
            cell: 0,
            spans: vec![Span {
                lane: 1,
                task: 7,
                start_ns: 1_500,
                end_ns: 4_001,
            }],
            pulls: vec![Pull { task: 7, at_ns: 10 }],
            yielded: vec![Yielded {
                task: 7,
                at_ns: 5_000,
            }],
        };
        let trace: Value = serde_json::from_slice(&chrome_trace("a <name>", &lanes)).unwrap();
        let events = trace["traceEvents"].as_array().unwrap();
        let of_kind = |kind: &str| events.iter().filter(|event| event["ph"] == kind).count();
        assert_eq!(
            (of_kind("X"), of_kind("i"), of_kind("C"), of_kind("M")),
            (1, 1, 2, 3)
        );
        let task = events.iter().find(|event| event["ph"] == "X").unwrap();
        assert_eq!(
            (task["ts"].as_f64(), task["dur"].as_f64()),
            (Some(1.5), Some(2.501))
        );
        assert_eq!(task["tid"], 2);
    }
}
