//! What a study says of a claim: its rule, its cases, and what each test showed, filled in.

use lab_verdict::answer::{Outcome, RegimeOutcome, TestOutcome};
use lab_verdict::claims::{Claim, Regime, Test};
use lab_verdict::noise::SMALLEST;

use super::facts::{Facts, basis};
use super::say::Say;
use crate::study::STUDY;
use crate::text::said::Said;

/// A case's words: those of today's file for the rule's id, or for its place where the rule has none; else the rule's own.
pub(crate) fn label(claim: &Claim, place: usize, contender: &str) -> String {
    let regime = &claim.regime[place];
    let of_claim = STUDY.claim.get(&claim.id);
    let known = of_claim.and_then(|texts| match &regime.id {
        Some(id) => texts.case.iter().find(|case| case.id == *id),
        None => (texts.case.len() == claim.regime.len()).then(|| &texts.case[place]),
    });
    let test = regime.test.first().map(|test| asked(regime, test));
    let said = known.zip(test.as_ref()).and_then(|(case, test)| {
        Facts {
            contender,
            test,
            delta: SMALLEST,
        }
        .fill(&case.label)
    });
    said.map_or_else(|| regime.name.clone(), |said| said.to_string())
}

/// A test as its rule has it, with nothing measured yet.
pub(super) fn asked(regime: &Regime, test: &Test) -> TestOutcome {
    TestOutcome {
        metric: test.metric.clone(),
        of: test.of.clone(),
        vs: test.vs.clone(),
        of_params: test.of_params(regime),
        vs_params: match test.vs {
            Some(_) => test.vs_params(regime),
            None => Default::default(),
        },
        set_apart: test.set_apart().into_iter().map(str::to_owned).collect(),
        per: test.per.clone(),
        outcome: Outcome::Unknown(Vec::new()),
        figure: None,
        holds_if: test.holds_if,
        fails_if: test.fails_if,
    }
}

/// The texts that speak of a test: the claim's own, then those for any claim.
fn says<'t>(claim: &str, test: &'t TestOutcome) -> impl Iterator<Item = &'static Say> + use<'t> {
    let own = STUDY.claim.get(claim).map_or(&[][..], |texts| &texts.say);
    own.iter().chain(&STUDY.say).filter(|say| say.fits(test))
}

/// What a test showed, in a sentence without its interval.
pub(crate) fn said(claim: &str, facts: Facts<'_>) -> Option<Said> {
    says(claim, facts.test).find_map(|say| facts.fill(say.said.of(&facts.test.outcome)?))
}

/// The same for a stamp.
pub(crate) fn card(claim: &str, facts: Facts<'_>) -> Option<Said> {
    says(claim, facts.test).find_map(|say| facts.fill(say.card.of(&facts.test.outcome)?))
}

/// Whether a test only guards others, so that it is told when it does not hold.
pub(crate) fn is_guard(claim: &str, test: &TestOutcome) -> bool {
    says(claim, test).next().is_some_and(|say| say.guard)
}

/// What a claim's rule asks for: each sentence once. Where the claim has words of its own for some tests, the others are
/// left to the table of its tests.
pub fn rule(claim: &Claim, contender: &str) -> String {
    let tests = || {
        let cases = claim.regime.iter();
        cases.flat_map(|regime| regime.test.iter().map(move |test| asked(regime, test)))
    };
    let has_own = STUDY
        .claim
        .get(&claim.id)
        .is_some_and(|texts| texts.say.iter().any(|say| say.rule.is_some()));
    let mut sentences: Vec<String> = Vec::new();
    for test in tests() {
        let facts = Facts {
            contender,
            test: &test,
            delta: SMALLEST,
        };
        let found = match has_own {
            true => says(&claim.id, &test)
                .next()
                .and_then(|say| say.rule.as_ref())
                .and_then(|rule| facts.fill(rule)),
            false => says(&claim.id, &test).find_map(|say| facts.fill(say.rule.as_ref()?)),
        };
        let Some(sentence) = found else { continue };
        let sentence = sentence.to_string();
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences.join(" ")
}

/// The advice; where it does not hold, what the study says in its place.
pub(crate) fn advice(claim: &Claim, contender: &str, is_dropped: bool) -> String {
    let instead = STUDY
        .claim
        .get(&claim.id)
        .and_then(|texts| texts.dropped.as_ref());
    let test = claim
        .regime
        .first()
        .and_then(|regime| Some(asked(regime, regime.test.first()?)));
    let said = match (instead, test, is_dropped) {
        (Some(instead), Some(test), true) => Facts {
            contender,
            test: &test,
            delta: SMALLEST,
        }
        .fill(instead),
        _ => None,
    };
    said.map_or_else(
        || claim.advice.trim_end_matches('.').to_owned(),
        |said| said.to_string(),
    )
}

/// Case and basis, as they follow a sentence.
pub(crate) fn behind(label: &str, test: &TestOutcome, place: &str) -> String {
    let basis = basis(test).unwrap_or_default();
    match place.is_empty() {
        true => format!("{label}; {basis}"),
        false => format!("{label}; {basis}, {place}"),
    }
}

/// The tests of a case that a sentence is made of.
pub(crate) fn told<'v>(
    claim: &'v str,
    regime: &'v RegimeOutcome,
) -> impl Iterator<Item = &'v TestOutcome> {
    let is_told =
        move |test: &&TestOutcome| test.outcome != Outcome::Holds || !is_guard(claim, test);
    regime.tests.iter().filter(is_told)
}
