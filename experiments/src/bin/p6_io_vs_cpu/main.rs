//! Practice 6: work that waits against work that computes.
//!
//! The advice: use a pool of threads for tasks that wait, not for tasks that compute, because an interpreter's lock
//! lets one instruction run at a time. This experiment gives the same `map` to every contender and changes only what a
//! task does and how many workers there are. Read it from top to bottom: who is visited with what, one cell, the visits
//! that count.

use std::io;
use std::process::ExitCode;

use experiments::expected::Expected;
use experiments::lanes::{self, What, Who};
use experiments::live;
use experiments::pools::Pools;
use experiments::sources::versions;
use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::{self, Serial};
use lab_kit::cpython::Processes;
use lab_kit::roster::{Entry, ForEach};
use lab_kit::workloads::http;
use lab_measure::experiment::{Experiment, Settings, Solo, Timed, cell};
use lab_measure::record::{Cell, Fact, Mode};
use lab_measure::stopwatch::Stopwatch;

use self::bench::Bench;
use self::tasks::{LONG, Workload};
use self::who::{is_claimed, is_claimed_long, is_compared, is_drawn};
use self::workers::{at, in_reach, numbers_of_workers};

mod bench;
mod controls;
mod cpython;
mod footprint;
mod interpreters;
#[cfg(test)]
mod model_matches_cpython;
mod tasks;
mod who;
mod workers;
mod your_urls;

const EXPERIMENT: Experiment = Experiment {
    name: env!("CARGO_BIN_NAME"),
    version: 1,
    sources: experiments::sources!(),
    facts,
    timed,
    solo,
};

/// Runs the experiment, or one process's part of it; or is the server, which is this program once more.
fn main() -> ExitCode {
    http::serve_if_asked().unwrap_or_else(|| EXPERIMENT.main())
}

/// Tasks of the headline: the advice's own "hundreds or thousands", by 64 workers.
const HEADLINE: (u64, usize) = (1_000, 64);

// ---- who is visited with what ----------------------------------------------------------------------------------

fn timed(settings: &Settings, timed: &mut Timed) {
    let curves = timed.process().is_multiple_of(3);
    let reachable: Vec<&'static Pools> = in_reach(settings.mode, timed)
        .into_iter()
        .map(Pools::leaked)
        .collect();
    let most = reachable.iter().map(|pools| pools.workers()).max();
    let most = most.unwrap_or(1);
    let files = match curves && is_drawn(settings.mode, Workload::FilesWarm) {
        true => Workload::FilesWarm.tasks(most),
        false => 0,
    };
    let bench = Bench::prepare(timed, most, files);
    let python = live::declare(timed, Processes::Wanted);
    if timed.process() == 0 {
        timed.fact(interpreters::fact());
    }
    for workload in bench.workloads() {
        let cells = Cells::of(&bench, workload);
        let curves = curves && is_drawn(settings.mode, workload);
        if curves || is_claimed(workload, 1) {
            let n = workload.tasks(1);
            cells.add(timed, &Serial, n, &[("n", n), ("workers", 1)]);
        }
        for pools in &reachable {
            let claimed = is_claimed(workload, pools.workers());
            let wanted = |name| curves && is_compared(workload, name);
            if claimed && !curves {
                cells.visit(timed, pools, pools.lap_pool());
            }
            if curves {
                let cells = &cells;
                contenders::all(&mut Curves {
                    timed,
                    pools,
                    cells,
                });
            }
            if python.is_some() && (claimed || wanted(live::NAME)) {
                cpython::visit(timed, &bench, workload, pools.workers());
            }
            if is_claimed_long(workload, pools.workers()) {
                cells.add(timed, pools.lap_pool(), LONG, &at(LONG, pools.workers()));
                if python.is_some() {
                    cpython::visit_many(timed, &bench, workload, pools.workers(), LONG);
                }
            }
        }
    }
    // No rule asks for it: a quick run, which has little time, starts it in every third process.
    let curves_too = settings.mode != Mode::Quick;
    if (curves_too || timed.process().is_multiple_of(3)) && live::free_threaded::declare(timed) {
        cpython::free_threaded(timed, &bench, curves_too);
    }
    match python.map(|about| about.processes) {
        Some(Ok(())) => cpython::processes(timed, curves && is_drawn(settings.mode, Workload::Cpu)),
        Some(Err(reason)) => timed.absent("cpu_processes", reason),
        None => {}
    }
    // Long calls, whose times differ little from process to process; no answer rests on them.
    if settings.mode != Mode::Quick && timed.process().is_multiple_of(2) {
        headline(timed, &bench, &reachable);
    }
    controls::add(timed, &bench, &reachable);
}

// ---- one cell --------------------------------------------------------------------------------------------------

/// The cells of one workload, which must all compute the same.
struct Cells<'a> {
    bench: &'a Bench,
    workload: Workload,
    sum: Expected,
}

impl<'a> Cells<'a> {
    fn of(bench: &'a Bench, workload: Workload) -> Self {
        Self {
            bench,
            workload,
            sum: Expected::default(),
        }
    }
}

