//! The interpreter that the experiments would measure: which, how it was built, and whether its lock is on.

use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

/// Oldest Python whose thread pool our scripts can measure.
const OLDEST: (u32, u32) = (3, 8);

/// Chooses the interpreter, as it does for the experiments.
const CHOICE: &str = "LAB_PYTHON";

/// Asks an interpreter about itself; understood by every Python 3.
const QUESTION: &str = "\
import json, platform, sys, sysconfig
print(json.dumps({
    'implementation': platform.python_implementation(),
    'version': platform.python_version(),
    'executable': sys.executable or '',
    'built': platform.python_build()[1],
    'compiler': platform.python_compiler(),
    'free_threaded': bool(sysconfig.get_config_var('Py_GIL_DISABLED')),
    'lock_is_on': getattr(sys, '_is_gil_enabled', lambda: True)(),
}))";

/// An interpreter, by its own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// The interpreter that the experiments would start, or why there is none that they can measure.
pub fn look() -> Result<Interpreter, String> {
    let program = std::env::var(CHOICE).unwrap_or_else(|_| "python3".into());
    let output = Command::new(&program)
        .args(["-c", QUESTION])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|_| format!("`{program}` is not found"))?;
    let interpreter: Interpreter = serde_json::from_slice(&output.stdout)
        .map_err(|_| format!("`{program}` is no Python 3 that answers"))?;
    interpreter.check()?;
    Ok(interpreter)
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

    fn check(&self) -> Result<(), String> {
        let Self {
            implementation,
            version,
            ..
        } = self;
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

    #[test]
    fn the_experiments_choose_their_interpreter_in_the_same_way() {
        let starter = include_str!("../../../lab-kit/src/cpython.rs");
        assert!(starter.contains(&format!("INTERPRETER: &str = \"{CHOICE}\"")));
        assert!(starter.contains("\"python3\""));
    }
}
