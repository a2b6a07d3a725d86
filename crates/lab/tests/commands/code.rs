//! The code that a claim names is there to be shown.

use std::fs;
use std::path::Path;

use lab_report::text::names::without_contender;

use crate::rules::rules;

/// The titles of all pieces of code that are marked for display below a folder.
fn titles(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let ending = path.extension().unwrap_or_default();
        if path.is_dir() {
            titles(&path, found);
        } else if ending == "rs" || ending == "py" {
            let text = fs::read_to_string(&path).unwrap();
            let marked = text.lines().filter_map(|line| line.split_once(" lesson: "));
            found.extend(marked.map(|(_, title)| title.trim().to_owned()));
        }
    }
}

#[test]
fn every_piece_of_code_that_a_claim_names_exists() {
    let mut known = Vec::new();
    let experiments = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../experiments");
    titles(&experiments, &mut known);
    let rules = rules();
    let named = rules
        .claim
        .iter()
        .flat_map(|claim| claim.code.iter().map(move |title| (&claim.id, title)));
    for (claim, title) in named {
        let is_there = known
            .iter()
            .any(|known| known == title || without_contender(known) == title);
        assert!(
            is_there,
            "{claim} names `{title}`, and nothing is called that"
        );
    }
}
