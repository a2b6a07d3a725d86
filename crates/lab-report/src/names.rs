//! What the words in a record are called on a page: contenders, calls, counts, parameters.
//!
//! The only place where a contender's name is written out. Everything else takes the name from the
//! data and looks it up here, so that two labels swapped in a record are swapped in every sentence.

mod counts;
mod workloads;

use lab_measure::record::{Cell, Environment};

use crate::number::{count, plural, time};
use crate::sentence::scope::grain;

pub use counts::{CountWords, count_words};
pub use workloads::{Workload, workload};

/// The contender to which all others are compared on the page of contenders.
pub const BASELINE: &str = "rayon";

/// Threads without a pool, for headings.
pub const THREADS: &str = "std";

/// The plain loop on the calling thread.
pub const SERIAL: &str = "serial";

/// Our model of a contender's architecture, and the contender: the model gets no verdict, its counts are compared.
pub const MODEL: (&str, &str) = ("python model", "cpython");

/// An interpreter that can do without the lock, and the one it is held against. It is no subject: its lock may be on.
pub const WITHOUT_LOCK: Interpreter = Interpreter {
    contender: "cpython free-threaded",
    version: "cpython_free",
    lock: "gil_free",
};

/// The interpreter with which the other is compared.
pub const WITH_LOCK: Interpreter = Interpreter {
    contender: "cpython",
    version: "cpython",
    lock: "gil",
};

/// A contender that is an interpreter, and the facts of a record's environment that describe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interpreter {
    /// Its id in the records.
    pub contender: &'static str,
    /// The key of its version.
    pub version: &'static str,
    /// The key of its lock's state, `on` or `off`.
    pub lock: &'static str,
}

/// Added to a contender's id when its caller does not help: the honest half of a headline ratio.
pub const WORKERS_ONLY: &str = " workers only";

/// What is known of a contender.
struct Contender {
    /// Its id in the records.
    id: &'static str,
    /// For legends, tables and stamps.
    short: &'static str,
    /// Where a sentence has room.
    long: &'static str,
    /// Its place among the colours; near relatives share one.
    slot: usize,
}

const fn known(
    id: &'static str,
    short: &'static str,
    long: &'static str,
    slot: usize,
) -> Contender {
    Contender {
        id,
        short,
        long,
        slot,
    }
}

/// In the order in which a page lists them.
const CONTENDERS: [Contender; 13] = [
    known("lap-pool", "lap-pool", "lap-pool", 0),
    known(
        "lap-pool workers only",
        "lap-pool, workers only",
        "lap-pool without the caller’s help",
        0,
    ),
    known("cpython", "CPython", "CPython’s ThreadPool", 1),
    known(
        "cpython free-threaded",
        "CPython, second build",
        "CPython’s ThreadPool in a second build",
        4,
    ),
    known(
        "python model",
        "Python model in Rust",
        "our Rust model of the Python pool",
        1,
    ),
    known("rayon", "rayon", "rayon", 2),
    known(
        "rayon inside",
        "rayon, from inside",
        "rayon called from inside its own pool",
        2,
    ),
    known(
        "std chunks",
        "std threads, a chunk each",
        "std threads with a chunk each",
        3,
    ),
    known(
        "std per task",
        "std thread per task",
        "one std thread per task",
        3,
    ),
    known("std", "std threads", "std threads", 3),
    known(
        "tokio",
        "tokio, blocking",
        "tokio’s pool for blocking calls",
        4,
    ),
    known("channel", "channel pool", "a pool around one channel", 4),
    known("serial", "serial loop", "a serial loop", 4),
];

/// A contender's name for legends, tables and stamps; an unknown one keeps its id.
pub fn contender(id: &str) -> &str {
    entry(id).map_or(id, |known| known.short)
}

/// A contender's name where a sentence has room for the whole of it.
pub fn contender_in_full(id: &str) -> &str {
    entry(id).map_or(id, |known| known.long)
}

/// A title without the contender that it begins with: `lap-pool: in a scope` is `in a scope`.
pub fn without_contender(title: &str) -> &str {
    match title.split_once(": ") {
        Some((who, rest)) if CONTENDERS.iter().any(|known| known.short == who) => rest,
        _ => title,
    }
}

fn entry(id: &str) -> Option<&'static Contender> {
    CONTENDERS.iter().find(|known| known.id == id)
}

/// A contender's place among the colours: the same on every page.
pub fn slot(id: &str) -> usize {
    entry(id).map_or(4, |known| known.slot)
}

/// Where a contender stands in a list of all.
pub fn place(id: &str) -> usize {
    CONTENDERS
        .iter()
        .position(|known| known.id == id)
        .unwrap_or(CONTENDERS.len())
}

