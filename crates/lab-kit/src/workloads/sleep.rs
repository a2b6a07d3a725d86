//! Waiting of a settable length: the honest stand-in for input and output.
//!
//! A sleeping thread uses no CPU and asks for nothing that two tasks could contend for, so sleeps overlap as
//! perfectly as waiting ever can. Real input and output overlaps less; a page that shows sleeps says so.

use std::thread;
use std::time::Duration;

/// A task that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sleep {
    length: Duration,
}

impl Sleep {
    /// Waits at least so long: Linux may add its timer slack of 50 us and the way back to a core, a loaded machine more.
    /// Nothing spins to make the wait exact: that would be CPU time, which this stands for the absence of.
    pub const fn new(length: Duration) -> Self {
        Self { length }
    }

    /// Waits, and returns its input, so that results can be checked like any other's. No length, no system call.
    pub fn run<T>(self, input: T) -> T {
        if !self.length.is_zero() {
            thread::sleep(self.length);
        }
        input
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_input_comes_back() {
        assert_eq!(Sleep::new(Duration::ZERO).run(7), 7);
        assert_eq!(Sleep::new(Duration::from_micros(1)).run("x"), "x");
    }
}
