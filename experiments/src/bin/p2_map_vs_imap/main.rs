//! Practice 2: map against imap.
//!
//! The advice: with hundreds or thousands of tasks use `imap` instead of `map`, because `map` dispatches them all at
//! once and `imap` is lazy. This experiment looks at what each does with its input (counts), what it holds in memory
//! (counts, bytes), when the first result arrives, and how many items go through in a second (times), for tasks of
//! three lengths. Read it from top to bottom: the sizes, the timed cells, the live subject, the visits that count.

use std::process::ExitCode;

use experiments::expected::Expected;
use experiments::lanes::{self, What, Who};
use experiments::pools::Pools;
use experiments::sources::versions;
use experiments::{controls, live};
use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::{self, LapPool, Serial};
use lab_kit::cpython::Processes;
use lab_kit::roster::{Entry, ForEach, ForEachStream};
use lab_kit::workloads::spin::{Kernel, Spin};
use lab_measure::experiment::{Experiment, Settings, Solo, Timed, cell};
use lab_measure::record::{Cell, Fact, Mode};
use lab_measure::stopwatch::Stopwatch;
use serde_json::json;

use self::memory::is_too_large;

mod followed;
mod memory;
#[cfg(test)]
mod model_matches_cpython;
mod paused;
mod your_files;

const EXPERIMENT: Experiment = Experiment {
    name: env!("CARGO_BIN_NAME"),
    version: 1,
    sources: experiments::sources!(),
    facts,
    timed,
    solo,
};

fn main() -> ExitCode {
    EXPERIMENT.main()
}

// ---- sizes -----------------------------------------------------------------------------------------------------

/// Lengths of a task in nanoseconds of CPU.
const GRAINS: [u64; 3] = [0, 20_000, 1_000_000];

/// Numbers of tasks that are timed. Cells are sized so that a visit takes about 10 ms where that can be.
fn sizes(mode: Mode, grain_ns: u64) -> &'static [u64] {
    match (mode, grain_ns) {
        (Mode::Quick, 0) => &[1_000, 10_000],
        (Mode::Quick, 20_000) => &[1_000],
        (Mode::Quick, _) => &[100],
        (_, 0) => &[1_000, 10_000, 100_000, 1_000_000],
        (Mode::Full, 20_000) => &[1_000, 10_000],
        (_, 20_000) => &[100, 1_000],
        (Mode::Full, _) => &[100, 1_000],
        _ => &[10, 100],
    }
}

/// Whether a claim speaks of these cells of the subjects: then every process visits them. Others are drawn, and every
/// third process is enough for that.
fn is_claimed(n: u64, grain_ns: u64) -> bool {
    [(10_000, 0), (1_000, 20_000), (100, 1_000_000)].contains(&(n, grain_ns))
}

/// Whether the process of this number visits what is only drawn.
fn draws(process: u32) -> bool {
    process.is_multiple_of(3)
}

fn at(n: u64, grain_ns: u64, workers: usize) -> [(&'static str, u64); 3] {
    [
        ("n", n),
        ("grain_ns", grain_ns),
        ("workers", workers as u64),
    ]
}

// ---- timed cells -----------------------------------------------------------------------------------------------

fn timed(settings: &Settings, timed: &mut Timed) {
    let (mode, workers) = (settings.mode, settings.workers);
    let pools = Pools::leaked(workers);
    let kernel = Kernel::calibrate();
    let draws = draws(timed.process());
    for grain_ns in GRAINS {
        let task = kernel.grain(grain_ns);
        for &n in sizes(mode, grain_ns) {
            let at = at(n, grain_ns, workers);
            let sum = Expected::default();
            if is_claimed(n, grain_ns) || draws {
                map_cell(timed, &Serial, "loop", at, task, &sum);
                map_cell(timed, pools.lap_pool(), "map", at, task, &sum);
                stream_cell(timed, pools.lap_pool(), "imap", at, task, &sum);
            }
            if draws {
                let sum = &sum;
                let mut others = Others {
                    timed,
                    pools,
                    mode,
                    at,
                    task,
                    sum,
                };
                contenders::all(&mut others);
                contenders::streams(&mut others);
                // Beside imap it says little: the small sizes show it.
                if mode != Mode::Quick && n <= 10_000 {
                    stream_cell(timed, pools.lap_pool(), "imap_unordered", at, task, sum);
                }
            }
        }
    }
    controls(timed, pools.lap_pool(), kernel.grain(20_000), workers);
    python_cells(timed, mode, workers);
    your_files::cells(timed, pools, settings);
}

/// A `map` of each contender that no claim speaks of, and an `imap` of each that can.
struct Others<'a> {
    timed: &'a mut Timed,
    pools: &'static Pools,
    mode: Mode,
    at: [(&'static str, u64); 3],
    task: Spin,
    sum: &'a Expected,
}

/// Those that claims speak of, or that are the loop; and tokio, which boxes each item as the channel pool does.
const NO_OTHERS: [&str; 3] = ["lap-pool", "serial", "tokio"];

/// A quick run has no time for more.
const IN_A_QUICK_RUN: [&str; 4] = [
    "lap-pool workers only",
    "rayon",
    "std chunks",
    "python model",
];

/// Tasks of a call at most: a thread or a message for each is slow enough.
fn most_tasks(contender: &str) -> u64 {
    match contender {
        "std per task" => 1_000,
        "channel" => 100_000,
        _ => u64::MAX,
    }
}

impl ForEach for Others<'_> {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        let has_time = self.mode != Mode::Quick || IN_A_QUICK_RUN.contains(&entry.name);
        let fits = self.at[0].1 <= most_tasks(entry.name);
        if has_time && fits && !NO_OTHERS.contains(&entry.name) {
            let pool = self.pools.of(entry);
            map_cell(self.timed, pool, "map", self.at, self.task, self.sum);
        }
    }
}

