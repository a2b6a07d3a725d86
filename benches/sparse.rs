//! A task each millisecond from outside: every one has to wake somebody.
//!
//! One id is `task_each_ms/CONTENDER/n=1,grain_ns=0`.

use std::thread::sleep;
use std::time::{Duration, Instant};

use benches::{From, each_deferred, started};
use criterion::{BenchmarkId, Criterion};
use lab_kit::contender::{Deferred, Pending};
use lab_kit::roster::{Entry, ForEachDeferred};

/// How long nothing happens between two tasks.
const PERIOD: Duration = Duration::from_millis(1);
/// Our model of another pool.
const LEFT_OUT: &str = "python model";

fn main() {
    benches::main(|criterion| each_deferred(&mut Sparse(criterion)));
}

struct Sparse<'a>(&'a mut Criterion);

impl ForEachDeferred for Sparse<'_> {
    fn take<C: Deferred + 'static>(&mut self, entry: Entry<C>) {
        let from = match entry.name {
            "lap-pool" => From::Quick,
            "rayon" => From::Default,
            _ => From::Full,
        };
        if entry.name == LEFT_OUT || !from.is_in_run() {
            return;
        }
        let mut group = self.0.benchmark_group("task_each_ms");
        let id = BenchmarkId::new(entry.name, "n=1,grain_ns=0");
        group.bench_function(id, |bencher| {
            let pool = started(entry);
            bencher.iter_custom(|tasks| (0..tasks).map(|_| latency(&pool)).sum());
        });
    }
}

/// From the submission to the task's first instruction. The handle is not asked before the next millisecond: who waits for a
/// task may run it by itself.
fn latency(pool: &impl Deferred) -> Duration {
    sleep(PERIOD);
    let submitted = Instant::now();
    let handle = pool.apply_async(Instant::now);
    sleep(PERIOD);
    handle.get().expect("it runs") - submitted
}
