//! Where every sentence of the article went: to a claim, or to the reason why nothing in it can be judged.
//!
//! The article's own sentences stay with the article. A place is told by heading, ordinal and a few words to find it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::claims::Claims;
use crate::load::Fault;

/// One heading of the article with all that stands under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// The heading, in our words.
    pub title: String,
    /// A few words to find it by; none for what stands before the first heading.
    #[serde(default)]
    pub find: String,
    /// The practice that the heading is about; none for what surrounds the practices.
    pub practice: Option<String>,
    /// What stands under it, in the article's order and without a gap.
    pub sentence: Vec<Sentence>,
}

/// A sentence of the article, or a run of them of which nothing can be judged. A code sample, an entry of a list and a
/// line of an advert count as one each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// Its place under the heading, from 1.
    pub ordinal: u32,
    /// The last place, where the entry speaks for several.
    pub through: Option<u32>,
    /// A few words (four at most) to find it by: of the first, where there are several.
    pub find: String,
    /// The claims that judge it.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Why it cannot be judged, in a few words.
    pub not_factual: Option<String>,
}

impl Sentence {
    /// The last place for which it speaks.
    pub fn last(&self) -> u32 {
        self.through.unwrap_or(self.ordinal)
    }

    /// How many it speaks for.
    pub fn places(&self) -> u32 {
        (self.last() + 1).saturating_sub(self.ordinal)
    }
}

/// What the map may not say: a gap, a sentence that went nowhere, a word that nobody could find it by, a claim that does
/// not exist, a claim that no sentence asks for. A text without a map has no faults: older runs carry none.
pub(crate) fn faults(claims: &Claims) -> Vec<Fault> {
    let mut faults = Vec::new();
    let practices: BTreeSet<&str> = claims.practice.iter().map(|one| one.id.as_str()).collect();
    for heading in &claims.heading {
        let at = format!("heading \"{}\"", heading.title);
        if let Some(id) = &heading.practice
            && !practices.contains(id.as_str())
        {
            faults.push(fault(&at, "practice", id, "name a declared [[practice]]"));
        }
        places(heading, &at, &mut faults);
        for sentence in &heading.sentence {
            let at = format!("{at}, sentence {}", sentence.ordinal);
            whither(sentence, &at, &mut faults);
        }
    }
    faults
}

/// Whether the ordinals run from 1 without a gap or an overlap.
fn places(heading: &Heading, at: &str, faults: &mut Vec<Fault>) {
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
fn whither(sentence: &Sentence, at: &str, faults: &mut Vec<Fault>) {
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

fn fault(at: &str, field: &'static str, value: &str, remedy: &str) -> Fault {
    Fault {
        at: at.to_owned(),
        field,
        value: value.to_owned(),
        remedy: remedy.to_owned(),
    }
}
