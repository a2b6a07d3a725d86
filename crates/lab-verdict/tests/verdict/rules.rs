//! What a set of rules may not say, and how it is told.

use lab_measure::record::Mode;
use lab_verdict::claims::Claims;
use lab_verdict::fault::Fault;
use lab_verdict::load::ClaimsError;

use crate::support::{Rules, test};

const OK: &str = "vs = \"b\"\nholds_if = { at_least = 1.5 }\nfails_if = { at_most = 1.1 }";

fn sound() -> Rules {
    Rules::new().regime("empty tasks", "n = 1", &[&test("time", "a", OK)])
}

fn with_test(test: &str) -> Rules {
    Rules::new().regime("empty tasks", "n = 1", &[test])
}

fn faults(text: &str) -> Vec<Fault> {
    match Claims::parse(text) {
        Err(ClaimsError::Faults(faults)) => faults,
        other => panic!("faults, not {other:?}"),
    }
}

/// The one fault of a text: where, field, value; its remedy is not empty.
fn fault(text: &str) -> (String, &'static str, String) {
    let mut faults = faults(text);
    assert_eq!(faults.len(), 1, "{faults:?}");
    let fault = faults.remove(0);
    assert!(!fault.remedy.is_empty());
    (fault.at.to_string(), fault.field, fault.value)
}

/// The one fault of a test: field and value; it names claim, regime and test.
fn test_fault(test: &str) -> (&'static str, String) {
    let (at, field, value) = fault(&with_test(test).text());
    assert_eq!(at, "claim C1, case \"empty tasks\", test 1");
    (field, value)
}

#[test]
fn sound_rules_are_read() {
    let claims = sound().claims();
    assert_eq!(claims.claim[0].regime[0].params["n"], 1);
    assert_eq!(claims.declared_seconds(Mode::Quick), 5);
    assert_eq!(claims.declared_seconds(Mode::Default), 60);
    assert_eq!(claims.declared_seconds(Mode::Full), 300);
}

#[test]
fn seconds_are_summed_over_experiments() {
    let more = "[experiment.more]\npractice = \"p1\"\ntitle = \"M\"\nversion = 1\n\
                seconds = { quick = 1, default = 2, full = 3 }\n";
    let text = sound()
        .text()
        .replace("[[claim]]", &format!("{more}\n[[claim]]"));
    let claims = Claims::parse(&text).expect("sound rules");
    assert_eq!(claims.declared_seconds(Mode::Default), 62);
}

#[test]
fn another_schema_is_named_before_anything_else() {
    let text = sound()
        .text()
        .replace("claims/1", "claims/2")
        .replace("advice", "counsel");
    let (at, field, value) = fault(&text);
    assert_eq!(
        (at.as_str(), field, value.as_str()),
        ("the rules", "schema", "lap-pool.claims/2")
    );
}

#[test]
fn a_text_of_another_form_is_told_with_its_line() {
    for text in [
        "schema = ",
        "",
        &sound().text().replace("advice", "counsel"),
    ] {
        let Err(ClaimsError::Form(words)) = Claims::parse(text) else {
            panic!("{text} has no form");
        };
        assert!(!words.is_empty());
    }
}

#[test]
fn an_unknown_experiment_is_told_with_the_known_ones() {
    let text = sound()
        .text()
        .replace("experiment = \"lab\"", "experiment = \"lap\"");
    let faults = faults(&text);
    let told = faults[0].to_string();
    assert_eq!(faults.len(), 1);
    assert_eq!(
        told,
        "claims.toml:27:1: claim C1: experiment = lap: declare [experiment.lap] or name one of: lab"
    );
}

#[test]
fn an_unknown_practice_is_found_in_claims_and_experiments() {
    let text = sound()
        .text()
        .replace("practice = \"p1\"", "practice = \"p7\"");
    let places: Vec<_> = faults(&text)
        .into_iter()
        .map(|fault| (fault.at.to_string(), fault.field))
        .collect();
    let expected = [
        ("experiment lab".to_owned(), "practice"),
        ("claim C1".to_owned(), "practice"),
    ];
    assert_eq!(places, expected);
}

