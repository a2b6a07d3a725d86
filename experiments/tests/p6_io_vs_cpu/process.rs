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

/// The same, which takes a neighbour that is silent for two seconds to hang.
pub fn start_impatient(python: &str, free: &str, words: &[&str]) -> Child {
    let mut command = command(python, free, words);
    command.env(patience::CHOICE, "5").spawn().unwrap()
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
        self.ended_well && matches!(self.messages.last(), Some(Message::Process(_)))
    }
}

/// The server that a process has started, by the system's list of processes.
pub fn server_of(parent: u32) -> String {
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
