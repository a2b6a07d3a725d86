//! Practice 4: start tasks and go on.
//!
//! The advice: `map_async` starts many tasks and gives the caller back at once; ask for the results when they are
//! needed, or forget them; but use another call where all results are wanted at the end anyway, or where tasks take
//! several arguments. This experiment counts which calls come back while no worker is free, which inputs are read by
//! then, which forgotten tasks run and who hears of their errors, and what `wait` and `get` give. One thing is timed:
//! `map` against the same in two steps. The lanes show the caller's own work beside the tasks. Read it from top to
//! bottom: the counted visits (the files of the folder hold what they do), the timed cells, the live subject.

use std::process::ExitCode;
use std::sync::Arc;

use experiments::expected::Expected;
use experiments::sources::versions;
use experiments::tasks::Task;
use experiments::visits::Visits;
use experiments::{controls, live};
use lab_kit::contender::{Contender, Deferred, Pending};
use lab_kit::contenders::{self, LapPool, PythonModel};
use lab_kit::cpython::Processes;
use lab_kit::roster::{Entry, ForEachDeferred};
use lab_kit::workloads::spin::Kernel;
use lab_measure::experiment::{Experiment, Findings, Finds, Settings, Solo, Timed, cell};
use lab_measure::record::Fact;
use serde_json::json;

mod asked;
mod forgotten;
#[cfg(test)]
mod model_matches_cpython;
mod overlap;
mod submitted;
mod ticks;

const EXPERIMENT: Experiment = Experiment {
    name: env!("CARGO_BIN_NAME"),
    version: 2,
    sources: experiments::sources!(),
    facts,
    timed,
    solo,
};

fn main() -> ExitCode {
    EXPERIMENT.main()
}

fn facts(_settings: &Settings) -> Vec<Fact> {
    versions(&["lap-pool"])
}

// ---- counted ---------------------------------------------------------------------------------------------------

/// Tasks of two arguments.
const PAIRS: u64 = 50;

/// A visit of the live subject: its script's visit, its call, the size of its cell, and what it counts.
type Request = (
    &'static str,
    &'static str,
    Vec<(&'static str, u64)>,
    &'static [&'static str],
);

/// All counted visits of the live subject.
fn requests(workers: u64) -> Vec<Request> {
    let two = asked::WORKERS as u64;
    let calls = |calls| vec![("calls", calls), ("workers", workers)];
    let tasks = |n| vec![("n", n), ("workers", workers)];
    let first_last = vec![("n", asked::TASKS), ("held", 0), ("workers", two)];
    let failing = vec![("n", asked::FAILING_TASKS), ("workers", two)];
    let (joined, scope) = ("forgotten_then_joined", "forgotten_in_a_scope");
    let ended = &["tasks_done_at_exit", "tasks_run", "threads_left"];
    vec![
        (
            "calls_returned",
            "map_async",
            calls(submitted::CALLS),
            &["calls_returned"],
        ),
        (
            "pulled_at_return",
            "map_async",
            tasks(submitted::INPUTS),
            &["pulled_at_return"],
        ),
        ("forgotten_tasks", joined, tasks(forgotten::TASKS), ended),
        ("forgotten_tasks", scope, tasks(forgotten::TASKS), ended),
        (
            "forgotten_failures",
            "forgotten_failures",
            calls(forgotten::FAILURES),
            &["errors_told"],
        ),
        (
            "asked",
            "map_async_get",
            first_last.clone(),
            &["right_results"],
        ),
        ("asked", "map_async_wait", first_last, &["tasks_done"]),
        (
            "asked_with_a_failure",
            "map_async_wait_failing",
            failing,
            &["tasks_run"],
        ),
        (
            "of_pairs",
            "map_async_of_pairs",
            tasks(PAIRS),
            &["right_results"],
        ),
        (
            "of_pairs",
            "starmap_async_of_pairs",
            tasks(PAIRS),
            &["right_results"],
        ),
    ]
}

