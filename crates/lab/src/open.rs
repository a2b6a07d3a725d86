//! `cargo lab open`: the report in a browser.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Result, bail};

use crate::terminal::{print, say};
use crate::workspace::{Workspace, shown};

/// Opens `index.html`; where no browser can be started, its path is all there is to tell.
///
/// # Errors
/// When there is no report yet.
pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    let index = workspace.index();
    if !index.is_file() {
        bail!(
            "there is no report yet ({} does not exist); make one: cargo lab bench --quick",
            shown(&index)
        );
    }
    if !started(&index) {
        say("no browser could be started here; open this file in one:");
    }
    print(&shown(&index))?;
    Ok(ExitCode::SUCCESS)
}

fn started(page: &Path) -> bool {
    let mut command = opener();
    command
        .arg(page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The program that opens a file with whatever the user likes to see it in.
fn opener() -> Command {
    if cfg!(windows) {
        // `start` takes its first quoted argument for a window's title.
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        Command::new(OPENER)
    }
}

/// Name of that program, for `cargo lab doctor`.
pub const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(windows) {
    "cmd"
} else {
    "xdg-open"
};
