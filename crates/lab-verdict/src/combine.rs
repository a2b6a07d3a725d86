//! Tests to a regime, regimes to an answer.

use std::collections::BTreeSet;

use crate::answer::{Answer, Outcome, Reason};
use crate::claims::{Claim, Regime, Test};

/// What the tests of one regime come to together: any that fails makes it fail, all must hold for it to hold, one
/// unknown makes the rest unknown, and what is left is too small.
pub fn regime<'o>(tests: impl IntoIterator<Item = &'o Outcome>) -> Outcome {
    let tests: Vec<&Outcome> = tests.into_iter().collect();
    if tests.is_empty() {
        return Outcome::Unknown(vec![Reason::NoData(Some("no test".to_owned()))]);
    }
    if tests.contains(&&Outcome::Fails) {
        return Outcome::Fails;
    }
    if tests.iter().any(|test| test.is_unknown()) {
        return Outcome::Unknown(reasons(tests));
    }
    if tests.contains(&&Outcome::TooSmall) {
        return Outcome::TooSmall;
    }
    Outcome::Holds
}

/// What a claim's regimes come to together; `outcomes` has one entry per declared regime, in their order.
///
/// | regimes | answer |
/// |---|---|
/// | all hold | holds |
/// | one holds, one fails, whatever the others | depends |
/// | any unknown otherwise | can't tell here |
/// | all too small | too small to matter |
/// | some hold, the others too small | depends |
/// | some fail, the others too small | does not hold |
///
/// The last two follow from what "too small" is: not a lack of knowledge, but a figure shown to fall short of
/// `holds_if`. Where some regimes meet `holds_if` and the others are shown to miss it, the parameter decides whether
/// the advice pays; calling that "too small" would hide the regimes where it does. Where every regime is shown to
/// miss it and one fails outright, the advice pays nowhere; calling that "too small" would hide a reversal, and
/// "depends" would promise a regime in which it holds. An unknown regime outranks both: only an outright reversal
/// stands without it.
pub fn answer(claim: &Claim, outcomes: &[Outcome]) -> Answer {
    let regimes = |wanted: Outcome| -> Vec<&Regime> {
        claim
            .regime
            .iter()
            .zip(outcomes)
            .filter(|(_, outcome)| **outcome == wanted)
            .map(|(regime, _)| regime)
            .collect()
    };
    if outcomes.is_empty() {
        return Answer::CantTellHere(vec![Reason::NoData(Some("no regime".to_owned()))]);
    }
    let (holding, failing) = (regimes(Outcome::Holds), regimes(Outcome::Fails));
    let small = regimes(Outcome::TooSmall);
    let unknown = outcomes.iter().any(Outcome::is_unknown);
    match (holding.is_empty(), failing.is_empty()) {
        (false, false) => Answer::DependsOn(parameter(claim, &holding, &failing)),
        _ if unknown => Answer::CantTellHere(reasons(outcomes)),
        (false, true) if small.is_empty() => Answer::Holds,
        (false, true) => Answer::DependsOn(parameter(claim, &holding, &small)),
        (true, false) => Answer::DoesNotHold,
        (true, true) => Answer::TooSmallToMatter,
    }
}

/// All reasons, each once, the weightiest first.
pub fn reasons<'o>(outcomes: impl IntoIterator<Item = &'o Outcome>) -> Vec<Reason> {
    let mut all: Vec<Reason> = Vec::new();
    for outcome in outcomes {
        let Outcome::Unknown(reasons) = outcome else {
            continue;
        };
        for reason in reasons {
            if !all.contains(reason) {
                all.push(reason.clone());
            }
        }
    }
    all.sort_by_key(Reason::rank);
    all
}

/// The parameter that decides: as declared, or those whose values tell the two groups of regimes apart.
fn parameter(claim: &Claim, one: &[&Regime], other: &[&Regime]) -> String {
    if let Some(declared) = &claim.depends_on {
        return declared.clone();
    }
    let names: BTreeSet<&str> = one
        .iter()
        .chain(other)
        .flat_map(|regime| names(regime))
        .collect();
    let values = |group: &[&Regime], name: &str| -> BTreeSet<Setting> {
        group
            .iter()
            .flat_map(|regime| settings(regime, name))
            .collect()
    };
    let deciding: Vec<&str> = names
        .into_iter()
        .filter(|name| values(one, name).is_disjoint(&values(other, name)))
        .collect();
    if deciding.is_empty() {
        return "the regime".to_owned();
    }
    deciding.join(" and ")
}

/// A parameter's values on both sides of a test.
type Setting = (Option<u64>, Option<u64>);

/// What the tests of a regime say of one parameter.
fn settings(regime: &Regime, name: &str) -> Vec<Setting> {
    let both = |test: &Test| {
        let (of, vs) = (test.of_params(regime), test.vs_params(regime));
        (of.get(name).copied(), vs.get(name).copied())
    };
    regime.test.iter().map(both).collect()
}

/// The parameters that a regime or one of its tests names.
fn names(regime: &Regime) -> BTreeSet<&str> {
    let own = regime.params.keys().map(String::as_str);
    own.chain(regime.test.iter().flat_map(|test| test.set_apart()))
        .collect()
}

impl Outcome {
    /// Whether nothing is known, for whatever reason.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Outcome::Unknown(_))
    }
}

impl Reason {
    /// Its place when several come together: first what no repetition of the run would cure, last what a longer
    /// run might.
    fn rank(&self) -> u8 {
        match self {
            Reason::OtherVersion(..) => 0,
            Reason::NoData(_) => 1,
            Reason::QuickMode => 2,
            Reason::TooFewProcesses(..) => 3,
            Reason::ControlFailed(_) => 4,
            Reason::Contaminated(..) => 5,
            Reason::Straddles => 6,
            Reason::Open => 7,
        }
    }
}