fn solo(settings: &Settings) -> Vec<Solo> {
    let mut visits = Visits::of(settings);
    let workers = visits.workers();
    for (visit, call, size, counts) in requests(workers as u64) {
        let (cell, finds) = ((call, &size[..]), || Finds::counts(counts));
        if visit != "of_pairs" {
            visits.push("lap-pool", cell, finds(), move |found| {
                lap_pool(visit, call, workers, found);
            });
        }
        visits.python(visit, cell, finds(), json!({}));
        if visits.explains() && model_counts(visit, call, workers).is_some() {
            visits.push("python model", cell, finds(), move |found| {
                for (name, count) in model_counts(visit, call, workers).into_iter().flatten() {
                    found.count(name, count);
                }
            });
        }
    }
    if visits.explains() {
        visits.extend(overlap::visits());
    }
    ticks::visits(&mut visits, settings);
    visits.into_list()
}

/// What lap-pool does at a visit.
fn lap_pool(visit: &str, call: &str, workers: usize, found: &mut Findings) {
    let start = |workers| LapPool::new(workers).expect("the pool starts");
    let two = || start(asked::WORKERS);
    match (visit, call) {
        ("calls_returned", _) => {
            found.count("calls_returned", submitted::calls_returned(&start(workers)));
        }
        ("pulled_at_return", _) => {
            let pulled = submitted::pulled_by_lap_pool(&start(workers));
            found.count("pulled_at_return", pulled);
        }
        (_, "forgotten_then_joined") => forgotten::then_joined(|| start(workers)).report(found),
        (_, "forgotten_in_a_scope") => forgotten::in_a_scope(workers).report(found),
        (_, "forgotten_failures") => {
            found.count("errors_told", forgotten::errors_told(&start(workers)));
        }
        (_, "map_async_get") => {
            let right = asked::right_results(&two().with_chunksize(1));
            found.count("right_results", right);
        }
        (_, "map_async_wait") => found.count("tasks_done", asked::done_after_wait(&two())),
        _ => {
            let run = asked::run_after_wait_with_a_failure(Arc::new(two()));
            found.count("tasks_run", run);
        }
    }
}

/// What the model of CPython's pool counts at a visit; `None` where it has none of its kind.
fn model_counts(visit: &str, call: &str, workers: usize) -> Option<Vec<(&'static str, u64)>> {
    let start = |workers| PythonModel::new(workers).expect("the model starts");
    let ended = |ended: experiments::held::Ended| {
        let done = ended.done_at_exit.map(|done| ("tasks_done_at_exit", done));
        done.into_iter().chain([("tasks_run", ended.run)]).collect()
    };
    Some(match (visit, call) {
        ("calls_returned", _) => {
            vec![("calls_returned", submitted::calls_returned(&start(workers)))]
        }
        ("pulled_at_return", _) => {
            let pulled = submitted::pulled_by_model(&start(workers));
            vec![("pulled_at_return", pulled)]
        }
        (_, "forgotten_then_joined") => ended(forgotten::then_joined(|| start(workers))),
        (_, "forgotten_in_a_scope") => ended(forgotten::in_a_scope_of_the_model(workers)),
        (_, "map_async_get") => {
            let pool = start(asked::WORKERS).with_chunksize(1);
            vec![("right_results", asked::right_results(&pool))]
        }
        _ => return None,
    })
}

// ---- timed: all results at the end, asked for in one step or in two ----------------------------------------------

/// (tasks, their length in nanoseconds): long ones that wait, short ones that compute.
const SIZES: [(u64, u64); 2] = [(20, 1_000_000), (SHORT_TASKS, SHORT_NS)];

/// As many as make a call of 80 ms on one core: in shorter ones a loop of Python that goes at two speeds decides, or the
/// time until the system moves a woken thread to a free core, up to 8 ms.
const SHORT_TASKS: u64 = 4_000;

/// Tasks of the positive control: one thread, so a call may be short.
const TWICE_AS_MANY: u64 = 500;

