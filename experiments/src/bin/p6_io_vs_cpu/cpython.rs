//! CPython's own cells: the same workloads, its own tasks (`python/workloads.py`), its own clock.

use std::collections::BTreeSet;

use experiments::live::{self, free_threaded};
use lab_measure::experiment::{Timed, cell};
use serde_json::{Value, json};

use super::bench::Bench;
use super::tasks::{COMPUTE_NS, LONG, WAIT, Workload};
use super::workers::{at, default_workers};

/// The cell of one workload at one number of workers.
pub fn visit(timed: &mut Timed, bench: &Bench, workload: Workload, workers: usize) {
    visit_many(timed, bench, workload, workers, workload.tasks(workers));
}

/// The same computing under an interpreter that can do without the lock: what a worker per core gains there, and, for the
/// curve, many.
pub fn free_threaded(timed: &mut Timed, bench: &Bench, curves: bool) {
    let mut add = |workload: Workload, workers: usize, n: u64| {
        let request = request(bench, workload, n, workers);
        let cell = cell(free_threaded::NAME, workload.name(), &at(n, workers));
        timed.add_large(cell, move |watch| free_threaded::timed(&request, watch));
    };
    let numbers: BTreeSet<usize> = [1, default_workers()].into();
    for &workers in &numbers {
        add(Workload::Hash, workers, Workload::Hash.tasks(workers));
    }
    for workers in numbers.into_iter().chain(curves.then_some(64)) {
        add(Workload::Cpu, workers, LONG);
    }
}

/// The cell of so many tasks.
pub fn visit_many(timed: &mut Timed, bench: &Bench, workload: Workload, workers: usize, n: u64) {
    let request = request(bench, workload, n, workers);
    let surroundings = bench.surroundings(workload);
    let cell = cell(live::NAME, workload.name(), &at(n, workers));
    timed.add_large(cell, move |watch| {
        surroundings.around(n, watch, |watch| live::timed(&request, watch));
    });
}

fn request(bench: &Bench, workload: Workload, n: u64, workers: usize) -> Value {
    let mut request =
        json!({ "visit": "workload", "workload": workload.name(), "n": n, "workers": workers });
    let more = match workload {
        Workload::Http => {
            json!({ "host": bench.address().ip(), "port": bench.address().port(), "path": "/" })
        }
        Workload::Sleep => json!({ "wait_ns": WAIT.as_nanos() as u64 }),
        Workload::Cpu => json!({ "compute_ns": COMPUTE_NS }),
        Workload::Hash => json!({ "block_bytes": bench.block_bytes() }),
        Workload::Mixed(percent) => {
            let mixed = bench.mixed(percent);
            json!({ "workload": "mixed", "wait_ns": mixed.wait_ns(), "compute_ns": mixed.compute_ns() })
        }
        Workload::FilesWarm | Workload::FilesCold => {
            json!({ "workload": "files", "paths": bench.paths()[..n as usize] })
        }
    };
    if let (Value::Object(request), Value::Object(more)) = (&mut request, more) {
        request.extend(more);
    }
    request
}

/// The tasks of `cpu` in processes, where no lock is shared: as many as there are cores, and for the curve up to 8.
pub fn processes(timed: &mut Timed, curves: bool) {
    in_processes(timed, default_workers(), LONG);
    if curves {
        let numbers: BTreeSet<usize> = [1, 2, 4, 8, default_workers()].into();
        for workers in numbers {
            in_processes(timed, workers, Workload::Cpu.tasks(workers));
        }
    }
}

fn in_processes(timed: &mut Timed, workers: usize, n: u64) {
    let (size, more) = (at(n, workers), json!({ "compute_ns": COMPUTE_NS }));
    let (cell, run) = live::cell("cpu_processes", "cpu_processes", &size, more);
    timed.add(cell, run);
}
