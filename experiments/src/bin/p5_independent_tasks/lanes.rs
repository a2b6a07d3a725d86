//! Independent tasks beside tasks of which half is under one lock, as lanes: what a worker does that waits for the lock.

use experiments::lanes::cpython::asked;
use experiments::lanes::{WORKERS, of_trace, visit};
use experiments::live;
use lab_kit::contender::Contender;
use lab_kit::contenders::LapPool;
use lab_kit::workloads::source::Counting;
use lab_kit::workloads::trace::{Recorder, Trace};
use lab_measure::experiment::{Findings, Solo};
use serde_json::json;

use super::sharing::{TASK, Work};

/// Three for each worker.
const TASKS: u32 = 3 * WORKERS as u32;

/// Per cent of a task that is under the lock.
const SHARES: [u64; 2] = [0, 50];

/// Both subjects with each share.
pub fn visits() -> Vec<Solo> {
    let mut list = Vec::new();
    for share in SHARES {
        let (n, at) = (TASKS as usize, [("shared_percent", share)]);
        let run = Box::new(move |found: &mut Findings| found.lanes(of_trace(&locked(share))));
        list.push(visit("lap-pool", "locked", n, &at, run));
        let task_ns = TASK.as_nanos() as u64;
        let shared_ns = task_ns * share / 100;
        let request = json!({
            "visit": "traced_lock", "n": TASKS, "workers": WORKERS,
            "own_ns": task_ns - shared_ns, "shared_ns": shared_ns,
        });
        list.push(visit(live::NAME, "locked", n, &at, asked(request)));
    }
    list
}

/// A task's bar has all of it: its own part, its wait for the lock, and its part under the lock.
fn locked(share: u64) -> Trace {
    let pool = LapPool::workers_only(WORKERS).expect("the pool starts");
    let work = Work::with(share);
    let recorder = Recorder::new();
    let items: Vec<u32> = Counting::new(0..TASKS).traced(&recorder).collect();
    pool.map(&items, |&task| {
        recorder.span(task, || work.task(task.into()))
    });
    recorder.yielded_all(0..TASKS);
    recorder.trace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_has_a_bar_whatever_it_shares() {
        for share in SHARES {
            let trace = locked(share);
            assert_eq!(trace.spans.len(), TASKS as usize, "{share} %");
            assert_eq!(trace.yielded.len(), TASKS as usize, "{share} %");
        }
    }
}
