//! A rule as it is written: what each of its tests reads, and where its thresholds lie.

use std::collections::BTreeMap;

use lab_verdict::claims::{Claim, Claims, Regime, Subject, Test, Threshold};

/// A clock or a count of one cell of the subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reading {
    pub call: String,
    /// Those that the rule names.
    pub params: BTreeMap<String, u64>,
    pub metric: String,
    /// One by which it is divided although the rule does not say how much it is.
    pub open: Option<String>,
}

/// What an open parameter is.
pub const OPEN: u64 = 100;

/// What a reading is divided by.
#[derive(Clone, Debug, PartialEq)]
pub enum Divisor {
    Number(f64),
    Reading(Reading),
}

/// One test with all that its regime gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub of: Reading,
    pub by: Divisor,
    pub holds: Line,
    pub fails: Option<Line>,
}

/// A threshold: this number and all above it, or all below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    pub limit: f64,
    pub upward: bool,
}

/// One of the two thresholds of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    Holds,
    Fails,
}

/// A claim for a subject, as it is used on a machine with this noise floor.
pub struct Rule<'c> {
    pub claims: &'c Claims,
    pub claim: &'c Claim,
    pub subject: Subject,
    pub floor: f64,
    /// The tests of each regime.
    pub regimes: Vec<Vec<Asked>>,
}

impl<'c> Rule<'c> {
    pub fn of(claims: &'c Claims, claim: &'c Claim, subject: Subject, floor: f64) -> Self {
        let asked = |regime: &Regime| {
            let tests = regime.test.iter();
            tests.map(|test| Asked::by(test, regime, floor)).collect()
        };
        Rule {
            claims,
            claim,
            subject,
            floor,
            regimes: claim.regime.iter().map(asked).collect(),
        }
    }

    /// Whether a list of the rule names the subject: as the page does, or as a record does.
    fn means<'n>(&self, mut names: impl Iterator<Item = &'n String>) -> bool {
        names.any(|name| name == self.subject.name || name == self.subject.contender)
    }

    pub fn applies(&self) -> bool {
        !self.means(self.claim.does_not_apply_to.keys())
    }

    pub fn is_not_needed(&self) -> bool {
        self.means(self.claim.not_needed_for.iter())
    }

    /// Every test with its place: of which regime, which of its tests.
    pub fn tests(&self) -> impl Iterator<Item = ((usize, usize), &Asked)> {
        let regimes = self.regimes.iter().enumerate();
        regimes.flat_map(|(r, tests)| tests.iter().enumerate().map(move |(t, one)| ((r, t), one)))
    }

    /// Every reading, each once.
    pub fn readings(&self) -> Vec<&Reading> {
        let mut all: Vec<&Reading> = self
            .tests()
            .flat_map(|(_, asked)| asked.readings())
            .collect();
        all.sort();
        all.dedup();
        all
    }
}

impl Reading {
    pub fn is_timed(&self) -> bool {
        !self.metric.starts_with("count:")
    }

    pub fn is_of_same_cell(&self, other: &Reading) -> bool {
        self.call == other.call && self.params == other.params
    }
}

impl Asked {
    fn by(test: &Test, regime: &Regime, floor: f64) -> Self {
        let reading = |call: &str, own: &Option<BTreeMap<String, u64>>| {
            let mut params = regime.params.clone();
            params.extend(own.clone().unwrap_or_default());
            Reading {
                call: call.to_owned(),
                params,
                metric: test.metric.clone(),
                open: None,
            }
        };
        let mut of = reading(&test.of, &test.of_where);
        let by = match (&test.vs, &test.per) {
            (Some(vs), _) => Divisor::Reading(reading(vs, &test.vs_where)),
            (None, Some(per)) => {
                let named = of.params.get(per).copied();
                of.open = named.is_none().then(|| per.clone());
                Divisor::Number(named.unwrap_or(OPEN) as f64)
            }
            (None, None) => Divisor::Number(1.0),
        };
        let line = |threshold| {
            let line = Line::of(threshold);
            if of.is_timed() {
                line.widened(floor)
            } else {
                line
            }
        };
        Asked {
            holds: line(test.holds_if),
            fails: test.fails_if.map(line),
            of,
            by,
        }
    }

    pub fn line(&self, mark: Mark) -> Option<Line> {
        match mark {
            Mark::Holds => Some(self.holds),
            Mark::Fails => self.fails,
        }
    }

    pub fn vs(&self) -> Option<&Reading> {
        match &self.by {
            Divisor::Reading(vs) => Some(vs),
            Divisor::Number(_) => None,
        }
    }

    /// The denominator first.
    pub fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.vs().into_iter().chain([&self.of])
    }

    pub fn shares_a_reading_with(&self, other: &Asked) -> bool {
        self.readings()
            .any(|one| other.readings().any(|two| one == two))
    }
}

impl Line {
    fn of(threshold: Threshold) -> Self {
        match (threshold.at_least, threshold.at_most) {
            (Some(limit), None) => Line {
                limit,
                upward: true,
            },
            (None, Some(limit)) => Line {
                limit,
                upward: false,
            },
            _ => panic!("{threshold:?} has not one side"),
        }
    }

    /// No difference below 5 %, or below twice the noise floor, is called one.
    fn widened(self, floor: f64) -> Self {
        let least = 1.0 + (2.0 * floor).max(0.05);
        let above = self.limit > 1.0 || (self.limit == 1.0 && self.upward);
        let limit = if above {
            self.limit.max(least)
        } else {
            self.limit.min(1.0 / least)
        };
        Line { limit, ..self }
    }

    pub fn has(self, figure: f64) -> bool {
        if self.upward {
            figure >= self.limit
        } else {
            figure <= self.limit
        }
    }

    /// +1 where its side lies above it, -1 where below.
    pub fn inward(self) -> f64 {
        if self.upward { 1.0 } else { -1.0 }
    }

    /// How far inside its side a ratio lies: a natural logarithm, negative outside.
    pub fn depth(self, log_ratio: f64) -> f64 {
        self.inward() * (log_ratio - self.limit.ln())
    }

    /// The ratio that lies so far inside, as a natural logarithm.
    pub fn at_depth(self, depth: f64) -> f64 {
        self.limit.ln() + self.inward() * depth
    }
}
