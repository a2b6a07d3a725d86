//! Slower, faster or the same: the lab's test of itself, by the same code.
//!
//! The lab injects a slowdown, or none, and asks whether its own machinery finds it. So this is a test of times like
//! any other: "holds" beyond delta above 1 is slower, "fails" beyond delta below 1 is faster, wholly between the two
//! is the same.

use lab_measure::record::Record;

use crate::answer::{Outcome, Reason};
use crate::cell::CellKey;
use crate::claims::Threshold;
use crate::metric::Clock;
use crate::noise::delta;
use crate::side::Sides;
use crate::timing;

/// What was found about the first cell, compared with the second.
#[derive(Clone, Debug, PartialEq)]
pub enum Detection {
    /// The whole 99 % interval of the ratio of times lies at 1 + delta or above.
    Slower,
    /// It lies at 1 / (1 + delta) or below.
    Faster,
    /// It lies between the two.
    Same,
    /// None of these, and why.
    CantTell(Vec<Reason>),
}

/// Compares the wall times of two cells on a machine with the noise floor `floor` (0.01 = 1 %).
pub fn detect(record: &Record, of: &CellKey, vs: &CellKey, floor: f64) -> Detection {
    let beyond = Sides {
        holds_if: Threshold::at_least(1.0),
        fails_if: Some(Threshold::at_most(1.0)),
    };
    let sides = beyond.widened(delta(floor));
    match timing::weigh(record, of, vs, Clock::Wall, &sides, &[]).outcome {
        Outcome::Holds => Detection::Slower,
        Outcome::Fails => Detection::Faster,
        Outcome::TooSmall => Detection::Same,
        Outcome::Unknown(reasons) => Detection::CantTell(reasons),
    }
}
