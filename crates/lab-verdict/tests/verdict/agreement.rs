//! Several runs side by side: which answers contradict each other, and how far the number moves.

use std::collections::BTreeMap;

use lab_measure::record::{Absent, Mode};
use lab_verdict::agreement::{Agreement, Judged, Row, RunTold, Said, agreement};
use lab_verdict::answer::{Answer, Figure, Outcome, Reason, RegimeOutcome, TestOutcome, Verdict};
use lab_verdict::claims::{Claims, Evidence, Threshold};

use crate::support::{Lab, Rules, test};

const RATE: &str = "holds_if = { at_most = 2 }\nfails_if = { at_least = 9 }";

fn rules() -> Claims {
    Rules::one(&test("count:inputs", "a", RATE))
}

/// A verdict on the one claim of [`rules`], with the count behind it.
fn verdict(answer: Answer, count: Option<u64>) -> Verdict {
    let outcome = match answer {
        Answer::Holds => Outcome::Holds,
        Answer::DoesNotHold | Answer::DependsOn(_) => Outcome::Fails,
        _ => Outcome::Unknown(Vec::new()),
    };
    let figure = count.map(|raw| Figure::Count {
        value: raw as f64,
        least: raw as f64,
        most: raw as f64,
        raw,
        base: None,
        repetitions: 1,
    });
    let test = TestOutcome {
        metric: "count:inputs".into(),
        of: "a".into(),
        vs: None,
        of_params: BTreeMap::new(),
        vs_params: BTreeMap::new(),
        set_apart: Vec::new(),
        per: None,
        outcome: outcome.clone(),
        figure,
        holds_if: Threshold::at_most(2.0),
        fails_if: Some(Threshold::at_least(9.0)),
    };
    Verdict {
        claim: "C1".into(),
        subject: "lap-pool".into(),
        contender: "lap-pool".into(),
        answer,
        not_needed: false,
        evidence: Evidence::Measured,
        regimes: vec![RegimeOutcome {
            name: "all".into(),
            outcome,
            tests: vec![test],
        }],
    }
}

fn compared(runs: &[(Claims, Vec<Verdict>)]) -> Agreement {
    let told: Vec<RunTold> = (0..runs.len())
        .map(|place| RunTold {
            run: format!("run {place}"),
            started: "2026-01-01T00:00:00Z".into(),
            mode: Mode::Default,
            neighbour_threads: None,
            machine: "2-core".into(),
            grade: None,
        })
        .collect();
    let runs: Vec<Judged<'_>> = runs
        .iter()
        .zip(&told)
        .map(|((claims, verdicts), told)| Judged {
            told,
            claims,
            verdicts,
            records: &[],
        })
        .collect();
    agreement(&runs)
}

/// The one row of runs under one set of rules.
fn row(verdicts: Vec<Verdict>) -> Row {
    let runs: Vec<(Claims, Vec<Verdict>)> = verdicts
        .into_iter()
        .map(|verdict| (rules(), vec![verdict]))
        .collect();
    let mut found = compared(&runs);
    assert_eq!(found.rows.len(), 1);
    assert_eq!(found.flipping().count(), usize::from(found.rows[0].flips));
    found.rows.remove(0)
}

fn cannot_tell() -> Answer {
    Answer::CantTellHere(vec![Reason::Straddles])
}

#[test]
fn two_different_answers_are_a_flip() {
    assert!(
        row(vec![
            verdict(Answer::Holds, Some(1)),
            verdict(Answer::DoesNotHold, Some(9))
        ])
        .flips
    );
    let depends = |words: &str| verdict(Answer::DependsOn(words.into()), Some(9));
    assert!(row(vec![depends("n"), verdict(Answer::Holds, Some(1))]).flips);
    assert!(row(vec![depends("n"), depends("workers")]).flips);
    assert!(!row(vec![depends("n"), depends("n")]).flips);
}

#[test]
fn what_is_not_needed_is_carried_along_and_flips_as_its_answer_does() {
    let mut spared = verdict(Answer::DoesNotHold, Some(9));
    spared.not_needed = true;
    let found = row(vec![spared, verdict(Answer::DoesNotHold, Some(9))]);
    assert!(found.given[0].not_needed && !found.given[1].not_needed);
    assert!(!found.flips);
}

#[test]
fn the_same_answer_again_is_none() {
    let same = row(vec![
        verdict(Answer::Holds, Some(1)),
        verdict(Answer::Holds, Some(2)),
    ]);
    assert!(!same.flips && !same.rules_differ);
    assert_eq!(same.spread(), Some((1.0, 2.0)));
}

#[test]
fn a_run_that_cannot_tell_contradicts_nobody() {
    let some = row(vec![
        verdict(cannot_tell(), Some(5)),
        verdict(Answer::Holds, Some(1)),
        verdict(cannot_tell(), None),
    ]);
    assert!(!some.flips);
    assert_eq!(some.untold(), 2);
    assert_eq!(
        some.spread(),
        Some((1.0, 5.0)),
        "its number counts all the same"
    );
    assert!(!row(vec![verdict(cannot_tell(), None)]).flips);
    let around = row(vec![
        verdict(Answer::Holds, Some(1)),
        verdict(cannot_tell(), None),
        verdict(Answer::DoesNotHold, Some(9)),
    ]);
    assert!(around.flips, "the one between two answers hides nothing");
}

