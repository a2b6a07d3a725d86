//! An interpreter that can do without the lock, beside the subject: the same script, the same cells, another build.
//!
//! It is an intervention, no subject: no claim is judged for it. Whether its lock is off is its own word, for a build that
//! can do without the lock may still have it on, and a variable may name any other.

use lab_kit::cpython::Processes;
use lab_measure::experiment::Timed;
use lab_measure::record::Fact;
use lab_measure::stopwatch::Stopwatch;
use serde_json::Value;

use super::running::{self, Which};
use super::{lock, report};

/// The contender's name in records.
pub const NAME: &str = "cpython free-threaded";

/// Starts it for timed cells and notes what it is. Says whether there is one; where there is none, the record says why.
pub fn declare(timed: &mut Timed) -> bool {
    match running::about(Which::FreeThreaded, Processes::Never) {
        Ok(about) => {
            let label = "CPython, second build";
            timed.fact(Fact::known("cpython_free", label, &about.version));
            let label = "lock (GIL) of the second build";
            timed.fact(Fact::known("gil_free", label, lock(&about)));
            true
        }
        Err(trouble) => {
            timed.absent(NAME, trouble.into_reason());
            false
        }
    }
}

/// A timed visit, as of the subject.
pub fn timed(request: &Value, watch: &mut Stopwatch) {
    report(running::visit(Which::FreeThreaded, request), watch);
}
