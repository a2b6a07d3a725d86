//! Who ran what when, the consumer's lane, and how far the input was read ahead.

use serde::{Deserialize, Serialize};

/// One traced visit of one cell. All times count from the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Lanes {
    /// Index into [`super::Record::cells`].
    pub cell: u32,
    /// Tasks run, one span each.
    pub spans: Vec<Span>,
    /// Inputs taken from the source.
    pub pulls: Vec<Pull>,
    /// Results in the caller's hands.
    pub yielded: Vec<Yielded>,
}

/// One task on one worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Span {
    /// The worker's lane, from 0 in order of first appearance; the calling thread has the number [`Lanes::CALLER`].
    pub lane: u32,
    /// The item's index in the input.
    pub task: u32,
    /// Start.
    pub start_ns: u64,
    /// End.
    pub end_ns: u64,
}

/// One input taken from the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Pull {
    /// The item's index in the input.
    pub task: u32,
    /// When.
    pub at_ns: u64,
}

/// One result in the caller's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Yielded {
    /// The item's index in the input.
    pub task: u32,
    /// When.
    pub at_ns: u64,
}

impl Lanes {
    /// The lane number of the calling thread.
    pub const CALLER: u32 = u32::MAX;

    /// The most inputs that were ever pulled but not yet returned.
    pub fn most_ahead(&self) -> u64 {
        let mut events: Vec<(u64, i64)> = self.pulls.iter().map(|pull| (pull.at_ns, 1)).collect();
        events.extend(self.yielded.iter().map(|result| (result.at_ns, -1)));
        events.sort_unstable();
        let mut ahead = 0;
        events
            .iter()
            .map(|(_, step)| {
                ahead += step;
                ahead
            })
            .max()
            .unwrap_or(0)
            .max(0) as u64
    }
}
