//! What the words in a record are called on a page: contenders, calls, counts, parameters.
//!
//! The only place where a contender's name is written out. Everything else takes the name from the
//! data and looks it up here, so that two labels swapped in a record are swapped in every sentence.

mod absences;

use lab_measure::record::{Cell, Environment};

pub use crate::study::call::{Workload, call, mark, workload};
pub use crate::study::count::{CountWords, count_words};
pub use crate::study::parameter::{deciding, kind, parameter, parameter_with};
pub use crate::text::roster::{
    Family, WORKERS_ONLY, billing, contender, contender_in_full, family, is_known, language, place,
    relative, scope_word, without_contender,
};
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
