//! The words of an answer, and the numbers that stand behind it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::claims::{Evidence, Threshold};

/// The answer to one claim for one subject.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "answer", content = "because")]
pub enum Answer {
    /// Every declared regime holds.
    Holds,
    /// No declared regime holds and at least one fails; the others, if any, are too small.
    DoesNotHold,
    /// One regime each way (or one holds and the others are too small); the parameter that decides.
    DependsOn(String),
    /// In every declared regime the whole interval lies between the thresholds.
    TooSmallToMatter,
    /// The claim has no meaning for this subject; why.
    DoesNotApply(String),
    /// No answer on this machine in this run; why, the first reason being the weightiest.
    CantTellHere(Vec<Reason>),
}

/// Why there is no answer. Each has words and a remedy, rendered in one place.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason", content = "detail")]
pub enum Reason {
    /// Quick mode gives no answer that rests on time.
    QuickMode,
    /// The subject has no data in this record; the record's own words for it where it has some, else what is missing.
    NoData(Option<String>),
    /// Fewer fresh processes than the rule needs: (have, need).
    TooFewProcesses(u32, u32),
    /// The interval contains a threshold.
    Straddles,
    /// The rule has no `fails_if`, and the figure does not hold.
    Open,
    /// Leaving out the contaminated rounds changes the answer: (contaminated, all) rounds.
    Contaminated(u32, u32),
    /// A control of the experiment failed: which.
    ControlFailed(String),
    /// The record's cells are of another version than the rule's: (record, rule).
    OtherVersion(u32, u32),
}

/// The answer to one claim for one subject, with all that stands behind it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// The claim's id.
    pub claim: String,
    /// The subject's name for the page.
    pub subject: String,
    /// The contender that stood for it.
    pub contender: String,
    /// The answer.
    pub answer: Answer,
    /// Whether the wording is "advice not needed here": the subject is said not to have the trap, and the answer (does
    /// not hold, or too small to matter) bears it out.
    pub not_needed: bool,
    /// The kind of evidence; a record from elsewhere overrides the claim's own.
    pub evidence: Evidence,
    /// One entry per declared regime; none where the claim does not apply.
    pub regimes: Vec<RegimeOutcome>,
}

/// What one regime showed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegimeOutcome {
    /// The regime's name.
    pub name: String,
    /// What it comes to.
    pub outcome: Outcome,
    /// Its tests.
    pub tests: Vec<TestOutcome>,
}

/// What a test or a regime comes to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome", content = "because")]
pub enum Outcome {
    /// On the side of `holds_if`.
    Holds,
    /// On the side of `fails_if`.
    Fails,
    /// Wholly between the two.
    TooSmall,
    /// Not known.
    Unknown(Vec<Reason>),
}

/// What one test showed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TestOutcome {
    /// The metric, as in the rule.
    pub metric: String,
    /// The call in the numerator.
    pub of: String,
    /// The call in the denominator.
    pub vs: Option<String>,
    /// Parameters of the cell in the numerator: all of the cell's own where the record has it, else those that the rule
    /// asks for.
    pub of_params: BTreeMap<String, u64>,
    /// Parameters of the cell in the denominator, likewise; none where there is no denominator.
    pub vs_params: BTreeMap<String, u64>,
    /// The parameters that the rule gives to one of the two sides (`of_where`, `vs_where`).
    pub set_apart: Vec<String>,
    /// The parameter by which a count was divided.
    pub per: Option<String>,
    /// What it comes to.
    pub outcome: Outcome,
    /// The figure.
    pub figure: Option<Figure>,
    /// `holds_if` as used, after widening to delta.
    pub holds_if: Threshold,
    /// `fails_if` as used.
    pub fails_if: Option<Threshold>,
}

/// A parameter in which the two sides of a test differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference<'t> {
    /// Its name.
    pub name: &'t str,
    /// Its value in the numerator's cell; `None` where that has no such parameter.
    pub of: Option<u64>,
    /// Its value in the denominator's cell.
    pub vs: Option<u64>,
}

impl TestOutcome {
    /// What the rule sets apart, for sentences that must name what differs: the parameters that the rule gives to one
    /// side, where their values differ. A size that merely follows from another parameter is not among them.
    pub fn differences(&self) -> Vec<Difference<'_>> {
        let both = |name| Difference {
            name,
            of: self.of_params.get(name).copied(),
            vs: self.vs_params.get(name).copied(),
        };
        self.set_apart
            .iter()
            .map(|name| both(name.as_str()))
            .filter(|difference| self.vs.is_some() && difference.of != difference.vs)
            .collect()
    }
}

/// A figure: a ratio with its intervals, or a count.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Figure {
    /// A ratio of times.
    Ratio(Estimate),
    /// A count (or a ratio of counts): the value furthest from holding, and the range over repetitions.
    Count {
        /// The value used: the repetition least favourable to "holds".
        value: f64,
        /// Smallest over repetitions.
        least: f64,
        /// Largest over repetitions.
        most: f64,
        /// The raw count behind `value` (the numerator).
        raw: u64,
        /// What it was divided by, if anything (the denominator's count, or the parameter).
        base: Option<u64>,
        /// Repetitions.
        repetitions: u32,
    },
}

/// A ratio with its intervals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// exp(mean over processes of the mean paired log-ratio).
    pub ratio: f64,
    /// 95 % interval, drawn.
    pub drawn: (f64, f64),
    /// 99 % interval, judged.
    pub judged: (f64, f64),
    /// Fresh processes behind it.
    pub processes: u32,
    /// Pairs behind it.
    pub pairs: u32,
}
