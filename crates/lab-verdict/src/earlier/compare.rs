//! Holding an earlier figure against the same figure of a record.

use std::collections::BTreeMap;

use lab_measure::record::{Mode, Origin, Record, Role};

use super::{Base, Earlier, Entry, Figure};
use crate::answer::{Figure as Counted, Reason};
use crate::cell::CellKey;
use crate::claims::Threshold;
use crate::compare::compare;
use crate::counting::{self, Divisor};
use crate::interval::estimate;
use crate::metric::{Clock, Metric};
use crate::side::Sides;

/// How an earlier figure and ours stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Ours lies in the earlier range, widened.
    Agrees,
    /// It does not, and the entry says why.
    Explained,
    /// It does not, and nobody has said why.
    Differs,
    /// There is nothing to compare.
    NoData,
}

/// Our figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Here {
    /// The figure: of a clock the geometric mean over processes, of a count the one furthest from the earlier range.
    pub value: f64,
    /// Of a clock the 95 % interval; of a count the least and the most of its repetitions.
    pub range: (f64, f64),
    /// Where the record comes from.
    pub origin: Origin,
}

/// An entry beside what a record says.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison<'e> {
    /// The earlier figure.
    pub entry: &'e Entry,
    /// Ours, or why there is none.
    pub here: Result<Here, String>,
    /// Whether they agree.
    pub standing: Standing,
}

impl Comparison<'_> {
    /// Whether the entry explains a difference although there is none.
    pub fn explains_nothing(&self) -> bool {
        self.standing == Standing::Agrees && self.entry.difference.is_some()
    }
}

impl Earlier {
    /// Every entry beside what the records say, in the order of the text.
    pub fn compare<'e>(&'e self, records: &[Record]) -> Vec<Comparison<'e>> {
        self.entry
            .iter()
            .map(|entry| entry.compare(&self.source.contender, records))
            .collect()
    }
}

