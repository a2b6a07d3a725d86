//! What a visit found.

use crate::record::{Absent, Lanes, Outcome};

/// What a visit found.
#[derive(Debug, Default)]
pub struct Findings {
    pub(crate) counts: Vec<(String, u64)>,
    pub(crate) series: Vec<(String, Vec<(u64, u64)>)>,
    pub(crate) lanes: Vec<Lanes>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) absent: Vec<Absent>,
}

impl Findings {
    /// A count.
    pub fn count(&mut self, name: &str, value: u64) {
        self.counts.push((name.into(), value));
    }

    /// All counts, in the order in which they were found.
    pub fn counts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.counts
            .iter()
            .map(|(name, value)| (name.as_str(), *value))
    }

    /// A curve.
    pub fn series(&mut self, name: &str, points: Vec<(u64, u64)>) {
        self.series.push((name.into(), points));
    }

    /// What became of one item of the user's own input; its cell number is filled in on the way.
    pub fn outcome(&mut self, outcome: Outcome) {
        self.outcomes.push(outcome);
    }

    /// A traced visit; its cell number is filled in on the way.
    pub fn lanes(&mut self, lanes: Lanes) {
        self.lanes.push(lanes);
    }

    /// Notes that something is not measured here.
    pub fn absent(&mut self, what: &str, reason: impl Into<String>) {
        self.absent.push(Absent::lacking(what, reason));
    }

    /// Notes that something was lost because something of ours failed: the run's exit code tells.
    pub fn failed(&mut self, what: &str, reason: impl Into<String>) {
        self.absent.push(Absent::failed(what, reason));
    }
}
