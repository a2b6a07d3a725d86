//! Beyond the advice: how short may a task be? Every contender's efficiency over the length of a task.
//!
//! The lengths below are what the kernel is asked for. The report takes the length of a task from the plain loop of the
//! same rounds, and from these times the shortest task, on average, at which the efficiency is at least 75 % with two
//! workers: METG, after Slaughter et al., *Task Bench*, SC20. `lab_verdict::metg` has the formula.

use experiments::agreement::Expected;
use experiments::live;
use lab_kit::contender::Contender;
use lab_kit::contenders::{LapPool, PythonModel, RayonPool, Serial, StdChunks};
use lab_kit::workloads::spin::Kernel;
use lab_measure::experiment::{Timed, cell};
use serde_json::json;

/// Tasks in one call: few, as in a loop that one has, so that what a call costs counts.
pub const TASKS: u64 = 64;

/// Lengths that are asked for, in nanoseconds, by factors of about 3.
const GRAINS: [u64; 8] = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000];

/// The cells of the contenders in this process.
pub fn cells(timed: &mut Timed, kernel: Kernel, workers: usize) {
    let lap_pool = LapPool::new(workers).expect("lap-pool starts");
    let workers_only = LapPool::workers_only(workers).expect("lap-pool starts");
    let rayon = RayonPool::new(workers).expect("rayon starts");
    let chunks = StdChunks::new(workers).expect("at least two workers");
    let model = PythonModel::new(workers).expect("the model starts");
    let sums = GRAINS.map(|_| Expected::default());
    let league = League {
        kernel,
        workers,
        sums,
    };
    league.add(timed, Serial);
    league.add(timed, lap_pool);
    league.add(timed, workers_only);
    league.add(timed, rayon);
    league.add(timed, chunks);
    league.add(timed, model);
}

struct League {
    kernel: Kernel,
    workers: usize,
    /// What the results of each length add up to.
    sums: [Expected; 8],
}

impl League {
    fn add<C: Contender + 'static>(&self, timed: &mut Timed, pool: C) {
        let pool: &'static C = Box::leak(Box::new(pool));
        let items: Vec<u64> = (0..TASKS).collect();
        for (grain_ns, sum) in GRAINS.into_iter().zip(&self.sums) {
            let (items, sum) = (items.clone(), sum.clone());
            let task = self.kernel.grain(grain_ns);
            let cell = cell(pool.name(), "league", &at(grain_ns, self.workers));
            timed.add(cell, move |watch| {
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
