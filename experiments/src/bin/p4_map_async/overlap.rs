//! What the caller can do meanwhile: the same tasks and the same work of the caller's own, by both calls, as lanes.

use std::time::Duration;

use experiments::lanes::cpython::asked;
use experiments::lanes::{WORKERS, of_trace, visit};
use experiments::live;
use lab_kit::contender::{Deferred, Pending};
use lab_kit::contenders::LapPool;
use lab_kit::workloads::sleep::Sleep;
use lab_kit::workloads::trace::Recorder;
use lab_measure::experiment::{Findings, Solo};
use serde_json::json;

const TASKS: u32 = 12;

/// Sleep of a task in nanoseconds.
const TASK_NS: u64 = 6_000_000;

/// The caller's own work: more than three tasks, so that it is told from them in the picture.
const OWN_NS: u64 = 20_000_000;

/// The calls that are compared.
pub const CALLS: [&str; 2] = ["map_then_own_work", "map_async_and_own_work"];

/// One traced visit of each.
pub fn visits() -> Vec<Solo> {
    let n = TASKS as usize;
    let mut list = Vec::new();
    for call in CALLS {
        let run = Box::new(move |found: &mut Findings| {
            let pool = LapPool::workers_only(WORKERS).expect("the pool starts");
            traced(&pool, call, found);
        });
        list.push(visit("lap-pool", call, n, &[], run));
        let request = json!({
            "visit": "traced_overlap", "call": call, "n": n, "task_ns": TASK_NS, "own_ns": OWN_NS, "workers": WORKERS,
        });
        list.push(visit(live::NAME, call, n, &[], asked(request)));
    }
    list
}

/// The caller's own work stands in its lane, behind the last task.
fn traced(pool: &impl Deferred, call: &str, found: &mut Findings) {
    let recorder = Recorder::new();
    let sleep = |ns| Sleep::new(Duration::from_nanos(ns));
    let own_work = || recorder.span(TASKS, || sleep(OWN_NS).run(()));
    let run = {
        let recorder = recorder.clone();
        move |task: u32| recorder.span(task, || sleep(TASK_NS).run(task))
    };
    let numbers: Vec<u32> = (0..TASKS).collect();
    if call == CALLS[0] {
        // lesson: lap-pool: first all results, then the caller's own work
        let results = pool.map(&numbers, |task| run(*task));
        recorder.yielded_all(0..results.len() as u32);
        own_work();
        // lesson ends
    } else {
        // lesson: lap-pool: the caller's own work while the tasks run
        let later = pool.map_async(numbers, run);
        own_work();
        let results = later.get().expect("no task fails");
        recorder.yielded_all(0..results.len() as u32);
        // lesson ends
    }
    found.lanes(of_trace(&recorder.trace()));
}