#[test]
fn repeated_names_are_told() {
    let text = sound().text();
    let claim = text.find("[[claim]]").expect("a claim");
    let twice = format!("{text}\n{}", &text[claim..]);
    assert_eq!(
        fault(&twice),
        ("the rules".to_owned(), "claim.id", "C1".to_owned())
    );

    let practice = "[[practice]]\nid = \"p1\"\ntitle = \"One\"\n";
    let twice = text.replace(practice, &practice.repeat(2));
    assert_eq!(fault(&twice).1, "practice.id");

    let rule = test("time", "a", OK);
    let twice = Rules::new()
        .regime("r", "n = 1", &[&rule])
        .regime("r", "n = 2", &[&rule]);
    assert_eq!(fault(&twice.text()).1, "case.name");
}

#[test]
fn a_threshold_has_exactly_one_side() {
    let none = test("time", "a", "vs = \"b\"\nholds_if = {}");
    assert_eq!(test_fault(&none), ("holds_if", "{  }".to_owned()));
    let both = test(
        "time",
        "a",
        "vs = \"b\"\nholds_if = { at_least = 2.0 }\nfails_if = { at_least = 0.5, at_most = 1.0 }",
    );
    assert_eq!(
        test_fault(&both),
        ("fails_if", "{ at_least = 0.5, at_most = 1 }".to_owned())
    );
}

#[test]
fn a_threshold_is_a_number_that_a_figure_can_reach() {
    let endless = test("count:c", "a", "holds_if = { at_least = inf }");
    assert_eq!(test_fault(&endless).0, "holds_if");
    let not_a_number = test("count:c", "a", "holds_if = { at_least = nan }");
    assert_eq!(test_fault(&not_a_number).0, "holds_if");
    let negative = test("time", "a", "vs = \"b\"\nholds_if = { at_most = 0.0 }");
    assert_eq!(test_fault(&negative).0, "holds_if");
    let none_left = test("count:c", "a", "holds_if = { at_most = 0 }");
    with_test(&none_left).claims();
}

#[test]
fn holds_and_fails_may_not_overlap() {
    let sides = |metric: &str, holds: &str, fails: &str| {
        let vs = if metric == "time" { "vs = \"b\"\n" } else { "" };
        let rest = format!("{vs}holds_if = {{ {holds} }}\nfails_if = {{ {fails} }}");
        with_test(&test(metric, "a", &rest))
    };
    for (metric, holds, fails) in [
        ("time", "at_least = 1.0", "at_most = 1.5"),
        ("time", "at_least = 1.0", "at_most = 1.03"),
        ("time", "at_most = 1.5", "at_least = 1.5"),
        ("time", "at_least = 1.5", "at_least = 3.0"),
        ("count:c", "at_most = 1", "at_least = 1"),
        ("count:c", "at_most = 5", "at_most = 1"),
    ] {
        let (_, field, _) = fault(&sides(metric, holds, fails).text());
        assert_eq!(field, "fails_if", "{metric} {holds} {fails}");
    }
    for (metric, holds, fails) in [
        ("time", "at_least = 1.0", "at_most = 1.0"),
        ("time", "at_most = 0.9", "at_least = 1.0"),
        ("count:c", "at_most = 1", "at_least = 2"),
    ] {
        sides(metric, holds, fails).claims();
    }
}

#[test]
fn a_metric_is_one_of_four_words_and_a_count_has_a_name() {
    for word in ["count:", "count: ", "counts:c", "wall", ""] {
        let bad = test(word, "a", "holds_if = { at_most = 1.0 }");
        assert_eq!(test_fault(&bad), ("metric", word.to_owned()));
    }
}

#[test]
fn a_side_names_a_parameter_that_cells_have() {
    let sided = |rest: &str| test("time", "a", &format!("{OK}\n{rest}"));
    for (field, rest) in [("of_where", "of_where = {}"), ("vs_where", "vs_where = {}")] {
        assert_eq!(test_fault(&sided(rest)), (field, "{}".to_owned()));
    }
    for (field, rest) in [
        ("of_where", "of_where = { wokers = 1 }"),
        ("vs_where", "vs_where = { wokers = 1 }"),
    ] {
        assert_eq!(test_fault(&sided(rest)), (field, "wokers".to_owned()));
    }
    let told = faults(&with_test(&sided("of_where = { wokers = 1 }")).text())[0].to_string();
    assert!(
        told.starts_with("claims.toml:42:1: claim C1, case "),
        "{told}"
    );
    assert!(told.contains("name one of: n, workers"), "{told}");
    with_test(&sided("of_where = { workers = 1 }")).claims();
}

