//! What stands on the one screen that closes a run.

use lab_report::Judged;
use lab_report::text::overview::{open, unexpected};
use lab_verdict::answer::{Answer, Reason};
use lab_verdict::claims::Evidence;

use crate::synthetic;

fn ids<'a>(picked: &[&Judged<'a>]) -> Vec<&'a str> {
    picked.iter().map(|one| one.claim.id.as_str()).collect()
}

/// The answers of a site, all for the article's own subject: those of these claims do not hold, the others do.
fn where_these_fail<'a>(judged: Vec<Judged<'a>>, fail: &[&str]) -> Vec<Judged<'a>> {
    let mut of_subject: Vec<Judged<'a>> = judged
        .into_iter()
        .filter(|one| one.verdict.contender == "cpython")
        .collect();
    for one in &mut of_subject {
        let fails = fail.contains(&one.claim.id.as_str());
        one.verdict.answer = if fails {
            Answer::DoesNotHold
        } else {
            Answer::Holds
        };
    }
    of_subject
}

#[test]
fn advice_that_does_not_hold_is_unexpected_and_advice_that_holds_is_not() {
    let site = synthetic::site();
    let all = where_these_fail(site.judged(), &[]);
    assert!(unexpected(&all).is_empty());
    let every: Vec<&str> = all.iter().map(|one| one.claim.id.as_str()).collect();
    let all = where_these_fail(site.judged(), &every[..2]);
    let mut picked = ids(&unexpected(&all));
    picked.sort_unstable();
    let mut expected = every[..2].to_vec();
    expected.sort_unstable();
    assert_eq!(picked, expected);
}

#[test]
fn a_condition_is_less_unexpected_than_a_no_and_a_clock_less_than_a_count() {
    let site = synthetic::site();
    let all = site.judged();
    let every: Vec<&str> = all.iter().map(|one| one.claim.id.as_str()).collect();
    let mut all = where_these_fail(site.judged(), &every);
    for one in &mut all {
        one.verdict.evidence = Evidence::Measured;
    }
    let last = all.len() - 1;
    // Of one practice, so that no practice has its turn before.
    let practice = all[last].claim.practice.clone();
    let mut all: Vec<Judged<'_>> = all
        .into_iter()
        .filter(|one| one.claim.practice == practice)
        .collect();
    assert!(all.len() >= 3, "{:?}", every);
    let last = all.len() - 1;
    all[0].verdict.answer = Answer::DependsOn("grain_ns".into());
    all[last].verdict.evidence = Evidence::Counted;
    let picked = ids(&unexpected(&all));
    assert_eq!(picked.first(), Some(&all[last].claim.id.as_str()));
    assert_eq!(picked.last(), Some(&all[0].claim.id.as_str()));
}

#[test]
fn of_several_practices_each_has_its_turn_and_five_answers_are_enough() {
    let site = synthetic::site();
    let all = site.judged();
    let one = all
        .iter()
        .find(|one| one.verdict.contender == "cpython")
        .unwrap();
    let mut claims = Vec::new();
    for (id, practice) in [
        ("A", "p1"),
        ("B", "p1"),
        ("C", "p1"),
        ("D", "p2"),
        ("E", "p3"),
        ("F", "p1"),
        ("G", "p2"),
    ] {
        let mut claim = one.claim.clone();
        claim.id = id.into();
        claim.practice = practice.into();
        claims.push(claim);
    }
    let all: Vec<Judged<'_>> = claims
        .iter()
        .map(|claim| {
            let mut other = one.clone();
            other.claim = claim;
            other.verdict.answer = Answer::DoesNotHold;
            other
        })
        .collect();
    assert_eq!(ids(&unexpected(&all)), ["A", "D", "E", "B", "G"]);
}

#[test]
fn what_is_open_is_counted_by_its_first_reason_the_most_frequent_first() {
    let site = synthetic::site();
    let mut all = where_these_fail(site.judged(), &[]);
    assert_eq!(open(&all), None);
    let opened = |one: &mut Judged<'_>, reason: Reason| {
        one.verdict.answer = Answer::CantTellHere(vec![reason, Reason::Open]);
    };
    opened(&mut all[0], Reason::Straddles);
    assert_eq!(
        open(&all).unwrap(),
        "1 answer is open: the interval contains a threshold"
    );
    opened(&mut all[1], Reason::QuickMode);
    opened(&mut all[2], Reason::QuickMode);
    assert_eq!(
        open(&all).unwrap(),
        "3 answers are open: 2 (a quick run: no answer that rests on time), 1 (the interval contains a threshold)"
    );
}
