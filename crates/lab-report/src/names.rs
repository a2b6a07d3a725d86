//! What the words in a record are called on a page: contenders, calls, counts, parameters.
//!
//! The only place where a contender's name is written out. Everything else takes the name from the
//! data and looks it up here, so that two labels swapped in a record are swapped in every sentence.

mod absences;

use lab_measure::record::{Cell, Environment};

pub use absences::absence;

pub use crate::words::call::{Workload, call, workload};
pub use crate::words::count::{CountWords, count_words};
pub use crate::words::parameter::{deciding, kind, parameter, parameter_with};

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
