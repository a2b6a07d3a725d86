//! What the words in a record are called on a page: contenders, calls, counts, parameters.
//!
//! The only place where a contender's name is written out. Everything else takes the name from the
//! data and looks it up here, so that two labels swapped in a record are swapped in every sentence.

mod absences;

use lab_measure::record::{Cell, Environment};

pub use crate::words::call::{Workload, call, mark, workload};
pub use crate::words::count::{CountWords, count_words};
pub use crate::words::parameter::{deciding, kind, parameter, parameter_with};
pub use absences::absence;

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

/// Contenders that belong together, which have one colour on all pages: a pool with its variants, an interpreter with its builds and our model of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// lap-pool, with and without its caller's help.
    LapPool,
    /// CPython in every build, and our model of its pool.
    CPython,
    /// rayon, from outside and from inside.
    Rayon,
    /// Threads without a pool.
    Threads,
    /// tokio.
    Tokio,
    /// The pool around one channel.
    Channel,
    /// The plain loop.
    Serial,
    /// Everybody whom this report does not know.
    Unknown,
}

impl Family {
    /// The place of its colour in the palette; the last is neutral.
    pub fn colour(self) -> usize {
        self as usize
    }
}

/// What is known of a contender.
struct Contender {
    /// Its id in the records.
    id: &'static str,
    /// For legends, tables and stamps.
    short: &'static str,
    /// Where a sentence has room.
    long: &'static str,
    /// Those whose relative it is.
    family: Family,
}

const fn known(
    id: &'static str,
    short: &'static str,
    long: &'static str,
    family: Family,
) -> Contender {
    Contender {
        id,
        short,
        long,
        family,
    }
}

/// In the order in which a page lists them; within a family its head comes first.
const CONTENDERS: [Contender; 13] = [
    known("lap-pool", "lap-pool", "lap-pool", Family::LapPool),
    known(
        "lap-pool workers only",
        "lap-pool, workers only",
        "lap-pool without the caller’s help",
        Family::LapPool,
    ),
    known(
        "cpython",
        "CPython",
        "CPython’s ThreadPool",
        Family::CPython,
    ),
    known(
        "cpython free-threaded",
        "CPython, second build",
        "CPython’s ThreadPool in a second build",
        Family::CPython,
    ),
    known(
        "python model",
        "Python model in Rust",
        "our Rust model of the Python pool",
        Family::CPython,
    ),
    known("rayon", "rayon", "rayon", Family::Rayon),
    known(
        "rayon inside",
        "rayon, from inside",
        "rayon called from inside its own pool",
        Family::Rayon,
    ),
    known(
        "std chunks",
        "std threads, a chunk each",
        "std threads with a chunk each",
        Family::Threads,
    ),
    known(
        "std per task",
        "std thread per task",
        "one std thread per task",
        Family::Threads,
    ),
    known("std", "std threads", "std threads", Family::Threads),
    known(
        "tokio",
        "tokio, blocking",
        "tokio’s pool for blocking calls",
        Family::Tokio,
    ),
    known(
        "channel",
        "channel pool",
        "a pool around one channel",
        Family::Channel,
    ),
    known("serial", "serial loop", "a serial loop", Family::Serial),
];

/// Who is drawn where a chart has no room for all, first come first: the subjects, what takes the lock away, one of
/// each other family, then their relatives. Whoever is not named here comes last.
const CAST: [&str; 13] = [
    "lap-pool",
    "cpython",
    WITHOUT_LOCK.contender,
    SERIAL,
    "rayon",
    "tokio",
    "std",
    "std chunks",
    "channel",
    "lap-pool workers only",
    MODEL.0,
    "rayon inside",
    "std per task",
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

/// The family of a contender; that of no known one where only its workers run is that of the whole.
pub fn family(id: &str) -> Family {
    let whole = || entry(id.strip_suffix(WORKERS_ONLY)?);
    entry(id)
        .or_else(whole)
        .map_or(Family::Unknown, |known| known.family)
}

/// Which of its family's members a contender is, its head being 0; none for one that is not known.
pub fn relative(id: &str) -> Option<usize> {
    let known = entry(id)?;
    let mut members = CONTENDERS
        .iter()
        .filter(|other| other.family == known.family);
    members.position(|member| member.id == id)
}

/// Where a contender stands among those that a chart without room for all draws.
pub fn billing(id: &str) -> usize {
    let known = CAST.iter().position(|known| *known == id);
    known.unwrap_or(CAST.len())
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
