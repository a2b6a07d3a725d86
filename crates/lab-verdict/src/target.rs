//! Targets: how fast a call of one contender is meant to be, declared with the rules of the study that times it. No advice is
//! judged by them.
//!
//! Every limit becomes a time, in each process anew where it rests on another cell of the same rounds. What is judged is the
//! time that the call took over that limit: the mean over fresh processes with its 99 % interval, as everywhere.

mod counted;
mod kept;
mod shortest;

use std::collections::BTreeMap;

use lab_measure::record::{Cell, Record, Role};
use serde::{Deserialize, Serialize};

use crate::cell::{CellKey, absent};
use crate::geometric_mean::geometric_mean;
use crate::metric::Clock;
use crate::paired::samples;

use self::kept::Pairs;
pub use self::kept::{Kept, Measured};

/// What a call is meant to take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Whose call it is.
    pub contender: String,
    /// The call.
    pub call: String,
    /// The parameters that single it out.
    #[serde(rename = "where")]
    pub params: BTreeMap<String, u64>,
    /// The clock that is read: time, unless it says `cpu`.
    #[serde(default)]
    pub clock: TargetClock,
    /// All that it is meant to keep.
    pub limit: Vec<Limit>,
}

/// A clock that targets are set for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TargetClock {
    /// From the call to the last result.
    #[default]
    Time,
    /// CPU time of all threads meanwhile.
    Cpu,
}

/// The most that a call may take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Limit {
    /// So many nanoseconds for the whole call.
    CallNs(f64),
    /// So many for each of its tasks.
    TaskNs(f64),
    /// So many more than the same call of another contender.
    Above {
        /// The other contender.
        of: String,
        /// Nanoseconds.
        ns: f64,
    },
    /// So many times what the fastest of others takes.
    Times {
        /// How many times.
        at_most: f64,
        /// The others, of whom those count that were measured.
        of: Vec<String>,
        /// Their call, where it is another one; its cells may have parameters more.
        call: Option<String>,
    },
    /// So many times what the work of all its tasks comes to when it is shared among so many workers.
    Ideal {
        /// How many times.
        at_most: f64,
        /// The contender that does the tasks one after another.
        of: String,
        /// The call by which it does, where that is another one.
        call: Option<String>,
        /// The parameters of that call, where they are others.
        #[serde(rename = "where")]
        params: Option<BTreeMap<String, u64>>,
        /// Workers.
        workers: u64,
    },
    /// Nothing of the clock: so many of what is counted, in every repetition.
    Count {
        /// What is counted.
        of: String,
        /// How many.
        at_most: u64,
    },
    /// After idleness, what nobody can undercut who has to wake a thread: the loop and one `unpark`, or half of both and of
    /// the time until the thread runs, and `ns` more; whichever is less.
    Woken {
        /// The contender that is the loop.
        of: String,
        /// The call that times an `unpark`.
        unpark: String,
        /// The call that times how long it is until a woken thread runs.
        run: String,
        /// Nanoseconds.
        ns: f64,
    },
    /// How short its tasks may be ([`metg`](crate::metg)): so many times what they may be with the best of others. The
    /// call has a cell for each length of a task, and `where` leaves the length out.
    Metg {
        /// How many times.
        at_most: f64,
        /// The others, of whom those count that were measured.
        of: Vec<String>,
    },
}

/// What else ran while a call was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conditions {
    /// Nothing that was started on purpose: rounds that other programs disturbed decide nothing.
    Quiet,
    /// A busy neighbour that the run started itself: all its rounds are disturbed, and that is what is asked about.
    BesideNeighbour,
}

/// What a cell took in each process, in nanoseconds of a call, and whether that process was disturbed.
type Times = BTreeMap<u32, f64>;

impl TargetClock {
    fn clock(self) -> Clock {
        match self {
            Self::Time => Clock::Wall,
            Self::Cpu => Clock::Cpu,
        }
    }
}

impl Target {
    /// Judges one of its limits by the record of its study.
    pub fn judged(&self, record: &Record, limit: &Limit, conditions: Conditions) -> Kept {
        let kept = match limit {
            Limit::Count { of, at_most } => self.counted(record, of, *at_most),
            _ => (self.pairs(record, limit)).map(|pairs| pairs.judged(record, conditions)),
        };
        kept.unwrap_or_else(Kept::Unknown)
    }

