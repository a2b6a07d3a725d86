//! One process of the experiment, and what it says.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use lab_measure::patience;
use lab_measure::protocol::Message;
use lab_measure::record::{Absent, Cell};

/// No interpreter.
pub const NONE: &str = "no-such-interpreter";

/// A process with these words, the subject and the interpreter beside it.
pub fn start(python: &str, free: &str, words: &[&str]) -> Child {
    command(python, free, words).spawn().unwrap()
}

/// Seconds of silence after which such a process takes a neighbour to hang: more than one needs that is well, beside a
/// dozen compilers.
pub const IMPATIENT_S: &str = "10";

/// The same, which does not wait for long.
pub fn start_impatient(python: &str, free: &str, words: &[&str]) -> Child {
    let mut command = command(python, free, words);
    command.env(patience::CHOICE, IMPATIENT_S).spawn().unwrap()
}

/// What a process says whose server is sent this signal at the process's first sample. On a busy machine the process may
/// have asked its server for the last time before we hear of that sample: then another is started.
pub fn whose_server_is_sent(signal: &str, start: impl Fn() -> Child) -> Said {
    let attempt = |_| {
        let mut is_sent = false;
        let said = Said::by(start(), |process, message| {
            if !is_sent && matches!(message, Message::Sample(_)) {
                is_sent = true;
                if let Some(server) = server_of(process.id()) {
                    // Fails only if it has just ended.
                    let _status = Command::new("kill").args([signal, &server]).status();
                }
            }
        });
        (!said.failures().is_empty()).then_some(said)
    };
    (0..20).find_map(attempt).expect("it came in time once")
}

fn command(python: &str, free: &str, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_p6_io_vs_cpu"));
    command
        .args(words)
        .args(["--mode", "quick", "--seed", "1"])
        .env("LAB_PYTHON", python)
        .env("LAB_PYTHON_FREE", free)
        .stdout(Stdio::piped());
    command
}

/// What a process said, whether it ended well, and its cells.
pub struct Said {
    pub messages: Vec<Message>,
    pub ended_well: bool,
}

impl Said {
    /// To its end, calling out at each line.
    pub fn by(mut process: Child, mut at: impl FnMut(&Child, &Message)) -> Self {
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

    pub fn cells(&self) -> Vec<&Cell> {
        let mut cells = Vec::new();
        for message in &self.messages {
            if let Message::Cell(cell) = message {
                cells.push(cell);
            }
        }
        cells
    }

    /// Samples of cells of which this is true.
    pub fn samples(&self, of: impl Fn(&Cell) -> bool) -> usize {
        let cells = self.cells();
        let is_of = |message: &&Message| matches!(message, Message::Sample(s) if of(cells[s.cell as usize]));
        self.messages.iter().filter(is_of).count()
    }

    /// What it says of the cells that were lost, having lost none but these.
    pub fn lost_only(&self, is_its: fn(&Cell) -> bool) -> Vec<&Absent> {
        assert!(self.is_whole());
        let (its, others): (Vec<&Cell>, Vec<&Cell>) =
            self.cells().iter().partition(|cell| is_its(cell));
        assert_eq!(self.samples(|cell| !is_its(cell)), others.len());
        let failures = self.failures();
        assert_eq!(failures.len() + self.samples(is_its), its.len());
        failures
    }

    pub fn failures(&self) -> Vec<&Absent> {
        let mut failures = Vec::new();
        for message in &self.messages {
            if let Message::Absent(absent) = message {
                failures.extend(absent.failed.then_some(absent));
            }
        }
        failures
    }

    pub fn is_whole(&self) -> bool {
        let mut last = self.messages.iter().rev();
        let last = last.find(|message| !matches!(message, Message::Pools(_)));
        self.ended_well && matches!(last, Some(Message::Process(_)))
    }
}

/// The server that a process has started, by the system's list of processes.
fn server_of(parent: u32) -> Option<String> {
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
    names.find(is_it)
}
