//! Where every sentence of the article went: to a claim, or to the reason why nothing in it can be judged.
//!
//! The article's own sentences stay with the article. A place is told by heading, ordinal and a few words to find it.

use std::collections::BTreeSet;

use crate::claims::Claims;
use crate::fault::{At, Fault, Step};

pub use crate::claims::{Heading, Sentence};

/// What the map may not say: a gap, a sentence that went nowhere, a word that nobody could find it by, a claim that does
/// not exist, a claim that no sentence asks for. A text without a map has no faults: older runs carry none.
pub(crate) fn faults(claims: &Claims) -> Vec<Fault> {
    let mut faults = Vec::new();
    let practices: BTreeSet<&str> = claims.practice.iter().map(|one| one.id.as_str()).collect();
    for heading in &claims.heading {
        let at = At::of(Step::Heading(heading.title.clone()));
        if let Some(id) = &heading.practice
            && !practices.contains(id.as_str())
        {
            faults.push(fault(&at, "practice", id, "name a declared [[practice]]"));
        }
        places(heading, &at, &mut faults);
        for sentence in &heading.sentence {
            let at = at.then(Step::Sentence(sentence.ordinal));
            whither(sentence, &at, &mut faults);
        }
    }
    faults
}

/// Whether the ordinals run from 1 without a gap or an overlap.
fn places(heading: &Heading, at: &At, faults: &mut Vec<Fault>) {
    let mut next = 1;
    for sentence in &heading.sentence {
        if sentence.ordinal != next || sentence.last() < sentence.ordinal {
            let remedy = format!("number the sentences without a gap: {next} comes next");
            let value = sentence.ordinal.to_string();
            faults.push(fault(at, "ordinal", &value, &remedy));
        }
        next = sentence.last() + 1;
    }
}

/// Whether a sentence went somewhere, and can be found.
fn whither(sentence: &Sentence, at: &At, faults: &mut Vec<Fault>) {
    let words = sentence.find.split_whitespace().count();
    if !(1..=4).contains(&words) {
        faults.push(fault(
            at,
            "find",
            &sentence.find,
            "give one to four words of it",
        ));
    }
    let reason = sentence.not_factual.as_deref().map(str::trim);
    match (sentence.claims.as_slice(), reason) {
        ([], None | Some("")) => faults.push(fault(
            at,
            "claims",
            "[]",
            "name the claims that judge it, or say why it is not_factual",
        )),
        ([_, ..], Some(reason)) => faults.push(fault(
            at,
            "not_factual",
            reason,
            "leave it out where claims judge the sentence",
        )),
        ([_, ..], None) if sentence.places() > 1 => faults.push(fault(
            at,
            "through",
            &sentence.last().to_string(),
            "give each sentence that claims judge an entry of its own",
        )),
        _ => {}
    }
}

/// The claims that sentences name and that do not exist, each once.
pub fn unknown_claims(claims: &Claims) -> BTreeSet<&str> {
    let known: BTreeSet<&str> = claims.claim.iter().map(|one| one.id.as_str()).collect();
    named(claims).difference(&known).copied().collect()
}

/// The claims that no sentence names.
pub fn claims_without_a_sentence(claims: &Claims) -> Vec<&str> {
    let named = named(claims);
    let all = claims.claim.iter().map(|claim| claim.id.as_str());
    all.filter(|id| !named.contains(id)).collect()
}

fn named(claims: &Claims) -> BTreeSet<&str> {
    let sentences = claims.heading.iter().flat_map(|heading| &heading.sentence);
    sentences
        .flat_map(|sentence| sentence.claims.iter().map(String::as_str))
        .collect()
}

fn fault(at: &At, field: &'static str, value: &str, remedy: &str) -> Fault {
    Fault {
        at: at.clone(),
        field,
        value: value.to_owned(),
        remedy: remedy.to_owned(),
        place: None,
    }
}
