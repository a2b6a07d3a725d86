//! Practice 2: map against imap.
//!
//! The advice: with hundreds or thousands of tasks use `imap` instead of `map`, because `map` dispatches them all at
//! once and `imap` is lazy. This experiment looks at what each does with its input (counts), what it holds in memory
//! (counts, bytes), when the first result arrives, and how many items go through in a second (times), for tasks of
//! three lengths. Read it from top to bottom: the sizes, the timed cells, the counted visits, the live subject.

use std::cell::{Cell as Once, RefCell};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use lab_kit::contender::{Contender, Deferred, Pending, Streams};
use lab_kit::contenders::{
    ChannelPool, LapPool, PythonModel, RayonInside, RayonPool, Serial, StdChunks, StdPerTask,
};
use lab_kit::cpython::{CPython, SCRIPT};
use lab_kit::workloads::files;
use lab_kit::workloads::item::{LiveGauge, Payload};
use lab_kit::workloads::source::Counting;
use lab_kit::workloads::spin::{Kernel, Spin};
use lab_kit::workloads::trace::{Recorder, Trace};
use lab_measure::allocations::CountingAllocator;
use lab_measure::environment::locked_versions;
use lab_measure::experiment::{Experiment, Findings, Settings, Solo, SoloKind, Timed, cell};
use lab_measure::memory;
use lab_measure::record::{Cell, Fact, Lanes, Mode, Pull, Role, Span, Yielded};
use lab_measure::stopwatch::{Stopwatch, Taken};
use serde_json::{Value, json};

/// The experiment, for this binary and for its twin with the counting allocator.
pub const EXPERIMENT: Experiment = Experiment {
    name: "p2_map_vs_imap",
    version: 1,
    sources: &[
        (
            include_str!("p2_map_vs_imap.rs"),
            "experiments/p2_map_vs_imap.rs",
        ),
        (SCRIPT, "experiments/python/threadpool.py"),
    ],
    facts,
    timed,
    solo,
};

/// Runs the experiment, or one process's part of it.
pub fn main() -> ExitCode {
    EXPERIMENT.main()
}

// ---- sizes -----------------------------------------------------------------------------------------------------

/// Lengths of a task in nanoseconds of CPU.
const GRAINS: [u64; 3] = [0, 20_000, 1_000_000];

/// Numbers of tasks that are timed. Cells are sized so that a visit takes about 10 ms where that can be.
fn sizes(mode: Mode, grain_ns: u64) -> &'static [u64] {
    match (mode, grain_ns) {
        (_, 0) => &[1_000, 10_000, 100_000, 1_000_000],
        (Mode::Full, 20_000) => &[1_000, 10_000],
        (_, 20_000) => &[100, 1_000],
        (Mode::Full, _) => &[100, 1_000],
        _ => &[10, 100],
    }
}

/// A contender that moves every item through queues of its own needs seconds for a million: only in full mode.
fn is_too_large(mode: Mode, n: u64) -> bool {
    n > 100_000 && mode != Mode::Full
}

fn at(n: u64, grain_ns: u64, workers: usize) -> [(&'static str, u64); 3] {
    [
        ("n", n),
        ("grain_ns", grain_ns),
        ("workers", workers as u64),
    ]
}

// ---- timed cells -----------------------------------------------------------------------------------------------

/// All contenders of one process, built and warmed before the first visit.
struct Contenders {
    lap_pool: LapPool,
    workers_only: LapPool,
    rayon: RayonPool,
    rayon_inside: RayonInside,
    std_chunks: StdChunks,
    std_per_task: StdPerTask,
    channel: ChannelPool,
    model: PythonModel,
}

impl Contenders {
    /// The process needs them to its end.
    fn leaked(workers: usize) -> &'static Self {
        Box::leak(Box::new(Self {
            lap_pool: LapPool::new(workers).expect("lap-pool starts"),
            workers_only: LapPool::workers_only(workers).expect("lap-pool starts"),
            rayon: RayonPool::new(workers).expect("rayon starts"),
            rayon_inside: RayonInside::new(workers).expect("rayon starts"),
            std_chunks: StdChunks::new(workers).expect("at least two workers"),
            std_per_task: StdPerTask::new(),
            channel: ChannelPool::new(workers).expect("the channel pool starts"),
            model: PythonModel::new(workers).expect("the model starts"),
        }))
    }
}

