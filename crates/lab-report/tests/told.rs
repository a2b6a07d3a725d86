//! What a verdict's sentences rest on: the test that decides, and the words of its numbers.

mod synthetic;

use lab_measure::record::Mode;
use lab_report::sentence::scope::tasks;
use lab_report::{Judged, Site, render};
use lab_verdict::answer::{Answer, Figure, Outcome, TestOutcome};
use lab_verdict::claims::Evidence;
use synthetic::html::pages;

/// The verdict on C11 for lap-pool.
fn c11(site: &Site) -> Judged<'_> {
    let is_it = |one: &Judged<'_>| one.claim.id == "C11" && one.verdict.contender == "lap-pool";
    site.judged().into_iter().find(is_it).unwrap()
}

/// The same test on a count.
fn counted(test: &TestOutcome, name: &str, raw: u64, base: u64) -> TestOutcome {
    TestOutcome {
        metric: format!("count:{name}"),
        figure: Some(Figure::Count {
            value: raw as f64 / base as f64,
            least: 1.0,
            most: 1.0,
            raw,
            base: Some(base),
            repetitions: 3,
        }),
        ..test.clone()
    }
}

#[test]
fn an_answer_that_counts_give_is_told_by_a_count() {
    let site = synthetic::site();
    let mut one = c11(&site);
    one.verdict.answer = Answer::DoesNotHold;
    for regime in &mut one.verdict.regimes {
        let test = regime.tests[0].clone();
        regime
            .tests
            .push(counted(&test, "peak_live_items", 90, 100));
        for test in &mut regime.tests {
            test.outcome = Outcome::Fails;
        }
        regime.outcome = Outcome::Fails;
    }
    let number = |one: &Judged<'_>| one.told().numbers()[0].to_string();
    assert!(number(&one).contains("times as long"), "{}", number(&one));
    one.verdict.evidence = Evidence::Counted;
    assert_eq!(
        number(&one),
        "imap: 90, map: 100 items alive at once (empty tasks)"
    );
}

#[test]
fn a_rule_with_times_and_counts_says_so() {
    let mut site = synthetic::assemble(Mode::Default, vec![synthetic::p2(Mode::Default)]);
    let page = |site: &Site| {
        let folder = tempfile::tempdir().unwrap();
        render(site, folder.path()).unwrap();
        pages(folder.path()).remove("p2_map_vs_imap.html").unwrap()
    };
    assert!(!page(&site).contains("rests on times and on counts"));
    let claims = &mut site.claims.claim;
    let claim = claims.iter_mut().find(|claim| claim.id == "C11").unwrap();
    let mut test = claim.regime[0].test[0].clone();
    test.metric = "count:peak_live_items".into();
    claim.regime[0].test.push(test);
    assert!(page(&site).contains("rests on times and on counts"));
}

#[test]
fn a_case_that_begins_with_a_number_in_words_gets_none_before_it() {
    let site = synthetic::site();
    let mut regime = c11(&site).claim.regime[0].clone();
    regime.params.insert("n".into(), 10);
    for (name, words) in [
        (
            "ten tasks, one raises or panics",
            "ten tasks, one raises or panics",
        ),
        ("a hundred tasks", "a hundred tasks"),
        ("tasks of which one fails", "10 tasks of which one fails"),
    ] {
        regime.name = name.into();
        assert_eq!(tasks(&regime), words);
    }
}
