//! Tasks that wait for a settable share of their time and compute for the rest: most real ones.

use std::time::Duration;

use super::sleep::Sleep;
use super::spin::{Kernel, Spin};

/// A task that waits, then computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mixed {
    wait_ns: u64,
    compute_ns: u64,
    compute: Spin,
}

impl Mixed {
    /// A task of about `length_ns`, of which so many percent are waited. What is asked for is not what is measured: the
    /// wait is somewhat longer than asked for, so that the measured share is what belongs on an axis.
    ///
    /// # Panics
    /// For more than 100 percent.
    pub fn new(kernel: Kernel, length_ns: u64, wait_percent: u32) -> Self {
        assert!(
            wait_percent <= 100,
            "wait_percent = {wait_percent}: a task cannot wait longer than it takes"
        );
        let wait_ns = (u128::from(length_ns) * u128::from(wait_percent) / 100) as u64;
        let compute_ns = length_ns - wait_ns;
        Self {
            wait_ns,
            compute_ns,
            compute: kernel.grain(compute_ns),
        }
    }

    /// How long it waits, to give other languages the same task.
    pub fn wait_ns(self) -> u64 {
        self.wait_ns
    }

    /// How long it computes.
    pub fn compute_ns(self) -> u64 {
        self.compute_ns
    }

    /// Waits, then computes, and returns the computation's checksum.
    pub fn run(self, input: u64) -> u64 {
        let input = Sleep::new(Duration::from_nanos(self.wait_ns)).run(input);
        self.compute.run(input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kernel() -> Kernel {
        Kernel::from_ns_per_step(2.0)
    }

    #[test]
    fn the_length_is_split_without_a_rest() {
        for (percent, wait, compute) in [
            (0, 0, 4_001),
            (10, 400, 3_601),
            (90, 3_600, 401),
            (100, 4_001, 0),
        ] {
            let task = Mixed::new(kernel(), 4_001, percent);
            assert_eq!(
                (task.wait_ns(), task.compute_ns()),
                (wait, compute),
                "{percent} %"
            );
        }
    }

    #[test]
    fn it_computes_what_the_kernel_computes() {
        let task = Mixed::new(kernel(), 4_000, 25);
        assert_eq!(task.run(7), kernel().grain(3_000).run(7));
        assert_eq!(Mixed::new(kernel(), 4_000, 100).run(7), 7);
    }

    #[test]
    #[should_panic(expected = "wait_percent = 101")]
    fn more_than_everything_cannot_be_waited() {
        Mixed::new(kernel(), 1, 101);
    }
}
