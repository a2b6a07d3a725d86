//! Rules in the files of an article and its studies: joined to one, each fault with its place.

use lab_verdict::claims::Claims;
use lab_verdict::files::{RuleFile, RuleFileKind};

const ARTICLE: &str = r#"schema = "lap-pool.article/2"

[article]
title = "T"
author = "A"
address = "https://example.org"
date = "2022-10-29"

[[practice]]
id = "p1"
title = "P"

[[practice]]
id = "p2"
title = "Q"

[[heading]]
title = "Loops"
sentence = [
  { ordinal = 1, find = "a loop", claims = ["C1"] },
  { ordinal = 2, find = "another", claims = ["C2"] },
]
"#;

/// A study with one claim of these further fields, which has one case.
fn study(claim: &str, fields: &str) -> String {
    format!(
        r#"schema = "lap-pool.rules/2"
practice = "p1"
title = "what it does"
version = 1
seconds = {{ quick = 1, default = 2, full = 3 }}

[[claim]]
id = "{claim}"
version = 1
date = "2026-11-29"
advice = "A is better than B."
caveat = "Not always."
evidence = "counted"
{fields}
[[claim.case]]
id = "{claim}/empty"
name = "empty tasks"
where = {{ n = 1 }}
[[claim.case.test]]
metric = "count:x"
of = "map"
holds_if = {{ at_least = 1 }}
"#
    )
}

fn file(kind: RuleFileKind, text: &str) -> RuleFile {
    let name = match &kind {
        RuleFileKind::Claims => "claims.toml".to_owned(),
        RuleFileKind::Article => "article.toml".to_owned(),
        RuleFileKind::Study(name) => format!("{name}/rules.toml"),
    };
    RuleFile {
        name,
        kind,
        text: text.to_owned(),
    }
}

/// The article, and two studies with these texts.
fn files(one: &str, two: &str) -> [RuleFile; 3] {
    [
        file(RuleFileKind::Article, ARTICLE),
        file(RuleFileKind::Study("one".into()), one),
        file(RuleFileKind::Study("two".into()), two),
    ]
}

/// What is told of these two studies.
fn told(one: &str, two: &str) -> String {
    Claims::of(&files(one, two)).unwrap_err().to_string()
}

#[test]
fn studies_are_joined_and_give_their_claims_their_name_and_practice() {
    let (one, two) = (study("C1", ""), study("C2", "practice = \"p2\"\n"));
    let claims = Claims::of(&files(&one, &two)).unwrap();
    let names: Vec<(&str, &str, &str)> = (claims.claim.iter())
        .map(|claim| {
            let (id, experiment) = (claim.id.as_str(), claim.experiment.as_str());
            (id, experiment, claim.practice.as_str())
        })
        .collect();
    assert_eq!(names, [("C1", "one", "p1"), ("C2", "two", "p2")]);
    assert_eq!(claims.claim[0].regime[0].id.as_deref(), Some("C1/empty"));
    assert_eq!(claims.experiment["two"].title, "what it does");
    assert_eq!(claims.heading[0].sentence.len(), 2);
}

#[test]
fn a_fault_has_the_place_of_its_field() {
    let bad = study("C2", "").replace("count:x", "clock");
    let said = told(&study("C1", ""), &bad);
    assert!(
        said.starts_with(
            "two/rules.toml:20:1: claim C2, case \"empty tasks\", test 1: metric = clock: "
        ),
        "{said}"
    );
}

#[test]
fn a_fault_of_what_is_missing_has_the_place_of_its_part() {
    let said = told(
        &study("C1", ""),
        &study("C2", "").replace("id = \"C2/empty\"\n", ""),
    );
    assert!(said.starts_with("two/rules.toml:15:1: "), "{said}");
    assert!(said.contains("give it one, as in \"C2/empty\""), "{said}");
}

#[test]
fn what_two_files_share_is_told_with_the_place_of_the_later_one() {
    let said = told(&study("C1", ""), &study("C1", ""));
    assert!(
        said.starts_with("two/rules.toml:8:1: the rules: claim.id = C1: "),
        "{said}"
    );
}

#[test]
fn a_text_of_another_form_is_told_with_its_place() {
    let said = told(
        &study("C1", ""),
        &study("C2", "").replace("advice", "counsel"),
    );
    assert!(said.starts_with("two/rules.toml:11:1: "), "{said}");
    assert!(said.contains("counsel"), "{said}");
    let said = told(&study("C1", "").replace("rules/2", "rules/9"), "");
    assert!(
        said.starts_with("one/rules.toml:1:1: the rules: schema = lap-pool.rules/9: "),
        "{said}"
    );
}

#[test]
fn a_study_names_no_other_experiment_and_no_case_of_another_claim() {
    let said = told(&study("C1", "experiment = \"two\"\n"), &study("C2", ""));
    assert!(
        said.starts_with("one/rules.toml:14:1: claim C1: experiment = two: "),
        "{said}"
    );
    let said = told(
        &study("C1", "").replace("C1/empty", "C2/empty"),
        &study("C2", ""),
    );
    assert!(
        said.contains("id = C2/empty: begin it with \"C1/\""),
        "{said}"
    );
}

#[test]
fn two_cases_of_a_claim_have_ids_of_their_own() {
    let one = study("C1", "");
    let (_, case) = one.split_once("[[claim.case]]").unwrap();
    let again = case.replace("empty tasks", "others");
    let said = told(&format!("{one}[[claim.case]]{again}"), &study("C2", ""));
    assert!(
        said.contains("claim C1: case.id = C1/empty: give each its own"),
        "{said}"
    );
}

#[test]
fn a_gap_in_the_map_is_told_where_the_map_is() {
    let mut all = files(&study("C1", ""), &study("C2", ""));
    all[0].text = ARTICLE.replace("ordinal = 2", "ordinal = 3");
    let said = Claims::of(&all).unwrap_err().to_string();
    let start = "article.toml:17:1: heading \"Loops\": ordinal = 3: ";
    assert!(said.starts_with(start), "{said}");
}

#[test]
fn files_without_an_article_or_beside_a_whole_set_are_refused() {
    let [_, one, two] = files(&study("C1", ""), &study("C2", ""));
    let said = Claims::of(&[one.clone(), two]).unwrap_err().to_string();
    assert!(said.contains("no article.toml"), "{said}");
    let whole = file(RuleFileKind::Claims, "");
    let said = Claims::of(&[whole, one]).unwrap_err().to_string();
    assert!(said.starts_with("claims.toml: leave it out"), "{said}");
}
