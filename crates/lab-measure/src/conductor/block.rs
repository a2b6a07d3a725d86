//! Foreign CPU for processes that are too short to see it themselves.
//!
//! The kernel counts in ticks of 10 ms, so a process of 60 ms cannot tell a neighbour from a rounding error. The
//! conductor, which sleeps meanwhile, reads over a block of such processes and gives each the block's figure.

use crate::foreign::{Reading, SHORTEST_WINDOW_NS};
use crate::record::Record;

/// Fresh processes since the last reading.
pub struct Block {
    since: Reading,
    first_process: usize,
    first_round: usize,
}

impl Block {
    /// Begins before the first process.
    pub fn begin() -> Self {
        Self {
            since: Reading::now(),
            first_process: 0,
            first_round: 0,
        }
    }

    /// A process has ended and is in the record.
    pub fn process_ended(&mut self, record: &mut Record) {
        if self.since.window(0).wall_ns >= SHORTEST_WINDOW_NS {
            self.close(record);
        }
    }

    /// Gives the block's figure to all of it that has none, and begins the next one.
    pub fn close(&mut self, record: &mut Record) {
        let processes = &mut record.processes[self.first_process..];
        let foreign = self.since.window_with_children().foreign_cores;
        for process in processes {
            process.foreign_cores = process.foreign_cores.or(foreign);
        }
        for round in &mut record.rounds[self.first_round..] {
            round.foreign_cores = round.foreign_cores.or(foreign);
        }
        *self = Self {
            since: Reading::now(),
            first_process: record.processes.len(),
            first_round: record.rounds.len(),
        };
    }
}
