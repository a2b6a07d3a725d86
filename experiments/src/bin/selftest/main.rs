//! The lab's check of itself: the same work under two names, and a fifth more of it.
//!
//! `cargo lab doctor --selftest` runs this many times, on a quiet machine and beside a busy neighbour, and judges each
//! record by the rule that judges every timed claim. A lab that cannot find the fifth, or finds a difference where there
//! is none, publishes no timed answer.
//!
//! Besides, Little's law holds for whatever is measured: tasks under way are throughput times a task's time. Here all three
//! come from different instruments, so where the law does not hold, one of them is broken.

use std::process::ExitCode;
use std::sync::LazyLock;

use lab_kit::contender::Contender;
use lab_kit::contenders::LapPool;
use lab_kit::workloads::spin::{Kernel, Spin};
use lab_measure::experiment::{Experiment, Settings, Timed, cell};
use lab_measure::record::{Cell, Role};

const EXPERIMENT: Experiment = Experiment {
    name: env!("CARGO_BIN_NAME"),
    version: 2,
    sources: experiments::sources!(),
    facts: |_| Vec::new(),
    timed,
    solo: |_| vec![in_flight::visit()],
};

mod in_flight;

fn main() -> ExitCode {
    EXPERIMENT.main()
}

static POOL: LazyLock<LapPool> = LazyLock::new(|| LapPool::new(2).expect("two threads start"));

/// Items of about 20 us, enough for a sample of about 10 ms on two threads.
const ITEMS: u64 = 1_000;
/// A fifth more.
const MORE_ITEMS: u64 = 1_200;

fn timed(_settings: &Settings, timed: &mut Timed) {
    let task = Kernel::calibrate().grain(20_000);
    work(timed, "work", Role::Subject, ITEMS, task);
    work(timed, "work_again", Role::NullControl, ITEMS, task);
    work(
        timed,
        "work_slower",
        Role::PositiveControl,
        MORE_ITEMS,
        task,
    );
}

fn work(timed: &mut Timed, call: &str, role: Role, count: u64, task: Spin) {
    let items: Vec<u64> = (0..count).collect();
    // All three say that they do the same: only their times may tell.
    let cell = Cell {
        role,
        ..cell("selftest", call, &[("n", ITEMS)])
    };
    timed.add(cell, move |watch| {
        watch.time(|_| POOL.map(&items, |&item| task.run(item)));
    });
}
