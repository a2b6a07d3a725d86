//! Checks of the measurement itself, in the same processes and rounds.

use experiments::controls;
use experiments::pools::Pools;
use lab_kit::contender::Contender;
use lab_kit::contenders::Serial;
use lab_measure::experiment::{Timed, cell};

use super::Cells;
use super::bench::Bench;
use super::tasks::{LONG, Workload};
use super::workers::{at, default_workers};

/// Twice the sleeps must take twice the time, and the same code under two names must not differ.
pub fn add(timed: &mut Timed, bench: &Bench, reachable: &[&'static Pools]) {
    let sleeps = Cells::of(bench, Workload::Sleep);
    let n = Workload::Sleep.tasks(1);
    let once = cell(Serial.name(), "sleep", &[("n", n), ("workers", 1)]);
    sleeps.add_as(timed, controls::twice(once), &Serial, 2 * n);
    let mut again = |workload: Workload, pools: &'static Pools, n: u64| {
        let cell = cell("lap-pool", workload.name(), &at(n, pools.workers()));
        let again = controls::again(cell);
        Cells::of(bench, workload).add_as(timed, again, pools.lap_pool(), n);
    };
    for pools in reachable {
        if pools.workers() == 8 {
            let n = Workload::Sleep.tasks(pools.workers());
            again(Workload::Sleep, pools, n);
        }
        if pools.workers() == default_workers() {
            again(Workload::Cpu, pools, LONG);
        }
    }
}
