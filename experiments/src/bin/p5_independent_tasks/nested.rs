//! What nesting costs where it finishes: one pool that its own tasks use, against a pool for each task. Drawn, and not
//! judged.

use std::time::Duration;

use experiments::live;
use lab_kit::contender::Contender;
use lab_kit::contenders::{LapPool, RayonPool};
use lab_kit::workloads::sleep::Sleep;
use lab_measure::experiment::{Timed, cell};
use lap_pool::ThreadPool;
use serde_json::json;

/// Workers of every pool, tasks of the outer map, and tasks of each inner one.
const WORKERS: usize = 4;

/// Length of an inner task.
const INNER: Duration = Duration::from_millis(1);

/// The cells.
pub fn add(timed: &mut Timed, python: bool) {
    let start = || LapPool::new(WORKERS).expect("it starts");
    shared(timed, start());
    shared(timed, RayonPool::new(WORKERS).expect("it starts"));
    let (outer, tasks, sleep) = (start(), numbers(), Sleep::new(INNER));
    timed.add_large(cell(outer.name(), "pool_per_task", &at()), move |watch| {
        watch.time(|_| {
            // lesson: a map within the tasks of a map, on a pool for each task
            outer.map(&tasks, |_| {
                let own = ThreadPool::new(WORKERS).expect("it starts");
                let done = own.map(&tasks, |&task| sleep.run(task));
                done.expect("the pool runs");
            })
            // lesson ends
        });
    });
    if python {
        let inner = json!({ "inner_ns": INNER.as_nanos() as u64 });
        let (cell, run) = live::cell("pool_per_task", "pool_per_task", &at(), inner);
        timed.add_large(cell, run);
    }
}

fn shared<C: Contender + 'static>(timed: &mut Timed, pool: C) {
    let (tasks, sleep) = (numbers(), Sleep::new(INNER));
    timed.add_large(cell(pool.name(), "nested_map", &at()), move |watch| {
        watch.time(|_| {
            // lesson: a map within the tasks of a map, on one pool
            pool.map(&tasks, |_| {
                pool.map(&tasks, |&task| sleep.run(task));
            })
            // lesson ends
        });
    });
}

fn numbers() -> Vec<usize> {
    (0..WORKERS).collect()
}

fn at() -> [(&'static str, u64); 2] {
    let workers = WORKERS as u64;
    [("n", workers * workers), ("workers", workers)]
}
