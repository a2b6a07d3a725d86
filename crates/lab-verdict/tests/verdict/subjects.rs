//! Whom a record speaks for, and which record speaks for whom.

use lab_measure::record::Record;
use lab_verdict::answer::{Answer, Reason};
use lab_verdict::claims::{Claims, Evidence};
use lab_verdict::{judge_all, record_for};

use crate::support::{CPYTHON, LAP_POOL, Lab, Rules, cant_tell, key, test};

fn few() -> Claims {
    Rules::one(&test(
        "count:c",
        "a",
        "holds_if = { at_most = 1 }\nfails_if = { at_least = 9 }",
    ))
}

fn lab(lab: Lab, counts: &[(&str, u64)]) -> Record {
    counts
        .iter()
        .fold(lab, |lab, (contender, count)| {
            lab.counts(key(contender, "a", &[]), "c", &[*count])
        })
        .build()
}

#[test]
fn every_claim_is_judged_for_every_subject() {
    let record = lab(Lab::new(), &[("lap-pool", 1), ("cpython", 9), ("rayon", 5)]);
    let told: Vec<_> = judge_all(&few(), &[record])
        .into_iter()
        .map(|verdict| (verdict.subject, verdict.answer))
        .collect();
    let expected = [
        ("CPython".to_owned(), Answer::DoesNotHold),
        ("lap-pool".to_owned(), Answer::Holds),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_subject_that_is_absent_here_is_judged_by_its_recording() {
    let live = lab(
        Lab::new().absent("cpython", "python3 was not found"),
        &[("lap-pool", 1)],
    );
    let kept = lab(Lab::new().recorded(), &[("cpython", 9), ("lap-pool", 9)]);
    for records in [[live.clone(), kept.clone()], [kept, live]] {
        let verdicts = judge_all(&few(), &records);
        let told: Vec<_> = verdicts
            .iter()
            .map(|verdict| (&verdict.answer, verdict.evidence))
            .collect();
        let expected = [
            (&Answer::DoesNotHold, Evidence::RecordedElsewhere),
            (&Answer::Holds, Evidence::Counted),
        ];
        assert_eq!(told, expected);
    }
}

#[test]
fn a_subject_that_is_here_is_not_judged_by_its_recording() {
    let live = lab(Lab::new(), &[("cpython", 1)]);
    let kept = lab(Lab::new().recorded(), &[("cpython", 9)]);
    let records = [kept, live];
    let mut claim = few().claim.remove(0);
    assert_eq!(record_for(&records, &claim, CPYTHON), Some(&records[1]));
    claim.experiment = "other".into();
    assert_eq!(record_for(&records, &claim, CPYTHON), None);
}

/// A machine with another interpreter and without CPython counts the one and has no data for what is asked of the other.
#[test]
fn what_was_counted_for_another_claim_does_not_hide_a_recording() {
    let live = Lab::new()
        .counts(key("cpython", "interpreters", &[]), "c", &[1])
        .counts(key("cpython", "a", &[]), "something else", &[1])
        .build();
    let kept = lab(Lab::new().recorded(), &[("cpython", 9)]);
    let verdicts = judge_all(&few(), &[live, kept]);
    assert_eq!(verdicts[0].answer, Answer::DoesNotHold);
    assert_eq!(verdicts[0].evidence, Evidence::RecordedElsewhere);
}

#[test]
fn where_no_record_has_the_subject_the_one_from_here_says_why() {
    let live = lab(
        Lab::new().absent("cpython", "python3 was not found"),
        &[("lap-pool", 1)],
    );
    let kept = lab(Lab::new().recorded(), &[("lap-pool", 1)]);
    let verdicts = judge_all(&few(), &[kept, live]);
    let words = "python3 was not found".to_owned();
    assert_eq!(verdicts[0].answer, cant_tell(Reason::NoData(Some(words))));
    assert_eq!(
        judge_all(&few(), &[])[0].answer,
        cant_tell(Reason::NoData(None))
    );
}

#[test]
fn rules_may_name_a_subject_by_its_name_or_its_contender() {
    for name in ["CPython", "cpython"] {
        let rules = Rules::new()
            .field(&format!("not_needed_for = [\"{name}\"]"))
            .regime(
                "r",
                "",
                &[&test("count:c", "a", "holds_if = { at_most = 1 }")],
            );
        let claims = rules.claims();
        assert!(claims.claim[0].is_not_needed_for(CPYTHON));
        assert!(!claims.claim[0].is_not_needed_for(LAP_POOL));
    }
}
