//! Checks of the measurement itself, in the same processes and rounds.

use lab_kit::contender::Contender;
use lab_kit::contenders::Serial;
use lab_measure::experiment::{Timed, cell};
use lab_measure::record::{Cell, Role};

use super::Cells;
use super::bench::Bench;
use super::pools::Pools;
use super::tasks::{LONG, Workload};
use super::workers::{at, default_workers};

/// Twice the sleeps must take twice the time, and the same code under two names must not differ.
pub fn add(timed: &mut Timed, bench: &Bench, reachable: &[&'static Pools]) {
    let sleeps = Cells::of(bench, Workload::Sleep);
    let n = Workload::Sleep.tasks(1);
    let twice = Cell {
        role: Role::PositiveControl,
        ..cell(Serial.name(), "sleep_twice", &[("n", n), ("workers", 1)])
    };
    sleeps.add_as(timed, twice, &Serial, 2 * n);
    let mut again = |workload: Workload, call: &str, pools: &'static Pools, n: u64| {
        let cell = Cell {
            role: Role::NullControl,
            ..cell("lap-pool", call, &at(n, pools.workers()))
        };
        Cells::of(bench, workload).add_as(timed, cell, pools.lap_pool(), n);
    };
    for pools in reachable {
        if pools.workers() == 8 {
            let n = Workload::Sleep.tasks(pools.workers());
            again(Workload::Sleep, "sleep_again", pools, n);
        }
        if pools.workers() == default_workers() {
            again(Workload::Cpu, "cpu_again", pools, LONG);
        }
    }
}
