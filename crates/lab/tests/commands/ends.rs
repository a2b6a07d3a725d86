//! However a run ends, its processes end with it. A build or an experiment of our own, and everybody it starts, hold a
//! pipe open: when that ends, all of them are gone.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;

use crate::script;

/// A test that waits longer has failed. On a machine that is busy the noise test alone takes a minute.
const LIMIT: Duration = Duration::from_secs(300);

/// What ends a run, and whether its whole process group gets it, as from a terminal.
const ENDS: [(Signal, bool); 6] = [
    (Signal::INT, false),
    (Signal::INT, true),
    (Signal::TERM, false),
    (Signal::HUP, false),
    (Signal::HUP, true),
    (Signal::KILL, false),
];

/// A folder with programs that hold the pipe, and what they say.
struct Witness {
    folder: TempDir,
    lines: Receiver<String>,
}

impl Witness {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let (sender, lines) = channel();
        // Opening waits for the first who writes.
        thread::spawn(move || {
            let pipe = BufReader::new(File::open(pipe).unwrap());
            for line in pipe.lines().map_while(Result::ok) {
                sender.send(line).unwrap();
            }
        });
        Self { folder, lines }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program that holds the pipe and then does this.
    fn holder(&self, name: &str, text: &str) {
        let pipe = self.path("pipe");
        self.program(name, &format!("exec 9>'{}'\n{text}", pipe.display()));
    }

    fn program(&self, name: &str, text: &str) {
        script::write(&self.path(name), &format!("#!/bin/sh\n{text}\n"));
    }

    fn wait_for(&self, words: &str) {
        assert_eq!(self.lines.recv_timeout(LIMIT).as_deref(), Ok(words));
    }

    fn wait_until_all_are_gone(self) {
        use std::sync::mpsc::RecvTimeoutError::Disconnected;
        assert_eq!(self.lines.recv_timeout(LIMIT), Err(Disconnected));
    }

    /// `cargo lab bench` of one experiment, built by the program `cargo`, in a process group of its own.
    fn bench(&self, temporary: &Path) -> Started {
        let child = Command::new(env!("CARGO_BIN_EXE_lab"))
            .args(["bench", "--quick", "--no-predict"])
            .args(["--only", "p2_map_vs_imap"])
            .args([
                "--rules",
                concat!(env!("CARGO_MANIFEST_DIR"), "/tests/claims.toml"),
            ])
            .arg("--reports")
            .arg(self.path("reports"))
            .env("CARGO", self.path("cargo"))
            .env("TMPDIR", temporary)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        Started(child.unwrap())
    }
}

/// A run; killed when the test ends, however that ends.
struct Started(Child);

impl Started {
    fn end(mut self, signal: Signal, group: bool) {
        let run = Pid::from_child(&self.0);
        let sent = match group {
            true => kill_process_group(run, signal),
            false => kill_process(run, signal),
        };
        sent.unwrap();
        assert!(!self.0.wait().unwrap().success());
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn compilers_end_with_the_run_even_if_they_listen_to_no_signal() {
    for (signal, group) in ENDS {
        let witness = Witness::new();
        let folder = witness.folder.path().display().to_string();
        // Gives up when the folder has gone: a test that fails leaves nobody either.
        let compiler = format!("while [ -d '{folder}' ]; do sleep 0.02; done");
        let build = format!("trap '' INT TERM HUP\n({compiler}) &\necho compiling >&9\nwait");
        witness.holder("cargo", &build);
        let run = witness.bench(&std::env::temp_dir());
        witness.wait_for("compiling");
        run.end(signal, group);
        witness.wait_until_all_are_gone();
    }
}

#[test]
fn an_experiment_ends_with_a_run_that_is_killed_and_the_next_run_removes_what_is_left() {
    let temporary = tempfile::tempdir().unwrap();
    let folder_of = |run: &Child| format!("lab-run-{}-", run.id());
    let mut killed = Command::new("true").spawn().unwrap();
    killed.wait().unwrap();
    fs::create_dir(temporary.path().join(folder_of(&killed) + "x")).unwrap();
    let witness = Witness::new();
    // As every experiment does, it ends with its input.
    witness.holder("experiment", "echo measuring >&9\ncat");
    let made = serde_json::json!({
        "reason": "compiler-artifact",
        "manifest_path": "/lab/experiments/Cargo.toml",
        "target": { "name": "p2_map_vs_imap", "kind": ["bin"] },
        "executable": witness.path("experiment"),
    });
    witness.program("cargo", &format!("echo '{made}'"));
    let run = witness.bench(temporary.path());
    witness.wait_for("measuring");
    let entries = fs::read_dir(temporary.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.collect();
    assert!(
        names.len() == 1 && names[0].starts_with(&folder_of(&run.0)),
        "{names:?}"
    );
    run.end(Signal::KILL, false);
    witness.wait_until_all_are_gone();
}
