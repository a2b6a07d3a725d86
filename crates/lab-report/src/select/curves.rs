//! Curves over workers: of which contender and call a record holds any, and what bounds them.

use std::collections::BTreeSet;

use lab_measure::record::{Origin, Record};
use lab_verdict::claims::Evidence;
use lab_verdict::scaling::{
    self, Knee, Knees, Lone, ScalePoint, WaitShare, cpu_per_item, curve, limit, wait_share,
};

use super::looks::SeriesKey;
use super::visits::{CellRef, rank};
use crate::text::names;

/// Fewer numbers of workers make no curve.
const FEWEST: usize = 3;

/// The share of the best throughput that counts as reached.
pub(crate) const REACHED: f64 = 0.95;

/// A lone item may take this many times as long as the plain loop's and still be the same task: what a pool adds to
/// it is the pool's own. Beyond it the task is another one, written in another language.
const SAME_TASK: f64 = 1.1;

/// A contender's throughput against workers on one call.
#[derive(Clone, Debug)]
pub(crate) struct Curve<'a> {
    /// The record.
    pub record: &'a Record,
    /// The contender.
    pub contender: &'a str,
    /// The call: what its tasks do.
    pub call: &'a str,
    /// By rising workers.
    pub points: Vec<ScalePoint>,
}

/// The calls with a curve, in the order of the record.
pub(crate) fn calls<'a>(visits: &[CellRef<'a>]) -> Vec<&'a str> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let calls = visits.iter().map(|visit| visit.cell.call.as_str());
    calls
        .filter(|call| seen.insert(call) && !curves(visits, call).is_empty())
        .collect()
}

/// All contenders' curves on a call: subjects first, then in the order of a page. The plain loop has none.
pub(crate) fn curves<'a>(visits: &[CellRef<'a>], call: &str) -> Vec<Curve<'a>> {
    let mut curves = to_draw(visits, call);
    curves.retain(|curve| curve.points.len() >= FEWEST);
    curves
}

/// The same, and what was tried with two numbers of workers only: no curve to conclude from, but two points to draw.
pub(crate) fn to_draw<'a>(visits: &[CellRef<'a>], call: &str) -> Vec<Curve<'a>> {
    let of_call = visits.iter().filter(|visit| visit.cell.call == call);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut curves: Vec<Curve<'a>> = of_call
        .filter(|visit| seen.insert(visit.cell.contender.as_str()))
        .map(|visit| Curve {
            record: visit.record,
            contender: &visit.cell.contender,
            call: &visit.cell.call,
            points: curve(visit.record, &visit.cell.contender, call),
        })
        .filter(|curve| curve.points.len() > 1)
        .collect();
    curves.sort_by_key(|curve| rank(curve.contender));
    curves
}

impl<'a> Curve<'a> {
    /// Its contender and its call.
    pub(super) fn key(&self) -> SeriesKey<'a> {
        (self.contender, self.call)
    }

    /// Its contender, for a legend whose title names the call.
    pub(crate) fn name(&self) -> String {
        let name = names::contender(self.contender);
        match self.record.origin {
            Origin::Measured => name.to_string(),
            Origin::Recorded => format!("{name} (recorded)"),
        }
    }

    /// Whether it was measured by this run.
    pub(crate) fn evidence(&self) -> Evidence {
        match self.record.origin {
            Origin::Measured => Evidence::Measured,
            Origin::Recorded => Evidence::RecordedElsewhere,
        }
    }

    /// Whether claims are judged for its contender.
    pub(crate) fn is_subject(&self) -> bool {
        rank(self.contender) < rank(names::SERIAL)
    }

    /// The most workers that were tried.
    pub(crate) fn most(&self) -> Option<&ScalePoint> {
        self.points.last()
    }

    /// Where it levels off.
    pub(crate) fn knee(&self) -> Option<Knee> {
        scaling::knee(&self.points, REACHED)
    }

    /// Where it levels off in each process by itself.
    pub(crate) fn knees(&self) -> Option<Knees> {
        scaling::knees(self.record, &self.points, REACHED)
    }

    /// Whose figure with one worker tells the task's own time: the plain loop's where the contender runs the same task.
    fn alone(&self) -> &str {
        let lone = |contender| scaling::lone(self.record, contender, self.call);
        match (lone(names::SERIAL), lone(self.contender)) {
            (Some(plain), Some(own)) if own.ns > SAME_TASK * plain.ns => self.contender,
            (Some(plain), Some(own)) if plain.ns > SAME_TASK * own.ns => self.contender,
            (Some(_), _) => names::SERIAL,
            (None, _) => self.contender,
        }
    }

    /// A task that is alone.
    pub(crate) fn lone(&self) -> Option<Lone> {
        scaling::lone(self.record, self.alone(), self.call)
    }

    /// How much of a task is waiting.
    pub(crate) fn wait_share(&self) -> Option<WaitShare> {
        wait_share(self.record, self.alone(), self.call)
    }

    /// CPU time of a task that is alone, that of a server of ours included, in nanoseconds.
    pub(crate) fn cpu_ns(&self) -> Option<f64> {
        cpu_per_item(self.record, self.lone()?.cell)
    }

    /// Cores of the machine on which it was measured.
    pub(crate) fn cores(&self) -> u32 {
        self.record.environment.cores
    }

    /// The most items per second that workers and cores allow.
    pub(crate) fn limit(&self, workers: u64) -> Option<f64> {
        let lone = self.lone()?;
        let bound = limit(workers, lone.ns, self.cores(), self.cpu_ns().unwrap_or(0.0));
        bound.is_finite().then_some(bound)
    }
}
