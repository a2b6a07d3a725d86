//! Practice 2: map in the place of a for-loop.
//!
//! The advice: turn a loop into one call of `map` and it runs concurrently; not where the function has side effects,
//! takes no argument or several, or where errors are to be handled one by one. This experiment times a loop against a
//! map for tasks of several lengths, which compute or wait, and counts on forced schedules what becomes of errors, of
//! effects and of the order. Read it from top to bottom: the sizes, the timed cells; then the files of the folder, each a
//! question that counts can settle, of which `visits.rs` makes the list.

use std::process::ExitCode;

use experiments::expected::Expected;
use experiments::sources::versions;
use experiments::tasks::Task;
use experiments::{controls, live};
use lab_kit::contender::Contender;
use lab_kit::contenders::LapPool;
use lab_kit::cpython::Processes;
use lab_kit::workloads::sleep::Sleep;
use lab_kit::workloads::spin::Kernel;
use lab_measure::experiment::{Experiment, Settings, Timed, cell};
use lab_measure::record::{Cell, Fact, Mode};
use lab_measure::stopwatch::Stopwatch;
use serde_json::json;

mod arguments;
mod chunks;
mod dispatch;
mod effects;
mod errors;
mod held;
mod lanes;
mod min_task_size;
#[cfg(test)]
mod model_matches_cpython;
mod small_calls;
mod visits;

const EXPERIMENT: Experiment = Experiment {
    name: env!("CARGO_BIN_NAME"),
    version: 2,
    sources: experiments::sources!(),
    facts,
    timed,
    solo: visits::all,
};

fn main() -> ExitCode {
    EXPERIMENT.main()
}

fn facts(_settings: &Settings) -> Vec<Fact> {
    versions(&["lap-pool", "rayon"])
}

// ---- sizes -----------------------------------------------------------------------------------------------------

/// (tasks, nanoseconds of CPU of each): nothing to do, little, much. Where there is something to do, a call takes one
/// core 40 ms or more: in shorter ones the time until the system moves a woken thread to a free core, up to 8 ms, decides.
const COMPUTING: [(u64, u64); 3] = [(100, 0), SAME_TWICE, (64, 1_000_000)];

/// (tasks, nanoseconds of sleep of each).
const WAITING: (u64, u64) = (24, 1_000_000);

/// The cell of the null control.
const SAME_TWICE: (u64, u64) = (2_000, 20_000);

/// The cell of the positive control: one thread, so a call may be short.
const TWICE_AS_MANY: (u64, u64) = (500, 20_000);

fn at(n: u64, length: (&'static str, u64), workers: usize) -> [(&'static str, u64); 3] {
    [("n", n), length, ("workers", workers as u64)]
}

// ---- timed cells -----------------------------------------------------------------------------------------------

fn timed(settings: &Settings, timed: &mut Timed) {
    let workers = settings.workers;
    let pool = LapPool::new(workers).expect("it starts").keep();
    let kernel = Kernel::calibrate();
    for (n, grain_ns) in COMPUTING {
        let at = at(n, ("grain_ns", grain_ns), workers);
        loop_and_map(timed, pool, Task::Compute(kernel.grain(grain_ns)), &at);
    }
    let (n, wait_ns) = WAITING;
    let wait = Sleep::new(std::time::Duration::from_nanos(wait_ns));
    let waiting = at(n, ("wait_ns", wait_ns), workers);
    loop_and_map(timed, pool, Task::Wait(wait), &waiting);
    controls(timed, pool, kernel, workers);
    let beyond = is_beyond(settings.mode, timed.process());
    if beyond {
        chunks::cells(timed, kernel, workers);
        min_task_size::cells(timed, kernel, settings);
        small_calls::cells(timed, kernel, settings);
    }
    if live::declare(timed, Processes::Never).is_some() {
        python_cells(timed, workers);
        if beyond {
            min_task_size::python_cells(timed, workers);
        }
    }
}

/// Whether the process of this number visits what no claim speaks of: every third is enough for a curve. A quick run has
/// no time for it.
fn is_beyond(mode: Mode, process: u32) -> bool {
    mode != Mode::Quick && process.is_multiple_of(3)
}

/// The two that are compared, over the same tasks.
fn loop_and_map(timed: &mut Timed, pool: &'static LapPool, task: Task, at: &[(&str, u64)]) {
    let sum = Expected::default();
    let items: Vec<u64> = (0..at[0].1).collect();
    let (own, same) = (items.clone(), sum.clone());
    add(timed, cell(pool.name(), "map", at), move |watch| {
        let results = watch.time(|_| {
            // lesson: lap-pool: map in the place of the loop
            let results = pool.map(&items, |&item| task.run(item));
            // lesson ends
            results
        });
        sum.check_all(&results);
    });
    add(timed, cell(pool.name(), "loop", at), move |watch| {
        let results = watch.time(|_| {
            // lesson: Rust: the loop
            let mut results = Vec::with_capacity(own.len());
            for &item in &own {
                results.push(task.run(item));
            }
            // lesson ends
            results
        });
        same.check_all(&results);
    });
}

/// Calls with something to do need no warm-up: those of empty tasks run the same code.
fn add(timed: &mut Timed, cell: Cell, run: impl FnMut(&mut Stopwatch) + 'static) {
    let length = cell.param("grain_ns").max(cell.param("wait_ns"));
    if length > Some(0) {
        timed.add_large(cell, run);
    } else {
        timed.add(cell, run);
    }
}

/// Twice the tasks must take twice the time, and the same code under two names must not differ.
fn controls(timed: &mut Timed, pool: &'static LapPool, kernel: Kernel, workers: usize) {
    let (n, grain_ns) = TWICE_AS_MANY;
    let task = kernel.grain(grain_ns);
    let many = at(n, ("grain_ns", grain_ns), workers);
    controls::loop_once_and_twice(timed, "loop", &many, n, move |item| task.run(item));
    let (n, grain_ns) = SAME_TWICE;
    let task = kernel.grain(grain_ns);
    let at = at(n, ("grain_ns", grain_ns), workers);
    let map = cell(pool.name(), "map", &at);
    let items: Vec<u64> = (0..n).collect();
    add(timed, controls::again(map), move |watch| {
        watch.time(|_| pool.map(&items, |&item| Task::Compute(task).run(item)));
    });
}

/// CPython's own cells, visited in the same rounds as all others.
fn python_cells(timed: &mut Timed, workers: usize) {
    let computing = COMPUTING.map(|(n, length)| (n, ("grain_ns", length)));
    let waiting = [(WAITING.0, ("wait_ns", WAITING.1))];
    for (n, length) in computing.into_iter().chain(waiting) {
        for call in ["loop", "map"] {
            let at = at(n, length, workers);
            let (cell, run) = live::cell("loop_timed", call, &at, json!({}));
            add(timed, cell, run);
        }
    }
}