#[test]
fn what_comes_from_elsewhere_is_no_repetition() {
    let mut recorded = verdict(Answer::DoesNotHold, Some(9));
    recorded.evidence = Evidence::RecordedElsewhere;
    let found = row(vec![verdict(Answer::Holds, Some(1)), recorded]);
    assert!(!found.flips);
    assert_eq!(found.given[1].answer, Said::RecordedElsewhere);
    assert_eq!(found.spread(), Some((1.0, 1.0)));
}

#[test]
fn a_run_that_did_not_ask_contradicts_nobody() {
    let runs = [
        (rules(), vec![verdict(Answer::Holds, Some(1))]),
        (rules(), Vec::new()),
    ];
    let found = compared(&runs);
    assert_eq!(found.rows[0].given[1].answer, Said::NotMeasured);
    assert!(!found.rows[0].flips);
    assert!(found.silent().eq(["run 1"]));
}

#[test]
fn rules_that_differ_between_runs_are_told() {
    let other = Rules::one(&test(
        "count:inputs",
        "a",
        "holds_if = { at_most = 3 }\nfails_if = { at_least = 9 }",
    ));
    let runs = |second: Claims| {
        compared(&[
            (rules(), vec![verdict(Answer::Holds, Some(1))]),
            (second, vec![verdict(Answer::Holds, Some(1))]),
        ])
    };
    assert!(runs(other).rows[0].rules_differ);
    let mut reworded = rules();
    reworded.claim[0].caveat = "Almost always.".into();
    assert!(!runs(reworded).rows[0].rules_differ, "words judge nothing");
    let mut newer = rules();
    newer.experiment.get_mut("lab").unwrap().version = 2;
    assert!(runs(newer).rows[0].rules_differ);
}

/// Older rules may have held the same call against another one.
#[test]
fn the_number_of_another_comparison_is_not_followed() {
    let mut beside = verdict(Answer::Holds, Some(7));
    beside.regimes[0].tests[0].vs = Some("b".into());
    let row = row(vec![verdict(Answer::Holds, Some(1)), beside]);
    assert_eq!(row.spread(), Some((1.0, 1.0)));
    assert_eq!(row.given[1].value, None);
}

fn counted(mut claims: Claims) -> Claims {
    claims.claim[0].evidence = Evidence::Counted;
    claims
}

#[test]
fn a_timed_claim_that_a_run_cannot_tell_is_noted_and_no_fault() {
    let found = compared(&[
        (rules(), vec![verdict(Answer::Holds, Some(1))]),
        (rules(), vec![verdict(cannot_tell(), None)]),
    ]);
    let accounts = found.accounts();
    assert_eq!(accounts[0].subjects[0].timed, 1);
    assert!(accounts[0].subjects[0].timed_cannot_tell.is_empty());
    assert_eq!(accounts[1].subjects[0].timed_cannot_tell, ["C1"]);
    assert_eq!(accounts[1].subjects[0].counted, 0);
    assert!(found.is_sound());
}

#[test]
fn a_counted_claim_that_a_run_does_not_answer_is_a_fault_of_that_run() {
    let answered = || (counted(rules()), vec![verdict(Answer::Holds, Some(1))]);
    assert!(compared(&[answered(), answered()]).is_sound());
    for without in [vec![verdict(cannot_tell(), None)], Vec::new()] {
        let found = compared(&[answered(), (counted(rules()), without)]);
        assert_eq!(found.flipping().count(), 0);
        assert!(!found.is_sound());
        let unanswered = found.unanswered();
        assert_eq!(unanswered.len(), 1);
        assert_eq!(
            (&*unanswered[0].0.claim, &*unanswered[0].1),
            ("C1", &[1][..])
        );
        let accounts = found.accounts();
        assert!(accounts[0].subjects[0].counted_unanswered.is_empty());
        assert_eq!(accounts[1].subjects[0].counted_unanswered, ["C1"]);
    }
}

/// A machine without an interpreter answers with what another one counted, and says so.
#[test]
fn the_answer_of_a_recording_is_told_apart_and_no_fault() {
    let mut recorded = verdict(Answer::Holds, Some(1));
    recorded.evidence = Evidence::RecordedElsewhere;
    let found = compared(&[
        (counted(rules()), vec![verdict(Answer::Holds, Some(1))]),
        (counted(rules()), vec![recorded]),
    ]);
    assert!(found.is_sound());
    let accounts = found.accounts();
    assert!(accounts[0].subjects[0].counted_recorded.is_empty());
    assert_eq!(accounts[1].subjects[0].counted_recorded, ["C1"]);
}

/// One interpreter on the machine, and a claim about a second: nobody could count it, and the record says why.
#[test]
fn what_the_machine_does_not_have_is_told_and_no_fault_but_what_failed_is() {
    let claims = counted(rules());
    let told = RunTold {
        run: "here".into(),
        started: String::new(),
        mode: Mode::Default,
        neighbour_threads: None,
        machine: "2-core".into(),
        grade: None,
    };
    let lacking = Reason::NoData(Some("there is only one".into()));
    for (absent, is_fault) in [
        (Absent::lacking("a", "there is only one"), false),
        (Absent::failed("a", "there is only one"), true),
        (Absent::lacking("a", "something else"), true),
    ] {
        let mut record = Lab::new().build();
        record.absent.push(absent);
        let run = Judged {
            told: &told,
            claims: &claims,
            verdicts: &[verdict(Answer::CantTellHere(vec![lacking.clone()]), None)],
            records: &[record],
        };
        let found = agreement(&[run]);
        assert_eq!(found.is_sound(), !is_fault);
        let left = &found.accounts()[0].subjects[0];
        assert_eq!(left.counted_lacking.is_empty(), is_fault);
        assert_eq!(left.counted_unanswered.is_empty(), !is_fault);
    }
}
