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
use lab_measure::experiment::{Settings, Timed, cell};
use lab_measure::record::Mode;
use serde_json::json;

/// The calls that vary in the length of their tasks, and how many tasks each has: few, as in a loop that one has, so that
/// what a call costs counts. A full run has fewer still, and many.
const CALLS: [(&str, u64, bool); 3] = [
    ("league", TASKS, false),
    ("league_few", 8, true),
    ("league_many", 1_024, true),
];

/// Tasks in a call of every run.
pub const TASKS: u64 = 64;

/// What a call may take one core, in nanoseconds: many tasks need no long ones.
const LONGEST_CALL_NS: u64 = 40_000_000;

/// Lengths that are asked for, in nanoseconds, by factors of about 3.
const GRAINS: [u64; 8] = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000];

/// The cells of the contenders in this process.
pub fn cells(timed: &mut Timed, kernel: Kernel, settings: &Settings) {
    let is_full = settings.mode == Mode::Full;
    let mut all = MinTaskSize {
        timed,
        kernel,
        workers: settings.workers,
        is_full,
        sums: CALLS.map(|_| GRAINS.map(|_| Expected::default())),
    };
    contenders::all(&mut all);
    if is_full {
        contenders::more::all(&mut all);
    }
}

/// Those of whom nothing new is learnt here: a thread or a boxed job for each task. And who never stops spinning, beside
/// whom nobody else could be measured.
const LEFT_OUT: [&str; 7] = [
    "std per task",
    "channel",
    "tokio",
    "threadpool",
    "rusty_pool",
    "fork_union",
    "fork_union dynamic",
];
/// A relative of another: it has its place where there is time.
const ONLY_IN_FULL: &str = "rayon inside";

struct MinTaskSize<'a> {
    timed: &'a mut Timed,
    kernel: Kernel,
    workers: usize,
    is_full: bool,
    /// What the results of each call and length add up to.
    sums: [[Expected; 8]; 3],
}

impl ForEach for MinTaskSize<'_> {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        let is_left_out = entry.name == ONLY_IN_FULL && !self.is_full;
        if is_left_out || LEFT_OUT.contains(&entry.name) {
            return;
        }
        let pool = entry.start(self.workers).expect("the pool starts");
        let pool = pool.keep();
        for ((call, n, only_in_full), sums) in CALLS.into_iter().zip(&self.sums) {
            if only_in_full && !self.is_full {
                continue;
            }
            let lengths = GRAINS.into_iter().zip(sums);
            for (grain_ns, sum) in lengths.filter(|(ns, _)| ns * n <= LONGEST_CALL_NS) {
                let (items, sum) = ((0..n).collect::<Vec<u64>>(), sum.clone());
                let task = self.kernel.grain(grain_ns);
                let cell = cell(pool.name(), call, &at(n, grain_ns, self.workers));
                self.timed.add(cell, move |watch| {
                    let results =
                        pool.enter(|| watch.time(|_| pool.map(&items, |&item| task.run(item))));
                    sum.check_all(&results);
                });
            }
        }
    }
}

fn at(n: u64, grain_ns: u64, workers: usize) -> [(&'static str, u64); 3] {
    [
        ("n", n),
        ("grain_ns", grain_ns),
        ("workers", workers as u64),
    ]
}

/// CPython's cells. Its tasks are loops in its own language, so its plain loop is another one: `league_loop`.
pub fn python_cells(timed: &mut Timed, workers: usize) {
    // A step of its interpreter takes tens of nanoseconds: shorter tasks are none.
    for grain_ns in GRAINS.into_iter().filter(|&grain_ns| grain_ns >= 1_000) {
        for (call, what) in [("league", "map"), ("league_loop", "loop")] {
            let at = at(TASKS, grain_ns, workers);
            let (cell, run) = live::cell("loop_timed", call, &at, json!({ "call": what }));
            timed.add(cell, run);
        }
    }
}