#[test]
fn a_call_is_compared_with_itself_only_at_other_parameters() {
    let sided = |rest: &str| {
        test(
            "time",
            "a",
            &format!("{}\n{rest}", OK.replace("\"b\"", "\"a\"")),
        )
    };
    for same in [
        "",
        "of_where = { n = 1 }",
        "of_where = { n = 7 }\nvs_where = { n = 7 }",
    ] {
        assert_eq!(test_fault(&sided(same)), ("vs", "a".to_owned()));
    }
    with_test(&sided("of_where = { n = 7 }")).claims();
}

#[test]
fn a_count_on_its_own_has_no_second_side() {
    let alone = "vs_where = { n = 7 }\nholds_if = { at_most = 1 }";
    let (field, _) = test_fault(&test("count:c", "a", alone));
    assert_eq!(field, "vs_where");
    with_test(&test("count:c", "a", &alone.replace("vs_", "of_"))).claims();
}

#[test]
fn a_time_needs_another_call_to_compare_with() {
    let alone = test("time", "a", "holds_if = { at_most = 0.5 }");
    assert_eq!(test_fault(&alone), ("vs", "absent".to_owned()));
    let itself = test("time", "a", "vs = \"a\"\nholds_if = { at_most = 0.5 }");
    assert_eq!(test_fault(&itself), ("vs", "a".to_owned()));
}

#[test]
fn per_divides_only_a_count_on_its_own() {
    let with_vs = test(
        "count:c",
        "a",
        "vs = \"b\"\nper = \"n\"\nholds_if = { at_most = 1 }",
    );
    assert_eq!(test_fault(&with_vs), ("per", "n".to_owned()));
    let of_time = test(
        "time",
        "a",
        "vs = \"b\"\nper = \"n\"\nholds_if = { at_most = 0.5 }",
    );
    assert_eq!(test_fault(&of_time), ("per", "n".to_owned()));
}

#[test]
fn a_claim_has_regimes_and_a_regime_has_tests() {
    let none = format!("{}\nregime = []\n", Rules::new().text());
    assert_eq!(
        fault(&none),
        ("claim C1".to_owned(), "case", "[]".to_owned())
    );
    let empty = Rules::new().regime("r", "", &["test = []"]);
    assert_eq!(fault(&empty.text()).1, "test");
}

#[test]
fn a_subject_that_nobody_judges_is_told() {
    let text = sound().field("not_needed_for = [\"rayon\"]").text();
    assert_eq!(
        fault(&text),
        ("claim C1".to_owned(), "not_needed_for", "rayon".to_owned())
    );
    let text = sound().field("does_not_apply_to = { go = \"no\" }").text();
    assert_eq!(fault(&text).1, "does_not_apply_to");
}

#[test]
fn a_control_says_what_it_must_show() {
    let pair = "contender = \"std\"\nof = \"a\"\nvs = \"b\"";
    for (fields, field) in [
        (format!("kind = \"positive\"\n{pair}"), "at_least"),
        (
            format!("kind = \"positive\"\n{pair}\nat_least = 0.5"),
            "at_least",
        ),
        (
            format!("kind = \"null\"\n{pair}\nat_least = 2.0"),
            "at_least",
        ),
        (
            "kind = \"positive\"\ncontender = \"std\"\nof = \"a\"\nvs = \"a\"\nat_least = 2.0"
                .to_owned(),
            "vs",
        ),
    ] {
        let (at, found, _) = fault(&sound().control(&fields).text());
        assert_eq!((at.as_str(), found), ("experiment lab, control 1", field));
    }
}

#[test]
fn seconds_for_an_input_need_the_input() {
    let seconds = "full = 300 }\ninput_seconds = { urls = 180 }";
    let text = sound().text().replace("full = 300 }", seconds);
    let told = (
        "experiment lab".to_owned(),
        "input_seconds",
        "urls".to_owned(),
    );
    assert_eq!(fault(&text), told);
    let text = text.replace("input_seconds", "inputs = [\"urls\"]\ninput_seconds");
    Claims::parse(&text).unwrap();
}

#[test]
fn all_faults_are_told_at_once_one_a_line() {
    let bad = test("clock", "a", "holds_if = {}");
    let text = with_test(&bad)
        .text()
        .replace("experiment = \"lab\"", "experiment = \"lap\"");
    let error = Claims::parse(&text).expect_err("three faults");
    assert_eq!(error.to_string().lines().count(), 3, "{error}");
}