impl Cells<'_> {
    /// A pool's cell.
    fn visit<C: Contender>(&self, timed: &mut Timed, pools: &Pools, pool: &'static C) {
        let n = self.workload.tasks(pools.workers());
        self.add(timed, pool, n, &at(n, pools.workers()));
    }

    fn add<C: Contender>(&self, timed: &mut Timed, pool: &'static C, n: u64, at: &[(&str, u64)]) {
        self.add_as(timed, cell(pool.name(), self.workload.name(), at), pool, n);
    }

    fn add_as<C: Contender>(&self, timed: &mut Timed, cell: Cell, pool: &'static C, n: u64) {
        let task = self.bench.task(self.workload);
        let surroundings = self.bench.surroundings(self.workload);
        let sum = self.sum.clone();
        let items: Vec<u64> = (0..n).collect();
        // No visit needs a warm-up: pools have run before, and connections are open.
        timed.add_large(cell, move |watch| {
            let visited = surroundings.around(n, watch, |watch| {
                watch.time(|mark| {
                    // lesson: the same map, whatever the task does
                    let results = pool.map(&items, |&item| task.run(item));
                    // lesson ends
                    mark.result();
                    results
                })
            });
            check(visited, &sum, watch);
        });
    }

    /// The same by a stream, whose results are handled as they come.
    fn add_stream<C: Streams>(
        &self,
        timed: &mut Timed,
        pool: &'static C,
        n: u64,
        at: &[(&str, u64)],
    ) {
        let task = self.bench.task(self.workload);
        let surroundings = self.bench.surroundings(self.workload);
        let sum = self.sum.clone();
        let call = format!("{}_unordered", self.workload.name());
        timed.add_large(cell(pool.name(), &call, at), move |watch| {
            let visited = surroundings.around(n, watch, |watch| {
                watch.time(|mark| {
                    let task = task.clone();
                    let results = pool.imap_unordered(0..n, move |item| task.run(item));
                    results.inspect(|_| mark.result()).collect()
                })
            });
            check(visited, &sum, watch);
        });
    }
}

/// Checks the results of a visit, if it came to its end.
fn check(visited: Option<Vec<io::Result<u64>>>, sum: &Expected, watch: &mut Stopwatch) {
    let Some(results) = visited else { return };
    match results.into_iter().collect::<io::Result<Vec<u64>>>() {
        Ok(results) => sum.check_all(&results),
        Err(error) => watch.fail(format!("a task failed: {error}")),
    }
}

/// The cell of each contender that is compared by this workload.
struct Curves<'a> {
    timed: &'a mut Timed,
    pools: &'static Pools,
    cells: &'a Cells<'a>,
}

impl ForEach for Curves<'_> {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        if is_compared(self.cells.workload, entry.name) {
            let pool = self.pools.of(entry);
            self.cells.visit(self.timed, self.pools, pool);
        }
    }
}

/// A thousand GETs by a map and by a stream, with the caller's help and without it, beside threads that are started for the call.
fn headline(timed: &mut Timed, bench: &Bench, reachable: &[&'static Pools]) {
    if !bench.workloads().contains(&Workload::Http) {
        return;
    }
    let (n, workers) = HEADLINE;
    let Some(pools) = reachable.iter().find(|pools| pools.workers() == workers) else {
        return;
    };
    let at = [("n", n), ("workers", workers as u64)];
    let cells = Cells::of(bench, Workload::Http);
    cells.add(timed, pools.lap_pool(), n, &at);
    cells.add(timed, pools.workers_only(), n, &at);
    cells.add(timed, pools.std_chunks(), n, &at);
    cells.add_stream(timed, pools.lap_pool(), n, &at);
    cells.add_stream(timed, pools.workers_only(), n, &at);
}

// ---- facts, counts, lanes --------------------------------------------------------------------------------------

/// Asked for once in a run, before the first visit. What an interpreter says of itself is noted by who has started it.
fn facts(settings: &Settings) -> Vec<Fact> {
    your_urls::announce(settings);
    versions(&["lap-pool", "rayon", "tokio", "ureq", "axum"])
}

/// Length of each of the twenty traced tasks.
const TRACED_NS: u64 = 10_000_000;

fn solo(settings: &Settings) -> Vec<Solo> {
    let waiting = lanes::Tasks::equal(20, What::Wait, TRACED_NS);
    let computing = lanes::Tasks::equal(20, What::Compute, TRACED_NS);
    let mut list = footprint::visits(settings, &numbers_of_workers(settings.mode));
    list.extend(lanes::visits(
        &waiting,
        Who::Everyone,
        &[("wait_percent", 100)],
    ));
    list.extend(lanes::visits(
        &computing,
        Who::Everyone,
        &[("wait_percent", 0)],
    ));
    if settings.mode == Mode::Quick {
        list.retain(is_for_a_quick_run);
    }
    list.push(interpreters::visit());
    list.extend(your_urls::visits(settings));
    list
}

/// The subjects' lanes of the call that is timed, and what their workers cost at both ends.
fn is_for_a_quick_run(solo: &Solo) -> bool {
    let Cell {
        contender, call, ..
    } = &solo.cell;
    let is_end =
        solo.cell.param("workers") == Some(64) || solo.cell.param("default_workers").is_some();
    let is_subject = ["lap-pool", live::NAME].contains(&contender.as_str());
    is_subject && (call == "map" || (call == "footprint" && is_end))
}
