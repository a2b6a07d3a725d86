//! Beyond the advice: what a small call costs, in time and in CPU time of all threads. A full run alone has it.
//!
//! A pool may be fast because its idle threads spin: that is told by what the whole process computes meanwhile. Page faults
//! tell why a large map of nothing takes what it takes.

use experiments::expected::Expected;
use experiments::visits::Visits;
use lab_kit::contender::Contender;
use lab_kit::contenders;
use lab_kit::roster::{Entry, ForEach};
use lab_kit::workloads::spin::Kernel;
use lab_measure::experiment::{Finds, Settings, Timed, cell};
use lab_measure::faults;
use lab_measure::record::Mode;

/// Tasks in a call.
const SIZES: [u64; 4] = [1, 10, 100, 1_000];
/// Length of a task in nanoseconds.
const GRAIN_NS: u64 = 650;
/// Empty tasks of the call whose page faults are counted.
const MANY: u64 = 1_000_000;
/// What is counted.
const COUNT: &str = "page_faults";

/// Our model of another pool, a thread or a boxed job for each task, and who never stops spinning.
const LEFT_OUT: [&str; 9] = [
    "python model",
    "std per task",
    "channel",
    "tokio",
    "threadpool",
    "rusty_pool",
    "pariter",
    "fork_union",
    "fork_union dynamic",
];

/// The timed cells of the contenders in this process.
pub fn cells(timed: &mut Timed, kernel: Kernel, settings: &Settings) {
    if settings.mode == Mode::Full {
        let workers = settings.workers;
        let mut all = SmallCalls {
            timed,
            kernel,
            workers,
            sums: SIZES.map(|_| Expected::default()),
        };
        contenders::all(&mut all);
        contenders::more::all(&mut all);
    }
}

struct SmallCalls<'a> {
    timed: &'a mut Timed,
    kernel: Kernel,
    workers: usize,
    /// What the results of each size add up to.
    sums: [Expected; 4],
}

impl ForEach for SmallCalls<'_> {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        if LEFT_OUT.contains(&entry.name) {
            return;
        }
        let pool = entry.start(self.workers).expect("the pool starts");
        let pool = pool.keep();
        let task = self.kernel.grain(GRAIN_NS);
        for (n, sum) in SIZES.into_iter().zip(&self.sums) {
            let (items, sum) = ((0..n).collect::<Vec<u64>>(), sum.clone());
            let workers = self.workers as u64;
            let at = [("n", n), ("grain_ns", GRAIN_NS), ("workers", workers)];
            let cell = cell(pool.name(), "small_call", &at);
            self.timed.add(cell, move |watch| {
                let results =
                    pool.enter(|| watch.time(|_| pool.map(&items, |&item| task.run(item))));
                sum.check_all(&results);
            });
        }
    }
}

/// Page faults of one call, after a call that has warmed the pool up.
pub fn visits(visits: &mut Visits, settings: &Settings) {
    if settings.mode == Mode::Full {
        let workers = settings.workers;
        contenders::all(&mut Faults { visits, workers });
        contenders::more::all(&mut Faults { visits, workers });
    }
}

struct Faults<'a> {
    visits: &'a mut Visits,
    workers: usize,
}

impl ForEach for Faults<'_> {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        if LEFT_OUT.contains(&entry.name) {
            return;
        }
        let (workers, size) = (self.workers, [("n", MANY), ("grain_ns", 0)]);
        let finds = Finds::counts(&[COUNT]);
        self.visits
            .push(entry.name, ("large_call", &size), finds, move |found| {
                let pool = entry.start(workers).expect("the pool starts");
                let items: Vec<u64> = (0..MANY).collect();
                pool.map(&items[..1_000], |&item| item);
                let before = faults::so_far();
                let results = pool.enter(|| pool.map(&items, |&item| item));
                let after = faults::so_far();
                assert_eq!(results.len() as u64, MANY);
                match before.and_then(|before| Ok(after? - before)) {
                    Ok(count) => found.count(COUNT, count),
                    Err(reason) => found.absent(COUNT, reason),
                }
            });
    }
}
