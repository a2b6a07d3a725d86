//! Guesses while it builds, as their user meets them: a real terminal, a build of our own that ends when we say so.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use lab_measure::record::RunManifest;
use lab_verdict::prediction::Predictions;
use rustix::process::Signal;

use crate::script;
use crate::terminal::Terminal;

/// Rules that these tests bring along: two questions.
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/claims.toml");

/// A checkout's build in our hands: `cargo` says a word, waits for ours, and ends with it.
struct Build {
    folder: tempfile::TempDir,
}

impl Build {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let build = Self { folder };
        let word = build.word().display().to_string();
        let artifact = serde_json::json!({
            "reason": "compiler-artifact", "manifest_path": "/lab/experiments/Cargo.toml",
            "target": { "name": "p2_map_vs_imap", "kind": ["bin"] }, "executable": "/no/such/experiment",
        });
        let folder = build.folder.path().display().to_string();
        let text = format!(
            "#!/bin/sh\necho 'Compiling everything' >&2\nwhile [ -d '{folder}' ] && [ ! -f '{word}' ]; do sleep 0.02; done\necho 'cargo has a last word' >&2\necho '{artifact}'\nexit $(cat '{word}')\n"
        );
        script::write(&build.cargo(), &text);
        build
    }

    fn cargo(&self) -> PathBuf {
        self.folder.path().join("cargo")
    }

    fn word(&self) -> PathBuf {
        self.folder.path().join("word")
    }

    /// Lets it end with this exit code.
    fn end(&self, code: u8) {
        let unseen = self.folder.path().join("unseen");
        fs::write(&unseen, code.to_string()).unwrap();
        fs::rename(unseen, self.word()).unwrap();
    }

    fn reports(&self) -> PathBuf {
        self.folder.path().join("reports")
    }

    /// `cargo lab bench` with this build.
    fn bench(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
        command
            .args([
                "bench",
                "--rules",
                RULES,
                "--only",
                "p2_map_vs_imap",
                "p3_responsive",
            ])
            .arg("--reports")
            .arg(self.reports())
            .args(words)
            .env("CARGO", self.cargo())
            .env("TERM", "dumb")
            .env_remove("CI");
        command
    }

    /// The guesses of the one run.
    fn guesses(&self) -> Option<Vec<Option<usize>>> {
        let runs = fs::read_dir(self.reports().join("runs")).unwrap();
        let runs: Vec<PathBuf> = runs.map(|run| run.unwrap().path()).collect();
        assert_eq!(runs.len(), 1);
        let text = fs::read(runs[0].join("predictions.json")).ok()?;
        let kept: Predictions = serde_json::from_slice(&text).unwrap();
        Some(kept.asked.iter().map(|guess| guess.choice).collect())
    }
}

/// Said when a run begins, before its noise test. No test needs the run itself: it is killed.
const RUN: &str = "\nrun 20";

#[test]
fn guesses_are_asked_while_it_builds_and_kept_with_the_run() {
    let build = Build::new();
    let mut terminal = Terminal::open();
    let before = terminal.modes();
    let _lab = terminal.start(&mut build.bench(&["--quick", "--predict"]));
    terminal.wait_for("1 of 1: Use map for loops");
    terminal.wait_for("your guess: ");
    assert_ne!(terminal.modes(), before, "keys come one by one");
    terminal.type_in("2");
    terminal.wait_for("2  all at once");
    build.end(0);
    terminal.wait_for("your guesses are kept");
    terminal.wait_for(RUN);
    assert_eq!(build.guesses(), Some(vec![Some(1)]));
    assert_eq!(terminal.modes(), before);
}

#[test]
fn what_cargo_says_is_held_back_while_questions_stand_and_told_when_it_fails() {
    let build = Build::new();
    let mut terminal = Terminal::open();
    let before = terminal.modes();
    let mut lab = terminal.start(&mut build.bench(&[]));
    terminal.wait_for("1 of 2");
    assert!(
        !terminal.seen().contains("Compiling"),
        "{}",
        terminal.seen()
    );
    terminal.type_in("1");
    terminal.wait_for("2 of 2");
    build.end(101);
    terminal.wait_for("the build failed (exit status: 101)");
    assert_eq!(lab.wait().code(), Some(1));
    let seen = terminal.seen();
    let place = |words: &str| {
        seen.find(words)
            .unwrap_or_else(|| panic!("{words}: {seen}"))
    };
    assert!(place("(the build has failed)") < place("Compiling everything"));
    assert!(place("Compiling everything") < place("cargo has a last word"));
    assert!(place("cargo has a last word") < place("the build failed"));
    assert!(!build.reports().exists());
    assert_eq!(terminal.modes(), before);
}