/// The sum that the first contender to work on these items got; all others must get the same.
type Expected = Rc<Once<Option<u64>>>;

fn check(expected: &Expected, sum: u64) {
    match expected.get() {
        None => expected.set(Some(sum)),
        Some(known) => assert_eq!(
            sum, known,
            "a contender computed something else than the others"
        ),
    }
}

fn timed(settings: &Settings, timed: &mut Timed) {
    let (mode, workers) = (settings.mode, settings.workers);
    let all = Contenders::leaked(workers);
    let kernel = Kernel::calibrate();
    for grain_ns in GRAINS {
        let task = kernel.grain(grain_ns);
        for &n in sizes(mode, grain_ns) {
            let at = at(n, grain_ns, workers);
            let sum = Expected::default();
            map_cell(timed, &Serial, "loop", at, task, &sum);
            map_cell(timed, &all.lap_pool, "map", at, task, &sum);
            map_cell(timed, &all.workers_only, "map", at, task, &sum);
            map_cell(timed, &all.rayon, "map", at, task, &sum);
            map_cell(timed, &all.rayon_inside, "map", at, task, &sum);
            map_cell(timed, &all.std_chunks, "map", at, task, &sum);
            if n <= 1_000 {
                map_cell(timed, &all.std_per_task, "map", at, task, &sum);
            }
            if n <= 100_000 {
                map_cell(timed, &all.channel, "map", at, task, &sum);
            }
            // A wake-up per item makes these two slow where items are empty: the small sizes show it.
            if n <= 10_000 {
                stream_cell(timed, &all.workers_only, "imap", at, task, &sum);
                stream_cell(timed, &all.lap_pool, "imap_unordered", at, task, &sum);
            }
            map_cell(timed, &all.model, "map", at, task, &sum);
            stream_cell(timed, &all.lap_pool, "imap", at, task, &sum);
            if !is_too_large(mode, n) {
                stream_cell(timed, &all.model, "imap", at, task, &sum);
            }
        }
    }
    controls(timed, all, kernel.grain(20_000), workers);
    python_cells(timed, mode, workers);
    file_cells(timed, all, settings);
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
    let sum = Rc::clone(sum);
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
        check(
            &sum,
            results
                .iter()
                .fold(0, |sum, result| sum.wrapping_add(*result)),
        );
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
    let sum = Rc::clone(sum);
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
        check(&sum, got);
    });
}

/// Large cells run code that a smaller one has warmed up.
fn add(timed: &mut Timed, cell: Cell, run: impl FnMut(&mut Stopwatch) + 'static) {
    if cell.param("n") >= Some(100_000) {
        timed.add_large(cell, run)
    } else {
        timed.add(cell, run)
    }
}

/// Twice the work must take twice the time, and the same code under two names must not differ.
fn controls(timed: &mut Timed, all: &'static Contenders, task: Spin, workers: usize) {
    let at = at(1_000, 20_000, workers);
    let items: Vec<u64> = (0..2_000).map(|item| item % 1_000).collect();
    let twice = Cell {
        role: Role::PositiveControl,
        ..cell(Serial.name(), "loop_twice", &at)
    };
    timed.add(twice, move |watch| {
        watch.time(|_| Serial.map(&items, |&item| task.run(item)));
    });
    let items: Vec<u64> = (0..1_000).collect();
    let again = Cell {
        role: Role::NullControl,
        ..cell(all.lap_pool.name(), "map_again", &at)
    };
    timed.add(again, move |watch| {
        watch.time(|_| all.lap_pool.map(&items, |&item| task.run(item)));
    });
}

