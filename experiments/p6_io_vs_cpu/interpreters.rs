//! Which interpreters this machine has, and whether each one's lock is on.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use experiments::live;
use lab_kit::cpython::INTERPRETER;
use lab_measure::experiment::{Solo, SoloKind, cell};
use lab_measure::record::Fact;
use serde::Deserialize;

/// Programs that are asked, if they are found.
const PROGRAMS: [&str; 6] = [
    "python3",
    "python3t",
    "python3.13t",
    "python3.14t",
    "pypy3",
    "graalpy",
];

/// Asks for name, version, and lock; an interpreter that does not say is taken to have one.
const QUESTION: &str = "import json, platform, sys; print(json.dumps({\
    'implementation': platform.python_implementation(), 'version': platform.python_version(), \
    'lock': getattr(sys, '_is_gil_enabled', lambda: True)()}))";

/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(5);

/// What an interpreter says of itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Interpreter {
    implementation: String,
    version: String,
    lock: bool,
}

/// The visit that counts them.
pub fn visit() -> Solo {
    Solo {
        cell: cell(live::NAME, "interpreters", &[]),
        kind: SoloKind::Counted,
        repetitions: 1,
        run: Box::new(|found| match without_lock(&present()) {
            Ok(number) => found.count(WITHOUT_LOCK, number),
            Err(reason) => found.absent(WITHOUT_LOCK, reason),
        }),
    }
}

/// The list, for the page's box of the machine.
pub fn fact() -> Fact {
    let words: Vec<String> = present().iter().map(Interpreter::words).collect();
    let list = (!words.is_empty()).then(|| words.join("; "));
    Fact::perhaps(
        "interpreters",
        "Interpreters found",
        list,
        "none was found on the search path",
    )
}

/// Nothing is counted where only the default build was found, or none: that says nothing about others. A count of what
/// was found, even of nothing, would make this machine's record one with data of CPython.
fn without_lock(interpreters: &[Interpreter]) -> Result<u64, String> {
    if interpreters.iter().any(|one| !one.is_default()) {
        return Ok(interpreters.iter().filter(|one| !one.lock).count() as u64);
    }
    let words: Vec<String> = interpreters.iter().map(Interpreter::words).collect();
    let what = if words.is_empty() {
        "no interpreter".to_owned()
    } else {
        format!("only {}", words.join("; "))
    };
    Err(format!(
        "{what} was found; a free-threaded build (python3.14t) or another interpreter on the search path would be counted"
    ))
}

const WITHOUT_LOCK: &str = "interpreters_without_lock";

impl Interpreter {
    /// The build that nearly everybody has.
    fn is_default(&self) -> bool {
        self.implementation == "CPython" && self.lock
    }

    fn words(&self) -> String {
        let lock = if self.lock { "on" } else { "off" };
        format!("{} {}, lock {lock}", self.implementation, self.version)
    }
}

/// Those that answer, each once.
fn present() -> Vec<Interpreter> {
    let chosen = std::env::var(INTERPRETER).ok();
    let mut found: Vec<Interpreter> = PROGRAMS
        .into_iter()
        .map(str::to_owned)
        .chain(chosen)
        .filter_map(|program| ask(&program))
        .collect();
    found.sort();
    found.dedup();
    found
}

fn ask(program: &str) -> Option<Interpreter> {
    let mut process = Command::new(program)
        .args(["-c", QUESTION])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let begin = Instant::now();
    let ended = loop {
        match process.try_wait() {
            Ok(Some(status)) => break status.success(),
            Ok(None) if begin.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(2)),
            _ => break false,
        }
    };
    if !ended {
        // Both fail only for a process that has ended.
        let _ = process.kill();
        let _ = process.wait();
        return None;
    }
    let mut answer = String::new();
    process.stdout.take()?.read_to_string(&mut answer).ok()?;
    serde_json::from_str(&answer).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interpreter(implementation: &str, lock: bool) -> Interpreter {
        Interpreter {
            implementation: implementation.into(),
            version: "3.14.0".into(),
            lock,
        }
    }

    #[test]
    fn nothing_is_counted_where_there_is_no_interpreter_or_only_the_default_build() {
        let none = without_lock(&[]).unwrap_err();
        assert!(none.starts_with("no interpreter was found"), "{none}");
        let one = without_lock(&[interpreter("CPython", true)]).unwrap_err();
        assert!(
            one.starts_with("only CPython 3.14.0, lock on was found"),
            "{one}"
        );
    }

    #[test]
    fn interpreters_without_a_lock_are_counted_among_those_that_differ() {
        let default = interpreter("CPython", true);
        let free = interpreter("CPython", false);
        let other = interpreter("PyPy", true);
        assert_eq!(without_lock(&[default.clone(), other.clone()]), Ok(0));
        assert_eq!(without_lock(&[default, free, other]), Ok(1));
    }
}
