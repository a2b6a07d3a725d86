//! The rules: every claim with the thresholds that judge it, declared before the data.

mod article;
mod question;
mod subject;

use std::collections::{BTreeMap, BTreeSet};

use lab_measure::record::Mode;
use serde::{Deserialize, Serialize};

use crate::target::{Limit, Target};

pub use self::article::{Article, Heading, Practice, Sentence};
pub use self::question::{Choice, Prediction, SettledAnswer};
pub use self::subject::{SUBJECTS, Subject};

/// Name and major version of rules in one file, `claims.toml`, as runs kept them before each study had its own.
pub const CLAIMS_SCHEMA: &str = "lap-pool.claims/1";

/// All rules, whatever files they stand in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The form that they were read from: [`CLAIMS_SCHEMA`] or [`RULES_SCHEMA`](crate::files::RULES_SCHEMA).
    pub schema: String,
    /// The article that the claims are drawn from.
    pub article: Article,
    /// The six practices, the article's headings in our words.
    pub practice: Vec<Practice>,
    /// Where every sentence of the article went, heading by heading; empty in rules from before there was such a map.
    #[serde(default)]
    pub heading: Vec<Heading>,
    /// The experiments, by name of their binary.
    pub experiment: BTreeMap<String, Experiment>,
    /// The claims.
    pub claim: Vec<Claim>,
    /// Questions put to the user while the experiments are built; none in older rules.
    #[serde(default)]
    pub prediction: Vec<Prediction>,
}

/// What an experiment costs, and its controls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// The practice on whose page it is shown.
    pub practice: String,
    /// What it does, in one line.
    pub title: String,
    /// The version of the binary's cells that these rules were written for.
    pub version: u32,
    /// Declared seconds per mode.
    pub seconds: Seconds,
    /// What of the user's own it can work on.
    #[serde(default)]
    pub inputs: Vec<UserInput>,
    /// Seconds that the user's own input may add at worst, in every mode: how long it takes is not up to this machine.
    #[serde(default)]
    pub input_seconds: BTreeMap<UserInput, u32>,
    /// Checks that the measurement itself works, run in the same processes and rounds.
    #[serde(default)]
    pub control: Vec<Control>,
    /// What its calls are meant to take.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<Target>,
    /// What each of these calls is meant to keep beside a busy neighbour that the run starts, instead of its own limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neighbour_limit: Option<Limit>,
}

/// Something of the user's own that an experiment can work on: curves, no answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UserInput {
    /// The files below a folder: `--files DIR`.
    Files,
    /// A list of addresses: `--urls FILE`.
    Urls,
}

/// Declared seconds per mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Seconds {
    /// In quick mode.
    pub quick: u32,
    /// In default mode.
    pub default: u32,
    /// In full mode.
    pub full: u32,
}

/// What all experiments together may be declared to cost, in seconds: a minute for a first look, seven for answers. A
/// full run takes as long as it takes.
pub const fn allowed_seconds(mode: Mode) -> Option<u32> {
    match mode {
        Mode::Quick => Some(60),
        Mode::Default => Some(420),
        Mode::Full => None,
    }
}

/// A check of the measurement itself: two cells whose ratio of times is known beforehand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Which kind.
    pub kind: ControlKind,
    /// Contender of both cells.
    pub contender: String,
    /// Call of the cell whose time is the numerator.
    pub of: String,
    /// Call of the cell whose time is the denominator.
    pub vs: String,
    /// Parameters that both cells must have.
    #[serde(default, rename = "where")]
    pub params: BTreeMap<String, u64>,
    /// For a positive control: the ratio's 99 % interval must lie above this.
    pub at_least: Option<f64>,
}

/// Kinds of control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ControlKind {
    /// A known big effect, which must appear.
    Positive,
    /// Identical code: fails only if the 99 % interval of the ratio lies wholly outside 1 +- delta.
    Null,
}

