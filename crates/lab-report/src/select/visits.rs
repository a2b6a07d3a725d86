//! The cells to draw: measured here, and, for contenders that are absent here, kept from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use lab_measure::record::{Cell, Origin, Record, Role};
use lab_verdict::claims::{Evidence, SUBJECTS};
use lab_verdict::scaling::curve::is_contaminated;

use super::looks::SeriesKey;
use crate::site::Site;
use crate::text::names;

/// A cell with its record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CellRef<'a> {
    /// The record.
    pub record: &'a Record,
    /// The cell's index in it.
    pub index: u32,
    /// The cell.
    pub cell: &'a Cell,
}

impl<'a> CellRef<'a> {
    /// The kind of evidence that a chart shows for it: times and counts alike, what matters is whether it was here.
    pub(crate) fn evidence(&self, here: Evidence) -> Evidence {
        match self.record.origin {
            Origin::Measured => here,
            Origin::Recorded => Evidence::RecordedElsewhere,
        }
    }

    /// The value of a count: the largest over repetitions.
    pub(crate) fn count(&self, name: &str) -> Option<u64> {
        self.range(name).map(|(_, most)| most)
    }

    /// The smallest and the largest value of a count over repetitions.
    pub(crate) fn range(&self, name: &str) -> Option<(u64, u64)> {
        let counts = self.record.counts.iter();
        let values = counts
            .filter(|count| count.cell == self.index && count.name == name)
            .map(|count| count.value);
        Some((values.clone().min()?, values.max()?))
    }

    /// Whether its point is drawn hollow: other programs disturbed more than half of the rounds in which it was timed.
    /// A point that stands for several cells is hollow where one of them would be.
    pub(crate) fn is_disturbed(&self) -> bool {
        is_contaminated(self.record, self.index)
    }

    /// Its contender and its call.
    pub(super) fn key(&self) -> SeriesKey<'a> {
        (&self.cell.contender, &self.cell.call)
    }

    /// Whether it has timed samples.
    pub(crate) fn is_timed(&self) -> bool {
        self.record
            .samples
            .iter()
            .any(|sample| sample.cell == self.index)
    }

    /// Whether all that is known of it is who ran which task when: it belongs to no curve and to no grid of measured cells.
    pub(crate) fn is_only_traced(&self) -> bool {
        let record = self.record;
        record.lanes.iter().any(|lanes| lanes.cell == self.index)
            && !self.is_timed()
            && !record.counts.iter().any(|count| count.cell == self.index)
            && !record.series.iter().any(|series| series.cell == self.index)
    }

    /// Whether anything at all is known of it: a cell may stand in a record whose contender was absent.
    pub(crate) fn has_data(&self) -> bool {
        let record = self.record;
        self.is_timed()
            || record.counts.iter().any(|count| count.cell == self.index)
            || record.series.iter().any(|series| series.cell == self.index)
            || record.lanes.iter().any(|lanes| lanes.cell == self.index)
    }

    /// Whether all parameters that both have are equal, leaving some out.
    pub(crate) fn agrees_with(&self, other: &CellRef<'_>, except: &[&str]) -> bool {
        self.cell.params.iter().all(|(name, value)| {
            except.contains(&name.as_str())
                || other.cell.param(name).is_none_or(|theirs| theirs == *value)
        })
    }

    /// The name for a legend: contender and call, with the version where it comes from elsewhere.
    pub(crate) fn name(&self) -> String {
        self.with_origin(&names::series(self.cell))
    }

    /// The same where all make one call, so that its contender is enough.
    pub(crate) fn contender(&self) -> String {
        self.with_origin(names::contender(&self.cell.contender))
    }

    fn with_origin(&self, name: &str) -> String {
        match self.record.origin {
            Origin::Measured => name.to_owned(),
            Origin::Recorded => format!("{name} (recorded)"),
        }
    }
}

/// The cells that contend: measured ones, then recorded ones of contenders that have none here.
pub(crate) fn visits<'a>(site: &'a Site, experiment: &str) -> Vec<CellRef<'a>> {
    let mut visits: Vec<CellRef<'a>> = Vec::new();
    for record in site.of(experiment) {
        let known: BTreeSet<&str> = visits
            .iter()
            .filter(|visit| visit.has_data())
            .map(|visit| visit.cell.contender.as_str())
            .collect();
        let fresh: Vec<CellRef<'a>> = (0..)
            .zip(&record.cells)
            .filter(|(_, cell)| cell.role == Role::Subject)
            .filter(|(_, cell)| !known.contains(cell.contender.as_str()))
            .map(|(index, cell)| CellRef {
                record,
                index,
                cell,
            })
            .collect();
        visits.extend(fresh);
    }
    visits
}

/// The numbers of tasks for which the experiment's claims compare times, by length of a task.
pub(crate) fn sizes_of_interest(site: &Site, experiment: &str) -> BTreeMap<u64, BTreeSet<u64>> {
    let mut sizes: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    let claims = site.claims.claim.iter();
    for regime in claims
        .filter(|claim| claim.experiment == experiment)
        .flat_map(|claim| &claim.regime)
    {
        if let (Some(n), Some(grain)) = (regime.params.get("n"), regime.params.get("grain_ns")) {
            sizes.entry(*grain).or_default().insert(*n);
        }
    }
    sizes
}

/// Where a contender stands in a chart with little room: subjects first, then the plain loop, then all others.
pub(crate) fn rank(contender: &str) -> usize {
    SUBJECTS
        .iter()
        .position(|subject| subject.contender == contender)
        .unwrap_or(match contender {
            names::SERIAL => SUBJECTS.len(),
            _ => SUBJECTS.len() + 1 + names::place(contender),
        })
}

/// The values that a parameter takes, rising.
pub(crate) fn values(visits: &[CellRef<'_>], parameter: &str) -> Vec<u64> {
    let values: BTreeSet<u64> = visits
        .iter()
        .filter_map(|visit| visit.cell.param(parameter))
        .collect();
    values.into_iter().collect()
}
