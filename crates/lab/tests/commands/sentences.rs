//! Every sentence of the article went somewhere: to claims that exist, or to a reason.
//!
//! The article itself is no part of this repository. Where a copy lies beside the checkout, in `shared/seed.txt`, each
//! entry of the map is looked up in it too.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use lab_verdict::sentences::{Heading, claims_without_a_sentence, unknown_claims};

use crate::rules::rules;

#[test]
fn every_claim_that_a_sentence_names_exists_and_every_claim_is_named() {
    let rules = rules();
    assert!(!rules.heading.is_empty(), "there is no map of sentences");
    let unknown = unknown_claims(&rules);
    assert!(unknown.is_empty(), "no such claims: {unknown:?}");
    let unnamed = claims_without_a_sentence(&rules);
    assert!(unnamed.is_empty(), "no sentence names {unnamed:?}");
}

#[test]
fn every_practice_has_its_heading_and_most_of_its_claims_under_it() {
    let rules = rules();
    let about: Vec<&str> = rules
        .heading
        .iter()
        .filter_map(|heading| heading.practice.as_deref())
        .collect();
    let practices: Vec<&str> = rules.practice.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(about, practices);
    for heading in rules.heading.iter().filter(|one| one.practice.is_some()) {
        let id = heading.practice.as_deref();
        let title = rules
            .practice
            .iter()
            .find(|one| Some(one.id.as_str()) == id);
        assert_eq!(title.map(|one| &one.title), Some(&heading.title));
        let under: BTreeSet<&String> = heading
            .sentence
            .iter()
            .flat_map(|sentence| &sentence.claims)
            .collect();
        for claim in rules
            .claim
            .iter()
            .filter(|one| Some(one.practice.as_str()) == id)
        {
            assert!(under.contains(&claim.id), "{} is of {id:?}", claim.id);
        }
    }
}

#[test]
fn each_entry_is_found_in_the_article_at_its_place() {
    let article = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed.txt");
    let Ok(article) = fs::read_to_string(article) else {
        eprintln!(
            "SKIPPED: no article beside this checkout (../shared/seed.txt), so nothing was looked up in it"
        );
        return;
    };
    let rules = rules();
    let found = places(&article, &rules.heading);
    assert_eq!(found.len(), rules.heading.len(), "headings");
    for (heading, found) in rules.heading.iter().zip(found) {
        let last = heading
            .sentence
            .last()
            .map_or(0, |sentence| sentence.last());
        assert_eq!(last as usize, found.len(), "under \"{}\"", heading.title);
        for sentence in &heading.sentence {
            let words = &found[sentence.ordinal as usize - 1];
            assert!(
                words.contains(&sentence.find),
                "\"{}\" is not in sentence {} under \"{}\"",
                sentence.find,
                sentence.ordinal,
                heading.title
            );
        }
    }
}

/// The article's sentences, heading by heading. A heading is a line that begins with the words to find it by and does not
/// end like a sentence.
fn places(article: &str, headings: &[Heading]) -> Vec<Vec<String>> {
    let mut places = vec![Vec::new()];
    for line in article
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let next = headings.get(places.len());
        let is_next = next.is_some_and(|next| line.starts_with(&next.find));
        if is_next && !line.ends_with(['.', ':', '?', '|']) {
            places.push(Vec::new());
        } else if let Some(under) = places.last_mut() {
            under.extend(sentences(line));
        }
    }
    places
}

/// The sentences of a line. A line of code and an entry of a list are one each, the numbers of a sample's lines are none.
fn sentences(line: &str) -> Vec<String> {
    let is_numbers = |letter: char| letter.is_ascii_digit() || letter == ' ' || letter == '|';
    if line.chars().all(is_numbers) {
        return Vec::new();
    }
    if line.ends_with('|') || line.starts_with("- ") {
        return vec![line.to_owned()];
    }
    let mut sentences = vec![String::new()];
    let mut words = line.split(' ').peekable();
    while let Some(word) = words.next() {
        let Some(sentence) = sentences.last_mut() else {
            break;
        };
        if !sentence.is_empty() {
            sentence.push(' ');
        }
        sentence.push_str(word);
        let begins = |next: &&str| next.starts_with(char::is_uppercase);
        if word.ends_with(['.', '?', '!']) && words.peek().is_some_and(begins) {
            sentences.push(String::new());
        }
    }
    sentences
}

#[test]
fn a_line_of_the_article_is_cut_where_a_sentence_ends() {
    assert_eq!(sentences("1 2 3 |"), Vec::<String>::new());
    assert_eq!(sentences("... # One. Two |").len(), 1);
    assert_eq!(sentences("- See: A. Author").len(), 1);
    assert_eq!(
        sentences("Many (e.g. a hundred). So be it."),
        ["Many (e.g. a hundred).", "So be it."]
    );
}
