//! Programs that the lab can make use of, and what is lost without them.

use std::process::{Command, Stdio};

use serde::Serialize;

use crate::artifacts::features;
use crate::open::OPENER;

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
            name: "git",
            found: said("git", &["--version"]),
            without: "records cannot say which commit they were made from",
        },
        Tool {
            name: "browser",
            found: opener_is_there().then(|| format!("through `{OPENER}`")),
            without: "`cargo lab open` can only tell where the report is",
        },
        Tool {
            name: "C++ compiler",
            found: features::compiles_cpp().then(|| "for C++17".to_owned()),
            without: "a full run leaves out the contender that is written in C++",
        },
    ]
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
