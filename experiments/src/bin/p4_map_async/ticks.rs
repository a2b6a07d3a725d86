//! Beyond the advice: what a single task costs that comes alone, and who runs it. A full run alone has it.
//!
//! A task each millisecond has to wake somebody each time. What that costs is told by the CPU time of the process, beside
//! that of the loop that does nothing but sleep, and beside a thread that is unparked each time and does nothing else.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use experiments::visits::Visits;
use lab_kit::contender::{Deferred, Pending};
use lab_kit::contenders;
use lab_kit::roster::{Entry, ForEachDeferred};
use lab_measure::experiment::{Finds, Settings, Timed, cell};
use lab_measure::record::Mode;

const PERIOD: Duration = Duration::from_millis(1);
/// Ticks of a timed visit.
const TICKS: u64 = 20;
/// Tasks of a counted visit.
const TASKS: u64 = 1_000;
/// What is counted: until a task starts, in the median and at the worst of a hundred; and tasks that the caller ran itself.
const LATENCIES: [&str; 2] = ["start_median_ns", "start_p99_ns"];
const INLINE: &str = "tasks_run_by_the_caller";
/// Our model of another pool.
const LEFT_OUT: &str = "python model";

fn at(n: u64, workers: usize) -> [(&'static str, u64); 2] {
    [("n", n), ("workers", workers as u64)]
}

/// The timed cells.
pub fn cells(timed: &mut Timed, settings: &Settings) {
    if settings.mode != Mode::Full {
        return;
    }
    let workers = settings.workers;
    contenders::deferred(&mut Ticks { timed, workers });
    contenders::more::deferred(&mut Ticks { timed, workers });
    timed.add_large(cell("serial", "ticks", &at(TICKS, workers)), |watch| {
        watch.time(|_| (0..TICKS).for_each(|_| sleep(PERIOD)));
    });
    timed.add_large(cell("std", "ticks", &at(TICKS, workers)), |watch| {
        let (count, done) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let (asked, seen) = (Arc::clone(&count), Arc::clone(&done));
        let sleeper = thread::spawn(move || {
            while seen.load(Relaxed) < TICKS {
                thread::park();
                seen.store(asked.load(Acquire), Relaxed);
            }
        });
        watch.time(|_| {
            for tick in 1..=TICKS {
                sleep(PERIOD);
                count.store(tick, Release);
                sleeper.thread().unpark();
            }
        });
        sleeper.join().expect("it does not panic");
    });
}

struct Ticks<'a> {
    timed: &'a mut Timed,
    workers: usize,
}

impl ForEachDeferred for Ticks<'_> {
    fn take<C: Deferred + 'static>(&mut self, entry: Entry<C>) {
        if entry.name == LEFT_OUT {
            return;
        }
        let pool = entry.start(self.workers).expect("the pool starts");
        let pool = pool.keep();
        let cell = cell(entry.name, "ticks", &at(TICKS, self.workers));
        self.timed.add_large(cell, move |watch| {
            let mut handles = Vec::with_capacity(TICKS as usize);
            watch.time(|_| {
                for _ in 0..TICKS {
                    sleep(PERIOD);
                    handles.push(pool.apply_async(|| ()));
                }
            });
            for handle in handles {
                handle.get().expect("it runs");
            }
        });
    }
}

/// The counted visits.
pub fn visits(visits: &mut Visits, settings: &Settings) {
    if settings.mode == Mode::Full {
        contenders::deferred(&mut Counted(visits));
        contenders::more::deferred(&mut Counted(visits));
    }
}

struct Counted<'a>(&'a mut Visits);

impl ForEachDeferred for Counted<'_> {
    fn take<C: Deferred + 'static>(&mut self, entry: Entry<C>) {
        if entry.name == LEFT_OUT {
            return;
        }
        let (workers, size) = (self.0.workers(), [("n", TASKS)]);
        let finds = Finds::counts(&LATENCIES);
        self.0
            .push(entry.name, ("ticks_followed", &size), finds, move |found| {
                let latencies = latencies(&entry.start(workers).expect("the pool starts"));
                let quantile = |of: f64| latencies[(of * (TASKS - 1) as f64) as usize];
                found.count(LATENCIES[0], quantile(0.5));
                found.count(LATENCIES[1], quantile(0.99));
            });
        let finds = Finds::counts(&[INLINE]);
        self.0.push(
            entry.name,
            ("apply_async_many", &size),
            finds,
            move |found| {
                let pool = entry.start(workers).expect("the pool starts");
                found.count(INLINE, run_by_the_caller(&pool));
            },
        );
    }
}

/// From submission to a task's first instruction, in nanoseconds, the shortest first. Nobody asks for a task that may still
/// wait: who asks may run it.
fn latencies(pool: &impl Deferred) -> Vec<u64> {
    let one = |_| {
        sleep(PERIOD);
        let submitted = Instant::now();
        let handle = pool.apply_async(Instant::now);
        sleep(PERIOD);
        let started = handle.get().expect("it runs");
        started.duration_since(submitted).as_nanos() as u64
    };
    let mut latencies: Vec<u64> = (0..TASKS).map(one).collect();
    latencies.sort_unstable();
    latencies
}

/// Of tasks that are submitted at once and then asked for, how many ran on the thread that asked.
fn run_by_the_caller(pool: &impl Deferred) -> u64 {
    let caller = thread::current().id();
    let submit = |_| pool.apply_async(move || thread::current().id() == caller);
    let handles: Vec<_> = (0..TASKS).map(submit).collect();
    let results = handles.into_iter().map(|handle| handle.get());
    results
        .map(|inline| u64::from(inline.expect("it runs")))
        .sum()
}
