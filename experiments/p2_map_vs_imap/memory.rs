//! What a call holds in memory: bytes and items, each visit in a process of its own.

use experiments::live;
use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::{LapPool, PythonModel, RayonPool};
use lab_kit::workloads::item::{LiveGauge, Payload};
use lab_measure::allocations::CountingAllocator;
use lab_measure::experiment::{Findings, Settings, Solo, SoloKind, cell};
use lab_measure::memory;
use lab_measure::record::Mode;
use serde_json::json;

use super::{ITEM_BYTES, is_too_large};

/// Each in a process of its own, by the binary with the counting allocator.
pub fn visits(settings: &Settings) -> Vec<Solo> {
    let workers = settings.workers;
    let mut list = Vec::new();
    let numbers: &[u64] = match settings.mode {
        Mode::Quick => &[1_000, 30_000],
        _ => &[1_000, 10_000, 100_000, 1_000_000],
    };
    for &n in numbers {
        let at = [
            ("n", n),
            ("item_bytes", ITEM_BYTES),
            ("workers", workers as u64),
        ];
        let mut push = |name: &str, call: &'static str, run: Box<dyn Fn(&mut Findings)>| {
            list.push(Solo {
                cell: cell(name, call, &at),
                kind: SoloKind::Memory,
                repetitions: 1,
                run,
            });
        };
        push(
            "serial",
            "loop",
            Box::new(move |found| memory_of(n, found, |items| items.map(weigh).sum())),
        );
        for call in ["map", "imap"] {
            push(
                "lap-pool",
                call,
                Box::new(move |found| {
                    memory_of_stream(&LapPool::new(workers).expect("starts"), call, n, found)
                }),
            );
            let large = is_too_large(settings.mode, n) && call == "imap";
            if !large {
                push(
                    "python model",
                    call,
                    Box::new(move |found| {
                        memory_of_stream(
                            &PythonModel::new(workers).expect("starts"),
                            call,
                            n,
                            found,
                        )
                    }),
                );
                let request = json!({ "visit": "memory", "call": call, "n": n, "workers": workers, "item_bytes": ITEM_BYTES });
                push(
                    live::NAME,
                    call,
                    Box::new(move |found| live::counted(&request, found)),
                );
            }
        }
        push(
            "rayon",
            "map",
            Box::new(move |found| {
                memory_of_map(&RayonPool::new(workers).expect("starts"), n, found)
            }),
        );
    }
    list
}

fn weigh(item: Payload) -> u64 {
    item.bytes().len() as u64
}

fn memory_of_map(pool: &impl Contender, n: u64, found: &mut Findings) {
    memory_of(n, found, |items| {
        let items: Vec<Payload> = items.collect();
        pool.map(&items, |item| item.bytes().len() as u64)
            .iter()
            .sum()
    });
}

fn memory_of_stream(pool: &impl Streams, call: &str, n: u64, found: &mut Findings) {
    match call {
        "map" => memory_of_map(pool, n, found),
        _ => memory_of(n, found, |items| pool.imap(items, weigh).sum()),
    }
}

/// Peak memory of one piece of work over `n` items that are made as they are asked for.
fn memory_of(
    n: u64,
    found: &mut Findings,
    work: impl FnOnce(Box<dyn Iterator<Item = Payload> + Send>) -> u64,
) {
    let gauge = LiveGauge::new();
    let source = {
        let gauge = gauge.clone();
        (0..n as u32).map(move |index| Payload::new(index, ITEM_BYTES as usize, &gauge))
    };
    let resident = memory::rss_bytes();
    let live = CountingAllocator::live_bytes();
    CountingAllocator::restart_peak();
    let total = work(Box::new(source));
    assert_eq!(total, n * ITEM_BYTES, "an item was lost");
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
