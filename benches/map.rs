//! `map` by size: the same kernel as the experiments, from one item to a million, and items of uneven cost; beside them what
//! a wake costs.
//!
//! One id is `CALL/CONTENDER/n=..,grain_ns=..`.

use std::hint::black_box;
use std::thread::sleep;
use std::time::{Duration, Instant};

use benches::{From, each, kernel, started};
use criterion::{Bencher, BenchmarkId, Criterion, Throughput};
use lab_kit::contender::Contender;
use lab_kit::contenders::LapPool;
use lab_kit::roster::{Entry, ForEach};
use lab_kit::workloads::spin::Spin;
use lab_kit::workloads::uneven::Spread;

/// How a call is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    /// One after the other.
    Warm,
    /// After the pool has had nothing to do for [`IDLE`].
    Cold,
    /// Without results.
    ForEach,
}

/// Long enough that every pool here has stopped looking for work.
const IDLE: Duration = Duration::from_millis(2);

/// A row of the table: the id's first part, how it is called, items, nanoseconds of each, and from which run on.
type Row = (&'static str, Call, u64, u64, From);

const ROWS: [Row; 15] = [
    ("map", Call::Warm, 10_000, 0, From::Quick),
    ("map", Call::Warm, 1_000, 1_000, From::Quick),
    ("map", Call::Warm, 200, 50_000, From::Default),
    ("map_warm", Call::Warm, 1, 650, From::Full),
    ("map_warm", Call::Warm, 10, 650, From::Default),
    ("map_warm", Call::Warm, 100, 650, From::Full),
    ("map_cold", Call::Cold, 1, 650, From::Full),
    ("map_cold", Call::Cold, 10, 650, From::Full),
    ("map_cold", Call::Cold, 100, 650, From::Full),
    ("map", Call::Warm, 1_000, 650, From::Full),
    ("map", Call::Warm, 10_000, 650, From::Full),
    ("map", Call::Warm, 100_000, 650, From::Full),
    ("map", Call::Warm, 100, 50_000, From::Full),
    ("map", Call::Warm, 1_000_000, 0, From::Full),
    ("for_each", Call::ForEach, 1_000_000, 0, From::Full),
];

/// Items of a call whose costs are uneven, and what they cost together.
const UNEVEN: (u64, f64) = (1_000, 20e6);
/// Sizes of a chunk among which the best is looked for.
const CHUNKS: [u64; 6] = [1, 2, 4, 16, 64, 256];

/// Our model of another pool, and who starts a thread for each item.
const LEFT_OUT: [&str; 2] = ["python model", "std per task"];
/// A boxed job for each item: of so many items they take seconds, and say nothing that fewer do not.
const BY_JOB: [&str; 5] = ["channel", "tokio", "threadpool", "rusty_pool", "pariter"];
const MOST_JOBS: u64 = 10_000;
/// Who is in a run that is not full: the subject, the baseline, and the plain loop beside what needs no crate.
const ALWAYS: [&str; 6] = [
    "lap-pool",
    "lap-pool workers only",
    "rayon",
    "rayon inside",
    "std chunks",
    "serial",
];
/// Of the rows that a default run has no time for in full.
const FEW: [&str; 2] = ["lap-pool", "rayon"];

fn main() {
    benches::main(|criterion| {
        each(&mut Maps(criterion));
        chunked(criterion);
        if From::Default.is_in_run() {
            benches::wakes::benches(criterion);
        }
    });
}

struct Maps<'a>(&'a mut Criterion);

impl ForEach for Maps<'_> {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        if LEFT_OUT.contains(&entry.name) {
            return;
        }
        for (call, how, n, grain_ns, from) in ROWS {
            if takes_part(entry.name, call, n, from) {
                let id = BenchmarkId::new(entry.name, format!("n={n},grain_ns={grain_ns}"));
                let mut group = self.0.benchmark_group(call);
                group.throughput(Throughput::Elements(n));
                group.bench_function(id, |bencher| {
                    let tasks = vec![kernel().grain(grain_ns); n as usize];
                    measure(bencher, &started(entry), how, &tasks);
                });
            }
        }
        let (n, _) = UNEVEN;
        if takes_part(entry.name, "map_uneven", n, From::Full) {
            for spread in Spread::ALL {
                let id = BenchmarkId::new(entry.name, format!("n={n},spread={}", spread as u64));
                let mut group = self.0.benchmark_group("map_uneven");
                group.bench_function(id, |bencher| {
                    measure(bencher, &started(entry), Call::Warm, &uneven(spread));
                });
            }
        }
    }
}

fn takes_part(name: &str, call: &str, n: u64, from: From) -> bool {
    let from = match ALWAYS.contains(&name) {
        true if call == "map" || FEW.contains(&name) => from,
        _ => From::Full,
    };
    from.is_in_run() && (n <= MOST_JOBS || !BY_JOB.contains(&name))
}

/// The sizes of a chunk that a user may set, to which the pool's own choice is compared.
fn chunked(criterion: &mut Criterion) {
    let (n, _) = UNEVEN;
    if !From::Full.is_in_run() {
        return;
    }
    for spread in Spread::ALL {
        for size in CHUNKS {
            let params = format!("n={n},spread={},chunksize={size}", spread as u64);
            let id = BenchmarkId::new("lap-pool", params);
            let mut group = criterion.benchmark_group("map_uneven_chunked");
            group.bench_function(id, |bencher| {
                let pool = LapPool::new(benches::workers()).expect("the pool starts");
                let pool = pool.with_chunksize(size as usize);
                measure(bencher, &pool, Call::Warm, &uneven(spread));
            });
        }
    }
}

fn uneven(spread: Spread) -> Vec<Spin> {
    let (n, total_ns) = UNEVEN;
    let costs = spread.costs(n as usize, total_ns).into_iter();
    let kernel = kernel();
    costs.map(|ns| kernel.grain(ns.round() as u64)).collect()
}

fn measure(
    bencher: &mut Bencher<'_>,
    pool: &(impl Contender + 'static),
    how: Call,
    tasks: &[Spin],
) {
    match how {
        Call::Warm => {
            pool.enter(|| bencher.iter(|| pool.map(black_box(tasks), |task| task.run(1))))
        }
        Call::Cold => pool.enter(|| {
            bencher.iter_custom(|calls| {
                let one = |_| {
                    sleep(IDLE);
                    let begin = Instant::now();
                    black_box(pool.map(black_box(tasks), |task| task.run(1)));
                    begin.elapsed()
                };
                (0..calls).map(one).sum()
            });
        }),
        // Until all have a call for it: results of no size need no memory.
        Call::ForEach => pool.enter(|| {
            bencher.iter(|| {
                pool.map(black_box(tasks), |task| {
                    black_box(task.run(1));
                })
            });
        }),
    }
}