/// Every file below the user's directory, hashed: curves only, no claim speaks of them.
fn file_cells(timed: &mut Timed, all: &'static Contenders, settings: &Settings) {
    let Some(directory) = &settings.files else {
        return;
    };
    let listing = match files::list(directory) {
        Ok(listing) => listing,
        Err(error) => {
            return timed.absent(
                "your files",
                format!("the directory cannot be listed: {error}"),
            );
        }
    };
    if listing.files.is_empty() {
        return timed.absent("your files", "there is no file below that directory");
    }
    let n = listing.files.len() as u64;
    let failed = files::Summary::of(
        &listing
            .files
            .iter()
            .map(|file| files::hash(file))
            .collect::<Vec<_>>(),
    )
    .failed;
    if failed > 0 {
        timed.absent(
            "some of your files",
            format!("{failed} of {n} could not be read; each is an error of its own item"),
        );
    }
    let paths = Arc::new(listing.files);
    let at = [("n", n), ("files", 1), ("workers", settings.workers as u64)];
    let list = Arc::clone(&paths);
    timed.add_large(cell(Serial.name(), "loop", &at), move |watch| {
        watch.time(|_| Serial.map(&list, |file| files::hash(file).is_ok()));
    });
    let list = Arc::clone(&paths);
    timed.add_large(cell(all.lap_pool.name(), "map", &at), move |watch| {
        watch.time(|_| all.lap_pool.map(&list, |file| files::hash(file).is_ok()));
    });
    let list = Arc::clone(&paths);
    timed.add_large(cell(all.rayon.name(), "map", &at), move |watch| {
        watch.time(|_| all.rayon.map(&list, |file| files::hash(file).is_ok()));
    });
    timed.add_large(cell(all.lap_pool.name(), "imap", &at), move |watch| {
        let list: Vec<_> = paths.iter().cloned().collect();
        watch.time(|mark| {
            for hashed in all
                .lap_pool
                .imap(list.into_iter(), |file| files::hash(&file).is_ok())
            {
                mark.result();
                std::hint::black_box(hashed);
            }
        });
    });
}

// ---- counted visits --------------------------------------------------------------------------------------------

/// (tasks, their length) of the counted visits: the regimes that the claims name.
const COUNTED: [(u64, u64); 3] = [(10_000, 0), (1_000, 20_000), (100, 1_000_000)];

fn solo(settings: &Settings) -> Vec<Solo> {
    let repetitions = if settings.mode == Mode::Quick { 1 } else { 3 };
    let workers = settings.workers;
    let mut list = Vec::new();
    for (n, grain_ns) in COUNTED {
        let at = at(n, grain_ns, workers);
        for call in ["map", "map_async", "imap", "imap_unordered"] {
            let mut push = |name: &str, run: Box<dyn Fn(&mut Findings)>| {
                list.push(Solo {
                    cell: cell(name, call, &at),
                    kind: SoloKind::Counted,
                    repetitions,
                    run,
                });
            };
            push(
                "lap-pool",
                Box::new(move |found| paused(|| LapPool::new(workers), call, n, grain_ns, found)),
            );
            push(
                "python model",
                Box::new(move |found| {
                    paused(|| PythonModel::new(workers), call, n, grain_ns, found)
                }),
            );
            push(
                "cpython",
                Box::new(move |found| python_paused(call, n, grain_ns, workers, found)),
            );
        }
    }
    list.extend(memory_visits(settings));
    list.extend(followed_visits(workers));
    list.extend(lane_visits());
    list
}