/// A call as a reader of the page knows it.
pub fn call(id: &str) -> &str {
    match id {
        "loop" => "plain loop",
        "loop_twice" => "plain loop, twice",
        "map_again" => "map again",
        "leave_by_return" => "scope left at its end",
        "leave_early" => "scope left early",
        "leave_by_panic" => "scope left by a panic",
        "collect_inside" => "results collected in the scope",
        "close_join_inside" => "close and join in the scope",
        "terminate_inside" => "terminate in the scope",
        "close_join" => "close and join",
        "scoped" => "in a scope",
        "by_hand" => "by hand",
        "forgotten" => "forgotten pools",
        "forgotten_busy" => "pools forgotten at work",
        "one_pool" => "one pool",
        "one_pool_again" => "one pool again",
        "pool_per_call" => "a pool per call",
        "map_in_chunks" => "map in chunks",
        "imap_unordered_in_chunks" => "imap_unordered in chunks",
        "map_async_wait" => "map_async and wait",
        "map_async_get" => "map_async and get",
        "map_async_wait_failing" => "map_async and wait, with a failing task",
        "map_async_of_pairs" => "map_async of pairs",
        "starmap_async_of_pairs" => "starmap_async of pairs",
        "forgotten_then_joined" => "forgotten map_async of a joined pool",
        "forgotten_in_a_scope" => "forgotten map_async in a scope",
        "forgotten_failures" => "forgotten map_async that fails",
        "map_then_own_work" => "map, then its caller’s own work",
        "map_async_and_own_work" => "map_async beside its caller’s own work",
        "locked" => "map under a lock",
        "locked_again" => "map under a lock again",
        "locked_threads" => "plain threads under a lock",
        "per_stage" => "pool per stage",
        "fused" => "one pool for all stages",
        "per_stage_cpu" => "pool per stage that computes",
        "fused_cpu" => "one pool for all stages that compute",
        "counter_mutex" => "number under a lock",
        "counter_atomic" => "atomic number",
        "counter_apart" => "number for each task",
        "counter_neighbours" => "number for each task, in one cache line",
        "barrier" => "barrier",
        "signal_from_next" => "semaphore, waiting for the next task",
        "signal_from_previous" => "semaphore, waiting for the task before",
        "nested_map" => "map within its own tasks",
        "pool_per_task" => "pool within each task",
        "map_effects" => "map with side effects",
        "imap_effects" => "imap with side effects",
        "map_effects_panic" => "map with side effects and a panic",
        "map_by_name" => "map of a function by its name",
        "map_wrapped" => "map of a wrapped function",
        "map_raising" => "map with a task that raises",
        "loop_raising" => "plain loop with a task that raises",
        "map_returning" => "map with a task that returns its error",
        "apply_async_raising" => "apply_async with a task that raises",
        "imap_raising" => "imap with a task that raises",
        "map_last_held" => "map, its last task held",
        "imap_last_held" => "imap, its last task held",
        "map_in_pairs" => "map of tasks that end in a given order",
        "map_own_chunks" => "map with chunks of its own",
        "map_chunks_of_one" => "map with chunks of one",
        "map_reading" => "map of an input that is made as it is read",
        "chunked" => "map with chunks of a size",
        "chunked_itself" => "map of unequal tasks with chunks of its own",
        "chunked_loop" => "plain loop over unequal tasks",
        "league" => "map of 64 tasks",
        "league_loop" => "plain loop over 64 tasks",
        other => workload(other).short,
    }
}

/// Whether a contender's tasks run in one interpreter that, by its record, lets one of them compute at a time. Processes
/// have an interpreter each.
pub fn has_lock(contender: &str, call: &str, environment: &Environment) -> bool {
    contender == MODEL.1 && !call.ends_with("_processes") && environment.fact("gil") == Some("on")
}

/// Contender and call: `lap-pool imap`.
pub fn series(cell: &Cell) -> String {
    let (who, what) = (contender(&cell.contender), call(&cell.call));
    match what.strip_prefix(call("loop")) {
        Some("") => who.to_string(),
        // Its name says already that it is a loop.
        Some(rest) if cell.contender == SERIAL => format!("{who}{rest}"),
        _ => format!("{who} {what}"),
    }
}

/// A parameter as a reader knows it.
pub fn parameter(id: &str) -> String {
    match id {
        "n" => "number of tasks".into(),
        "pools" => "number of pools".into(),
        "calls" => "number of calls".into(),
        "held" => "number of the held task".into(),
        "failing" => "number of the failing task".into(),
        "block_bytes" => "bytes of a block".into(),
        "profile" => "order of the tasks".into(),
        "grain_ns" => "length of a task".into(),
        "workers" => "number of workers".into(),
        "item_bytes" => "bytes of an item".into(),
        "buffersize" => "buffer size".into(),
        "lanes" => "traced".into(),
        "files" => "your files".into(),
        "wait_percent" => "per cent of waiting".into(),
        "wait_ns" => "length of a wait".into(),
        "arguments" => "number of arguments".into(),
        "chunksize" => "tasks in a chunk".into(),
        "spread" => "spread of the costs".into(),
        "shared_percent" => "per cent of a task under the lock".into(),
        "default_workers" => "a worker per core".into(),
        other => other.replace('_', " "),
    }
}

/// A parameter with its value: `64 workers`, `1,000 tasks`, `buffer size 8`.
pub fn parameter_with(id: &str, value: u64) -> String {
    match id {
        "workers" => plural(value, "worker", "workers"),
        "n" => plural(value, "task", "tasks"),
        "shared_percent" => format!("{value} % of each task in it"),
        "grain_ns" => grain(value),
        "wait_ns" => format!("waits of {}", time(value as f64)),
        "arguments" => plural(value, "argument", "arguments"),
        "chunksize" => format!("chunks of {}", count(value)),
        "spread" => format!("costs {}", spread(value)),
        other => format!("{} {}", parameter(other), count(value)),
    }
}

/// How the costs of tasks are spread, by the parameter `spread`: `costs that are all the same`.
pub fn spread(id: u64) -> &'static str {
    match id {
        1 => "all the same",
        2 => "of two kinds",
        3 => "mostly small, a few very large",
        4 => "rising, the largest last",
        _ => "spread in another way",
    }
}

/// What decides where an answer depends: a parameter, or the rule's own words for it.
///
/// ```
/// use lab_report::names::deciding;
///
/// assert_eq!(deciding("grain_ns"), "the length of a task");
/// assert_eq!(deciding("how much a task waits"), "how much a task waits");
/// ```
pub fn deciding(words: &str) -> String {
    const OWN: [&str; 3] = ["the ", "whether ", "how "];
    match OWN.iter().any(|start| words.starts_with(start)) {
        true => words.to_string(),
        false => format!("the {}", parameter(words)),
    }
}
