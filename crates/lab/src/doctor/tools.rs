//! Programs that the lab can make use of, and what is lost without them.

use std::process::{Command, Stdio};

use serde::Serialize;

use crate::open::OPENER;

/// Oldest Python whose thread pool our scripts can measure.
const OLDEST_PYTHON: (u32, u32) = (3, 8);

/// A program that the lab can make use of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tool {
    /// What it is called.
    pub name: &'static str,
    /// Its version or name, where it is there and good enough.
    pub found: Option<String>,
    /// What follows from its absence.
    pub without: &'static str,
}

impl Tool {
    /// One line.
    pub fn words(&self) -> String {
        match &self.found {
            Some(version) => format!("{}: {version}", self.name),
            None => format!("{}: not found; {}", self.name, self.without),
        }
    }
}

/// Looks for all of them.
pub fn look() -> Vec<Tool> {
    vec![
        Tool {
            name: "python3",
            found: python(),
            without: "what CPython does comes from recordings made elsewhere; install Python 3.8 or newer to measure it here",
        },
        Tool {
            name: "git",
            found: said("git", &["--version"]),
            without: "records cannot say which commit they were made from",
        },
        Tool {
            name: "browser",
            found: opener_is_there().then(|| format!("through `{OPENER}`")),
            without: "`cargo lab open` can only tell where the report is",
        },
    ]
}

fn python() -> Option<String> {
    ["python3", "python"]
        .iter()
        .filter_map(|program| said(program, &["--version"]))
        .find(|version| is_young_enough(version))
}

/// Whether `Python 3.13.0` is 3.8 or newer.
fn is_young_enough(version: &str) -> bool {
    let numbers = version.trim_start_matches("Python ").split('.');
    let numbers: Vec<u32> = numbers.map_while(|word| word.parse().ok()).collect();
    matches!(numbers.as_slice(), [major, minor, ..] if (*major, *minor) >= OLDEST_PYTHON)
}

/// The first line that a program says.
fn said(program: &str, words: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(words)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().next()?.trim().to_owned();
    output.status.success().then_some(line)
}

/// Windows and macOS always bring theirs; elsewhere it is a package of its own, and needs a screen to be of use.
fn opener_is_there() -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        return true;
    }
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let screen = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    screen && std::env::split_paths(&paths).any(|folder| folder.join(OPENER).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_3_8_is_old_enough_and_young_enough() {
        assert!(is_young_enough("Python 3.8.0"));
        assert!(is_young_enough("Python 3.13.0rc1"));
        assert!(is_young_enough("Python 3.14"));
        assert!(!is_young_enough("Python 3.7.9"));
        assert!(!is_young_enough("Python 2.7.18"));
        assert!(!is_young_enough("pyenv: python: command not found"));
    }
}