/// Takes one result, then pauses until the pool has nothing left to do, and counts how far the input was read by then.
/// The items travel through the pool by value, so that one alive anywhere between source and reader is counted.
fn paused<C: Streams + Deferred>(
    start: impl Fn() -> std::io::Result<C>,
    call: &str,
    n: u64,
    grain_ns: u64,
    found: &mut Findings,
) {
    let pool = start().expect("the pool starts");
    let gauge = LiveGauge::new();
    let done = Arc::new(AtomicU64::new(0));
    let task = Kernel::calibrate().grain(grain_ns);
    let work = {
        let done = Arc::clone(&done);
        move |item: Payload| {
            task.run(0);
            done.fetch_add(1, Relaxed);
            item
        }
    };
    let source = {
        let gauge = gauge.clone();
        Counting::new(
            (0..n as u32).map(move |index| Payload::new(index, ITEM_BYTES as usize, &gauge)),
        )
    };
    let pulls = source.pulls();
    let pulled = match call {
        "map" => {
            let items: Vec<Payload> = source.collect();
            let results = pool.map(&items, |item| {
                task.run(0);
                done.fetch_add(1, Relaxed);
                item.index()
            });
            assert_eq!(results.len() as u64, n);
            pulls.count()
        }
        "map_async" => {
            let results = pool.map_async(source, work).get().expect("no task fails");
            assert_eq!(results.len() as u64, n);
            pulls.count()
        }
        "imap" => {
            // lesson: one result, then a pause: how far was the input read?
            let mut results = pool.imap(source, work);
            let first = results.next();
            wait_until_idle(|| (pulls.count(), done.load(Relaxed)), n);
            let pulled = pulls.count();
            // lesson ends
            drop(first);
            results.for_each(drop);
            pulled
        }
        _ => {
            let mut results = pool.imap_unordered(source, work);
            let first = results.next();
            wait_until_idle(|| (pulls.count(), done.load(Relaxed)), n);
            let pulled = pulls.count();
            drop(first);
            results.for_each(drop);
            pulled
        }
    };
    found.count("pulled_after_one_result", pulled);
    found.count("peak_live_items", gauge.peak());
    found.count("tasks_run", done.load(Relaxed));
    let counts = pool.counts();
    counts
        .messages_queued
        .into_iter()
        .for_each(|messages| found.count("messages_queued", messages));
    counts
        .threads_created
        .into_iter()
        .for_each(|threads| found.count("threads_created", threads));
}

/// All pulled items are done, and nothing more is pulled for a while; or all `n` are.
fn wait_until_idle(state: impl Fn() -> (u64, u64), n: u64) {
    let (mut still, mut seen) = (0, (u64::MAX, u64::MAX));
    while still < 15 {
        let (pulled, done) = state();
        let idle = (pulled, done) == seen && pulled == done;
        if idle && pulled == n {
            return;
        }
        still = if idle { still + 1 } else { 0 };
        seen = (pulled, done);
        thread::sleep(Duration::from_millis(2));
    }
}

// ---- memory ----------------------------------------------------------------------------------------------------

/// Size of an item where memory is looked at.
const ITEM_BYTES: u64 = 64;

/// Each in a process of its own, by the binary with the counting allocator.
fn memory_visits(settings: &Settings) -> Vec<Solo> {
    let workers = settings.workers;
    let mut list = Vec::new();
    for n in [1_000, 10_000, 100_000, 1_000_000] {
        let at = [
            ("n", n),
            ("item_bytes", ITEM_BYTES),
            ("workers", workers as u64),
        ];
        let mut push = |name: &str, call: &'static str, run: Box<dyn Fn(&mut Findings)>| {
            list.push(Solo {
                cell: cell(name, call, &at),
                kind: SoloKind::Memory,
                repetitions: 1,
                run,
            });
        };
        push(
            "serial",
            "loop",
            Box::new(move |found| memory_of(n, found, |items| items.map(weigh).sum())),
        );
        for call in ["map", "imap"] {
            push(
                "lap-pool",
                call,
                Box::new(move |found| {
                    memory_of_stream(&LapPool::new(workers).expect("starts"), call, n, found)
                }),
            );
            let large = is_too_large(settings.mode, n) && call == "imap";
            if !large {
                push(
                    "python model",
                    call,
                    Box::new(move |found| {
                        memory_of_stream(
                            &PythonModel::new(workers).expect("starts"),
                            call,
                            n,
                            found,
                        )
                    }),
                );
                push(
                    "cpython",
                    call,
                    Box::new(move |found| python_memory(call, n, workers, found)),
                );
            }
        }
        push(
            "rayon",
            "map",
            Box::new(move |found| {
                memory_of_map(&RayonPool::new(workers).expect("starts"), n, found)
            }),
        );
    }
    list
}

fn weigh(item: Payload) -> u64 {
    item.bytes().len() as u64
}

