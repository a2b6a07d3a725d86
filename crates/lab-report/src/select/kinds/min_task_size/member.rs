//! A contender in the comparison: its efficiency at each length of a task, and the shortest that pays.

use lab_verdict::answer::Estimate;
use lab_verdict::claims::Evidence;
use lab_verdict::metg::{Efficiency, Metg, efficiency, metg, threshold};
use lab_verdict::{CellKey, Clock, compare};

use super::OWN_LOOP;
use crate::draw::{DotRow, Line, Look, Point};
use crate::select::looks::SeriesKey;
use crate::select::visits::CellRef;
use crate::text::names;

/// A contender that is compared.
pub(super) struct Member<'a> {
    pub(super) contender: &'a str,
    /// The call whose tasks vary in length.
    call: &'a str,
    /// By rising length of a task.
    pub(super) points: Vec<At<'a>>,
    pub(super) least: Metg,
    /// By the upper and by the lower ends of the efficiency's intervals.
    between: (Metg, Metg),
    /// The shortest that pays if the longest does, where the interval at the longest leaves that open.
    open: Option<Metg>,
}

/// A contender at one length of a task.
pub(super) struct At<'a> {
    visit: CellRef<'a>,
    /// The plain loop of the same tasks.
    base: CellRef<'a>,
    /// Length of a task in it, in nanoseconds.
    pub(super) task_ns: f64,
    /// The call's time over the loop's, paired by rounds.
    over_loop: Estimate,
}

impl<'a> At<'a> {
    fn of(here: &[CellRef<'a>], visit: CellRef<'a>) -> Option<Self> {
        let base = plain_loop(here, &visit)?;
        let keys = [&visit, &base].map(|visit| CellKey::of(visit.cell));
        Some(Self {
            visit,
            base,
            task_ns: mean_ns(&base)? / visit.cell.param("n")? as f64,
            over_loop: compare(visit.record, &keys[0], &keys[1], Clock::Wall)?,
        })
    }

    fn is_disturbed(&self) -> bool {
        self.visit.is_disturbed() || self.base.is_disturbed()
    }

    /// Whether another contender did the same tasks.
    fn is_same(&self, other: &At<'_>) -> bool {
        self.base.index == other.base.index
    }
}

impl<'a> Member<'a> {
    pub(super) fn of(
        here: &[CellRef<'a>],
        (contender, call): (&'a str, &'a str),
        workers: u64,
    ) -> Option<Self> {
        let mut points: Vec<At<'a>> = here
            .iter()
            .filter(|visit| visit.cell.contender == contender && visit.cell.call == call)
            .filter_map(|visit| At::of(here, *visit))
            .collect();
        points.sort_by(|a, b| a.task_ns.total_cmp(&b.task_ns));
        let curve = |ratio: fn(&Estimate) -> f64| -> Vec<Efficiency> {
            let share = |at: &At<'_>| efficiency(ratio(&at.over_loop), workers);
            points
                .iter()
                .map(|at| Efficiency {
                    task_ns: at.task_ns,
                    share: share(at),
                })
                .collect()
        };
        let at = |ratio: fn(&Estimate) -> f64| metg(&curve(ratio), threshold(workers));
        let least = at(|estimate| estimate.ratio)?;
        let between = (
            at(|estimate| estimate.drawn.0)?,
            at(|estimate| estimate.drawn.1)?,
        );
        let is_beyond = |least: Metg| matches!(least, Metg::Beyond(_));
        let mut lucky = curve(|estimate| estimate.ratio);
        if let Some((last, at)) = lucky.last_mut().zip(points.last()) {
            last.share = efficiency(at.over_loop.drawn.0, workers);
        }
        let open = metg(&lucky, threshold(workers))
            .filter(|_| !is_beyond(between.0) && is_beyond(between.1));
        Some(Self {
            contender,
            call,
            points,
            least,
            between,
            open,
        })
    }

    /// As a series: all make the same call.
    pub(super) fn key(&self) -> SeriesKey<'a> {
        (self.contender, self.call)
    }

    pub(super) fn name(&self) -> &'a str {
        names::contender(self.contender)
    }

