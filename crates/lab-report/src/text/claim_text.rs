//! What a study says of a claim: its rule, its cases, and what each test showed, filled in.

use lab_verdict::answer::{Outcome, RegimeOutcome, TestOutcome};
use lab_verdict::claims::{Claim, Regime, Test};

use super::facts::{Facts, basis};
use super::say::{ClaimText, Say};
use super::template::Template;
use crate::study::STUDY;
use crate::text::said::Said;

/// What today's file says of a claim.
fn texts(claim: &str) -> Option<&'static ClaimText> {
    STUDY.claim.get(claim)
}

/// A case's words: those of today's file for the rule's id, or for its place where the rule has none; else the rule's own.
pub(crate) fn label(claim: &Claim, place: usize, contender: &str) -> String {
    let regime = &claim.regime[place];
    let known = texts(&claim.id).and_then(|texts| match &regime.id {
        Some(id) => texts.case.iter().find(|case| case.id == *id),
        None => (texts.case.len() == claim.regime.len()).then(|| &texts.case[place]),
    });
    known
        .and_then(|case| of_rule(regime, contender, &case.label))
        .unwrap_or_else(|| regime.name.clone())
}

/// A text about a case by its rule alone.
fn of_rule(regime: &Regime, contender: &str, text: &Template) -> Option<String> {
    let test = &asked(regime, regime.test.first()?);
    Some(Facts::asked(contender, test).fill(text)?.to_string())
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
    let own = texts(claim).map_or(&[][..], |texts| &texts.say);
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
    let own = texts(&claim.id).map_or(&[][..], |texts| &texts.say);
    // Only the first text that fits a test is its own.
    let most = match own.iter().any(|say| say.rule.is_some()) {
        true => 1,
        false => usize::MAX,
    };
    let cases = claim.regime.iter();
    let tests = cases.flat_map(|regime| regime.test.iter().map(move |test| asked(regime, test)));
    let mut sentences: Vec<String> = Vec::new();
    for test in tests {
        let facts = Facts::asked(contender, &test);
        let mut fitting = says(&claim.id, &test).take(most);
        let sentence = fitting.find_map(|say| facts.fill(say.rule.as_ref()?));
        let sentence = sentence.map(|sentence| sentence.to_string());
        sentences.extend(sentence.filter(|sentence| !sentences.contains(sentence)));
    }
    sentences.join(" ")
}

/// The advice; where it does not hold, what the study says in its place.
pub(crate) fn advice(claim: &Claim, contender: &str, is_dropped: bool) -> String {
    let instead = texts(&claim.id).and_then(|texts| texts.dropped.as_ref());
    let said = instead
        .filter(|_| is_dropped)
        .and_then(|instead| of_rule(claim.regime.first()?, contender, instead));
    said.unwrap_or_else(|| claim.advice.trim_end_matches('.').to_owned())
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
