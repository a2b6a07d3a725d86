//! What a verdict's sentences rest on: the test that decides, and the words of its numbers.

use lab_measure::record::Mode;
use lab_report::sentence::scope::tasks;
use lab_report::sentence::why::why;
use lab_report::{Judged, Site, render};
use lab_verdict::answer::{Answer, Figure, Outcome, TestOutcome};
use lab_verdict::claims::Evidence;

use crate::synthetic;
use crate::synthetic::html::pages;

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

/// The first finding, its number on a stamp, and its yardstick, for a count of one call divided by a parameter.
fn of_one_call(name: &str, per: Option<&str>, raw: u64, base: u64, limit: f64) -> [String; 3] {
    let site = synthetic::site();
    let mut one = c11(&site);
    one.verdict.regimes.truncate(1);
    let regime = &mut one.verdict.regimes[0];
    let mut test = counted(&regime.tests[0], name, raw, base);
    test.vs = None;
    test.per = per.map(str::to_owned);
    test.holds_if.at_most = Some(limit);
    if let Some(Figure::Count { base: divisor, .. }) = &mut test.figure {
        *divisor = per.map(|_| base);
    }
    regime.tests = vec![test];
    let finding = one.told().findings()[0].to_string();
    let stamp = one.told().numbers()[0].to_string();
    [finding, stamp, why(&[&one]).unwrap()]
}

#[test]
fn what_is_not_one_for_each_task_is_no_share_of_the_tasks() {
    let [finding, stamp, asked] = of_one_call("messages_queued", Some("n"), 8, 10_000, 0.5);
    assert!(
        finding.contains("imap queued 8 messages for 10,000 tasks"),
        "{finding}"
    );
    assert_eq!(stamp, "imap: 8 messages queued for 10,000 tasks");
    assert!(
        asked.starts_with("It holds with at most 5,000 messages queued for 10,000 tasks (imap)"),
        "{asked}"
    );
    let [_, stamp, _] = of_one_call("tasks_run", Some("n"), 8, 10_000, 0.5);
    assert_eq!(stamp, "imap: 8 of 10,000 tasks run");
}

#[test]
fn one_is_said_in_the_singular_and_a_divisor_in_words() {
    let [finding, _, asked] = of_one_call("interpreters_without_lock", None, 1, 1, 1.0);
    assert!(
        finding.contains("imap included 1 interpreter whose lock is off,"),
        "{finding}"
    );
    assert!(
        asked.starts_with("It holds with at most 1 interpreter whose lock is off (imap)"),
        "{asked}"
    );
    let [_, stamp, _] = of_one_call("inversions", None, 1, 1, 0.0);
    assert_eq!(stamp, "imap: 1 pair out of order");
    let [finding, ..] = of_one_call("threads_left", Some("pools"), 0, 20, 1.0);
    assert!(
        finding.contains("imap left 0 threads, 0 for each of 20 pools,"),
        "{finding}"
    );
}
