//! Beyond the advice: how short may a task be? Every contender's efficiency over the length of a task.
//!
//! The lengths below are what the kernel is asked for. The report takes the length of a task from the plain loop of the
//! same rounds, and from these times the shortest task, on average, at which the efficiency is at least 75 % with two
//! workers: METG, after Slaughter et al., *Task Bench*, SC20. `lab_verdict::metg` has the formula.

use experiments::expected::Expected;
use experiments::live;
use lab_kit::contender::Contender;
use lab_kit::contenders;
use lab_kit::roster::{Entry, ForEach};
use lab_kit::workloads::spin::Kernel;
use lab_measure::experiment::{Timed, cell};
use serde_json::json;

/// Tasks in one call: few, as in a loop that one has, so that what a call costs counts.
pub const TASKS: u64 = 64;

/// Lengths that are asked for, in nanoseconds, by factors of about 3.
const GRAINS: [u64; 8] = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000];

/// The cells of the contenders in this process.
pub fn cells(timed: &mut Timed, kernel: Kernel, workers: usize) {
    let sums = GRAINS.map(|_| Expected::default());
    contenders::all(&mut MinTaskSize {
        timed,
        kernel,
        workers,
        sums,
    });
}

/// Those of whom nothing new is learnt here: a relative of another, a thread or a boxed job for each task.
const LEFT_OUT: [&str; 4] = ["rayon inside", "std per task", "channel", "tokio"];

struct MinTaskSize<'a> {
    timed: &'a mut Timed,
    kernel: Kernel,
    workers: usize,
    /// What the results of each length add up to.
    sums: [Expected; 8],
}

impl ForEach for MinTaskSize<'_> {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        if LEFT_OUT.contains(&entry.name) {
            return;
        }
        let pool = entry.start(self.workers).expect("the pool starts");
        let pool: &'static C = Box::leak(Box::new(pool));
        let items: Vec<u64> = (0..TASKS).collect();
        for (grain_ns, sum) in GRAINS.into_iter().zip(&self.sums) {
            let (items, sum) = (items.clone(), sum.clone());
            let task = self.kernel.grain(grain_ns);
            let cell = cell(pool.name(), "league", &at(grain_ns, self.workers));
            self.timed.add(cell, move |watch| {
                let results = watch.time(|_| pool.map(&items, |&item| task.run(item)));
                sum.check_all(&results);
            });
        }
    }
}

fn at(grain_ns: u64, workers: usize) -> [(&'static str, u64); 3] {
    [
        ("n", TASKS),
        ("grain_ns", grain_ns),
        ("workers", workers as u64),
    ]
}

/// CPython's cells. Its tasks are loops in its own language, so its plain loop is another one: `league_loop`.
pub fn python_cells(timed: &mut Timed, workers: usize) {
    // A step of its interpreter takes tens of nanoseconds: shorter tasks are none.
    for grain_ns in GRAINS.into_iter().filter(|&grain_ns| grain_ns >= 1_000) {
        for (call, what) in [("league", "map"), ("league_loop", "loop")] {
            let at = at(grain_ns, workers);
            let (cell, run) = live::cell("loop_timed", call, &at, json!({ "call": what }));
            timed.add(cell, run);
        }
    }
}