#[test]
fn ctrl_c_puts_the_terminal_right_and_ends_the_build_too() {
    let build = Build::new();
    let mut terminal = Terminal::open();
    let before = terminal.modes();
    let mut lab = terminal.start(&mut build.bench(&[]));
    terminal.wait_for("your guess: ");
    terminal.type_in("\u{3}");
    assert_eq!(lab.wait().signal(), Some(2));
    assert_eq!(terminal.modes(), before);
    // Every holder of the other end has gone, the build too.
    terminal.wait_for_the_end();
}

#[test]
fn a_terminal_that_goes_away_ends_the_questions_and_not_the_run() {
    let build = Build::new();
    let mut terminal = Terminal::open();
    let mut lab = terminal.start(&mut build.bench(&["--quick"]));
    terminal.wait_for("your guess: ");
    terminal.hang_up();
    build.end(0);
    // Nobody is told any more that it has begun. The build made no experiment, so it fails, at its own end.
    assert_eq!(lab.wait().code(), Some(1));
    let runs = fs::read_dir(build.reports().join("runs")).unwrap();
    let manifests = runs.map(|run| fs::read(run.unwrap().path().join("run.json")).unwrap());
    let manifests: Vec<RunManifest> = manifests
        .map(|text| serde_json::from_slice(&text).unwrap())
        .collect();
    assert_eq!(manifests.len(), 1);
    assert!(manifests[0].finished.is_some());
}

#[test]
fn a_signal_from_elsewhere_puts_the_terminal_right_before_it_ends_the_program() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let build = Build::new();
        let mut terminal = Terminal::open();
        let before = terminal.modes();
        let mut lab = terminal.start(&mut build.bench(&[]));
        terminal.wait_for("your guess: ");
        assert_ne!(terminal.modes(), before);
        lab.send(signal);
        assert_eq!(lab.wait().signal(), Some(signal.as_raw()));
        assert_eq!(terminal.modes(), before);
    }
}

#[test]
fn a_signal_after_the_questions_ends_the_run_as_ever() {
    let build = Build::new();
    let mut terminal = Terminal::open();
    let mut lab = terminal.start(&mut build.bench(&["--predict"]));
    terminal.wait_for("your guess: ");
    terminal.type_in("q");
    build.end(0);
    terminal.wait_for(RUN);
    lab.send(Signal::TERM);
    assert_eq!(lab.wait().signal(), Some(Signal::TERM.as_raw()));
}

#[test]
fn ctrl_d_ends_the_questions_and_keeps_what_was_guessed() {
    let build = Build::new();
    let mut terminal = Terminal::open();
    let _lab = terminal.start(&mut build.bench(&["--predict"]));
    terminal.wait_for("1 of 2");
    terminal.type_in("3\u{4}");
    terminal.wait_for("(no more questions)");
    build.end(0);
    terminal.wait_for(RUN);
    assert_eq!(build.guesses(), Some(vec![Some(2), None]));
}

#[test]
fn nothing_is_asked_where_it_is_not_wanted_or_nobody_is_there() {
    for words in [["--quick", "--no-predict"], ["--quick", "--json"]] {
        let build = Build::new();
        build.end(101);
        let mut terminal = Terminal::open();
        let mut lab = terminal.start(&mut build.bench(&words));
        terminal.wait_for("the build failed");
        lab.wait();
        assert!(!terminal.seen().contains("guess"), "{}", terminal.seen());
    }
    let build = Build::new();
    build.end(101);
    let output = build
        .bench(&["--quick", "--predict"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("the build failed") && !said.contains("guess"),
        "{said}"
    );
}

#[test]
fn a_build_that_has_nothing_to_do_asks_nothing() {
    let asks_nothing = |_| {
        let build = Build::new();
        build.end(0);
        let mut terminal = Terminal::open();
        let _lab = terminal.start(&mut build.bench(&["--quick"]));
        terminal.wait_for(RUN);
        assert_eq!(build.guesses(), None);
        !terminal.seen().contains("guess")
    };
    // A machine that takes a second to run even this build is rightly taken to build something.
    assert!((0..10).any(asks_nothing), "it asked each time");
}