fn memory_of_map(pool: &impl Contender, n: u64, found: &mut Findings) {
    memory_of(n, found, |items| {
        let items: Vec<Payload> = items.collect();
        pool.map(&items, |item| item.bytes().len() as u64)
            .iter()
            .sum()
    });
}

fn memory_of_stream(pool: &impl Streams, call: &str, n: u64, found: &mut Findings) {
    match call {
        "map" => memory_of_map(pool, n, found),
        _ => memory_of(n, found, |items| pool.imap(items, weigh).sum()),
    }
}

/// Peak memory of one piece of work over `n` items that are made as they are asked for.
fn memory_of(
    n: u64,
    found: &mut Findings,
    work: impl FnOnce(Box<dyn Iterator<Item = Payload> + Send>) -> u64,
) {
    let gauge = LiveGauge::new();
    let source = {
        let gauge = gauge.clone();
        (0..n as u32).map(move |index| Payload::new(index, ITEM_BYTES as usize, &gauge))
    };
    let resident = memory::rss_bytes();
    let live = CountingAllocator::live_bytes();
    CountingAllocator::restart_peak();
    let total = work(Box::new(source));
    assert_eq!(total, n * ITEM_BYTES, "an item was lost");
    found.count("peak_live_items", gauge.peak());
    if CountingAllocator::is_installed() {
        found.count(
            "peak_alloc_bytes",
            CountingAllocator::peak_bytes().saturating_sub(live),
        );
    }
    if let (Some(before), Some(peak)) = (resident, memory::peak_rss_bytes()) {
        found.count("peak_rss_bytes", peak);
        found.count("peak_rss_growth_bytes", peak.saturating_sub(before));
    }
}

// ---- how far ahead, and who ran what when -----------------------------------------------------------------------

/// Tasks of the visit in which pulls are followed against results.
const FOLLOWED: u64 = 200;
const FOLLOWED_GRAIN_NS: u64 = 200_000;

fn followed_visits(workers: usize) -> Vec<Solo> {
    let at = at(FOLLOWED, FOLLOWED_GRAIN_NS, workers);
    let visit = |name: &str, call: &str, run: Box<dyn Fn(&mut Findings)>| Solo {
        cell: cell(name, call, &at),
        kind: SoloKind::Counted,
        repetitions: 1,
        run,
    };
    vec![
        visit(
            "lap-pool",
            "imap",
            Box::new(move |found| followed(&LapPool::new(workers).expect("starts"), found)),
        ),
        visit(
            "python model",
            "imap",
            Box::new(move |found| followed(&PythonModel::new(workers).expect("starts"), found)),
        ),
        visit(
            "cpython",
            "imap",
            Box::new(move |found| python_followed(workers, found)),
        ),
    ]
}

fn followed(pool: &impl Streams, found: &mut Findings) {
    let task = Kernel::calibrate().grain(FOLLOWED_GRAIN_NS);
    let source = Counting::new(0..FOLLOWED);
    let pulls = source.pulls();
    let mut points = vec![(0, 0)];
    for (returned, result) in (1..).zip(pool.imap(source, move |item| task.run(item))) {
        std::hint::black_box(result);
        points.push((returned, pulls.count()));
    }
    found.series("pulled_against_returned", points);
}

/// Twenty tasks for four workers: one of 60 ms first, one of 30 ms later, the rest 6 ms, all asleep.
const LANE_WORKERS: usize = 4;

fn lane_lengths() -> Vec<u64> {
    (0..20)
        .map(|task| {
            [(0, 60_000_000), (15, 30_000_000)]
                .into_iter()
                .find(|(slow, _)| *slow == task)
                .map_or(6_000_000, |(_, ns)| ns)
        })
        .collect()
}

