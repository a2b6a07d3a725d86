//! CPU work of a settable grain.
//!
//! A grain is a number of equal arithmetic steps, each of which needs the result of the one before, so that the
//! time is linear in the number and no compiler or processor runs two of them at once. Nanoseconds are turned
//! into steps once, by [`Kernel::calibrate`]; two pools compared in one process thus run the same steps.

use std::hint::black_box;
use std::time::Instant;

/// How many nanoseconds a step takes on this machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kernel {
    ns_per_step: f64,
}

/// A fixed number of steps: the work of one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spin {
    steps: u64,
}

impl Kernel {
    /// Measures a step, in about 5 ms.
    ///
    /// Takes the fastest of several blocks: the thread is alone in what it does, so whatever differs between two
    /// blocks is disturbance that adds time.
    pub fn calibrate() -> Self {
        const BLOCKS: usize = 16;
        let block = Spin::of_steps(200_000);
        let fastest = (0..BLOCKS)
            .map(|_| {
                let start = Instant::now();
                black_box(block.run(1));
                start.elapsed()
            })
            .min()
            .expect("there are blocks");
        Self::from_ns_per_step(fastest.as_nanos() as f64 / block.steps as f64)
    }

    /// A kernel calibrated elsewhere, so that several processes run equal steps.
    ///
    /// # Panics
    /// Unless it is a positive number.
    pub fn from_ns_per_step(ns_per_step: f64) -> Self {
        assert!(
            ns_per_step.is_finite() && ns_per_step > 0.0,
            "ns_per_step = {ns_per_step}: must be positive"
        );
        Self { ns_per_step }
    }

    /// The calibration, in nanoseconds per step.
    pub fn ns_per_step(self) -> f64 {
        self.ns_per_step
    }

    /// Work of about `nanoseconds`, to the nearest step. 0 is the identity.
    pub fn grain(self, nanoseconds: u64) -> Spin {
        Spin::of_steps((nanoseconds as f64 / self.ns_per_step).round() as u64)
    }
}

impl Spin {
    /// Exactly so many steps.
    pub const fn of_steps(steps: u64) -> Self {
        Self { steps }
    }

    /// The number of steps.
    pub const fn steps(self) -> u64 {
        self.steps
    }

    /// Does the work and returns its checksum: a bijective function of `input`, iterated once per step. It is done also
    /// where nobody looks at the checksum.
    pub fn run(self, input: u64) -> u64 {
        let mut state = black_box(input);
        for _ in 0..black_box(self.steps) {
            state = step(state);
        }
        black_box(state)
    }
}

/// A multiplication and a shift, each waiting for the other: Marsaglia's xorshift after Knuth's MMIX generator.
#[inline]
fn step(state: u64) -> u64 {
    let state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    state ^ (state >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grain_zero_is_the_identity() {
        for input in [0, 1, u64::MAX] {
            assert_eq!(Kernel::from_ns_per_step(0.7).grain(0).run(input), input);
        }
    }

    #[test]
    fn steps_are_linear_in_the_grain() {
        let kernel = Kernel::from_ns_per_step(1.7);
        for grain in [1, 10, 1_000, 123_457, 20_000_000] {
            let expected = grain as f64 / 1.7;
            assert!(
                (kernel.grain(grain).steps() as f64 - expected).abs() <= 0.5,
                "{grain} ns"
            );
        }
    }

    #[test]
    fn every_step_is_done_and_none_twice() {
        for (first, second) in [(0, 5), (1, 1), (17, 1_000), (12_345, 54_321)] {
            let in_one_go = Spin::of_steps(first + second).run(42);
            let in_two = Spin::of_steps(second).run(Spin::of_steps(first).run(42));
            assert_eq!(in_one_go, in_two);
            assert_ne!(in_one_go, Spin::of_steps(first + second + 1).run(42));
        }
    }

    #[test]
    fn one_step_is_the_formula() {
        assert_eq!(Spin::of_steps(1).run(0), step(0));
        assert_eq!(
            step(0),
            1_442_695_040_888_963_407 ^ (1_442_695_040_888_963_407 >> 29)
        );
    }

    #[test]
    fn calibration_is_positive() {
        assert!(Kernel::calibrate().ns_per_step() > 0.0);
    }
}
