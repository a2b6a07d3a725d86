//! Whether a limit is kept: by the times and the limits of each process.

use std::collections::BTreeMap;

use lab_measure::record::Record;

use super::Conditions;
use crate::answer::Estimate;
use crate::geometric_mean::geometric_mean;
use crate::interval::estimate;

/// Whether a limit is kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// The whole interval is within it.
    Met(Measured),
    /// The whole interval is beyond it.
    Missed(Measured),
    /// The interval has the limit in it, or only rounds that others disturbed decide.
    Open(Measured),
    /// There is nothing to judge, for this reason.
    Unknown(String),
}

/// What was measured for a limit, in nanoseconds; where it is counted, in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// What the call took: the geometric mean over processes; of counts the largest.
    pub took: f64,
    /// What it was allowed, likewise.
    pub allowed: f64,
    /// The one over the other.
    pub share: Estimate,
}

/// What a call took and was allowed in each process, in nanoseconds.
#[derive(Default)]
pub(super) struct Pairs {
    pub(super) both: BTreeMap<u32, (f64, f64)>,
    /// Whether the shares of some process are but a lower bound, or an upper one.
    pub(super) may_be_more: bool,
    pub(super) may_be_less: bool,
}

impl Kept {
    /// What was measured, if anything.
    pub fn measured(&self) -> Option<&Measured> {
        match self {
            Kept::Met(measured) | Kept::Missed(measured) | Kept::Open(measured) => Some(measured),
            Kept::Unknown(_) => None,
        }
    }
}

impl Measured {
    /// From what was taken and allowed in each process.
    fn of(pairs: &[(f64, f64)]) -> Option<Self> {
        let shares: Vec<Vec<f64>> = pairs
            .iter()
            .map(|(took, limit)| vec![(took / limit).ln()])
            .collect();
        let mean = |of: fn(&(f64, f64)) -> f64| geometric_mean(pairs.iter().map(of));
        Some(Self {
            share: estimate(&shares)?,
            took: mean(|pair| pair.0),
            allowed: mean(|pair| pair.1),
        })
    }

    /// Whether the whole interval is within the limit, or beyond it; none where the limit lies in it.
    pub fn side(&self) -> Option<bool> {
        let (low, high) = self.share.judged;
        match (high <= 1.0, low > 1.0) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

impl Pairs {
    /// Of times, none of which is but a bound.
    pub(super) fn exact(both: BTreeMap<u32, (f64, f64)>) -> Self {
        Pairs {
            both,
            ..Pairs::default()
        }
    }

    pub(super) fn judged(&self, record: &Record, conditions: Conditions) -> Kept {
        let pairs = |keep: &dyn Fn(u32) -> bool| -> Vec<(f64, f64)> {
            let kept = self.both.iter().filter(|(process, _)| keep(**process));
            kept.map(|(_, pair)| *pair).collect()
        };
        let Some(all) = Measured::of(&pairs(&|_| true)) else {
            return Kept::Unknown("fewer than two processes measured both".into());
        };
        let disturbed: Vec<u32> = (record.rounds.iter())
            .filter(|round| round.is_contaminated())
            .map(|round| round.process)
            .collect();
        let clean = match conditions {
            Conditions::Quiet => Measured::of(&pairs(&|process| !disturbed.contains(&process))),
            Conditions::BesideNeighbour => Some(all),
        };
        match (all.side(), clean.map(|clean| clean.side())) {
            (Some(true), Some(Some(true))) if !self.may_be_more => Kept::Met(all),
            (Some(false), Some(Some(false))) if !self.may_be_less => Kept::Missed(all),
            _ => Kept::Open(all),
        }
    }
}
