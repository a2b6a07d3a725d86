//! A measurement that is spoilt on purpose, read in two ways: as many would read it, and as this lab reads times.
//!
//! Two names stand for the same code. First all samples of one are taken, then all of the other: the naive method
//! compares their means, or their best, and names the faster a winner. Then both are visited in random order in every
//! round of many fresh processes, and judged like any timed claim. Meanwhile, a neighbour keeps the machine busy. Who
//! names a winner is wrong: there is none.

use std::collections::BTreeMap;

use lab_measure::record::{Environment, Probe, Record, Role};
use serde::{Deserialize, Serialize};

use crate::answer::{Estimate, Outcome};
use crate::cell::CellKey;
use crate::claims::{Control, Threshold};
use crate::metric::Clock;
use crate::noise::delta;
use crate::side::Sides;
use crate::timing;

/// Name and major version of [`Sabotage`]'s form.
pub const SABOTAGE_SCHEMA: &str = "lap-pool.sabotage/1";

/// The form that a record in it has: that of any record but for this name, so that nothing takes it for one.
pub const SABOTAGED_RECORD: &str = "lap-pool.sabotaged-record/1";

/// `sabotage.json`: what was measured under sabotage, raw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sabotage {
    /// [`SABOTAGE_SCHEMA`].
    pub schema: String,
    /// Name of its folder: date, time and a short random part.
    pub run_id: String,
    /// Start, RFC 3339 in UTC.
    pub started: String,
    /// End, RFC 3339 in UTC.
    pub finished: String,
    /// The command as typed.
    pub command: String,
    /// Seed of every random order, and of the neighbour's bursts.
    pub seed: u64,
    /// The experiment whose controls were sabotaged.
    pub experiment: String,
    /// Threads that kept the machine busy.
    pub neighbour_threads: u32,
    /// Machine, build and versions.
    pub environment: Environment,
    /// The noise test before the neighbour came.
    pub probe: Probe,
    /// What was tried.
    pub trials: Vec<Trial>,
}

/// One pair of names under one kind of disturbance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// The names.
    pub pair: Pair,
    /// What the neighbour did.
    pub disturbance: Disturbance,
    /// All samples of the first name, taken one after the other.
    pub first: Record,
    /// All of the second, after that.
    pub second: Record,
    /// Both in every round.
    pub interleaved: Record,
}

/// Two names for the same code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The contender.
    pub contender: String,
    /// The call that is measured first.
    pub first: String,
    /// The same call under its other name.
    pub second: String,
    /// Parameters of both.
    pub params: BTreeMap<String, u64>,
}

/// What the neighbour does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disturbance {
    /// It comes when half of the samples are taken, and stays.
    FromTheMiddle,
    /// It works in bursts of random length.
    Bursts,
}

/// Whom a comparison calls the faster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Winner {
    /// The first name.
    First,
    /// The second name.
    Second,
    /// Neither: the difference is below the margin.
    Nobody,
    /// Neither: the comparison says that it cannot tell.
    CantTell,
}

/// One number of each name, and what follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contest {
    /// Of the first name, in nanoseconds per visit.
    pub first_ns: f64,
    /// Of the second.
    pub second_ns: f64,
    /// Who wins by more than the margin.
    pub winner: Winner,
}

/// The naive reading: all of one, then all of the other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Naive {
    /// Samples of each name.
    pub samples: (usize, usize),
    /// By the arithmetic mean.
    pub by_mean: Contest,
    /// By the shortest sample.
    pub by_best: Contest,
}

/// The lab's reading of the interleaved rounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ours {
    /// Time of the second name by that of the first; absent where too little was measured.
    pub estimate: Option<Estimate>,
    /// What the judge of timed claims makes of it; "holds" would mean that the second takes longer.
    pub outcome: Outcome,
    /// Whom that calls the faster.
    pub winner: Winner,
    /// Rounds in which others used the machine too much.
    pub contaminated: usize,
    /// All rounds.
    pub rounds: usize,
}

impl Contest {
    fn of(first_ns: f64, second_ns: f64, margin: f64) -> Self {
        let ratio = second_ns / first_ns;
        let winner = match ratio {
            r if r > 1.0 + margin => Winner::First,
            r if r < (1.0 + margin).recip() => Winner::Second,
            _ => Winner::Nobody,
        };
        Self {
            first_ns,
            second_ns,
            winner,
        }
    }

    /// Time of the second by that of the first.
    pub fn ratio(&self) -> f64 {
        self.second_ns / self.first_ns
    }
}

impl Naive {
    /// Whether either number names a winner.
    pub fn names_a_winner(&self) -> bool {
        [self.by_mean, self.by_best]
            .iter()
            .any(|contest| contest.winner.is_named())
    }
}

impl Winner {
    /// Whether somebody is called the faster.
    pub fn is_named(self) -> bool {
        matches!(self, Winner::First | Winner::Second)
    }
}

impl Pair {
    /// The names of a null control: its `vs` is measured first.
    pub fn of(control: &Control) -> Self {
        Self {
            contender: control.contender.clone(),
            first: control.vs.clone(),
            second: control.of.clone(),
            params: control.params.clone(),
        }
    }

    fn keys(&self) -> (CellKey, CellKey) {
        let key = |call: &str| CellKey::new(&self.contender, call, &self.params);
        (key(&self.first), key(&self.second))
    }
}

impl Sabotage {
    /// The difference below which neither reading calls anything one, on this machine: 0.05 is 5 %.
    pub fn margin(&self) -> f64 {
        delta(self.probe.floor)
    }
}

impl Trial {
    /// The naive reading; `None` where a name has no samples.
    pub fn naive(&self, margin: f64) -> Option<Naive> {
        let keys = self.pair.keys();
        let (first, second) = (times(&self.first, &keys.0), times(&self.second, &keys.1));
        let contest =
            |of: fn(&[f64]) -> Option<f64>| Some(Contest::of(of(&first)?, of(&second)?, margin));
        Some(Naive {
            samples: (first.len(), second.len()),
            by_mean: contest(mean)?,
            by_best: contest(best)?,
        })
    }

    /// The lab's reading.
    pub fn ours(&self, margin: f64) -> Ours {
        let (first, second) = self.pair.keys();
        let sides = Sides {
            holds_if: Threshold::at_least(1.0),
            fails_if: Some(Threshold::at_most(1.0)),
        };
        let record = &self.interleaved;
        let sides = sides.widened(margin);
        let timed = timing::weigh(record, &second, &first, Clock::Wall, &sides, &[]);
        Ours {
            estimate: timed.estimate,
            winner: match &timed.outcome {
                Outcome::Holds => Winner::First,
                Outcome::Fails => Winner::Second,
                Outcome::TooSmall => Winner::Nobody,
                Outcome::Unknown(_) => Winner::CantTell,
            },
            outcome: timed.outcome,
            contaminated: record.rounds.iter().filter(|r| r.is_contaminated()).count(),
            rounds: record.rounds.len(),
        }
    }
}

/// Every sample of a name in a block, in nanoseconds, in the order in which they were taken.
fn times(block: &Record, name: &CellKey) -> Vec<f64> {
    let Ok(cell) = name.find(block, Role::Subject) else {
        return Vec::new();
    };
    let samples = block.samples.iter().filter(|sample| sample.cell == cell);
    samples.map(|sample| sample.wall_ns as f64).collect()
}

fn mean(times: &[f64]) -> Option<f64> {
    (!times.is_empty()).then(|| times.iter().sum::<f64>() / times.len() as f64)
}

fn best(times: &[f64]) -> Option<f64> {
    times.iter().copied().min_by(f64::total_cmp)
}
