//! `map` against rayon and std threads: cheap and costly items, the same kernel as the experiments.
//!
//! One id is `map/CONTENDER/n=..,grain_ns=..`. `cargo bench` alone works; the lab calls this binary once per id and
//! round, in random order, and reads the samples of each call as one process.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use lab_kit::contender::Contender;
use lab_kit::contenders;
use lab_kit::roster::{Entry, ForEach};
use lab_kit::workloads::spin::Kernel;
use lab_measure::lifeline;

/// (items, nanoseconds of each): nothing to do, cheap, costly.
const CELLS: [(u64, u64); 3] = [(10_000, 0), (1_000, 1_000), (200, 50_000)];

fn map(criterion: &mut Criterion) {
    // As many as the experiments give every pool: the allowed cores, at least 2 and at most 8.
    let workers = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .clamp(2, 8);
    contenders::all(&mut Maps { criterion, workers });
}

/// Our model of another pool, and those that need a thread or a boxed job for each of 10,000 items.
const LEFT_OUT: [&str; 4] = ["python model", "std per task", "channel", "tokio"];

struct Maps<'a> {
    criterion: &'a mut Criterion,
    workers: usize,
}

impl ForEach for Maps<'_> {
    /// One contender, built only when one of its ids is asked for, and gone before the next one's turn.
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        if LEFT_OUT.contains(&entry.name) {
            return;
        }
        let mut group = self.criterion.benchmark_group("map");
        for (n, grain_ns) in CELLS {
            let id = BenchmarkId::new(entry.name, format!("n={n},grain_ns={grain_ns}"));
            group.throughput(Throughput::Elements(n));
            group.bench_with_input(id, &(n, grain_ns), |bencher, &(n, grain_ns)| {
                let pool = entry.start(self.workers).expect("the pool starts");
                let items: Vec<u64> = (0..n).collect();
                let task = Kernel::calibrate().grain(grain_ns);
                pool.enter(|| bencher.iter(|| pool.map(black_box(&items), |&item| task.run(item))));
            });
        }
        group.finish();
    }
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