    /// What the call took, and what it was allowed, in each process.
    fn pairs(&self, record: &Record, limit: &Limit) -> Result<Pairs, String> {
        let same_call = |who: &str| self.times(record, who, &self.call);
        let took = || same_call(&self.contender);
        let limits = match limit {
            Limit::Metg { at_most, of } => return self.shortest_pairs(record, *at_most, of),
            Limit::Count { .. } => return Err("it is counted, and not timed".into()),
            Limit::CallNs(ns) => mapped(&took()?, |_| *ns),
            Limit::TaskNs(ns) => mapped(&took()?, |_| ns * tasks(&self.params)),
            Limit::Above { of, ns } => mapped(&same_call(of)?, |time| time + ns),
            Limit::Times { at_most, of, call } => {
                mapped(&self.fastest(record, of, call.as_deref())?, |time| {
                    time * at_most
                })
            }
            Limit::Ideal {
                at_most,
                of,
                call,
                params,
                workers,
            } => {
                let params = params.as_ref().unwrap_or(&self.params);
                let call = call.as_ref().unwrap_or(&self.call);
                let alone = self.times_of(record, &CellKey::new(of, call, params))?;
                let tasks = tasks(&self.params) / tasks(params);
                mapped(&alone, |time| at_most * time * tasks / *workers as f64)
            }
            Limit::Woken {
                of,
                unpark,
                run,
                ns,
            } => {
                let other = |call: &str| {
                    let cell = record.cells.iter().find(|cell| cell.call == call);
                    let cell = cell.ok_or_else(|| format!("this run has no {call}"))?;
                    self.times_of(record, &CellKey::of(cell))
                };
                let (alone, unpark, run) = (same_call(of)?, other(unpark)?, other(run)?);
                let least = |process: &u32, alone: f64| {
                    let both = alone + unpark.get(process)?;
                    Some(both.min((both + run.get(process)?) / 2.0 + ns))
                };
                let least =
                    |(process, alone): (&u32, &f64)| Some((*process, least(process, *alone)?));
                alone.iter().filter_map(least).collect()
            }
        };
        let both = took()?.into_iter();
        let both =
            both.filter_map(|(process, took)| Some((process, (took, *limits.get(&process)?))));
        Ok(Pairs::exact(both.collect()))
    }

    /// Of the cells of these contenders, the one that took least.
    fn fastest(&self, record: &Record, of: &[String], call: Option<&str>) -> Result<Times, String> {
        let key = |who: &String| CellKey::new(who, &self.call, &self.params);
        let keys: Vec<CellKey> = match call {
            None => of.iter().map(key).collect(),
            Some(call) => {
                let matches = |cell: &&Cell| {
                    let mut of = of.iter();
                    of.any(|who| cell.matches(who, call, &self.params))
                };
                // A call is no peer of its own.
                let own = key(&self.contender);
                let cells = record.cells.iter().filter(matches);
                cells.map(CellKey::of).filter(|key| *key != own).collect()
            }
        };
        let times = keys
            .iter()
            .filter_map(|key| self.times_of(record, key).ok());
        let mean = |times: &Times| geometric_mean(times.values().copied());
        times
            .min_by(|one, other| mean(one).total_cmp(&mean(other)))
            .ok_or_else(|| none_of(record, of, call.unwrap_or(&self.call)))
    }

    fn times(&self, record: &Record, contender: &str, call: &str) -> Result<Times, String> {
        self.times_of(record, &CellKey::new(contender, call, &self.params))
    }

    fn times_of(&self, record: &Record, key: &CellKey) -> Result<Times, String> {
        let cell = key.find(record, Role::Subject);
        let missing = || {
            let reason = key.why_absent(record);
            reason.unwrap_or_else(|| format!("this run has no cell {key}"))
        };
        let cell = cell.map_err(|_| missing())?;
        let mut by_process: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for (sample, ns) in samples(record, cell, self.clock.clock()) {
            by_process
                .entry(sample.process)
                .or_default()
                .push(ns as f64);
        }
        let times: Times = by_process
            .into_iter()
            .map(|(process, times)| (process, geometric_mean(times)))
            .collect();
        match times.is_empty() || times.values().any(|ns| *ns == 0.0) {
            true => Err(missing()),
            false => Ok(times),
        }
    }
}

/// Why none of these contenders has this call.
fn none_of(record: &Record, of: &[String], call: &str) -> String {
    let reason = of.iter().find_map(|who| absent(record, who));
    reason.unwrap_or_else(|| format!("this run has no {call} of {}", of.join(", ")))
}

/// Tasks of a call.
fn tasks(params: &BTreeMap<String, u64>) -> f64 {
    params.get("n").copied().unwrap_or(1) as f64
}

fn mapped(times: &Times, to: impl Fn(f64) -> f64) -> Times {
    times
        .iter()
        .map(|(process, ns)| (*process, to(*ns)))
        .collect()
}
