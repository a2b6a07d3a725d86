//! Tasks of a settable length: short ones compute, long ones wait.

use std::time::Duration;

use lab_kit::workloads::sleep::Sleep;
use lab_kit::workloads::spin::{Kernel, Spin};

/// A sleep cannot be much shorter than the timer's slack, so below this a task computes instead.
pub const SHORTEST_SLEEP_NS: u64 = 200_000;

/// What a task does for its length.
#[derive(Clone, Copy, Debug)]
pub enum Task {
    /// Computes: an arithmetic loop.
    Compute(Spin),
    /// Sleeps: it needs no core, and any number of them overlap.
    Wait(Sleep),
}

impl Task {
    /// A task of so many nanoseconds; `kernel` knows how long a step of computing takes.
    pub fn of(grain_ns: u64, kernel: &Kernel) -> Self {
        if grain_ns < SHORTEST_SLEEP_NS {
            Self::Compute(kernel.grain(grain_ns))
        } else {
            Self::Wait(Sleep::new(Duration::from_nanos(grain_ns)))
        }
    }

    /// Runs it; the same input gives the same result, so that contenders can be checked against each other.
    pub fn run(self, input: u64) -> u64 {
        match self {
            Self::Compute(spin) => spin.run(input),
            Self::Wait(sleep) => sleep.run(input),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_tasks_compute_and_long_ones_wait() {
        let kernel = Kernel::calibrate();
        assert!(matches!(Task::of(0, &kernel), Task::Compute(_)));
        assert!(matches!(Task::of(20_000, &kernel), Task::Compute(_)));
        assert!(matches!(Task::of(1_000_000, &kernel), Task::Wait(_)));
    }
}
