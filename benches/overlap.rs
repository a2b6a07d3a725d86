//! What a slow item holds up, and what a slow reader does: tasks that sleep, so that it shows on two cores as on sixty-four.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::sleep;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion};
use lab_kit::contender::Streams;
use lab_kit::contenders::LapPool;
use lab_kit::roster::Entry;
use lab_kit::workloads::gate::Gate;
use lab_kit::workloads::sleep::Sleep;

use crate::From;

/// Items of which the first is slow, how long each of the others sleeps, and workers.
const SLOW_HEAD: (usize, Duration, usize) = (64, Duration::from_millis(10), 4);
/// Items for a slow reader, how long each sleeps, and workers: the reader sleeps for as long as they need for an item together.
const SLOW_READER: (usize, Duration, usize) = (20, Duration::from_millis(20), 2);

/// Starts one of the contenders.
type Start = fn(usize) -> std::io::Result<LapPool>;

const POOLS: [(&str, Start, From); 2] = [
    ("lap-pool", LapPool::new, From::Default),
    ("lap-pool workers only", LapPool::workers_only, From::Full),
];

/// All of it.
pub fn benches(criterion: &mut Criterion) {
    for (name, start, from) in POOLS {
        let entry = Entry::new(name, start);
        add(
            criterion,
            "first_result",
            entry,
            SLOW_HEAD,
            from,
            first_result,
        );
        add(
            criterion,
            "held_head",
            entry,
            SLOW_HEAD,
            From::Full,
            held_head,
        );
        add(
            criterion,
            "slow_reader",
            entry,
            SLOW_READER,
            From::Full,
            slow_reader,
        );
    }
}

fn add(
    criterion: &mut Criterion,
    call: &str,
    entry: Entry<LapPool>,
    (n, item, workers): (usize, Duration, usize),
    from: From,
    once: fn(&LapPool) -> Duration,
) {
    if !from.is_in_run() {
        return;
    }
    let params = format!("n={n},grain_ns={},workers={workers}", item.as_nanos());
    let mut group = criterion.benchmark_group(call);
    group.bench_function(BenchmarkId::new(entry.name, params), |bencher| {
        let pool = entry.start(workers).expect("the pool starts");
        bencher.iter_custom(|times| (0..times).map(|_| once(&pool)).sum());
    });
}

/// Until `imap_unordered` gives its first result, while the first item goes on for longer than that.
fn first_result(pool: &LapPool) -> Duration {
    let (n, item, _) = SLOW_HEAD;
    let (end, others) = (Gate::new(), Sleep::new(item));
    let head = end.clone();
    let begun = Instant::now();
    let mut results = pool.imap_unordered(0..n, move |number| match number {
        0 => {
            head.wait();
            number
        }
        _ => others.run(number),
    });
    let first = results.next();
    let took = begun.elapsed();
    assert_ne!(first, Some(0), "the first item goes on");
    end.open();
    drop(results);
    // What a worker has begun it ends.
    sleep(2 * item);
    took
}

/// Until `imap` has given all results, where the first item goes on until all others have run: as many may be in flight.
fn held_head(pool: &LapPool) -> Duration {
    let (n, item, _) = SLOW_HEAD;
    let (end, others) = (Gate::new(), Sleep::new(item));
    let (head, left) = (end.clone(), Arc::new(AtomicUsize::new(n - 1)));
    let stream = pool
        .pool()
        .options()
        .buffersize(n)
        .imap(0..n, move |number| {
            if number == 0 {
                return head.wait();
            }
            others.run(());
            if left.fetch_sub(1, Relaxed) == 1 {
                end.open();
            }
        });
    let begun = Instant::now();
    assert_eq!(stream.expect("the pool runs").count(), n);
    begun.elapsed()
}

/// Until a reader has all results that sleeps after each.
fn slow_reader(pool: &LapPool) -> Duration {
    let (n, item, workers) = SLOW_READER;
    let (task, pause) = (Sleep::new(item), item / workers as u32);
    let begun = Instant::now();
    for _ in pool.imap(0..n, move |number| task.run(number)) {
        sleep(pause);
    }
    begun.elapsed()
}
