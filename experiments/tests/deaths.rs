//! A server or an interpreter that dies in the middle: its cells are lost, with the reason, and nothing else is.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use lab_measure::protocol::Message;
use lab_measure::record::{Absent, Cell};

/// An interpreter that answers so many visits and is killed in the next.
fn mortal(folder: &Path, visits: u32) -> PathBuf {
    let program = folder.join("mortal");
    let script = format!(
        r#"#!/bin/sh
if [ "$1" = -c ]; then
    echo '{{"implementation":"CPython","version":"3.13.0","executable":"","built":"","compiler":"","free_threaded":false,"lock_is_on":true}}'
    exit
fi
echo '{{"version":"3.13.0","implementation":"CPython","gil":true,"no_processes":"not here","default_workers":2}}'
visits=0
while read -r _; do
    [ $visits -ge {visits} ] && kill -9 $$
    visits=$((visits + 1))
    echo '{{"wall_ns":1000000,"first_ns":1000000,"cpu_ns":1000000,"total_cpu_ns":1000000}}'
done
"#
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    program
}

fn start(python: &str, words: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_p6_io_vs_cpu"))
        .args(words)
        .args(["--mode", "quick", "--seed", "1"])
        .env("LAB_PYTHON", python)
        .env("LAB_PYTHON_FREE", "no-such-interpreter")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What a process said, whether it ended well, and its cells.
struct Said {
    messages: Vec<Message>,
    ended_well: bool,
}

impl Said {
    /// To its end, calling out at each line.
    fn by(mut process: Child, mut at: impl FnMut(&Child, &Message)) -> Self {
        let out = BufReader::new(process.stdout.take().unwrap());
        let mut messages = Vec::new();
        for line in out.lines() {
            let message = serde_json::from_str(&line.unwrap()).unwrap();
            at(&process, &message);
            messages.push(message);
        }
        Self {
            messages,
            ended_well: process.wait().unwrap().success(),
        }
    }

    fn cells(&self) -> Vec<&Cell> {
        let mut cells = Vec::new();
        for message in &self.messages {
            if let Message::Cell(cell) = message {
                cells.push(cell);
            }
        }
        cells
    }

    /// Samples of cells of which this is true.
    fn samples(&self, of: impl Fn(&Cell) -> bool) -> usize {
        let cells = self.cells();
        let is_of = |message: &&Message| matches!(message, Message::Sample(s) if of(cells[s.cell as usize]));
        self.messages.iter().filter(is_of).count()
    }

    fn failures(&self) -> Vec<&Absent> {
        let mut failures = Vec::new();
        for message in &self.messages {
            if let Message::Absent(absent) = message {
                failures.extend(absent.failed.then_some(absent));
            }
        }
        failures
    }

    fn is_whole(&self) -> bool {
        self.ended_well && matches!(self.messages.last(), Some(Message::Process(_)))
    }
}

#[test]
fn an_interpreter_that_dies_loses_its_cells_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let python = mortal(folder.path(), 3);
    let process = start(python.to_str().unwrap(), &["--fresh-process", "1", "1"]);
    let said = Said::by(process, |_, _| {});
    assert!(said.is_whole());
    let is_its = |cell: &Cell| cell.contender == "cpython";
    assert_eq!(said.samples(is_its), 3);
    let (its, others): (Vec<&Cell>, Vec<&Cell>) =
        said.cells().iter().partition(|cell| is_its(cell));
    assert_eq!(said.samples(|cell| !is_its(cell)), others.len());
    let failures = said.failures();
    assert_eq!(failures.len(), its.len() - 3);
    for failure in failures {
        assert!(failure.what.starts_with("cpython "), "{failure:?}");
        assert_eq!(failure.reason, "CPython has ended");
    }
}

#[test]
fn a_visit_of_its_own_whose_interpreter_dies_is_a_line_of_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let python = mortal(folder.path(), 0);
    let visits = (0..).map(|index: u32| {
        let process = start(python.to_str().unwrap(), &["--solo", &index.to_string()]);
        Said::by(process, |_, _| {})
    });
    let is_its = |said: &Said| said.cells()[0].contender == "cpython";
    let said = visits.take(20).find(is_its).expect("a visit of it");
    assert!(said.ended_well);
    let failures = said.failures();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].reason, "CPython has ended");
}

#[test]
fn a_server_that_is_killed_loses_its_cells_and_no_others() {
    let process = start("no-such-interpreter", &["--fresh-process", "1", "1"]);
    let mut is_alive = true;
    let said = Said::by(process, |process, message| {
        if is_alive && matches!(message, Message::Sample(_)) {
            let server = server_of(process.id());
            let ended = Command::new("kill").args(["-9", &server]).status();
            assert!(ended.unwrap().success());
            is_alive = false;
        }
    });
    assert!(said.is_whole());
    let asks_it = |cell: &Cell| cell.call == "http";
    let (its, others): (Vec<&Cell>, Vec<&Cell>) =
        said.cells().iter().partition(|cell| asks_it(cell));
    assert_eq!(said.samples(|cell| !asks_it(cell)), others.len());
    let failures = said.failures();
    assert_eq!(failures.len() + said.samples(asks_it), its.len());
    assert!(!failures.is_empty());
    for failure in failures {
        assert!(failure.what.contains(" http "), "{failure:?}");
    }
}

/// The server that a process has started, by the system's list of processes.
fn server_of(parent: u32) -> String {
    let is_it = |pid: &String| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // After the name in brackets: the state, then the parent.
        let after_name = stat.rsplit(") ").next().unwrap_or_default();
        let its_parent = after_name.split(' ').nth(1);
        String::from_utf8_lossy(&line).contains("--lab-kit-http-server")
            && its_parent == Some(parent.to_string().as_str())
    };
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let mut names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.find(is_it).expect("the server")
}
