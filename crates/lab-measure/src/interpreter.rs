//! The interpreters of this machine: which, how each was built, and whether its lock is on.

use std::ffi::{OsStr, OsString};
use std::process::Command;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::watched::Watched;

/// Oldest Python whose thread pool our scripts can measure.
const OLDEST: (u32, u32) = (3, 8);

/// Chooses the interpreter that is the subject: a program's name or path.
pub const CHOICE: &str = "LAB_PYTHON";
/// Chooses the interpreter that is measured beside it to see what goes with the lock.
pub const FREE_CHOICE: &str = "LAB_PYTHON_FREE";

/// Names of builds that can run without the lock.
const FREE_PROGRAMS: [&str; 4] = ["python3t", "python3.13t", "python3.14t", "python3.15t"];
/// Interpreters of other makers.
const OTHER_PROGRAMS: [&str; 2] = ["pypy3", "graalpy"];

/// An answer that takes longer is none. Asking takes a tenth of a second; a busy machine must not lose an interpreter
/// that is counted.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks an interpreter about itself; understood by every Python 3. The answer has a line of its own, whatever was printed
/// before it.
const QUESTION: &str = "\
import json, platform, sys, sysconfig
print('\\n' + json.dumps({
    'implementation': platform.python_implementation(),
    'version': platform.python_version(),
    'executable': sys.executable or '',
    'built': platform.python_build()[1],
    'compiler': platform.python_compiler(),
    'free_threaded': bool(sysconfig.get_config_var('Py_GIL_DISABLED')),
    'lock_is_on': getattr(sys, '_is_gil_enabled', lambda: True)(),
}))";

/// An interpreter, by its own account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interpreter {
    /// `CPython`, `PyPy`.
    pub implementation: String,
    /// `3.13.0`.
    pub version: String,
    /// Its file; empty where it does not know.
    pub executable: String,
    /// When it was built.
    pub built: String,
    /// By which compiler.
    pub compiler: String,
    /// Whether it is a build that can run without the lock.
    pub free_threaded: bool,
    /// Whether the lock (GIL) is on.
    pub lock_is_on: bool,
}

/// The program that is the subject: `python3`, or what [`CHOICE`] names.
pub fn chosen() -> OsString {
    std::env::var_os(CHOICE).unwrap_or_else(|| "python3".into())
}

/// The interpreter that the experiments would start.
///
/// # Errors
/// Says for a reader why there is none that they can measure.
pub fn look() -> Result<Interpreter, String> {
    let interpreter = ask(chosen())?;
    interpreter.check()?;
    Ok(interpreter)
}

/// The program of a free-threaded CPython: what [`FREE_CHOICE`] names, whatever its lock, or the first build on the search
/// path that can run without one.
///
/// # Errors
/// Says for a reader of a page why there is none.
pub fn free_threaded() -> Result<OsString, String> {
    if let Some(program) = std::env::var_os(FREE_CHOICE) {
        ask(&program)?.check()?;
        return Ok(program);
    }
    let is_free = |program: &&str| {
        let found = ask(program).ok();
        found.is_some_and(|found| found.free_threaded && found.check().is_ok())
    };
    let found = FREE_PROGRAMS.iter().copied().find(is_free);
    found.map(OsString::from).ok_or_else(|| {
        format!(
            "no free-threaded build was found (python3.13t, python3.14t); {FREE_CHOICE} can name one"
        )
    })
}

/// All interpreters that are found under one of the usual names or named by a variable, each once.
pub fn present() -> Vec<Interpreter> {
    let named = [CHOICE, FREE_CHOICE].map(std::env::var_os);
    let mut found: Vec<Interpreter> = ["python3"]
        .into_iter()
        .chain(FREE_PROGRAMS)
        .chain(OTHER_PROGRAMS)
        .map(OsString::from)
        .chain(named.into_iter().flatten())
        .filter_map(|program| ask(&program).ok())
        .collect();
    found.sort();
    // One build may be found by several names.
    found.dedup_by(|one, other| one.short() == other.short());
    found
}

