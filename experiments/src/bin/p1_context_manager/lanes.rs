//! What the end of a scope does to the tasks that are queued, and whose threads do the work of several calls, as lanes.

use std::time::Duration;

use experiments::lanes::cpython::asked;
use experiments::lanes::{WORKERS, of_trace, visit};
use experiments::live;
use lab_kit::contender::Contender;
use lab_kit::contenders::LapPool;
use lab_kit::workloads::gate::Gate;
use lab_kit::workloads::sleep::Sleep;
use lab_kit::workloads::source::Counting;
use lab_kit::workloads::trace::{Recorder, Trace};
use lab_measure::experiment::{Findings, Solo};
use lap_pool::{AsyncResult, ThreadPool};
use serde_json::json;

/// Sleep of a task in nanoseconds.
const TASK_NS: u64 = 10_000_000;

/// Tasks given within the scope: three for each worker.
const GIVEN: u32 = 3 * WORKERS as u32;

/// Tasks of all calls, of which each has one for each worker.
const OF_CALLS: u32 = 4 * WORKERS as u32;

/// The scope, and several calls by one pool and by a pool for each; by both subjects.
pub fn visits() -> Vec<Solo> {
    let visits: [(_, _, _, fn() -> Trace); 3] = [
        ("leave_by_return", "traced_scope", GIVEN, scope),
        ("one_pool", "traced_calls", OF_CALLS, one_pool),
        ("pool_per_call", "traced_calls", OF_CALLS, pool_per_call),
    ];
    let mut list = Vec::new();
    for (call, script, n, trace) in visits {
        let run = Box::new(move |found: &mut Findings| found.lanes(of_trace(&trace())));
        list.push(visit("lap-pool", call, n as usize, &[], run));
        let request = json!({ "visit": script, "call": call, "n": n, "task_ns": TASK_NS, "workers": WORKERS });
        list.push(visit(live::NAME, call, n as usize, &[], asked(request)));
    }
    list
}

fn sleep() {
    Sleep::new(Duration::from_nanos(TASK_NS)).run(());
}

/// The scope is left as soon as every worker has begun a task. The caller's lane has the scope, to the end of its end.
fn scope() -> Trace {
    let (recorder, begun) = (Recorder::new(), Gate::new());
    begun.open();
    let mut results = Vec::new();
    recorder.span(GIVEN, || {
        let scope = ThreadPool::with(WORKERS, |pool| {
            for task in Counting::new(0..GIVEN).traced(&recorder) {
                let (recorder, begun) = (recorder.clone(), begun.clone());
                let run = move || {
                    recorder.span(task, || {
                        begun.wait();
                        sleep();
                    })
                };
                results.push(pool.apply_async(run).expect("it runs"));
            }
            begun.wait_for_arrivals(WORKERS);
        });
        scope.expect("the pool starts");
    });
    for (task, result) in (0..).zip(&results) {
        if AsyncResult::ready(result) {
            recorder.yielded(task);
        }
    }
    recorder.trace()
}

fn one_pool() -> Trace {
    let pool = LapPool::workers_only(WORKERS).expect("the pool starts");
    calls(|items, task| pool.map(items, |item| task(item)))
}

fn pool_per_call() -> Trace {
    calls(|items, task| {
        let pool = LapPool::workers_only(WORKERS).expect("the pool starts");
        pool.map(items, |item| task(item))
    })
}

/// One call after the other, a task for each worker; its results are in hand when its pool is done with.
fn calls(call: impl Fn(&[u32], &(dyn Fn(&u32) + Sync)) -> Vec<()>) -> Trace {
    let recorder = Recorder::new();
    for first in (0..OF_CALLS).step_by(WORKERS) {
        let numbers = first..first + WORKERS as u32;
        let items: Vec<u32> = Counting::new(numbers.clone()).traced(&recorder).collect();
        call(&items, &|task| recorder.span(*task, sleep));
        recorder.yielded_all(numbers);
    }
    recorder.trace()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn all_tasks_of_the_scope_have_run_within_it() {
        let trace = scope();
        let block = trace.spans.iter().find(|span| span.task == GIVEN);
        let block = block.expect("the caller's lane has the scope");
        let tasks = || trace.spans.iter().filter(|span| span.task < GIVEN);
        assert_eq!(tasks().count(), GIVEN as usize);
        assert!(tasks().all(|span| span.end_ns <= block.end_ns));
        assert_eq!(trace.yielded.len(), GIVEN as usize);
    }

    #[test]
    fn no_thread_of_a_pool_for_each_call_serves_two_calls() {
        let mut served: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for span in pool_per_call().spans {
            let call = span.task / WORKERS as u32;
            served.entry(span.lane).or_default().insert(call);
        }
        assert!(served.values().all(|calls| calls.len() == 1), "{served:?}");
    }

    #[test]
    fn one_pool_has_no_more_threads_than_workers() {
        let spans = one_pool().spans;
        assert_eq!(spans.len(), OF_CALLS as usize);
        let threads: BTreeSet<u32> = spans.iter().map(|span| span.lane).collect();
        assert!(threads.len() <= WORKERS, "{threads:?}");
    }
}
