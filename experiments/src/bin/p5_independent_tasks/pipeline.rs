//! Three stages for each item: a pool for each stage, against one pool of as many threads that does all three.

use std::time::Duration;

use experiments::expected::Expected;
use experiments::live;
use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::LapPool;
use lab_kit::workloads::sleep::Sleep;
use lab_kit::workloads::spin::{Kernel, Spin};
use lab_measure::experiment::{Timed, cell};
use serde_json::json;

/// What the stages need, in units: the first is the slowest.
const STAGES: [u64; 3] = [4, 2, 1];

/// A unit of waiting.
const WAIT_NS: u64 = 1_000_000;

/// A unit of computing.
const COMPUTE_NS: u64 = 250_000;

/// What the stages do, how the threads are divided among them, and how many items there are: four waves at least.
struct Plan {
    computes: bool,
    threads: [usize; 3],
    items: u64,
}

const PLANS: [Plan; 3] = [
    Plan {
        computes: false,
        threads: [4, 2, 1],
        items: 84,
    },
    Plan {
        computes: false,
        threads: [2, 2, 2],
        items: 24,
    },
    Plan {
        computes: true,
        threads: [2, 2, 2],
        items: 24,
    },
];

impl Plan {
    fn workers(&self) -> usize {
        self.threads.iter().sum()
    }

    fn calls(&self) -> (&'static str, &'static str) {
        match self.computes {
            true => ("per_stage_cpu", "fused_cpu"),
            false => ("per_stage", "fused"),
        }
    }

    /// What each stage needs, in nanoseconds.
    fn lengths(&self) -> [u64; 3] {
        let unit = if self.computes { COMPUTE_NS } else { WAIT_NS };
        STAGES.map(|units| units * unit)
    }

    fn at(&self) -> [(&'static str, u64); 2] {
        [("n", self.items), ("workers", self.workers() as u64)]
    }
}

/// One stage's work on one item.
#[derive(Clone, Copy)]
enum Stage {
    Waits(Sleep),
    Computes(Spin),
}

impl Stage {
    fn run(self, item: u64) -> u64 {
        match self {
            Self::Waits(sleep) => sleep.run(item),
            Self::Computes(spin) => spin.run(item),
        }
    }
}

/// The cells of both subjects.
pub fn add(timed: &mut Timed, python: bool) {
    let kernel = Kernel::calibrate();
    for plan in PLANS {
        let [a, b, c] = plan.lengths().map(|length| match plan.computes {
            true => Stage::Computes(kernel.grain(length)),
            false => Stage::Waits(Sleep::new(Duration::from_nanos(length))),
        });
        let sum = Expected::default();
        let (per_stage, fused) = plan.calls();
        let items: Vec<u64> = (0..plan.items).collect();

        let (items_, sum_) = (items.clone(), sum.clone());
        let pool = started(plan.workers());
        timed.add_large(cell("lap-pool", fused, &plan.at()), move |watch| {
            let results = watch.time(|_| {
                // lesson: one pool, all stages at once for each item
                pool.map(&items_, |&item| c.run(b.run(a.run(item))))
                // lesson ends
            });
            sum_.check_all(&results);
        });

        let [first, second, third] = plan.threads.map(started);
        timed.add_large(cell("lap-pool", per_stage, &plan.at()), move |watch| {
            let results = watch.time(|_| {
                // lesson: lap-pool: a pool for each stage, whose results are the next one's inputs
                let results = first.imap_unordered(0..plan.items, move |item| a.run(item));
                let results = second.imap_unordered(results, move |item| b.run(item));
                let results = third.imap_unordered(results, move |item| c.run(item));
                results.collect::<Vec<u64>>()
                // lesson ends
            });
            sum.check_all(&results);
        });
        if python {
            add_python(timed, &plan);
        }
    }
}

fn started(workers: usize) -> &'static LapPool {
    LapPool::new(workers).expect("it starts").keep()
}

fn add_python(timed: &mut Timed, plan: &Plan) {
    let (per_stage, fused) = plan.calls();
    for call in [per_stage, fused] {
        let stages = json!({
            "per_stage": call == per_stage, "computes": plan.computes, "threads": plan.threads,
            "lengths_ns": plan.lengths(),
        });
        let (cell, run) = live::cell("pipeline", call, &plan.at(), stages);
        timed.add_large(cell, run);
    }
}
