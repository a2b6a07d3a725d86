//! What a wake costs on this machine, in the same rounds as the calls that need one.

use std::hint::spin_loop;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use criterion::{Bencher, BenchmarkId, Criterion};

/// Time enough for a thread to go to sleep.
const IDLE: Duration = Duration::from_millis(1);

/// What `unpark` costs its caller when the other thread sleeps, and how long until that thread runs.
pub fn benches(criterion: &mut Criterion) {
    let id = || BenchmarkId::new("std", "n=1,grain_ns=0");
    let mut group = criterion.benchmark_group("unpark_parked");
    group.bench_function(id(), |bencher| {
        woken(bencher, |wake| wake.unparked - wake.begun)
    });
    drop(group);
    let mut group = criterion.benchmark_group("wake_to_run");
    group.bench_function(id(), |bencher| {
        woken(bencher, |wake| wake.runs - wake.begun)
    });
}

/// The instants of one wake.
struct Wake {
    begun: Instant,
    unparked: Instant,
    runs: Instant,
}

/// Wakes a sleeping thread as often as asked, and adds up what is asked of each wake.
fn woken(bencher: &mut Bencher<'_>, asked: impl Fn(&Wake) -> Duration) {
    let origin = Instant::now();
    // When the sleeper last ran, in nanoseconds since then; 0 says that it may sleep, u64::MAX that it is to end.
    let ran = AtomicU64::new(0);
    thread::scope(|scope| {
        let sleeper = scope.spawn(|| {
            loop {
                thread::park();
                match ran.load(Acquire) {
                    u64::MAX => return,
                    _ => ran.store(origin.elapsed().as_nanos() as u64, Release),
                }
            }
        });
        let wake = |_| {
            ran.store(0, Release);
            sleep(IDLE);
            let begun = Instant::now();
            sleeper.thread().unpark();
            let unparked = Instant::now();
            // Whoever is asked to wake somebody has work of its own: it does not leave its core.
            let runs = loop {
                match ran.load(Acquire) {
                    0 => spin_loop(),
                    at => break origin + Duration::from_nanos(at),
                }
            };
            asked(&Wake {
                begun,
                unparked,
                runs,
            })
        };
        bencher.iter_custom(|wakes| (0..wakes).map(wake).sum());
        ran.store(u64::MAX, Release);
        sleeper.thread().unpark();
    });
}