impl ForEachStream for Others<'_> {
    fn take<C: Streams + 'static>(&mut self, entry: Entry<C>) {
        let n = self.at[0].1;
        let fits = match entry.name {
            "python model" => !is_too_large(self.mode, n),
            // Where items are empty and the consumer runs none, each is handed from thread to thread: the small sizes show it.
            _ => self.mode != Mode::Quick && n <= 10_000,
        };
        if fits && !NO_OTHERS.contains(&entry.name) {
            let pool = self.pools.of(entry);
            stream_cell(self.timed, pool, "imap", self.at, self.task, self.sum);
        }
    }
}

/// A call that gives all results at once.
fn map_cell<C: Contender>(
    timed: &mut Timed,
    pool: &'static C,
    call: &str,
    at: [(&str, u64); 3],
    task: Spin,
    sum: &Expected,
) {
    let items: Vec<u64> = (0..at[0].1).collect();
    let sum = sum.clone();
    add(timed, cell(pool.name(), call, &at), move |watch| {
        let results = pool.enter(|| {
            watch.time(|mark| {
                // lesson: map: all results at once
                let results = pool.map(&items, |&item| task.run(item));
                // lesson ends
                mark.result();
                results
            })
        });
        sum.check_all(&results);
    });
}

/// A call that gives the results one by one.
fn stream_cell<C: Streams>(
    timed: &mut Timed,
    pool: &'static C,
    call: &'static str,
    at: [(&str, u64); 3],
    task: Spin,
    sum: &Expected,
) {
    let n = at[0].1;
    let sum = sum.clone();
    add(timed, cell(pool.name(), call, &at), move |watch| {
        let got = watch.time(|mark| {
            let mut got = 0_u64;
            let mut take = |result| {
                mark.result();
                got = got.wrapping_add(result);
            };
            match call {
                "imap" => {
                    // lesson: imap: results one by one, in order
                    for result in pool.imap(0..n, move |item| task.run(item)) {
                        take(result);
                    }
                    // lesson ends
                }
                _ => pool
                    .imap_unordered(0..n, move |item| task.run(item))
                    .for_each(take),
            }
            got
        });
        sum.check(n as usize, got);
    });
}

/// Large cells run code that a smaller one has warmed up.
fn add(timed: &mut Timed, cell: Cell, run: impl FnMut(&mut Stopwatch) + 'static) {
    let n = cell.param("n").unwrap_or(0);
    let work_ns = n * cell.param("grain_ns").unwrap_or(0);
    if n >= 100_000 || work_ns >= 100_000_000 {
        timed.add_large(cell, run)
    } else {
        timed.add(cell, run)
    }
}

/// Twice the work must take twice the time, and the same code under two names must not differ.
fn controls(timed: &mut Timed, pool: &'static LapPool, task: Spin, workers: usize) {
    let at = at(1_000, 20_000, workers);
    let items: Vec<u64> = (0..2_000).map(|item| item % 1_000).collect();
    let once = cell(Serial.name(), "loop", &at);
    timed.add(controls::twice(once), move |watch| {
        watch.time(|_| Serial.map(&items, |&item| task.run(item)));
    });
    let items: Vec<u64> = (0..1_000).collect();
    let map = cell(pool.name(), "map", &at);
    timed.add(controls::again(map), move |watch| {
        watch.time(|_| pool.map(&items, |&item| task.run(item)));
    });
}

// ---- the live subject ------------------------------------------------------------------------------------------

/// CPython's own cells, visited in the same rounds as all others.
fn python_cells(timed: &mut Timed, mode: Mode, workers: usize) {
    if live::declare(timed, Processes::Never).is_none() {
        return;
    }
    let draws = draws(timed.process());
    for grain_ns in GRAINS {
        for &n in sizes(mode, grain_ns) {
            let claimed = is_claimed(n, grain_ns);
            for call in ["map", "imap", "imap_unordered"] {
                let is_affordable = match call {
                    "map" => claimed || draws,
                    "imap" => claimed || draws && !is_too_large(mode, n),
                    _ => draws && n < 100_000 && mode != Mode::Quick,
                };
                if !is_affordable {
                    continue;
                }
                let at = at(n, grain_ns, workers);
                let (cell, run) = live::cell("timed", call, &at, json!({ "repeat": 1 }));
                add(timed, cell, run);
            }
        }
    }
}

fn facts(_settings: &Settings) -> Vec<Fact> {
    versions(&["lap-pool", "rayon", "crossbeam-channel"])
}

// ---- counts, memory, lanes -------------------------------------------------------------------------------------

/// Sleep of most of the twenty traced tasks; the first sleeps ten times as long.
const TRACED_NS: u64 = 6_000_000;

fn solo(settings: &Settings) -> Vec<Solo> {
    let twenty = lanes::Tasks::twenty(What::Wait, TRACED_NS);
    let mut list = paused::visits(settings);
    list.extend(memory::visits(settings));
    list.extend(followed::visits(settings));
    // A quick run has no time for who does as others do.
    let who = match settings.mode {
        Mode::Quick => Who::Subjects,
        _ => Who::Everyone,
    };
    list.extend(lanes::visits(&twenty, who, &[]));
    list
}
