//! Practice 3: results as they come.
//!
//! The advice: use `imap_unordered`, so that each result is handled when it is there; but where the order of the input,
//! all results at once, or nothing but a loop is wanted, use another call. This experiment holds one task and counts
//! which results are in hand meanwhile, in which order they come, and how many items are alive; it draws when the k-th
//! result is there; and it times all calls until the last result, for tasks of three lengths. Read it from top to
//! bottom: the timed cells, the live subject; then the files of the folder, each a question that counts can settle, of which
//! `visits.rs` makes the list.

use std::process::ExitCode;

use experiments::expected::Expected;
use experiments::sources::versions;
use experiments::tasks::Task;
use experiments::{controls, live};
use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::{LapPool, Serial};
use lab_kit::cpython::Processes;
use lab_kit::workloads::spin::Kernel;
use lab_measure::experiment::{Experiment, Settings, Timed, cell};
use lab_measure::record::{Fact, Mode};
use serde_json::json;

mod caller_waits;
mod lanes;
#[cfg(test)]
mod model_matches_cpython;
mod one_held;
mod profiles;
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
    versions(&["lap-pool"])
}

// ---- timed: all results, by each call ---------------------------------------------------------------------------

/// (tasks, their length in nanoseconds): empty, short ones that compute, long ones that wait. Of the short ones no claim
/// speaks: there the pool and the machine decide.
const SIZES: [(u64, u64); 3] = [(1_000, 0), (200, SHORT_NS), (20, 1_000_000)];

const SHORT_NS: u64 = 20_000;

/// Tasks of the null control, a call of 40 ms on one core: in a shorter one the time until the system moves a woken thread
/// to a free core, up to 8 ms, decides.
const SAME_TWICE: u64 = 2_000;

/// Items that a worker takes at a time, where both calls are told.
const CHUNK: u64 = 100;

/// All pools of one process, built and warmed before the first visit.
struct Pools {
    lap_pool: &'static LapPool,
    /// Told to take chunks, and to have as many in flight as two chunks for each worker are.
    in_chunks: &'static LapPool,
    workers_only: &'static LapPool,
}

impl Pools {
    fn start(workers: usize) -> Self {
        let start = || LapPool::new(workers).expect("the pool starts");
        Self {
            lap_pool: start().keep(),
            in_chunks: start()
                .with_chunksize(CHUNK as usize)
                .with_buffersize(2 * workers * CHUNK as usize)
                .keep(),
            workers_only: LapPool::workers_only(workers)
                .expect("the pool starts")
                .keep(),
        }
    }
}

