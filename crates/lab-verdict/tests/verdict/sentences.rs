//! What the map of the article's sentences may not say.

use lab_verdict::claims::Claims;
use lab_verdict::fault::Fault;
use lab_verdict::load::ClaimsError;
use lab_verdict::sentences::{claims_without_a_sentence, unknown_claims};

use crate::support::{Rules, test};

const TEST: &str = "vs = \"b\"\nholds_if = { at_least = 1.5 }\nfails_if = { at_most = 1.1 }";

/// Sound rules with one claim, C1, and these sentences under one heading.
fn with(sentences: &[&str]) -> String {
    let rules = Rules::new()
        .regime("empty tasks", "n = 1", &[&test("time", "a", TEST)])
        .text();
    let sentences = sentences.join(" },\n  { ");
    format!("{rules}\n[[heading]]\ntitle = \"Loops\"\nsentence = [\n  {{ {sentences} }},\n]\n")
}

fn claims(sentences: &[&str]) -> Claims {
    Claims::parse(&with(sentences)).unwrap_or_else(|error| panic!("{error}"))
}

/// Place and field of the one fault.
fn fault(sentences: &[&str]) -> (String, &'static str) {
    let mut faults: Vec<Fault> = match Claims::parse(&with(sentences)) {
        Err(ClaimsError::Faults(faults)) => faults,
        other => panic!("faults, not {other:?}"),
    };
    assert_eq!(faults.len(), 1, "{faults:?}");
    let fault = faults.remove(0);
    assert!(!fault.remedy.is_empty());
    (fault.at.to_string(), fault.field)
}

const FIRST: &str = "ordinal = 1, find = \"a loop\", claims = [\"C1\"]";

#[test]
fn rules_without_a_map_are_read() {
    let rules = Rules::new().regime("empty tasks", "n = 1", &[&test("time", "a", TEST)]);
    assert!(rules.claims().heading.is_empty());
}

#[test]
fn a_gap_in_the_ordinals_is_a_fault() {
    let third = "ordinal = 3, find = \"in the end\", not_factual = \"a farewell\"";
    assert_eq!(
        fault(&[FIRST, third]),
        ("heading \"Loops\"".into(), "ordinal")
    );
    let range = "ordinal = 2, through = 4, find = \"in the end\", not_factual = \"links\"";
    let fifth = "ordinal = 5, find = \"good bye\", not_factual = \"a farewell\"";
    assert_eq!(claims(&[FIRST, range, fifth]).heading[0].sentence.len(), 3);
    assert_eq!(fault(&[FIRST, range, third]).1, "ordinal");
    assert_eq!(fault(&[FIRST, FIRST]).1, "ordinal");
}

#[test]
fn a_sentence_that_went_nowhere_is_a_fault() {
    let lost = "ordinal = 2, find = \"in the end\"";
    let at = "heading \"Loops\", sentence 2";
    assert_eq!(fault(&[FIRST, lost]), (at.into(), "claims"));
    let silent = "ordinal = 2, find = \"in the end\", not_factual = \" \"";
    assert_eq!(fault(&[FIRST, silent]), (at.into(), "claims"));
}

#[test]
fn a_sentence_is_judged_or_it_is_not() {
    let both = "ordinal = 1, find = \"a loop\", claims = [\"C1\"], not_factual = \"a farewell\"";
    assert_eq!(fault(&[both]).1, "not_factual");
    let several = "ordinal = 1, through = 2, find = \"a loop\", claims = [\"C1\"]";
    assert_eq!(fault(&[several]).1, "through");
}

#[test]
fn a_whole_sentence_is_too_much_to_find_it_by() {
    let quoted = "ordinal = 1, find = \"one two three four five\", claims = [\"C1\"]";
    assert_eq!(fault(&[quoted]).1, "find");
}

#[test]
fn claims_and_sentences_are_compared_both_ways() {
    let other = claims(&["ordinal = 1, find = \"a loop\", claims = [\"C9\"]"]);
    assert_eq!(Vec::from_iter(unknown_claims(&other)), ["C9"]);
    assert_eq!(claims_without_a_sentence(&other), ["C1"]);
    let own = claims(&[FIRST]);
    assert!(unknown_claims(&own).is_empty() && claims_without_a_sentence(&own).is_empty());
}
