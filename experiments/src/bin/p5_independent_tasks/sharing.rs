//! The same work, of which more and more is done under one lock; by a pool, and by threads that are started for it.

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use experiments::expected::Expected;
use experiments::{controls, live};
use lab_kit::contender::Contender;
use lab_kit::contenders::LapPool;
use lab_kit::workloads::sleep::Sleep;
use lab_measure::experiment::{Timed, cell};
use lab_measure::record::Cell;
use serde_json::json;

/// Workers, so many that a lock shows whatever the machine's cores: its tasks sleep.
pub const WORKERS: usize = 8;

/// Two tasks for each worker.
const TASKS: u64 = 16;

/// Length of a task.
pub const TASK: Duration = Duration::from_millis(8);

/// Per cent of a task that is under the lock.
const SHARES: [u64; 4] = [0, 1, 10, 50];

/// Shares at which threads without a pool do the same.
const SHARES_OF_THREADS: [u64; 2] = [10, 50];

/// The tasks' work: a part that is their own, and a part under the lock that they share.
pub struct Work {
    own: Sleep,
    /// None where nothing is shared.
    shared: Option<Sleep>,
    total: Mutex<u64>,
}

impl Work {
    /// Work of which so many per cent are under the lock.
    pub fn with(shared_percent: u64) -> Self {
        let shared = TASK * shared_percent as u32 / 100;
        Self {
            own: Sleep::new(TASK - shared),
            shared: (shared_percent > 0).then(|| Sleep::new(shared)),
            total: Mutex::new(0),
        }
    }

    // lesson: a task of which a part is under a lock
    pub fn task(&self, item: u64) -> u64 {
        self.own.run(());
        if let Some(shared) = self.shared {
            let mut total = self.total.lock().unwrap_or_else(PoisonError::into_inner);
            shared.run(());
            *total += item;
        }
        item
    }
    // lesson ends
}

/// The cells of both subjects, and the null control's other half.
pub fn add(timed: &mut Timed, pool: &'static LapPool, python: bool) {
    let sum = Expected::default();
    for shared_percent in SHARES {
        if shared_percent > 0 {
            add_map(timed, pool, shared_percent, &sum);
        }
        if python {
            add_python(timed, "locked", shared_percent);
        }
    }
    for shared_percent in SHARES_OF_THREADS {
        add_threads(timed, pool.name(), shared_percent, &sum);
        if python {
            add_python(timed, "locked_threads", shared_percent);
        }
    }
}

/// Independent tasks, twice under two names: in every process, since the null control is among them.
pub fn add_independent(timed: &mut Timed, pool: &'static LapPool) {
    let sum = Expected::default();
    add_map(timed, pool, 0, &sum);
    let again = controls::again(at(pool.name(), "locked", 0));
    add_map_as(timed, again, pool, 0, &sum);
}

fn add_map(timed: &mut Timed, pool: &'static LapPool, shared_percent: u64, sum: &Expected) {
    let cell = at(pool.name(), "locked", shared_percent);
    add_map_as(timed, cell, pool, shared_percent, sum);
}

fn add_map_as(timed: &mut Timed, cell: Cell, pool: &'static LapPool, share: u64, sum: &Expected) {
    let (work, sum) = (Work::with(share), sum.clone());
    let items: Vec<u64> = (0..TASKS).collect();
    timed.add_large(cell, move |watch| {
        let results = watch.time(|_| {
            // lesson: by a pool
            pool.map(&items, |&item| work.task(item))
            // lesson ends
        });
        sum.check_all(&results);
    });
}

/// As many threads as the pool has workers, with as many tasks each.
fn add_threads(timed: &mut Timed, name: &str, shared_percent: u64, sum: &Expected) {
    let (work, sum) = (Work::with(shared_percent), sum.clone());
    let items: Vec<u64> = (0..TASKS).collect();
    let cell = at(name, "locked_threads", shared_percent);
    timed.add_large(cell, move |watch| {
        let results = watch.time(|_| {
            // lesson: by threads that are started for it
            let mut results = vec![0; items.len()];
            thread::scope(|scope| {
                let each = items.len() / WORKERS;
                for (items, results) in items.chunks(each).zip(results.chunks_mut(each)) {
                    let work = &work;
                    scope.spawn(move || {
                        for (item, result) in items.iter().zip(results) {
                            *result = work.task(*item);
                        }
                    });
                }
            });
            // lesson ends
            results
        });
        sum.check_all(&results);
    });
}

fn add_python(timed: &mut Timed, call: &str, shared_percent: u64) {
    let task_ns = TASK.as_nanos() as u64;
    let shared_ns = task_ns * shared_percent / 100;
    let parts = json!({ "own_ns": task_ns - shared_ns, "shared_ns": shared_ns });
    let (cell, run) = live::cell("locked", call, &size(shared_percent), parts);
    timed.add_large(cell, run);
}

fn at(contender: &str, call: &str, shared_percent: u64) -> Cell {
    cell(contender, call, &size(shared_percent))
}

fn size(shared_percent: u64) -> [(&'static str, u64); 4] {
    [
        ("n", TASKS),
        ("workers", WORKERS as u64),
        ("grain_ns", TASK.as_nanos() as u64),
        ("shared_percent", shared_percent),
    ]
}
