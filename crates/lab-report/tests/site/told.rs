//! What a verdict's sentences rest on: the test that decides, and the words of its numbers.

use lab_measure::record::{Cell, Count, Mode};
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
    let value = raw as f64 / base as f64;
    TestOutcome {
        metric: format!("count:{name}"),
        figure: Some(Figure::Count {
            value,
            least: value,
            most: value,
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
        "imap, its reader pausing once, held 90 items at its peak, map 100 (empty tasks)"
    );
}

/// What C12 says of lap-pool where its repetitions read so far ahead.
fn read_ahead(counts: [u64; 3]) -> (String, String) {
    let mut record = synthetic::p2(Mode::Default);
    let is_it = |cell: &Cell| {
        (cell.contender.as_str(), cell.call.as_str()) == ("lap-pool", "imap")
            && (cell.param("n"), cell.param("grain_ns")) == (Some(10_000), Some(0))
    };
    let cell = record.cells.iter().position(is_it).expect("its cell") as u32;
    let name = "pulled_after_one_result";
    let mut of_cell = record.counts.iter_mut();
    let one = of_cell.find(|count| count.cell == cell && count.name == name);
    let one = one.expect("it is counted").clone();
    (record.counts).retain(|count| count.cell != cell || count.name != name);
    record
        .counts
        .extend((0..).zip(counts).map(|(repetition, value)| Count {
            repetition,
            value,
            ..one.clone()
        }));
    let site = synthetic::assemble(Mode::Default, vec![record]);
    let judged = site.judged();
    let mut of_pool = judged.iter().filter(|one| one.claim.id == "C12");
    let one = of_pool.find(|one| one.verdict.contender == "lap-pool");
    let told = one.expect("it is judged").told();
    let finding = told.findings()[0].said.to_string();
    (told.numbers()[0].to_string(), finding)
}

#[test]
fn counts_that_differ_are_told_as_a_range_and_where_the_reader_paused() {
    let (card, sentence) = read_ahead([4, 4, 64]);
    assert_eq!(
        card,
        "imap had taken 4 to 64 of 10,000 inputs when its reader paused after one result"
    );
    assert!(
        sentence.contains("had taken 4 to 64 of 10,000 inputs"),
        "{sentence}"
    );
    assert!(sentence.contains("over 3 repetitions"), "{sentence}");
    let (card, sentence) = read_ahead([4, 4, 4]);
    assert!(card.contains("taken 4 of 10,000 inputs"), "{card}");
    assert!(sentence.contains("the same in 3 repetitions"), "{sentence}");
}

#[test]
fn a_rule_with_times_and_counts_says_so() {
    let mut site = synthetic::assemble(Mode::Default, vec![synthetic::p2(Mode::Default)]);
    let page = |site: &Site| {
        let folder = tempfile::tempdir().unwrap();
        render(site, folder.path()).unwrap();
        pages(folder.path()).remove("p2_map_vs_imap.html").unwrap()
    };
    assert!(!page(&site).contains("Decided by times and counts"));
    let claims = &mut site.claims.claim;
    let claim = claims.iter_mut().find(|claim| claim.id == "C11").unwrap();
    let mut test = claim.regime[0].test[0].clone();
    test.metric = "count:peak_live_items".into();
    claim.regime[0].test.push(test);
    assert!(page(&site).contains("Decided by times and counts"));
}

/// The first finding and its number on a stamp, for a count of one call divided by a parameter.
fn of_one_call(claim: &str, name: &str, per: Option<&str>, raw: u64, base: u64) -> [String; 2] {
    let mut site = synthetic::site();
    site.claims.claim.retain(|one| one.id == "C11");
    let mut renamed = site.claims.claim[0].clone();
    renamed.id = claim.into();
    let mut one = c11(&site);
    one.verdict.regimes.truncate(1);
    let regime = &mut one.verdict.regimes[0];
    let mut test = counted(&regime.tests[0], name, raw, base);
    test.vs = None;
    test.per = per.map(str::to_owned);
    if let Some(Figure::Count { base: divisor, .. }) = &mut test.figure {
        *divisor = per.map(|_| base);
    }
    regime.tests = vec![test];
    let told = lab_report::text::verdict_text::VerdictText {
        claim: &renamed,
        ..one.told()
    };
    [&told.findings()[0], &told.numbers()[0]].map(ToString::to_string)
}

#[test]
fn a_test_without_a_text_of_its_own_is_told_plainly() {
    let [finding, stamp] = of_one_call("C0", "tasks_run", Some("n"), 8, 10_000);
    assert!(
        finding.contains("lap-pool’s imap came to 8 of 10,000 (tasks run) (empty tasks;"),
        "{finding}"
    );
    assert!(stamp.ends_with("imap: 8 of 10,000 tasks run"), "{stamp}");
}

#[test]
fn one_is_said_in_the_singular_and_a_divisor_in_words() {
    let [finding, _] = of_one_call("C28", "interpreters_without_lock", None, 1, 1);
    assert!(
        finding.contains("1 interpreter here runs without its lock"),
        "{finding}"
    );
    let [finding, stamp] = of_one_call("C2", "threads_left", Some("pools"), 0, 20);
    assert!(
        finding.contains("lap-pool’s 20 forgotten pools left 0 threads ("),
        "{finding}"
    );
    assert!(
        stamp.ends_with("20 forgotten pools left 0 threads"),
        "{stamp}"
    );
}