/// What a program says of itself.
///
/// # Errors
/// When it is not found, is no Python 3, or does not answer.
pub fn ask(program: impl AsRef<OsStr>) -> Result<Interpreter, String> {
    let program = program.as_ref();
    let shown = program.display();
    let mut command = Command::new(program);
    command.args(["-c", QUESTION]);
    let process =
        Watched::start(&mut command, PATIENCE).map_err(|_| format!("`{shown}` is not found"))?;
    let lines = process.finish().unwrap_or_default();
    // A `sitecustomize` may print words of its own.
    let mut answers = lines.iter().rev();
    answers
        .find_map(|line| serde_json::from_str(line).ok())
        .ok_or_else(|| format!("`{shown}` is no Python 3 that answers"))
}

/// Whether our scripts can measure such an interpreter.
///
/// # Errors
/// Says for a reader why not.
pub fn supported(implementation: &str, version: &str) -> Result<(), String> {
    if implementation != "CPython" {
        return Err(format!(
            "what is found is {implementation} {version}, and the subject is CPython"
        ));
    }
    let numbers: Vec<u32> = version.split('.').map_while(|n| n.parse().ok()).collect();
    match numbers.as_slice() {
        [major, minor, ..] if (*major, *minor) >= OLDEST => Ok(()),
        _ => Err(format!("CPython {version} is older than 3.8")),
    }
}

impl Interpreter {
    /// One line: which, how built, and the state of its lock.
    pub fn words(&self) -> String {
        let Self {
            implementation,
            version,
            executable,
            built,
            compiler,
            ..
        } = self;
        let place = match executable.as_str() {
            "" => String::new(),
            executable => format!(" ({executable})"),
        };
        let lock = match (self.free_threaded, self.lock_is_on) {
            (true, true) => "free-threaded build, its lock (GIL) switched on",
            (true, false) => "free-threaded build, its lock (GIL) off",
            (false, _) => "its lock (GIL) on",
        };
        format!("{implementation} {version}{place}, built {built} by {compiler}; {lock}")
    }

    /// `CPython 3.13.0, lock on`.
    pub fn short(&self) -> String {
        let lock = if self.lock_is_on { "on" } else { "off" };
        format!("{} {}, lock {lock}", self.implementation, self.version)
    }

    /// The build that nearly everybody has.
    pub fn is_default(&self) -> bool {
        self.implementation == "CPython" && self.lock_is_on
    }

    fn check(&self) -> Result<(), String> {
        supported(&self.implementation, &self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interpreter(version: &str) -> Interpreter {
        Interpreter {
            implementation: "CPython".into(),
            version: version.into(),
            executable: "/usr/bin/python3".into(),
            built: "Oct  7 2024".into(),
            compiler: "GCC 13".into(),
            free_threaded: false,
            lock_is_on: true,
        }
    }

    #[test]
    fn python_3_8_is_old_enough_and_young_enough() {
        for good in ["3.8.0", "3.13.0rc1", "3.14.0"] {
            assert_eq!(interpreter(good).check(), Ok(()));
        }
        for old in ["3.7.9", "2.7.18", "nonsense"] {
            assert!(interpreter(old).check().is_err(), "{old}");
        }
    }

    #[test]
    fn another_implementation_is_named() {
        let other = Interpreter {
            implementation: "PyPy".into(),
            ..interpreter("3.10.14")
        };
        assert!(other.check().unwrap_err().contains("PyPy 3.10.14"));
    }

    #[test]
    fn a_build_without_the_lock_is_told_apart_from_its_state() {
        let mut python = interpreter("3.13.0");
        assert_eq!(
            python.words(),
            "CPython 3.13.0 (/usr/bin/python3), built Oct  7 2024 by GCC 13; its lock (GIL) on"
        );
        python.free_threaded = true;
        assert!(python.words().ends_with("its lock (GIL) switched on"));
        python.lock_is_on = false;
        python.executable = String::new();
        assert_eq!(
            python.words(),
            "CPython 3.13.0, built Oct  7 2024 by GCC 13; free-threaded build, its lock (GIL) off"
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_python_or_not_there_says_so() {
        assert_eq!(
            ask("no-such-python-anywhere"),
            Err("`no-such-python-anywhere` is not found".into())
        );
        assert_eq!(
            ask("false"),
            Err("`false` is no Python 3 that answers".into())
        );
    }
}
