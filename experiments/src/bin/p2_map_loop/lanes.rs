//! The loop and the map that takes its place, as lanes: when results are in hand, and what is left where a task fails.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use experiments::lanes::cpython::asked;
use experiments::lanes::{Tasks, WORKERS, What, of_calls, of_trace, visit};
use experiments::live;
use lab_kit::contender::Contender;
use lab_kit::contenders::LapPool;
use lab_kit::workloads::sleep::Sleep;
use lab_kit::workloads::source::Counting;
use lab_kit::workloads::trace::{Recorder, Trace};
use lab_measure::experiment::{Findings, Solo};
use serde_json::json;

/// Sleep of most of the twenty tasks, in nanoseconds; the first sleeps ten times as long.
const USUAL_NS: u64 = 4_000_000;

/// Tasks of one length of which one fails at its end.
const TASKS: u32 = 24;

/// The one that fails.
const FAILS: u32 = 8;

/// Sleep of each, in nanoseconds.
const TASK_NS: u64 = 4_000_000;

/// The loop beside the map, and both with a task that fails.
pub fn visits() -> Vec<Solo> {
    let twenty = Tasks::twenty(What::Wait, USUAL_NS);
    let mut list = of_calls(&twenty, &["loop", "map"]);
    let at = [("failing", u64::from(FAILS))];
    let failing: [(_, _, _, fn() -> Trace); 2] = [
        ("serial", "loop_raising", "loop", failing_loop),
        ("lap-pool", "map_raising", "map", failing_map),
    ];
    for (name, call, plain, trace) in failing {
        let run = Box::new(move |found: &mut Findings| found.lanes(of_trace(&trace())));
        list.push(visit(name, call, TASKS as usize, &at, run));
        let request = json!({
            "visit": "traced", "call": plain, "what": "wait", "fails": FAILS,
            "lengths": vec![TASK_NS; TASKS as usize], "workers": WORKERS,
        });
        list.push(visit(live::NAME, call, TASKS as usize, &at, asked(request)));
    }
    list
}

/// A task of the failing set.
fn run(recorder: &Recorder, task: u32) {
    recorder.span(task, || {
        Sleep::new(Duration::from_nanos(TASK_NS)).run(());
        if task == FAILS {
            resume_unwind(Box::new("an input was wrong"));
        }
    });
}

/// The loop ends where the task fails; what came before is in hand.
fn failing_loop() -> Trace {
    let recorder = Recorder::new();
    let ended = catch_unwind(AssertUnwindSafe(|| {
        for task in Counting::new(0..TASKS).traced(&recorder) {
            run(&recorder, task);
            recorder.yielded(task);
        }
    }));
    assert!(ended.is_err(), "the caller hears of the task");
    recorder.trace()
}

/// The map gives all results, or none.
fn failing_map() -> Trace {
    let pool = LapPool::workers_only(WORKERS).expect("the pool starts");
    let recorder = Recorder::new();
    let items: Vec<u32> = Counting::new(0..TASKS).traced(&recorder).collect();
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let results = pool.map(&items, |&task| run(&recorder, task));
        recorder.yielded_all(0..results.len() as u32);
    }));
    assert!(ended.is_err(), "the caller hears of the task");
    recorder.trace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_failing_loop_keeps_what_came_before_and_the_failing_map_gives_nothing() {
        let looped = failing_loop();
        assert_eq!(looped.spans.len(), FAILS as usize + 1);
        assert_eq!(looped.yielded.len(), FAILS as usize);
        let mapped = failing_map();
        assert!(mapped.spans.iter().any(|span| span.task == FAILS));
        assert!(mapped.yielded.is_empty(), "{:?}", mapped.yielded);
    }
}
