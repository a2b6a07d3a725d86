//! The interpreters of one process: started when first needed, kept to its end, remembered when they die.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;

use lab_kit::cpython::{About, CPython, Processes};
use lab_measure::interpreter;
use serde_json::Value;

/// Which interpreter is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The subject of the claims.
    Subject,
    /// The one beside it whose build can do without the lock.
    FreeThreaded,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// This machine has no such interpreter; in words for the reader of a page.
    Absent(String),
    /// It failed, died or hangs.
    Failed(String),
}

enum Running {
    Alive(CPython),
    Absent(String),
    Dead(String),
}

thread_local! {
    static RUNNING: RefCell<BTreeMap<Which, Running>> = const { RefCell::new(BTreeMap::new()) };
}

/// Starts an interpreter if it has not been started, and gives what it says of itself.
///
/// `processes` counts only for who asks first in a process.
pub fn about(which: Which, processes: Processes) -> Result<About, Trouble> {
    with(which, processes, |running| match running {
        Running::Alive(python) => Ok(python.about().clone()),
        Running::Absent(reason) => Err(Trouble::Absent(reason.clone())),
        Running::Dead(reason) => Err(Trouble::Failed(reason.clone())),
    })
}

/// The answer to one request. One that has died or hangs is not asked again.
pub fn visit(which: Which, request: &Value) -> Result<Value, Trouble> {
    about(which, Processes::Never)?;
    with(which, Processes::Never, |running| {
        let Running::Alive(python) = running else {
            unreachable!("it has just answered");
        };
        python.visit(request).map_err(|error| {
            let reason = error.to_string();
            if error.kind() != io::ErrorKind::Other {
                *running = Running::Dead(reason.clone());
            }
            Trouble::Failed(reason)
        })
    })
}

fn with<R>(which: Which, processes: Processes, ask: impl FnOnce(&mut Running) -> R) -> R {
    RUNNING.with_borrow_mut(|all| ask(all.entry(which).or_insert_with(|| start(which, processes))))
}

fn start(which: Which, processes: Processes) -> Running {
    let program = match which {
        Which::Subject => Ok(interpreter::chosen()),
        Which::FreeThreaded => interpreter::free_threaded(),
    };
    match program.and_then(|program| CPython::start(program, processes)) {
        Ok(python) => Running::Alive(python),
        Err(reason) => Running::Absent(reason),
    }
}

impl Trouble {
    /// The reason, whichever it is.
    pub fn into_reason(self) -> String {
        match self {
            Self::Absent(reason) | Self::Failed(reason) => reason,
        }
    }
}