    pub(super) fn line(&self, workers: u64, look: Look) -> Line {
        let point = |at: &At<'_>| Point {
            x: at.task_ns,
            y: efficiency(at.over_loop.ratio, workers),
            band: Some((
                efficiency(at.over_loop.drawn.1, workers),
                efficiency(at.over_loop.drawn.0, workers),
            )),
            hollow: at.is_disturbed(),
            ..Point::default()
        };
        Line {
            name: self.name().into(),
            look,
            evidence: Evidence::Measured,
            points: self.points.iter().map(point).collect(),
        }
    }

    pub(super) fn row(&self, look: Look) -> DotRow {
        let words = match self.least {
            _ if self.open.is_some() => " (left open)",
            Metg::At(_) => "",
            Metg::AtMost(_) => " (or less)",
            Metg::Beyond(_) => " (not even here)",
        };
        let (low, high) = (self.between.0.ns(), self.between.1.ns());
        DotRow {
            label: format!("{}{words}", self.name()),
            look,
            evidence: Evidence::Measured,
            value: self.open.unwrap_or(self.least).ns(),
            open: self.open.is_some(),
            interval: (low < high).then_some((low, high)),
            hollow: self.points.iter().any(At::is_disturbed),
        }
    }

    /// In the order of the rows: those that pay by the shortest, then those that may, then those that do not.
    pub(super) fn place(&self) -> (bool, (u8, f64)) {
        match self.open {
            Some(open) => (true, open.place()),
            None => (matches!(self.least, Metg::Beyond(_)), self.least.place()),
        }
    }

    /// From which length on its tasks pay; `None` where none that was tried does, or where that is left open.
    pub(super) fn pays_from(&self) -> Option<Metg> {
        let pays = !matches!(self.least, Metg::Beyond(_)) && self.open.is_none();
        pays.then_some(self.least)
    }

    /// From which length on its tasks may pay, and its longest, whose interval leaves that open.
    pub(super) fn left_open(&self) -> Option<(f64, f64)> {
        Some((self.open?.ns(), self.points.last()?.task_ns))
    }

    /// Its own longest tasks, where not even they pay.
    pub(super) fn never(&self) -> Option<f64> {
        match self.least {
            Metg::Beyond(longest) if self.open.is_none() => Some(longest),
            _ => None,
        }
    }

    /// Whether it is sure to be faster than another, by their times in the same rounds at the first length at which its
    /// own tasks pay. `None` where they do not pay, and where the other's tasks are not the same.
    pub(super) fn is_ahead_of(&self, other: &Member<'_>) -> Option<bool> {
        let least = self.pays_from()?.ns();
        let own = self.points.iter().find(|at| at.task_ns >= least)?;
        let theirs = other.points.iter().find(|at| own.is_same(at))?;
        let keys = [own, theirs].map(|at| CellKey::of(at.visit.cell));
        let ratio = compare(own.visit.record, &keys[0], &keys[1], Clock::Wall)?;
        Some(ratio.drawn.1 < 1.0)
    }
}

/// The plain loop over the tasks of a call: its own, where they are not those of the others.
fn plain_loop<'a>(here: &[CellRef<'a>], visit: &CellRef<'_>) -> Option<CellRef<'a>> {
    let same = |other: &&CellRef<'_>| other.cell.params == visit.cell.params;
    let is_its_loop = |call: &str| call.strip_suffix(OWN_LOOP) == Some(&visit.cell.call);
    let own = here.iter().filter(same).find(|other| {
        is_its_loop(&other.cell.call) && other.cell.contender == visit.cell.contender
    });
    let serial = || {
        here.iter()
            .filter(same)
            .find(|other| other.cell.contender == names::SERIAL)
    };
    own.or_else(serial).copied()
}

/// The mean of a visit's times on a logarithmic axis, as ratios are averaged, in nanoseconds.
fn mean_ns(visit: &CellRef<'_>) -> Option<f64> {
    let samples = visit.record.samples.iter();
    let logs: Vec<f64> = samples
        .filter(|sample| sample.cell == visit.index && sample.wall_ns > 0)
        .map(|sample| (sample.wall_ns as f64).ln())
        .collect();
    (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp())
}
