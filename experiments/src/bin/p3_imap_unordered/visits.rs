//! The visits that are counted or traced, each with a process to itself.

use experiments::visits::Visits;
use lab_kit::contender::Streams;
use lab_kit::contenders::{LapPool, PythonModel};
use lab_measure::experiment::{Findings, Finds, Settings, Solo};
use serde_json::json;

use super::{caller_waits, lanes, one_held, profiles};

/// Tasks of a visit of which one is held.
pub const TASKS: u64 = 20;

/// Which task is held, items that a worker takes at a time if they are given, and the calls that are made.
pub const HELD: [(u64, Option<u64>, &[&str]); 3] = [
    (0, None, &["map", "imap", "imap_unordered"]),
    (TASKS - 1, None, &["map", "imap", "imap_unordered"]),
    (3, Some(4), &["imap_unordered"]),
];

/// All of them.
pub fn all(settings: &Settings) -> Vec<Solo> {
    let mut visits = Visits::of(settings);
    held_visits(&mut visits);
    waiting_visits(&mut visits);
    if visits.explains() {
        visits.extend(profiles::visits(settings));
        visits.extend(lanes::visits());
    }
    visits.into_list()
}

fn held_visits(visits: &mut Visits) {
    let finds = || Finds::counts(&one_held::COUNTS);
    for (held, chunksize, calls) in HELD {
        let size = held_size(held, chunksize);
        for &call in calls {
            visits.push("lap-pool", (call, &size), finds(), move |found| {
                let counts = one_held::counted(&lap_pool(chunksize), call, TASKS, held);
                note(counts, found);
            });
            visits.python("one_held", (call, &size), finds(), json!({}));
            if visits.explains() {
                visits.push("python model", (call, &size), finds(), move |found| {
                    let counts = one_held::counted(&model(chunksize), call, TASKS, held);
                    note(counts, found);
                });
            }
        }
    }
}

/// The size of a cell of which one task is held.
pub fn held_size(held: u64, chunksize: Option<u64>) -> Vec<(&'static str, u64)> {
    let workers = one_held::WORKERS as u64;
    let mut size = vec![("n", TASKS), ("held", held), ("workers", workers)];
    size.extend(chunksize.map(|size| ("chunksize", size)));
    size
}

/// Told how many items it may have in flight: by default that follows what they cost, and so how soon they run.
fn lap_pool(chunksize: Option<u64>) -> LapPool {
    let pool = LapPool::new(one_held::WORKERS).expect("the pool starts");
    let pool = pool.with_buffersize(2 * one_held::WORKERS);
    match chunksize {
        Some(size) => pool.with_chunksize(size as usize),
        None => pool,
    }
}

pub fn model(chunksize: Option<u64>) -> PythonModel {
    let model = PythonModel::new(one_held::WORKERS).expect("the model starts");
    match chunksize {
        Some(size) => model.with_chunksize(size as usize),
        None => model,
    }
}

fn note(counts: one_held::Counts, found: &mut Findings) {
    for (name, count) in counts {
        found.count(name, count);
    }
}

/// How often the caller waits until all results are there.
fn waiting_visits(visits: &mut Visits) {
    let workers = visits.workers();
    let size = [
        ("n", caller_waits::TASKS),
        ("block_bytes", caller_waits::BLOCK_BYTES),
    ];
    let finds = || Finds::counts(&["caller_waits"]);
    for call in caller_waits::CALLS {
        visits.push("lap-pool", (call, &size), finds(), move |found| {
            let pool = LapPool::new(workers).expect("the pool starts");
            match caller_waits::counted(&pool, call) {
                Ok(waits) => found.count("caller_waits", waits),
                Err(reason) => found.absent("caller_waits", reason),
            }
        });
        visits.python("caller_waits", (call, &size), finds(), json!({}));
    }
}
