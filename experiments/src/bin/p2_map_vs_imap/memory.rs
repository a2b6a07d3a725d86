//! What a call holds in memory: bytes and items, each visit in a process of its own.

use std::hint::black_box;

use experiments::visits::Visits;
use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::{LapPool, PythonModel, RayonPool};
use lab_kit::workloads::item::{LiveGauge, Payload};
use lab_measure::allocations::CountingAllocator;
use lab_measure::experiment::{Findings, Finds, Settings, Solo};
use lab_measure::memory;
use lab_measure::record::Mode;
use serde_json::json;

/// Size of an item where memory is looked at.
pub const ITEM_BYTES: u64 = 64;

/// A contender that moves every item through queues of its own needs seconds for a million: only in full mode.
pub fn is_too_large(mode: Mode, n: u64) -> bool {
    n > 100_000 && mode != Mode::Full
}

/// What a visit may find.
const FINDS: [&str; 4] = [
    "peak_live_items",
    "peak_alloc_bytes",
    "peak_rss_bytes",
    "peak_rss_growth_bytes",
];

/// Each in a process of its own, by the binary with the counting allocator.
pub fn visits(settings: &Settings) -> Vec<Solo> {
    let mut visits = Visits::of_memory(settings);
    let workers = visits.workers();
    let finds = || Finds::counts(&FINDS);
    let numbers: &[u64] = match settings.mode {
        Mode::Quick => &[1_000, 30_000],
        _ => &[1_000, 10_000, 100_000, 1_000_000],
    };
    for &n in numbers {
        let size = [("n", n), ("item_bytes", ITEM_BYTES)];
        visits.push("serial", ("loop", &size), finds(), move |found| {
            memory_of(n, ITEM_BYTES, found, |items| items.map(weigh).sum());
        });
        for call in ["map", "imap"] {
            visits.push("lap-pool", (call, &size), finds(), move |found| {
                memory_of_stream(&LapPool::new(workers).expect("starts"), call, n, found);
            });
            if is_too_large(settings.mode, n) && call == "imap" {
                continue;
            }
            visits.push("python model", (call, &size), finds(), move |found| {
                let model = PythonModel::new(workers).expect("starts");
                memory_of_stream(&model, call, n, found);
            });
            visits.python("memory", (call, &size), finds(), json!({}));
        }
        visits.push("rayon", ("map", &size), finds(), move |found| {
            memory_of_map(&RayonPool::new(workers).expect("starts"), n, found);
        });
    }
    for n in slow_reader_sizes(settings.mode) {
        let size = [("n", n), ("item_bytes", SLOW_READER_BYTES)];
        visits.push("lap-pool", (SLOW_READER, &size), finds(), move |found| {
            memory_of_slow_reader(&LapPool::new(workers).expect("starts"), n, found);
        });
    }
    visits.into_list()
}

/// The call of which each result is as large as its input, and whose reader is slower than the workers.
const SLOW_READER: &str = "imap_slow_reader";

/// Size of its items.
const SLOW_READER_BYTES: u64 = 1024;

/// Numbers of its items: a hundred million only where there is time.
fn slow_reader_sizes(mode: Mode) -> Vec<u64> {
    let most = match mode {
        Mode::Quick => 4,
        Mode::Default => 6,
        Mode::Full => 8,
    };
    (3..=most).map(|exponent| 10_u64.pow(exponent)).collect()
}

/// Tasks that hand their input on, and a reader that reads every byte of it.
fn memory_of_slow_reader(pool: &impl Streams, n: u64, found: &mut Findings) {
    memory_of(n, SLOW_READER_BYTES, found, |items| {
        let results = pool.imap(items, |item| item);
        results.map(read).sum()
    });
}

/// Reads every byte, which takes longer than to hand the item on.
fn read(item: Payload) -> u64 {
    let bytes = item.bytes().iter();
    black_box(bytes.map(|&byte| u64::from(byte)).sum::<u64>());
    weigh(item)
}

fn weigh(item: Payload) -> u64 {
    item.bytes().len() as u64
}

fn memory_of_map(pool: &impl Contender, n: u64, found: &mut Findings) {
    memory_of(n, ITEM_BYTES, found, |items| {
        let items: Vec<Payload> = items.collect();
        pool.map(&items, |item| item.bytes().len() as u64)
            .iter()
            .sum()
    });
}

fn memory_of_stream(pool: &impl Streams, call: &str, n: u64, found: &mut Findings) {
    match call {
        "map" => memory_of_map(pool, n, found),
        _ => memory_of(n, ITEM_BYTES, found, |items| pool.imap(items, weigh).sum()),
    }
}

/// Peak memory of one piece of work over `n` items of this size that are made as they are asked for.
fn memory_of(
    n: u64,
    item_bytes: u64,
    found: &mut Findings,
    work: impl FnOnce(Box<dyn Iterator<Item = Payload> + Send>) -> u64,
) {
    let gauge = LiveGauge::new();
    let source = {
        let gauge = gauge.clone();
        (0..n as u32).map(move |index| Payload::new(index, item_bytes as usize, &gauge))
    };
    let resident = memory::rss_bytes();
    let live = CountingAllocator::live_bytes();
    CountingAllocator::restart_peak();
    let total = work(Box::new(source));
    assert_eq!(total, n * item_bytes, "an item was lost");
    found.count("peak_live_items", gauge.peak());
    if CountingAllocator::is_installed() {
        found.count(
            "peak_alloc_bytes",
            CountingAllocator::peak_bytes().saturating_sub(live),
        );
    }
    if let (Some(before), Some(peak)) = (resident, memory::peak_rss_bytes()) {
        found.count("peak_rss_bytes", peak);
        found.count("peak_rss_growth_bytes", peak.saturating_sub(before));
    }
}