fn lane_visits() -> Vec<Solo> {
    let at = [("n", 20), ("lanes", 1), ("workers", LANE_WORKERS as u64)];
    let mut list = Vec::new();
    for call in ["loop", "map", "imap", "imap_unordered"] {
        let mut push = |name: &str, run: Box<dyn Fn(&mut Findings)>| {
            list.push(Solo {
                cell: cell(name, call, &at),
                kind: SoloKind::Counted,
                repetitions: 1,
                run,
            });
        };
        if call == "loop" {
            push(
                "serial",
                Box::new(move |found| lanes_of(&Serial, "map", found)),
            );
            continue;
        }
        push(
            "lap-pool",
            Box::new(move |found| {
                lanes_of(
                    &LapPool::workers_only(LANE_WORKERS).expect("starts"),
                    call,
                    found,
                )
            }),
        );
        push(
            "python model",
            Box::new(move |found| {
                lanes_of(
                    &PythonModel::new(LANE_WORKERS).expect("starts"),
                    call,
                    found,
                )
            }),
        );
        push("cpython", Box::new(move |found| python_lanes(call, found)));
    }
    list
}

fn lanes_of(pool: &impl Streams, call: &str, found: &mut Findings) {
    let lengths = Arc::new(lane_lengths());
    let tasks = 0..lengths.len() as u32;
    let recorder = Recorder::new();
    let source = Counting::new(tasks.clone()).traced(&recorder);
    let run = {
        let (recorder, lengths) = (recorder.clone(), Arc::clone(&lengths));
        move |task: u32| {
            recorder.span(task, || {
                thread::sleep(Duration::from_nanos(lengths[task as usize]));
                task
            })
        }
    };
    match call {
        "map" => {
            let items: Vec<u32> = source.collect();
            pool.map(&items, |&task| run(task));
            recorder.yielded_all(tasks);
        }
        "imap" => pool
            .imap(source, run)
            .for_each(|task| recorder.yielded(task)),
        _ => pool
            .imap_unordered(source, run)
            .for_each(|task| recorder.yielded(task)),
    }
    found.lanes(lanes(&recorder.trace()));
}

fn lanes(trace: &Trace) -> Lanes {
    Lanes {
        cell: 0,
        spans: trace
            .spans
            .iter()
            .map(|s| Span {
                lane: s.lane,
                task: s.task,
                start_ns: s.start_ns,
                end_ns: s.end_ns,
            })
            .collect(),
        pulls: trace
            .pulls
            .iter()
            .map(|p| Pull {
                task: p.task,
                at_ns: p.at_ns,
            })
            .collect(),
        yielded: trace
            .yielded
            .iter()
            .map(|y| Yielded {
                task: y.task,
                at_ns: y.at_ns,
            })
            .collect(),
    }
}

// ---- the live subject ------------------------------------------------------------------------------------------

/// CPython's own cells, visited in the same rounds as all others.
fn python_cells(timed: &mut Timed, mode: Mode, workers: usize) {
    let python = match CPython::start() {
        Ok(python) => Rc::new(RefCell::new(python)),
        Err(reason) => return timed.absent("cpython", reason),
    };
    for grain_ns in GRAINS {
        for &n in sizes(mode, grain_ns) {
            for call in ["map", "imap", "imap_unordered"] {
                let slow = call == "imap_unordered" && n >= 100_000;
                if (slow || is_too_large(mode, n)) && !(call == "map" && mode != Mode::Quick) {
                    continue;
                }
                let python = Rc::clone(&python);
                let request = json!({ "visit": "timed", "call": call, "n": n, "grain_ns": grain_ns, "workers": workers, "repeat": 1 });
                add(
                    timed,
                    cell("cpython", call, &at(n, grain_ns, workers)),
                    move |watch| {
                        let answer = python
                            .borrow_mut()
                            .visit(&request)
                            .unwrap_or_else(|error| panic!("{error}"));
                        let taken = Taken {
                            wall_ns: number(&answer, "wall_ns"),
                            first_ns: Some(number(&answer, "first_ns")),
                            cpu_ns: Some(number(&answer, "cpu_ns")),
                        };
                        watch.report(taken, number(&answer, "total_cpu_ns"));
                    },
                );
            }
        }
    }
}

fn number(answer: &Value, name: &str) -> u64 {
    answer[name]
        .as_u64()
        .unwrap_or_else(|| panic!("CPython's answer has no number `{name}`: {answer}"))
}

