//! What a fresh process tells its conductor: one JSON object a line, on standard output.

use serde::{Deserialize, Serialize};

use crate::record::{
    Absent, Cell, Count, Fact, Lanes, Outcome, PoolWork, Process, Round, Sample, Series,
};

/// One line from a fresh process. Cells are numbered by the order in which the process announces them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "what")]
pub enum Message {
    /// A cell that later lines refer to by its number.
    Cell(Cell),
    /// A timed sample.
    Sample(Sample),
    /// A count.
    Count(Count),
    /// A curve.
    Series(Series),
    /// A traced visit.
    Lanes(Lanes),
    /// What became of an item of the user's own input.
    Outcome(Outcome),
    /// A round is over.
    Round(Round),
    /// The process is about to end.
    Process(Process),
    /// What a contender's pools have done in the process.
    Pools(PoolWork),
    /// A fact for the record's environment.
    Fact(Fact),
    /// Something could not be measured.
    Absent(Absent),
}

/// One line from an experiment binary to whoever started it, when asked by `--progress json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Progress {
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
    /// What is going on.
    pub what: String,
}

impl Message {
    /// Prints the message as a line of its own, at once.
    pub fn send(&self) {
        use std::io::Write;
        let line =
            serde_json::to_string(self).expect("a message has only string keys and finite numbers");
        let mut out = std::io::stdout().lock();
        // A conductor that has gone cannot be told anything; the lifeline ends this process.
        let _ = writeln!(out, "{line}");
        let _ = out.flush();
    }
}
