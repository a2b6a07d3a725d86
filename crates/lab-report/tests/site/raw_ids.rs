//! No page shows the id of a count or a call where it has words: ids are for code, files and the experiments' names.

use std::path::Path;

use lab_measure::record::Absent;
use lab_report::text::names;
use lab_report::{Site, render, rule_files};
use lab_verdict::claims::Claims;

use crate::synthetic;
use crate::synthetic::html::pages;

/// What is called so where a reader meets it: methods of pools, and a kind of machine.
const PROPER: [&str; 5] = [
    "imap_unordered",
    "starmap_async",
    "apply_async",
    "map_async",
    "x86_64",
];

/// The ids in words that a reader sees.
fn raw_ids(words: &str, experiments: &[String]) -> Vec<String> {
    let is_of_word = |letter: char| letter.is_alphanumeric() || "_-./".contains(letter);
    words
        .split(|letter| !is_of_word(letter))
        .map(|word| word.trim_matches('.'))
        .filter(|word| word.contains('_') && !word.contains(['/', '.']))
        .filter(|word| !PROPER.contains(word))
        .filter(|word| !experiments.iter().any(|name| name == word))
        .map(str::to_owned)
        .collect()
}

/// A page's text without code and without what nobody reads.
fn visible(page: &str) -> String {
    let mut page = page.to_owned();
    for tag in ["style", "script", "code", "pre"] {
        let (opening, closing) = (format!("<{tag}"), format!("</{tag}>"));
        while let Some(start) = page.find(&opening) {
            let length = page[start..].find(&closing).expect("an element ends");
            page.replace_range(start..start + length + closing.len(), " ");
        }
    }
    let outside = page.split('<').filter_map(|part| part.split_once('>'));
    outside.map(|(_, text)| format!("{text} ")).collect()
}

fn seen(site: &Site) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    render(site, folder.path()).expect("a site");
    let mut experiments: Vec<String> = site.claims.experiment.keys().cloned().collect();
    let records = site.records.iter();
    experiments.extend(records.map(|record| record.experiment.clone()));
    experiments.extend(site.missing.iter().map(|gap| gap.what.clone()));
    let pages = pages(folder.path());
    let found = pages.iter().flat_map(|(name, page)| {
        let ids = raw_ids(&visible(page), &experiments);
        ids.into_iter().map(move |id| format!("{name}: {id}"))
    });
    found.collect()
}

/// The rules of the article.
fn claims() -> Claims {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = rule_files::read(&root).expect("the rules are there");
    Claims::of(&files).expect("the rules can be read")
}

#[test]
fn no_page_of_a_site_shows_the_id_of_a_count_or_a_call() {
    let sites = [
        synthetic::site(),
        synthetic::scaling_site(),
        synthetic::sharing_site(),
    ];
    for mut site in sites {
        let tests = claims().claim.into_iter().flat_map(|claim| claim.regime);
        let metrics: Vec<String> = tests
            .flat_map(|regime| regime.test)
            .filter_map(|test| test.metric.strip_prefix("count:").map(str::to_owned))
            .collect();
        let absent = metrics.into_iter().map(|what| Absent {
            what,
            reason: "nothing was found".into(),
            failed: false,
        });
        site.records[0].absent.extend(absent);
        assert_eq!(seen(&site), Vec::<String>::new());
    }
}

#[test]
fn every_call_that_a_rule_or_a_control_names_has_words() {
    let claims = claims();
    let tests = claims.claim.iter().flat_map(|claim| &claim.regime);
    let tests = tests.flat_map(|regime| &regime.test);
    let controls = claims.experiment.values().flat_map(|one| &one.control);
    let calls = tests
        .flat_map(|test| std::iter::once(&test.of).chain(&test.vs))
        .chain(controls.flat_map(|control| [&control.of, &control.vs]));
    let raw: Vec<String> = calls
        .flat_map(|call| raw_ids(names::call(call), &[]))
        .collect();
    assert_eq!(raw, Vec::<String>::new());
}
