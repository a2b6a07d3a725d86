//! What a question put before a run may not say.

use std::collections::BTreeSet;

use super::{fault, list, practice, repeated};
use crate::claims::{Claims, SUBJECTS};
use crate::fault::{At, Fault, Step};
use crate::prediction::{Prediction, SettledAnswer};

/// One key tells the choices apart, and more than a few are not read.
const CHOICES: std::ops::RangeInclusive<usize> = 2..=4;

pub(super) fn faults(claims: &Claims, faults: &mut Vec<Fault>) {
    let practices: BTreeSet<&str> = claims.practice.iter().map(|p| p.id.as_str()).collect();
    repeated(
        claims.prediction.iter().map(|one| &one.practice),
        &At::default(),
        "prediction.practice",
        faults,
    );
    for (number, one) in (1..).zip(&claims.prediction) {
        let at = At::of(Step::Prediction(number));
        practice(&practices, &one.practice, &at, faults);
        settled(one, claims, &at, faults);
        choices(one, &at, faults);
    }
}

/// Whether there is a claim and a subject whose answer settles it.
fn settled(one: &Prediction, claims: &Claims, at: &At, faults: &mut Vec<Fault>) {
    let subject = one.subject();
    if subject.is_none() {
        let known = list(SUBJECTS.iter().map(|subject| subject.name));
        let remedy = format!("name one of: {known}");
        fault(at, "subject", &one.subject, remedy, faults);
    }
    let Some(claim) = claims.claim.iter().find(|claim| claim.id == one.claim) else {
        let known = list(claims.claim.iter().map(|claim| claim.id.as_str()));
        let remedy = format!("declare the claim or name one of: {known}");
        return fault(at, "claim", &one.claim, remedy, faults);
    };
    if claim.practice != one.practice {
        let remedy = format!("{} belongs to {}: name that", claim.id, claim.practice);
        fault(at, "practice", &one.practice, remedy, faults);
    }
    if subject.is_some_and(|subject| claim.why_not_applicable(subject).is_some()) {
        let remedy = format!("{} does not apply to it: ask about another", claim.id);
        fault(at, "subject", &one.subject, remedy, faults);
    }
}

/// Whether each answer makes one choice right, and each choice can be right.
fn choices(one: &Prediction, at: &At, faults: &mut Vec<Fault>) {
    let number = one.choice.len();
    if !CHOICES.contains(&number) {
        let remedy = "give two to four choices".to_owned();
        fault(at, "choice", &number.to_string(), remedy, faults);
    }
    repeated(
        one.choice.iter().map(|c| &c.words),
        at,
        "choice.words",
        faults,
    );
    for choice in one.choice.iter().filter(|choice| choice.answers.is_empty()) {
        let remedy = "name the answers with which it is right: without one it always loses";
        fault(at, "answers", &choice.words, remedy.to_owned(), faults);
    }
    for told in SettledAnswer::ALL {
        let given = one.choice.iter().flat_map(|choice| &choice.answers);
        let remedy = match given.filter(|&&answer| answer == told).count() {
            0 => "give it to one of the choices, or nobody could be right with it",
            1 => continue,
            _ => "give it to one choice only",
        };
        fault(at, "answers", told.word(), remedy.to_owned(), faults);
    }
}
