//! What the studies say of their claims: committed as `cargo lab words` prints it, so that a change is read as it will be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use crate::rules::rules;

/// Set to write the committed files instead of comparing with them.
const UPDATE: &str = "LAB_UPDATE_SENTENCES";

/// What all studies share has the name of no study.
const SHARED: &str = "";

fn words(study: &str) -> Output {
    let study = (study != SHARED).then_some(study);
    let lab = Command::new(env!("CARGO_BIN_EXE_lab"))
        .arg("words")
        .args(study)
        .output();
    lab.expect("it starts")
}

/// Beside the texts: in the study's folder, or beside those that all studies share.
fn committed(study: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../experiments");
    let folder = match study {
        SHARED => root,
        study => root.join("src/bin").join(study),
    };
    folder.join("sentences.txt")
}

fn studies() -> BTreeSet<String> {
    let studies = rules().claim.into_iter().map(|claim| claim.experiment);
    studies.chain([SHARED.to_owned()]).collect()
}

/// What is committed, by study. While that is written, a file may still be the one before: then what is said now.
fn all() -> &'static BTreeMap<String, String> {
    static ALL: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
        let text = |study: &str| match std::env::var_os(UPDATE) {
            Some(_) => String::from_utf8(words(study).stdout).expect("UTF-8"),
            None => {
                let path = committed(study);
                fs::read_to_string(&path)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
            }
        };
        studies()
            .into_iter()
            .map(|study| (study.clone(), text(&study)))
            .collect()
    });
    &ALL
}

#[test]
fn the_committed_sentences_are_those_that_the_studies_say() {
    for study in studies() {
        let told = words(&study);
        assert!(told.status.success(), "{told:?}");
        let told = String::from_utf8(told.stdout).expect("UTF-8");
        let path = committed(&study);
        if std::env::var_os(UPDATE).is_some() {
            fs::write(&path, &told).expect("a file of the checkout");
        }
        assert!(
            fs::read_to_string(&path).is_ok_and(|known| known == told),
            "{} is not what is said today: read the difference, and write it with {UPDATE}=1",
            path.display()
        );
    }
}

#[test]
fn a_study_that_nobody_knows_is_refused_with_those_that_there_are() {
    let told = words("p9_nothing");
    assert!(!told.status.success());
    let said = String::from_utf8_lossy(&told.stderr);
    assert!(
        said.contains(
            "no study with claims is called `p9_nothing`; there are: p1_context_manager, "
        ),
        "{said}"
    );
}

/// The first word after each 1.
fn after_one(line: &str) -> impl Iterator<Item = &str> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let pairs = words
        .windows(2)
        .filter(|pair| pair[0] == "1")
        .map(|pair| pair[1]);
    pairs.collect::<Vec<_>>().into_iter()
}

fn is_plural(word: &str) -> bool {
    let word = word.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    let is_unit = ["s", "ms", "µs", "ns"].contains(&word);
    word.ends_with('s') && !word.ends_with("ss") && !is_unit
}

#[test]
fn one_of_a_thing_is_said_in_the_singular() {
    assert!(
        after_one("left 1 tasks, 2").any(is_plural),
        "the guard sees one"
    );
    assert!(!after_one("1 fresh process of 1 task").any(is_plural));
    for (study, text) in all() {
        for line in text.lines() {
            let found = after_one(line).find(|word| is_plural(word));
            assert_eq!(found, None, "{study}: {line}");
        }
    }
}

/// Words that say no.
const NEGATIONS: [&str; 7] = ["not", "no", "never", "none", "nobody", "cannot", "nothing"];

fn negations(line: &str) -> usize {
    let line = line.replace("no difference shown", "");
    let words = line.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| NEGATIONS.contains(&word.to_lowercase().as_str()))
        .count()
}

#[test]
fn no_sentence_denies_twice() {
    assert_eq!(
        negations("Do not use it: no worker is left [no difference shown: 1]"),
        2
    );
    for (study, text) in all() {
        let said = text
            .lines()
            .filter(|line| !line.starts_with('C') && !line.contains("  rule "));
        for line in said {
            assert!(negations(line) < 2, "{study}: {line}");
        }
    }
}

/// "Drop: do not use it" would deny twice.
#[test]
fn advice_what_not_to_do_has_words_for_where_it_does_not_hold() {
    for claim in rules().claim {
        let text = &all()[&claim.experiment];
        let own = text
            .split(&format!("{}  ", claim.id))
            .nth(1)
            .expect("its part");
        let own = own.split("\n\nC").next().unwrap_or(own);
        if negations(&claim.advice) > 0 && own.contains("✕") {
            assert!(
                own.contains("  dropped  "),
                "{}: {}",
                claim.id,
                claim.advice
            );
        }
    }
}

#[test]
fn every_test_of_a_claim_has_a_text_of_its_own() {
    for (study, text) in all() {
        let generated = text.lines().find(|line| line.contains(" came to "));
        assert_eq!(generated, None, "{study}");
    }
}
