//! `map` against rayon and std threads: cheap and costly items, the same kernel as the experiments.
//!
//! One id is `map/CONTENDER/n=..,grain_ns=..`. `cargo bench` alone works; the lab calls this binary once per id and
//! round, in random order, and reads the samples of each call as one process.

use std::hint::black_box;
use std::io;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use lab_kit::contender::Contender;
use lab_kit::contenders::{LapPool, RayonInside, RayonPool, Serial, StdChunks};
use lab_kit::workloads::spin::Kernel;
use lab_measure::lifeline;

/// (items, nanoseconds of each): nothing to do, cheap, costly.
const CELLS: [(u64, u64); 3] = [(10_000, 0), (1_000, 1_000), (200, 50_000)];

fn map(criterion: &mut Criterion) {
    // As many as the experiments give every pool: the allowed cores, at least 2 and at most 8.
    let workers = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .clamp(2, 8);
    bench(criterion, "serial", || Ok(Serial));
    bench(criterion, "lap-pool", || LapPool::new(workers));
    bench(criterion, "lap-pool workers only", || {
        LapPool::workers_only(workers)
    });
    bench(criterion, "rayon", || RayonPool::new(workers));
    bench(criterion, "rayon inside", || RayonInside::new(workers));
    bench(criterion, "std chunks", || StdChunks::new(workers));
}

/// One contender, built only when one of its ids is asked for, and gone before the next one's turn.
fn bench<C: Contender>(criterion: &mut Criterion, name: &str, start: impl Fn() -> io::Result<C>) {
    let mut group = criterion.benchmark_group("map");
    for (n, grain_ns) in CELLS {
        let id = BenchmarkId::new(name, format!("n={n},grain_ns={grain_ns}"));
        group.throughput(Throughput::Elements(n));
        group.bench_with_input(id, &(n, grain_ns), |bencher, &(n, grain_ns)| {
            let pool = start().expect("the pool starts");
            assert_eq!(pool.name(), name);
            let items: Vec<u64> = (0..n).collect();
            let task = Kernel::calibrate().grain(grain_ns);
            pool.enter(|| bencher.iter(|| pool.map(black_box(&items), |&item| task.run(item))));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    targets = map
}

/// What `criterion_main` makes, on a lifeline where the lab starts it.
fn main() {
    lifeline::hold_if_asked();
    benches();
    Criterion::default().configure_from_args().final_summary();
}