/// One visit of an interpreter of its own.
fn python_solo(request: Value, found: &mut Findings) -> Option<Value> {
    match CPython::start() {
        Ok(mut python) => Some(
            python
                .visit(&request)
                .unwrap_or_else(|error| panic!("{error}")),
        ),
        Err(reason) => {
            found.absent("cpython", reason);
            None
        }
    }
}

fn python_counts(request: Value, found: &mut Findings) {
    let Some(Value::Object(answer)) = python_solo(request, found) else {
        return;
    };
    for (name, value) in answer {
        if let (Some(value), true) = (value.as_u64(), name != "total") {
            found.count(&name, value);
        }
    }
}

fn python_paused(call: &str, n: u64, grain_ns: u64, workers: usize, found: &mut Findings) {
    let request = json!({ "visit": "paused", "call": call, "n": n, "grain_ns": grain_ns, "workers": workers, "item_bytes": ITEM_BYTES });
    python_counts(request, found);
}

fn python_memory(call: &str, n: u64, workers: usize, found: &mut Findings) {
    python_counts(
        json!({ "visit": "memory", "call": call, "n": n, "workers": workers, "item_bytes": ITEM_BYTES }),
        found,
    );
}

fn python_followed(workers: usize, found: &mut Findings) {
    let request = json!({ "visit": "followed", "call": "imap", "n": FOLLOWED, "grain_ns": FOLLOWED_GRAIN_NS, "workers": workers });
    let Some(answer) = python_solo(request, found) else {
        return;
    };
    found.series("pulled_against_returned", pairs(&answer["points"]));
}

fn pairs(list: &Value) -> Vec<(u64, u64)> {
    serde_json::from_value(list.clone())
        .unwrap_or_else(|error| panic!("CPython's answer is not a list of pairs: {error}"))
}

fn python_lanes(call: &str, found: &mut Findings) {
    let request = json!({ "visit": "traced", "call": call, "lengths": lane_lengths(), "workers": LANE_WORKERS });
    let Some(answer) = python_solo(request, found) else {
        return;
    };
    let spans: Vec<(u64, u32, u64, u64)> =
        serde_json::from_value(answer["spans"].clone()).expect("spans of four numbers");
    let mut first_start = BTreeMap::new();
    for (thread, _, start, _) in &spans {
        let first = first_start.entry(*thread).or_insert(*start);
        *first = (*first).min(*start);
    }
    let mut order: Vec<(u64, u64)> = first_start
        .into_iter()
        .map(|(thread, start)| (start, thread))
        .collect();
    order.sort_unstable();
    let lane = |thread| {
        order
            .iter()
            .position(|(_, known)| *known == thread)
            .expect("every thread was listed") as u32
    };
    found.lanes(Lanes {
        cell: 0,
        spans: spans
            .iter()
            .map(|&(thread, task, start_ns, end_ns)| Span {
                lane: lane(thread),
                task,
                start_ns,
                end_ns,
            })
            .collect(),
        pulls: pairs(&answer["pulls"])
            .into_iter()
            .map(|(task, at_ns)| Pull {
                task: task as u32,
                at_ns,
            })
            .collect(),
        yielded: pairs(&answer["yielded"])
            .into_iter()
            .map(|(task, at_ns)| Yielded {
                task: task as u32,
                at_ns,
            })
            .collect(),
    });
}

fn facts(_settings: &Settings) -> Vec<Fact> {
    let mut facts = locked_versions(
        include_str!("../Cargo.lock"),
        &["lap-pool", "rayon", "crossbeam-channel"],
    );
    let python = CPython::start().map(|python| python.about().clone());
    let version = python.as_ref().ok().map(|about| about.version.clone());
    let reason = python.as_ref().err().cloned().unwrap_or_default();
    facts.push(Fact::perhaps("cpython", "CPython", version, &reason));
    facts.push(Fact::perhaps(
        "gil",
        "CPython's lock (GIL)",
        python
            .ok()
            .map(|about| if about.gil { "on".into() } else { "off".into() }),
        &reason,
    ));
    facts
}
