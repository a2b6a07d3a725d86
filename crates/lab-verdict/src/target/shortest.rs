//! How short a task may be (METG) in each process by itself, so that a target for it has an interval like every other.

use std::collections::BTreeMap;

use lab_measure::record::Record;

use super::kept::Pairs;
use super::{Target, none_of};
use crate::cell::CellKey;
use crate::geometric_mean::geometric_mean;
use crate::metg::{Efficiency, Metg, efficiency, metg, threshold};

/// The contender that runs the same tasks in a plain loop.
const LOOP: &str = "serial";

/// In each process, the shortest task that pays.
struct Shortest(BTreeMap<u32, Metg>);

impl Target {
    /// The length of a task from which it pays, and what it is allowed to be: so many times what it is for the best of others.
    pub(super) fn shortest_pairs(
        &self,
        record: &Record,
        at_most: f64,
        of: &[String],
    ) -> Result<Pairs, String> {
        let own = self.shortest(record, &self.contender)?;
        let other = self.best(record, of)?;
        let mut pairs = Pairs::default();
        for (process, own) in own.0 {
            let Some(other) = other.0.get(&process) else {
                continue;
            };
            pairs.may_be_more |= matches!(own, Metg::Beyond(_)) || matches!(other, Metg::AtMost(_));
            pairs.may_be_less |= matches!(own, Metg::AtMost(_)) || matches!(other, Metg::Beyond(_));
            pairs.both.insert(process, (own.ns(), other.ns() * at_most));
        }
        Ok(pairs)
    }

    /// Of the others that were measured, the one whose tasks may be shortest.
    fn best(&self, record: &Record, of: &[String]) -> Result<Shortest, String> {
        let measured = of.iter().filter_map(|who| self.shortest(record, who).ok());
        measured
            .min_by(|one, other| one.mean().total_cmp(&other.mean()))
            .ok_or_else(|| none_of(record, of, &self.call))
    }

    fn shortest(&self, record: &Record, who: &str) -> Result<Shortest, String> {
        let cells = record.cells.iter();
        let mut curves: BTreeMap<u32, Vec<Efficiency>> = BTreeMap::new();
        let mut workers = None;
        for cell in cells.filter(|cell| cell.matches(who, &self.call, &self.params)) {
            let (Some(n), Some(number)) = (cell.param("n"), cell.param("workers")) else {
                continue;
            };
            workers = Some(number);
            let alone = self.times_of(record, &CellKey::new(LOOP, &self.call, &cell.params))?;
            for (process, took) in self.times_of(record, &CellKey::of(cell))? {
                if let Some(alone) = alone.get(&process) {
                    curves.entry(process).or_default().push(Efficiency {
                        task_ns: alone / n as f64,
                        share: efficiency(took / alone, number),
                    });
                }
            }
        }
        let workers = workers.ok_or_else(|| {
            let reason = CellKey::new(who, &self.call, &self.params).why_absent(record);
            reason.unwrap_or_else(|| format!("this run has no {} of {who}", self.call))
        })?;
        let least = |curve: &Vec<Efficiency>| metg(curve, threshold(workers));
        let processes = curves.iter();
        Ok(Shortest(
            processes
                .filter_map(|(process, curve)| Some((*process, least(curve)?)))
                .collect(),
        ))
    }
}

impl Shortest {
    fn mean(&self) -> f64 {
        geometric_mean(self.0.values().map(|least| least.ns()))
    }
}
