//! Single tasks: many submitted and then asked for, one at a time, and one that is waited for at once.
//!
//! One id is `CALL/CONTENDER/n=..,grain_ns=0`. What gives no results back has a channel for each: rayon's `spawn`, the
//! channel pool, threadpool.

use std::hint::black_box;

use benches::{From, each_deferred, started};
use criterion::{BenchmarkId, Criterion, Throughput};
use lab_kit::contender::{Deferred, Pending};
use lab_kit::contenders::{LapPool, RayonPool};
use lab_kit::roster::{Entry, ForEachDeferred};

/// Tasks that are submitted before the first result is asked for.
const MANY: u64 = 1_000;
/// Our model of another pool.
const LEFT_OUT: &str = "python model";
/// Who is in a run that is not full, and with many tasks also in a quick one.
const ALWAYS: [&str; 3] = ["lap-pool", "rayon", "channel"];
const IN_A_QUICK_RUN: &[&str] = &["lap-pool", "rayon"];

fn main() {
    benches::main(|criterion| {
        each_deferred(&mut Tasks(criterion));
        if From::Full.is_in_run() {
            at_once(criterion);
        }
    });
}

struct Tasks<'a>(&'a mut Criterion);

impl ForEachDeferred for Tasks<'_> {
    fn take<C: Deferred + 'static>(&mut self, entry: Entry<C>) {
        if entry.name != LEFT_OUT {
            self.many(entry);
            self.one(entry);
        }
    }
}

impl Tasks<'_> {
    fn many<C: Deferred + 'static>(&mut self, entry: Entry<C>) {
        if !from(entry.name, IN_A_QUICK_RUN).is_in_run() {
            return;
        }
        let mut group = self.0.benchmark_group("apply_async_then_get_all");
        group.throughput(Throughput::Elements(MANY));
        let id = BenchmarkId::new(entry.name, format!("n={MANY},grain_ns=0"));
        group.bench_function(id, |bencher| {
            let pool = started(entry);
            bencher.iter(|| {
                let submit = |item| pool.apply_async(move || black_box(item));
                let handles: Vec<_> = (0..MANY).map(submit).collect();
                let results = handles.into_iter().map(|handle| handle.get());
                results.map(|result| result.expect("it runs")).sum::<u64>()
            });
        });
    }

    fn one<C: Deferred + 'static>(&mut self, entry: Entry<C>) {
        if !from(entry.name, &[]).is_in_run() {
            return;
        }
        let mut group = self.0.benchmark_group("apply_async_and_get");
        let id = BenchmarkId::new(entry.name, "n=1,grain_ns=0");
        group.bench_function(id, |bencher| {
            let pool = started(entry);
            bencher.iter(|| {
                let handle = pool.apply_async(|| black_box(1_u64));
                handle.get().expect("it runs")
            });
        });
    }
}

fn from(name: &str, quick: &[&str]) -> From {
    match (quick.contains(&name), ALWAYS.contains(&name)) {
        (true, _) => From::Quick,
        (_, true) => From::Default,
        _ => From::Full,
    }
}

/// The calls that wait for one task by themselves, where a pool has one.
fn at_once(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("apply_one");
    let id = |name| BenchmarkId::new(name, "n=1,grain_ns=0");
    for entry in [
        Entry::new("lap-pool", LapPool::new),
        Entry::new("lap-pool workers only", LapPool::workers_only),
    ] {
        group.bench_function(id(entry.name), |bencher| {
            let pool = started(entry);
            bencher.iter(|| pool.pool().apply(|| black_box(1_u64)).expect("it runs"));
        });
    }
    group.bench_function(id("rayon"), |bencher| {
        let pool = started(Entry::new("rayon", RayonPool::new));
        bencher.iter(|| pool.install(|| black_box(1_u64)));
    });
}
