//! How the best number of workers stands to Goetz's formula: one judgement, for the figure and for each workload's sentence.

use lab_verdict::scaling::Knees;

/// Within which factor of the formula a number of workers counts as near it. The curves step by two at least, so that no
/// number can be told closer than that.
pub const NEAR: f64 = 2.0;

/// What the processes together say of the formula. They must all lie on one side of a factor of two, or nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The formula asks for more than was tried, and every process still gained there.
    Gaining,
    /// The formula asks for more than was tried, and not every process needed all of those.
    Short,
    /// Every process lies within the factor.
    Near,
    /// Every process needed fewer.
    Fewer,
    /// Every process needed more.
    More,
    /// The processes do not agree.
    Open,
}

impl Standing {
    /// Compares one workload's processes with the formula, given by its ends for the interval of the wait share.
    pub fn of(knees: &Knees, [least, most]: [f64; 2]) -> Self {
        let (low, high) = knees.between();
        if least > knees.most as f64 {
            return match low == knees.most {
                true => Self::Gaining,
                false => Self::Short,
            };
        }
        let (low, high) = (low as f64, high as f64);
        let is_near = |workers: f64| workers >= least / NEAR && workers <= most * NEAR;
        match (is_near(low), is_near(high)) {
            (true, true) => Self::Near,
            _ if high < least / NEAR => Self::Fewer,
            _ if low > most * NEAR => Self::More,
            _ => Self::Open,
        }
    }
}