const SHORT_NS: u64 = 20_000;

fn timed(settings: &Settings, timed: &mut Timed) {
    let workers = settings.workers;
    let pool = LapPool::new(workers).expect("it starts").keep();
    let kernel = Kernel::calibrate();
    for (n, grain_ns) in SIZES {
        let (task, sum) = (Task::of(grain_ns, &kernel), Expected::default());
        let at = at(n, grain_ns, workers);
        let (items, expected) = ((0..n).collect::<Vec<u64>>(), sum.clone());
        timed.add_large(cell(pool.name(), "map", &at), move |watch| {
            let results = watch.time(|_| {
                // lesson: lap-pool: all results in one step
                pool.map(&items, |&item| task.run(item))
                // lesson ends
            });
            expected.check_all(&results);
        });
        timed.add_large(cell(pool.name(), "map_async_get", &at), move |watch| {
            let items: Vec<u64> = (0..n).collect();
            let results = watch.time(|_| {
                // lesson: lap-pool: all results in two steps
                let later = pool.pool().map_async(items, move |item| task.run(item));
                later.expect("the pool runs").get()
                // lesson ends
            });
            sum.check_all(&results.expect("no task fails"));
        });
    }
    contenders::deferred(&mut Others {
        timed,
        kernel: &kernel,
        workers,
    });
    ticks::cells(timed, settings);
    controls(timed, pool, Task::of(SHORT_NS, &kernel), workers);
    python_cells(timed, workers);
}

/// Those that claims speak of, or that explain one of these; a call in two steps says nothing new of a relative. And those
/// that have no such call: it is ours around them, a job for each task.
const NO_OTHERS: [&str; 5] = [
    "lap-pool",
    "lap-pool workers only",
    "python model",
    "rayon",
    "channel",
];

/// The call in two steps, by each other contender that gives results later.
struct Others<'a> {
    timed: &'a mut Timed,
    kernel: &'a Kernel,
    workers: usize,
}

impl ForEachDeferred for Others<'_> {
    fn take<C: Deferred + 'static>(&mut self, entry: Entry<C>) {
        if NO_OTHERS.contains(&entry.name) {
            return;
        }
        let pool = entry.start(self.workers).expect("the pool starts");
        let pool = pool.keep();
        for (n, grain_ns) in SIZES {
            let task = Task::of(grain_ns, self.kernel);
            let at = at(n, grain_ns, self.workers);
            let cell = cell(entry.name, "map_async_get", &at);
            self.timed.add_large(cell, move |watch| {
                let results =
                    watch.time(|_| pool.map_async(0..n, move |item| task.run(item)).get());
                assert!(
                    results.is_ok_and(|all| all.len() as u64 == n),
                    "no task fails"
                );
            });
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

/// Twice the tasks must take twice the time, and the same code under two names must not differ.
fn controls(timed: &mut Timed, pool: &'static LapPool, task: Task, workers: usize) {
    let loops = [("n", TWICE_AS_MANY), ("grain_ns", SHORT_NS)];
    controls::loop_once_and_twice(timed, "loop", &loops, TWICE_AS_MANY, move |item| {
        task.run(item)
    });
    let items: Vec<u64> = (0..SHORT_TASKS).collect();
    let map = cell(pool.name(), "map", &at(SHORT_TASKS, SHORT_NS, workers));
    timed.add_large(controls::again(map), move |watch| {
        watch.time(|_| pool.map(&items, |&item| task.run(item)));
    });
}

/// CPython's own cells, visited in the same rounds as all others.
fn python_cells(timed: &mut Timed, workers: usize) {
    if live::declare(timed, Processes::Never).is_none() {
        return;
    }
    for (n, grain_ns) in SIZES {
        for call in ["map", "map_async_get"] {
            let at = at(n, grain_ns, workers);
            let (cell, run) = live::cell("collected", call, &at, json!({}));
            timed.add_large(cell, run);
        }
    }
}
