//! One process of the experiment, and what it says.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use lab_measure::protocol::Message;
use lab_measure::record::{Absent, Cell};

/// No interpreter.
pub const NONE: &str = "no-such-interpreter";

/// A process with these words, the subject and the interpreter beside it.
pub fn start(python: &str, free: &str, words: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_p6_io_vs_cpu"))
        .args(words)
        .args(["--mode", "quick", "--seed", "1"])
        .env("LAB_PYTHON", python)
        .env("LAB_PYTHON_FREE", free)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
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
