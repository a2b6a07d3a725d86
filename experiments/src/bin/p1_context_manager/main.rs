//! Practice 1: how a pool ends.
//!
//! The advice: use the pool in a scope, so that it is always closed, and less is written and nothing forgotten; not
//! where one pool must serve several calls, nor where its end must be controlled. This experiment ends pools in every
//! way while some of their tasks run and others are queued, and counts what has run, what became of the results and
//! which threads stay. One thing is timed: what a pool for each call adds to the call. Read it from top to bottom: the
//! sizes, the timed cells; then the files of the folder, each a way to end a pool, of which `visits.rs` makes the list.

use std::process::ExitCode;
use std::thread;

use experiments::sources::versions;
use experiments::{controls, held, live};
use lab_kit::contender::Contender;
use lab_kit::contenders::LapPool;
use lab_kit::cpython::Processes;
use lab_measure::experiment::{Experiment, Settings, Timed, cell};
use lab_measure::record::{Cell, Fact, Mode};
use lab_measure::stopwatch::Stopwatch;
use lap_pool::ThreadPool;
use serde_json::json;

use self::per_call::take;

mod by_hand;
mod forgotten;
mod lanes;
mod less_code;
#[cfg(test)]
mod model_matches_cpython;
mod per_call;
mod scopes;
mod visits;

const EXPERIMENT: Experiment = Experiment {
    name: env!("CARGO_BIN_NAME"),
    version: 1,
    sources: experiments::sources!(),
    facts,
    timed,
    solo: visits::all,
};

fn main() -> ExitCode {
    EXPERIMENT.main()
}

fn facts(_settings: &Settings) -> Vec<Fact> {
    versions(&["lap-pool"])
}

// ---- sizes -----------------------------------------------------------------------------------------------------

/// Tasks that are submitted to a pool that is then ended.
const TASKS: u64 = 50;

/// Pools that are forgotten.
const POOLS: u64 = 20;

/// Calls whose threads are counted.
const CALLS: u64 = 20;

/// Lengths of a call in nanoseconds: its tasks run at once, one for each worker, each of this length. In the middle the
/// machine decides what a pool of its own costs; of the first and the last the rules speak.
const GRAINS: [u64; 3] = [1_000, 1_000_000, LONG_NS];
const LONG_NS: u64 = 50_000_000;

// ---- timed cells -----------------------------------------------------------------------------------------------

fn timed(settings: &Settings, timed: &mut Timed) {
    let workers = settings.workers;
    let pool = LapPool::new(workers).expect("it starts").keep();
    for grain_ns in grains(settings.mode, timed.process()) {
        let at = at(grain_ns, workers);
        let items: Vec<usize> = (0..workers).collect();
        let own = items.clone();
        add(timed, cell(pool.name(), "one_pool", &at), move |watch| {
            watch.time(|_| {
                // lesson: lap-pool: one pool for all calls
                pool.map(&own, |_| take(grain_ns));
                // lesson ends
            });
        });
        let own = items.clone();
        add(
            timed,
            cell(pool.name(), "pool_per_call", &at),
            move |watch| {
                let calls = watch.time(|_| {
                    // lesson: lap-pool: a pool for each call
                    ThreadPool::with(workers, |pool| pool.map(&own, |_| take(grain_ns)))
                    // lesson ends
                });
                assert!(matches!(calls, Ok(Ok(_))), "the pool starts");
            },
        );
        if grain_ns < LONG_NS {
            add(timed, cell("std", "pool_per_call", &at), move |watch| {
                watch.time(|_| {
                    thread::scope(|scope| {
                        for _ in 0..workers {
                            scope.spawn(|| take(grain_ns));
                        }
                    });
                });
            });
        }
    }
    controls(timed, pool, workers);
    python_cells(timed, settings);
}

/// The lengths of a call that a process of this number times. The long ones need most of the time, and as many
/// processes as an answer needs are enough for them; those in the middle are drawn and not judged.
fn grains(mode: Mode, process: u32) -> impl Iterator<Item = u64> {
    let third = process % 3;
    GRAINS.into_iter().filter(move |&grain_ns| match grain_ns {
        LONG_NS.. if mode == Mode::Quick => process < 2,
        LONG_NS.. => third != 2,
        1_000_000.. => third == 0,
        _ => true,
    })
}

fn at(grain_ns: u64, workers: usize) -> [(&'static str, u64); 3] {
    let workers = workers as u64;
    [("n", workers), ("grain_ns", grain_ns), ("workers", workers)]
}

/// A long call needs no warm-up: the short ones run the same code.
fn add(timed: &mut Timed, cell: Cell, run: impl FnMut(&mut Stopwatch) + 'static) {
    if cell.param("grain_ns") >= Some(LONG_NS) {
        timed.add_large(cell, run);
    } else {
        timed.add(cell, run);
    }
}

/// Twice the tasks must take twice the time, and the same code under two names must not differ.
fn controls(timed: &mut Timed, pool: &'static LapPool, workers: usize) {
    let grain_ns = GRAINS[0];
    let loops = [("n", 100), ("grain_ns", grain_ns)];
    controls::loop_once_and_twice(timed, "loop", &loops, 100, move |item| {
        take(grain_ns);
        item
    });
    let items: Vec<usize> = (0..workers).collect();
    let one_pool = cell(pool.name(), "one_pool", &at(grain_ns, workers));
    timed.add(controls::again(one_pool), move |watch| {
        watch.time(|_| pool.map(&items, |_| take(grain_ns)));
    });
}

/// CPython's own cells, visited in the same rounds as all others.
fn python_cells(timed: &mut Timed, settings: &Settings) {
    if live::declare(timed, Processes::Never).is_none() {
        return;
    }
    for grain_ns in grains(settings.mode, timed.process()) {
        for call in ["one_pool", "pool_per_call"] {
            let at = at(grain_ns, settings.workers);
            let (cell, run) = live::cell("per_call", call, &at, json!({}));
            add(timed, cell, run);
        }
    }
}
