//! The counted visits: one result, then a pause. How far was the input read?

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use experiments::visits::Visits;
use lab_kit::contender::{Deferred, Pending, Streams};
use lab_kit::contenders::{LapPool, PythonModel};
use lab_kit::workloads::item::{LiveGauge, Payload};
use lab_kit::workloads::source::Counting;
use lab_kit::workloads::spin::Kernel;
use lab_measure::experiment::{Findings, Finds, Settings, Solo};
use lab_measure::quiescence;
use serde_json::json;

use super::memory::ITEM_BYTES;

/// (tasks, their length): the regimes that the claims name.
const COUNTED: [(u64, u64); 3] = [(10_000, 0), (1_000, 20_000), (100, 1_000_000)];

/// What a visit may find.
const FINDS: [&str; 5] = [
    "pulled_after_one_result",
    "peak_live_items",
    "tasks_run",
    "messages_queued",
    "threads_created",
];

/// All of them.
pub fn visits(settings: &Settings) -> Vec<Solo> {
    let mut visits = Visits::of(settings);
    let workers = visits.workers();
    let finds = || Finds::counts(&FINDS);
    for (n, grain_ns) in COUNTED {
        let size = [("n", n), ("grain_ns", grain_ns)];
        for call in ["map", "map_async", "imap", "imap_unordered"] {
            if !visits.explains() && !is_claimed(call, grain_ns) {
                continue;
            }
            visits.push("lap-pool", (call, &size), finds(), move |found| {
                note(paused(|| LapPool::new(workers), call, n, grain_ns), found);
            });
            if visits.explains() {
                visits.push("python model", (call, &size), finds(), move |found| {
                    let start = || PythonModel::new(workers);
                    note(paused(start, call, n, grain_ns), found);
                });
            }
            let more = json!({ "item_bytes": ITEM_BYTES });
            visits.python("paused", (call, &size), finds(), more);
        }
    }
    visits.into_list()
}

/// Whether a claim speaks of it: for the rest a quick run has no time.
fn is_claimed(call: &str, grain_ns: u64) -> bool {
    match call {
        "map" | "imap" => true,
        "map_async" => grain_ns != 20_000,
        _ => false,
    }
}

/// What a visit counted, by name.
pub type Counts = BTreeMap<&'static str, u64>;

fn note(counts: Counts, found: &mut Findings) {
    counts
        .into_iter()
        .for_each(|(name, count)| found.count(name, count));
}

/// Takes one result, then pauses until the pool has nothing left to do, and counts how far the input was read by then.
/// The items travel through the pool by value, so that one alive anywhere between source and reader is counted.
pub fn paused<C: Streams + Deferred>(
    start: impl Fn() -> io::Result<C>,
    call: &str,
    n: u64,
    grain_ns: u64,
) -> Counts {
    let pool = start().expect("the pool starts");
    let gauge = LiveGauge::new();
    let done = Arc::new(AtomicU64::new(0));
    let task = Kernel::calibrate().grain(grain_ns);
    let work = {
        let done = Arc::clone(&done);
        move |item: Payload| {
            task.run(0);
            done.fetch_add(1, Relaxed);
            item
        }
    };
    let source = {
        let gauge = gauge.clone();
        Counting::new(
            (0..n as u32).map(move |index| Payload::new(index, ITEM_BYTES as usize, &gauge)),
        )
    };
    let pulls = source.pulls();
    let pulled = match call {
        "map" => {
            let items: Vec<Payload> = source.collect();
            let results = pool.map(&items, |item| {
                task.run(0);
                done.fetch_add(1, Relaxed);
                item.index()
            });
            assert_eq!(results.len() as u64, n);
            pulls.count()
        }
        "map_async" => {
            let results = pool.map_async(source, work).get().expect("no task fails");
            assert_eq!(results.len() as u64, n);
            pulls.count()
        }
        "imap" => {
            // lesson: one result, then a pause: how far was the input read?
            let mut results = pool.imap(source, work);
            let first = results.next();
            wait_until_idle(|| (pulls.count(), done.load(Relaxed)), n);
            let pulled = pulls.count();
            // lesson ends
            drop(first);
            results.for_each(drop);
            pulled
        }
        _ => {
            let mut results = pool.imap_unordered(source, work);
            let first = results.next();
            wait_until_idle(|| (pulls.count(), done.load(Relaxed)), n);
            let pulled = pulls.count();
            drop(first);
            results.for_each(drop);
            pulled
        }
    };
    let counted = pool.counts();
    let mut counts = Counts::from([
        ("pulled_after_one_result", pulled),
        ("peak_live_items", gauge.peak()),
        ("tasks_run", done.load(Relaxed)),
    ]);
    counts.extend(
        counted
            .messages_queued
            .map(|sent| ("messages_queued", sent)),
    );
    counts.extend(
        counted
            .threads_created
            .map(|threads| ("threads_created", threads)),
    );
    counts
}

/// All `n` items are pulled and done; or all threads of the pool sleep, and so nothing more is pulled.
fn wait_until_idle(state: impl Fn() -> (u64, u64), n: u64) {
    quiescence::wait_until(|| state() == (n, n));
}
