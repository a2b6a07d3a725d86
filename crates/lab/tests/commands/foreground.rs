//! A build as its user meets it: the run is in the foreground of a terminal that controls it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::script;
use crate::terminal::Terminal;

/// `cargo lab bench`, whose build says a word and waits until it is let go; then it fails.
fn bench(folder: &Path) -> Command {
    let cargo = folder.join("cargo");
    let place = folder.display();
    let text = format!(
        "#!/bin/sh\necho compiling >&2\nwhile [ -d '{place}' ] && [ ! -f '{place}/go' ]; do sleep 0.02; done\nexit 101\n"
    );
    script::write(&cargo, &text);
    let mut command = Command::new("setsid");
    command
        .args(["--ctty", "--wait", env!("CARGO_BIN_EXE_lab")])
        .args(["bench", "--quick", "--no-predict", "--reports"])
        .arg(folder.join("reports"))
        .env("CARGO", cargo)
        .env("TERM", "dumb");
    command
}

#[test]
fn ctrl_c_ends_the_build_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::open();
    let mut run = terminal.start(&mut bench(folder.path()));
    terminal.wait_for("compiling");
    terminal.type_in("\u{3}");
    assert!(!run.wait().success());
    // Every holder of the other end has gone, the build too.
    terminal.wait_for_the_end();
}

#[test]
fn a_terminal_that_stops_the_background_does_not_stop_the_build() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::open();
    terminal.stop_the_background();
    let mut run = terminal.start(&mut bench(folder.path()));
    terminal.wait_for("compiling");
    fs::write(folder.path().join("go"), "").unwrap();
    terminal.wait_for("the build failed (exit status: 101)");
    assert!(!run.wait().success());
}
