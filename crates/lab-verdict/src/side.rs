//! On which side of its thresholds a figure lies.

use crate::answer::{Outcome, Reason};
use crate::claims::{Test, Threshold};
use crate::noise;

/// The thresholds of a test as they are used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sides {
    /// The side on which it holds.
    pub holds_if: Threshold,
    /// The side on which it fails; without one it can only hold or stay open.
    pub fails_if: Option<Threshold>,
}

impl Sides {
    /// The thresholds as declared: for counts.
    pub fn declared(test: &Test) -> Self {
        Sides {
            holds_if: test.holds_if,
            fails_if: test.fails_if,
        }
    }

    /// Both thresholds at least delta away from 1: for ratios of times.
    pub fn widened(self, delta: f64) -> Self {
        Sides {
            holds_if: noise::widened(self.holds_if, delta),
            fails_if: self.fails_if.map(|side| noise::widened(side, delta)),
        }
    }

    /// What a figure comes to that lies somewhere from `low` to `high`: a judged interval, or the range of a count
    /// over its repetitions.
    ///
    /// Where widening made both thresholds the same number, a figure of exactly that number lies on both sides, and
    /// so on neither.
    pub fn weigh(&self, (low, high): (f64, f64)) -> Outcome {
        let range = (low, high);
        let holds = self.holds_if.has(range);
        let fails = self.fails_if.is_some_and(|side| side.has(range));
        let short = self.holds_if.misses(range);
        match self.fails_if {
            _ if holds && !fails => Outcome::Holds,
            _ if fails && !holds => Outcome::Fails,
            None if short => Outcome::Unknown(vec![Reason::Open]),
            Some(side) if short && side.misses(range) => Outcome::TooSmall,
            _ => Outcome::Unknown(vec![Reason::Straddles]),
        }
    }
}

impl Threshold {
    /// At this number or above.
    pub fn at_least(limit: f64) -> Self {
        Threshold {
            at_least: Some(limit),
            at_most: None,
        }
    }

    /// At this number or below.
    pub fn at_most(limit: f64) -> Self {
        Threshold {
            at_least: None,
            at_most: Some(limit),
        }
    }

    /// Whether the whole range is on this side; a threshold without exactly one limit has no side.
    pub fn has(&self, (low, high): (f64, f64)) -> bool {
        match (self.at_least, self.at_most) {
            (Some(limit), None) => low >= limit,
            (None, Some(limit)) => high <= limit,
            _ => false,
        }
    }

    /// Whether the whole range is off this side.
    pub fn misses(&self, (low, high): (f64, f64)) -> bool {
        match (self.at_least, self.at_most) {
            (Some(limit), None) => high < limit,
            (None, Some(limit)) => low > limit,
            _ => false,
        }
    }
}