/// Where a cell stands: its parameters, what its tasks do, and what their results sum up to.
struct Place {
    n: u64,
    params: Vec<(&'static str, u64)>,
    task: Task,
    sum: Expected,
}

fn timed(settings: &Settings, timed: &mut Timed) {
    let workers = settings.workers;
    let pools = Pools::start(workers);
    let kernel = Kernel::calibrate();
    // What no claim speaks of is visited in every third process, and never in a quick run.
    let explains = settings.mode != Mode::Quick && timed.process().is_multiple_of(3);
    for (n, grain_ns) in SIZES {
        if grain_ns == SHORT_NS && !explains {
            continue;
        }
        let mut place = Place {
            n,
            params: vec![
                ("n", n),
                ("grain_ns", grain_ns),
                ("workers", workers as u64),
            ],
            task: Task::of(grain_ns, &kernel),
            sum: Expected::default(),
        };
        map_cell(timed, pools.lap_pool, "map", &place);
        stream_cell(timed, pools.lap_pool, "imap", &place);
        stream_cell(timed, pools.lap_pool, "imap_unordered", &place);
        wait_cell(timed, pools.lap_pool, &place);
        if explains {
            if grain_ns != SHORT_NS {
                map_cell(timed, &Serial, "loop", &place);
            }
            map_cell(timed, pools.workers_only, "map", &place);
            stream_cell(timed, pools.workers_only, "imap_unordered", &place);
        }
        if grain_ns == 0 {
            place.params.push(("chunksize", CHUNK));
            map_cell(timed, pools.in_chunks, "map_in_chunks", &place);
            stream_cell(timed, pools.in_chunks, "imap_unordered_in_chunks", &place);
        }
    }
    controls(timed, pools.lap_pool, Task::of(SHORT_NS, &kernel), workers);
    python_cells(timed, workers, explains);
}

fn map_cell<C: Contender>(timed: &mut Timed, pool: &'static C, call: &str, place: &Place) {
    let (task, sum) = (place.task, place.sum.clone());
    let items: Vec<u64> = (0..place.n).collect();
    timed.add(cell(pool.name(), call, &place.params), move |watch| {
        let results = watch.time(|mark| {
            // lesson: lap-pool: a plain loop, all results at once
            let results = pool.map(&items, |&item| task.run(item));
            // lesson ends
            mark.result();
            results
        });
        sum.check_all(&results);
    });
}

fn stream_cell<C: Streams>(timed: &mut Timed, pool: &'static C, call: &str, place: &Place) {
    let (n, task, sum) = (place.n, place.task, place.sum.clone());
    let ordered = call == "imap";
    timed.add(cell(pool.name(), call, &place.params), move |watch| {
        let got = watch.time(|mark| {
            let mut got = 0_u64;
            let mut take = |result: u64| {
                mark.result();
                got = got.wrapping_add(result);
            };
            if ordered {
                pool.imap(0..n, move |item| task.run(item)).for_each(take);
            } else {
                // lesson: lap-pool: each result as it comes
                for result in pool.imap_unordered(0..n, move |item| task.run(item)) {
                    take(result);
                }
                // lesson ends
            }
            got
        });
        sum.check(n as usize, got);
    });
}

/// All results at once, asked for in two steps.
fn wait_cell(timed: &mut Timed, pool: &'static LapPool, place: &Place) {
    let (n, task, sum) = (place.n, place.task, place.sum.clone());
    let cell = cell(pool.name(), "map_async_wait", &place.params);
    timed.add(cell, move |watch| {
        let items: Vec<u64> = (0..n).collect();
        let all = watch.time(|mark| {
            let all = pool.pool().map_async(items, move |item| task.run(item));
            let all = all.expect("the pool runs");
            all.wait();
            mark.result();
            all
        });
        sum.check_all(&all.get().expect("no task fails"));
    });
}

/// Twice the tasks must take twice the time, and the same code under two names must not differ.
fn controls(timed: &mut Timed, pool: &'static LapPool, task: Task, workers: usize) {
    let loops = [("n", 200), ("grain_ns", SHORT_NS)];
    controls::loop_once_and_twice(timed, "loop", &loops, 200, move |item| task.run(item));
    let place = Place {
        n: SAME_TWICE,
        params: vec![
            ("n", SAME_TWICE),
            ("grain_ns", SHORT_NS),
            ("workers", workers as u64),
        ],
        task,
        sum: Expected::default(),
    };
    map_cell(timed, pool, "map", &place);
    let items: Vec<u64> = (0..place.n).collect();
    let map = cell(pool.name(), "map", &place.params);
    timed.add(controls::again(map), move |watch| {
        watch.time(|_| pool.map(&items, |&item| task.run(item)));
    });
}

// ---- the live subject ------------------------------------------------------------------------------------------

/// CPython's own cells, visited in the same rounds as all others.
fn python_cells(timed: &mut Timed, workers: usize, explains: bool) {
    if live::declare(timed, Processes::Never).is_none() {
        return;
    }
    let mut add = |call: &str, n: u64, grain_ns: u64, chunksize: Option<u64>| {
        let mut at = vec![
            ("n", n),
            ("grain_ns", grain_ns),
            ("workers", workers as u64),
        ];
        at.extend(chunksize.map(|size| ("chunksize", size)));
        let (cell, run) = live::cell("collected", call, &at, json!({}));
        timed.add(cell, run);
    };
    for (n, grain_ns) in SIZES {
        if grain_ns == SHORT_NS && !explains {
            continue;
        }
        for call in ["map", "imap", "imap_unordered", "map_async_wait"] {
            add(call, n, grain_ns, None);
        }
        if grain_ns == 0 {
            for call in ["map_in_chunks", "imap_unordered_in_chunks"] {
                add(call, n, grain_ns, Some(CHUNK));
            }
        }
    }
}
