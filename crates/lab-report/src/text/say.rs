//! What is said about a claim: the form in which a study's file has it, and which text fits a test.

use std::collections::BTreeMap;

use lab_verdict::answer::{Outcome, TestOutcome};
use serde::Deserialize;

use super::template::Template;

/// All that is said about one claim.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimText {
    /// Its cases, in the order of the rules: those of the form claims/1 know them by that alone.
    #[serde(default)]
    pub(super) case: Vec<CaseText>,
    /// What is said of its tests; the first that fits is.
    #[serde(default)]
    pub(super) say: Vec<Say>,
    /// What stands in place of the advice where that does not hold, for advice that says what not to do.
    pub(super) dropped: Option<Template>,
}

/// A case in words.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CaseText {
    /// Its id in the rules.
    pub(super) id: String,
    /// What it is called, with the condition that decides in it.
    pub(super) label: Template,
}

/// What is said of the tests that it fits.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Say {
    /// The metric, as in the rule; `count` alone for any count.
    pub(super) metric: String,
    /// The call in the numerator; any where it is left out.
    of: Option<String>,
    /// The call in the denominator; any where it is left out.
    vs: Option<String>,
    /// Parameters that the numerator's cell must have.
    #[serde(default, rename = "where")]
    params: BTreeMap<String, u64>,
    /// Whether the test only guards the others: told when it does not hold.
    #[serde(default)]
    pub(super) guard: bool,
    /// The sentence, without interval, case and basis, which follow it.
    pub(super) said: ByOutcome,
    /// The same for a stamp.
    pub(super) card: ByOutcome,
    /// What the rule asks for, a sentence.
    pub(super) rule: Option<Template>,
}

/// One text whatever came out, or one for each outcome.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum ByOutcome {
    /// For all.
    One(Template),
    /// One each.
    Each(Box<Outcomes>),
}

/// A text for each outcome.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Outcomes {
    /// On the side of `holds_if`.
    holds: Template,
    /// On the side of `fails_if`.
    fails: Template,
    /// Wholly between the two.
    between: Option<Template>,
    /// Not known which.
    open: Option<Template>,
}

impl ByOutcome {
    /// The text for an outcome; that of the other side is never taken.
    pub(super) fn of(&self, outcome: &Outcome) -> Option<&Template> {
        match (self, outcome) {
            (ByOutcome::One(one), _) => Some(one),
            (ByOutcome::Each(each), Outcome::Holds) => Some(&each.holds),
            (ByOutcome::Each(each), Outcome::Fails) => Some(&each.fails),
            (ByOutcome::Each(each), Outcome::TooSmall) => each.between.as_ref(),
            (ByOutcome::Each(each), Outcome::Unknown(_)) => each.open.as_ref(),
        }
    }
}

impl Say {
    /// Whether it speaks of such a test.
    pub(super) fn fits(&self, test: &TestOutcome) -> bool {
        let metric = self.metric == test.metric
            || (self.metric == "count" && test.metric.starts_with("count:"));
        let of = self.of.as_ref().is_none_or(|of| *of == test.of);
        let vs = self.vs.is_none() || self.vs == test.vs;
        let has = |(name, value): (&String, &u64)| test.of_params.get(name) == Some(value);
        metric && of && vs && self.params.iter().all(has)
    }
}