impl Entry {
    /// Compares with the record that this run measured, if it knows the contender's cell, else with one kept from
    /// elsewhere.
    ///
    /// A time agrees where its mean lies in the widened range, not where its interval touches it: a noisy machine agrees
    /// with nothing by being noisy. A count agrees where every repetition does. A quick run says nothing of times.
    pub fn compare(&self, contender: &str, records: &[Record]) -> Comparison<'_> {
        let key = self.of.key(contender);
        let of_experiment = records
            .iter()
            .filter(|record| record.experiment == self.experiment);
        let record = of_experiment.min_by_key(|record| {
            let absent = !self.is_in(record, &key);
            (absent, record.origin == Origin::Recorded)
        });
        let here = match record {
            None => Err(format!("no record of {}", self.experiment)),
            Some(record) => self.read(contender, record),
        };
        let standing = match &here {
            Err(_) => Standing::NoData,
            Ok(here) if self.allows(here.value) => Standing::Agrees,
            Ok(here) if self.accounts_for(here.value) => Standing::Explained,
            Ok(_) => Standing::Differs,
        };
        Comparison {
            entry: self,
            here,
            standing,
        }
    }

    fn accounts_for(&self, value: f64) -> bool {
        let explained = self.explains.filter(|_| self.difference.is_some());
        explained.is_some_and(|(low, high)| (low..=high).contains(&value))
    }

    /// Numbers that went through a division or two may miss a bound by a last digit.
    fn allows(&self, value: f64) -> bool {
        let (low, high) = self.allowed();
        let slack = 1e-9 * high.abs().max(1.0);
        (low - slack..=high + slack).contains(&value)
    }

    fn read(&self, contender: &str, record: &Record) -> Result<Here, String> {
        let of = self.of.key(contender);
        let estimate = match self.figure()? {
            Figure::Count(name, base) => return self.count(contender, record, &name, base),
            _ if record.mode == Mode::Quick => {
                return Err("a quick run says nothing of times".into());
            }
            Figure::Cells(clock, vs) => compare(record, &of, &vs.key(contender), clock),
            Figure::Clocks(clock, other) => {
                estimate(&within(record, &of, clock, other).map_err(words)?)
            }
        };
        let estimate = estimate.ok_or_else(|| {
            of.why_absent(record)
                .unwrap_or_else(|| format!("no times of {of} in two processes"))
        })?;
        Ok(Here {
            value: estimate.ratio,
            range: estimate.drawn,
            origin: record.origin,
        })
    }

    fn count(
        &self,
        contender: &str,
        record: &Record,
        name: &str,
        base: Base<'_>,
    ) -> Result<Here, String> {
        let of = self.of.key(contender);
        let vs = match base {
            Base::Cell(vs) => Some(vs.key(contender)),
            _ => None,
        };
        let divisor = match (base, &vs) {
            (_, Some(vs)) => Divisor::Cell(vs),
            (Base::Per(parameter), None) => Divisor::Parameter(parameter),
            _ => Divisor::One,
        };
        // Only the range is wanted: on which side of a threshold it lies is asked nowhere.
        let sides = Sides {
            holds_if: Threshold::at_least(0.0),
            fails_if: None,
        };
        let (outcome, figure) = counting::weigh(record, name, &of, divisor, &sides);
        let Some(Counted::Count { least, most, .. }) = figure else {
            return Err(match outcome {
                crate::answer::Outcome::Unknown(reasons) => {
                    reasons.into_iter().next().map_or_else(String::new, words)
                }
                _ => String::new(),
            });
        };
        let shifted = |value: f64| match base {
            Base::Beyond(parameter) => {
                parameter_of(record, &of, parameter).map(|base| value - base)
            }
            Base::ShortOf(parameter) => {
                parameter_of(record, &of, parameter).map(|base| base - value)
            }
            Base::Nothing | Base::Per(_) | Base::Cell(_) => Ok(value),
        };
        let (one, other) = (shifted(least)?, shifted(most)?);
        let (least, most) = (one.min(other), one.max(other));
        // Every repetition has to agree: the one that does not is shown.
        let value = if self.allows(least) { most } else { least };
        Ok(Here {
            value,
            range: (least, most),
            origin: record.origin,
        })
    }
}

impl Entry {
    /// Whether a record has the figure's cell with what the figure is made of: a machine with another interpreter may
    /// have counted and not timed.
    fn is_in(&self, record: &Record, key: &CellKey) -> bool {
        let is_it = |cell: u32| {
            record
                .cells
                .get(cell as usize)
                .is_some_and(|cell| cell.matches(&key.contender, &key.call, &key.params))
        };
        match Metric::parse(&self.metric) {
            Some(Metric::Count(name)) => {
                let mut counts = record.counts.iter();
                counts.any(|count| count.name == name && is_it(count.cell))
            }
            _ => record.samples.iter().any(|sample| is_it(sample.cell)),
        }
    }
}

fn parameter_of(record: &Record, of: &CellKey, parameter: &str) -> Result<f64, String> {
    let cell = of.find_or_say_why(record, Role::Subject).map_err(words)?;
    record.cells[cell as usize]
        .param(parameter)
        .map(|value| value as f64)
        .ok_or_else(|| format!("{of} has no parameter {parameter}"))
}

/// ln(one clock / another) of every sample of a cell, grouped by process.
fn within(
    record: &Record,
    of: &CellKey,
    clock: Clock,
    other: Clock,
) -> Result<Vec<Vec<f64>>, Reason> {
    let index = of.find_or_say_why(record, Role::Subject)?;
    let mut processes: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for sample in record.samples.iter().filter(|sample| sample.cell == index) {
        if let (Some(of @ 1..), Some(vs @ 1..)) = (clock.read(sample), other.read(sample)) {
            let log = (of as f64).ln() - (vs as f64).ln();
            processes.entry(sample.process).or_default().push(log);
        }
    }
    Ok(processes.into_values().collect())
}

fn words(reason: Reason) -> String {
    match reason {
        Reason::NoData(Some(words)) => words,
        other => format!("{other:?}"),
    }
}
