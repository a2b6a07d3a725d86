//! Records and rules made by hand.

mod random;
mod record;
mod rules;

pub use random::Random;
pub use record::{ITEMS, Lab, around, key, steady};
pub use rules::{Rules, test};

use lab_measure::record::Record;
use lab_verdict::answer::{Answer, Outcome, Reason, TestOutcome, Verdict};
use lab_verdict::claims::{Claims, SUBJECTS, Subject};

pub const CPYTHON: Subject = SUBJECTS[0];
pub const LAP_POOL: Subject = SUBJECTS[1];

/// The verdict on the first claim for lap-pool.
pub fn verdict(claims: &Claims, record: &Record) -> Verdict {
    lab_verdict::judge(claims, &claims.claim[0], Some(record), LAP_POOL)
}

/// The answer to the first claim for lap-pool.
pub fn answer(claims: &Claims, record: &Record) -> Answer {
    verdict(claims, record).answer
}

/// The first test of the first regime of the first claim for lap-pool.
pub fn first_test(claims: &Claims, record: &Record) -> TestOutcome {
    verdict(claims, record).regimes[0].tests[0].clone()
}

pub fn cant_tell(reason: Reason) -> Answer {
    Answer::CantTellHere(vec![reason])
}

pub fn unknown(reason: Reason) -> Outcome {
    Outcome::Unknown(vec![reason])
}

#[track_caller]
pub fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} is not within {tolerance} of {expected}"
    );
}