/// One claim and its rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// `C1`, `C2`, ...
    pub id: String,
    /// Raised whenever the rule changes.
    pub version: u32,
    /// Date of the rule.
    pub date: String,
    /// The practice it belongs to; within a study's rules, that of the study where nothing else is said.
    #[serde(default)]
    pub practice: String,
    /// The experiment whose record judges it; within a study's rules, the study.
    #[serde(default)]
    pub experiment: String,
    /// The advice, in our words: one sentence.
    pub advice: String,
    /// When the answer would be wrong: one or two sentences for the lesson's page.
    pub caveat: String,
    /// The measured code that belongs to it, by title, with or without the contender whose it is.
    #[serde(default)]
    pub code: Vec<String>,
    /// The kind of evidence its rule rests on.
    pub evidence: Evidence,
    /// Subjects for whom the advice answers a trap that they do not have: worded "advice not needed here".
    #[serde(default)]
    pub not_needed_for: Vec<String>,
    /// Subjects to whom the claim does not apply, with the reason.
    #[serde(default)]
    pub does_not_apply_to: BTreeMap<String, String>,
    /// The parameter that is named when the answer is "depends".
    pub depends_on: Option<String>,
    /// The cells that the claim speaks of; all are needed for "holds".
    #[serde(rename = "case", alias = "regime")]
    pub regime: Vec<Regime>,
}

/// The kind of evidence behind an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Counts; no clock.
    Counted,
    /// The compiler accepts or refuses.
    Compiled,
    /// Times measured by this run.
    Measured,
    /// A record from another machine.
    RecordedElsewhere,
    /// Virtual time.
    Simulated,
}

/// A cell of parameters that a claim names, with the tests that must all pass there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// What words and comparisons refer to it by, `C11/empty`: it never changes. Rules of the form claims/1 have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Words for the page, for example "empty tasks".
    pub name: String,
    /// Parameters of the cells it looks at.
    #[serde(rename = "where")]
    pub params: BTreeMap<String, u64>,
    /// The tests. All must hold for the regime to hold; one that fails makes it fail.
    pub test: Vec<Test>,
}

/// One comparison with its thresholds. The subject supplies the contender; the test names the calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// What is compared: `time`, `first` (time to first result), `cpu`, or `count:NAME`.
    pub metric: String,
    /// The call whose figure is the numerator.
    pub of: String,
    /// The call whose figure is the denominator; absent for a count on its own.
    pub vs: Option<String>,
    /// Parameters of the cell in the numerator, added to the regime's `where` and overriding it.
    pub of_where: Option<BTreeMap<String, u64>>,
    /// Parameters of the cell in the denominator, likewise: one call at two numbers of workers, for example.
    pub vs_where: Option<BTreeMap<String, u64>>,
    /// A parameter of the cell by which a count on its own is divided.
    pub per: Option<String>,
    /// The test holds where the whole interval (or the count) is on this side.
    pub holds_if: Threshold,
    /// It fails where the whole interval (or the count) is on this side; without it, it can only hold or stay open.
    pub fails_if: Option<Threshold>,
}

/// The parameters that one side of a test may name: those by which the lab's cells are told apart.
pub const PARAMETERS: [&str; 10] = [
    "n",
    "workers",
    "default_workers",
    "grain_ns",
    "item_bytes",
    "buffersize",
    "chunksize",
    "arguments",
    "lanes",
    "shared_percent",
];

impl Test {
    /// What the cell in the numerator must have: the regime's parameters, and the test's own over them.
    pub fn of_params(&self, regime: &Regime) -> BTreeMap<String, u64> {
        overridden(&regime.params, self.of_where.as_ref())
    }

    /// What the cell in the denominator must have.
    pub fn vs_params(&self, regime: &Regime) -> BTreeMap<String, u64> {
        overridden(&regime.params, self.vs_where.as_ref())
    }

    /// The parameters that the test itself gives to one of its sides, each once, in alphabetical order.
    pub fn set_apart(&self) -> BTreeSet<&str> {
        [&self.of_where, &self.vs_where]
            .into_iter()
            .flatten()
            .flat_map(|params| params.keys().map(String::as_str))
            .collect()
    }
}

fn overridden(
    regime: &BTreeMap<String, u64>,
    own: Option<&BTreeMap<String, u64>>,
) -> BTreeMap<String, u64> {
    let mut params = regime.clone();
    params.extend(own.cloned().unwrap_or_default());
    params
}

/// One side of a number. Exactly one of the two is given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// This or less.
    pub at_most: Option<f64>,
    /// This or more.
    pub at_least: Option<f64>,
}
