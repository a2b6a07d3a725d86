//! Each answer is reached, by times where it can be.

use lab_measure::record::Record;
use lab_verdict::answer::{Answer, Figure, Outcome, Reason};
use lab_verdict::claims::{Claims, Evidence};

use crate::support::{
    LAP_POOL, Lab, Rules, answer, around, assert_close, cant_tell, first_test, key, steady, test,
    unknown, verdict,
};

const GAIN: &str = "vs = \"b\"\nholds_if = { at_least = 1.5 }\nfails_if = { at_most = 1.1 }";

fn gain() -> Claims {
    Rules::one(&test("time", "a", GAIN))
}

/// Time of `a` against `b` of this ratio, in one cell per value of `n`.
fn lab(ratios: &[(u64, f64)]) -> Record {
    ratios
        .iter()
        .fold(Lab::new(), |lab, (n, ratio)| {
            lab.times(
                key("lap-pool", "a", &[("n", *n)]),
                around(1e6 * ratio, 0.05),
            )
            .times(key("lap-pool", "b", &[("n", *n)]), steady(1e6))
        })
        .build()
}

/// One regime per value of `n`.
fn by_n(count: u64) -> Rules {
    (1..=count).fold(Rules::new(), |rules, n| {
        let params = format!("n = {n}");
        rules.regime(&format!("n {n}"), &params, &[&test("time", "a", GAIN)])
    })
}

#[test]
fn holds_when_the_whole_interval_is_beyond_the_threshold() {
    assert_eq!(answer(&gain(), &lab(&[(1, 1.6)])), Answer::Holds);
}

#[test]
fn does_not_hold_when_the_whole_interval_is_on_the_other_side() {
    assert_eq!(answer(&gain(), &lab(&[(1, 1.0)])), Answer::DoesNotHold);
    assert_eq!(answer(&gain(), &lab(&[(1, 0.2)])), Answer::DoesNotHold);
}

#[test]
fn too_small_when_the_whole_interval_lies_between() {
    assert_eq!(answer(&gain(), &lab(&[(1, 1.3)])), Answer::TooSmallToMatter);
}

#[test]
fn straddling_either_threshold_is_no_answer() {
    for ratio in [1.5, 1.1] {
        assert_eq!(
            answer(&gain(), &lab(&[(1, ratio)])),
            cant_tell(Reason::Straddles)
        );
    }
}

#[test]
fn open_when_it_does_not_hold_and_nothing_says_when_it_fails() {
    let claims = Rules::time("holds_if = { at_least = 1.5 }");
    assert_eq!(answer(&claims, &lab(&[(1, 1.0)])), cant_tell(Reason::Open));
    assert_eq!(
        answer(&claims, &lab(&[(1, 1.5)])),
        cant_tell(Reason::Straddles)
    );
    assert_eq!(answer(&claims, &lab(&[(1, 1.6)])), Answer::Holds);
}

#[test]
fn rules_about_less_time_are_judged_the_same_way() {
    let claims = Rules::time("holds_if = { at_most = 0.6 }\nfails_if = { at_least = 0.9 }");
    assert_eq!(answer(&claims, &lab(&[(1, 0.5)])), Answer::Holds);
    assert_eq!(
        answer(&claims, &lab(&[(1, 0.75)])),
        Answer::TooSmallToMatter
    );
    assert_eq!(answer(&claims, &lab(&[(1, 1.0)])), Answer::DoesNotHold);
}

#[test]
fn depends_when_one_regime_holds_and_one_fails_and_names_what_differs() {
    let record = lab(&[(1, 2.0), (2, 1.0)]);
    let expected = Answer::DependsOn("n".to_owned());
    assert_eq!(answer(&by_n(2).claims(), &record), expected);
}

#[test]
fn depends_names_the_declared_parameter_first() {
    let claims = by_n(2).field("depends_on = \"task length\"").claims();
    let expected = Answer::DependsOn("task length".to_owned());
    assert_eq!(answer(&claims, &lab(&[(1, 2.0), (2, 1.0)])), expected);
}

#[test]
fn all_regimes_are_needed_for_holds_and_one_unknown_leaves_it_open() {
    let claims = by_n(2).claims();
    assert_eq!(answer(&claims, &lab(&[(1, 2.0), (2, 2.0)])), Answer::Holds);
    assert_eq!(
        answer(&claims, &lab(&[(1, 2.0), (2, 1.5)])),
        cant_tell(Reason::Straddles)
    );
    assert_eq!(
        answer(&claims, &lab(&[(1, 1.0), (2, 1.1)])),
        cant_tell(Reason::Straddles)
    );
}

#[test]
fn a_reversal_between_two_regimes_stands_beside_an_unknown_third() {
    let record = lab(&[(1, 2.0), (2, 1.0), (3, 1.5)]);
    let expected = Answer::DependsOn("n".to_owned());
    assert_eq!(answer(&by_n(3).claims(), &record), expected);
}

#[test]
fn does_not_apply_gives_the_declared_reason_and_judges_nothing() {
    let rules = by_n(1).field("[claim.does_not_apply_to]\nlap-pool = \"it has no lock\"");
    let verdict = verdict(&rules.claims(), &lab(&[(1, 2.0)]));
    assert_eq!(
        verdict.answer,
        Answer::DoesNotApply("it has no lock".to_owned())
    );
    assert_eq!(verdict.regimes, []);
    assert!(!verdict.not_needed);
}

#[test]
fn one_failing_test_makes_its_regime_fail_whatever_the_others_say() {
    let (holds, fails) = (
        test("time", "a", GAIN),
        test("time", "b", &GAIN.replace("\"b\"", "\"a\"")),
    );
    let missing = test("time", "a", &GAIN.replace("\"b\"", "\"c\""));
    let both = Rules::new().regime("r", "", &[&holds, &fails]).claims();
    assert_eq!(answer(&both, &lab(&[(1, 2.0)])), Answer::DoesNotHold);
    let with_unknown = Rules::new().regime("r", "", &[&missing, &fails]).claims();
    assert_eq!(
        answer(&with_unknown, &lab(&[(1, 2.0)])),
        Answer::DoesNotHold
    );
}

#[test]
fn every_test_of_a_regime_is_needed() {
    let (first, second) = (test("time", "a", GAIN), test("time", "c", GAIN));
    let claims = Rules::new().regime("r", "", &[&first, &second]).claims();
    let lab = |ratio: f64| {
        Lab::new()
            .times(key("lap-pool", "a", &[]), steady(2e6))
            .times(key("lap-pool", "b", &[]), steady(1e6))
            .times(key("lap-pool", "c", &[]), around(ratio * 1e6, 0.05))
            .build()
    };
    assert_eq!(answer(&claims, &lab(2.0)), Answer::Holds);
    assert_eq!(answer(&claims, &lab(1.3)), Answer::TooSmallToMatter);
    assert_eq!(answer(&claims, &lab(1.5)), cant_tell(Reason::Straddles));
}

#[test]
fn the_figure_behind_the_answer_is_the_estimate() {
    let test = first_test(&gain(), &lab(&[(1, 1.6)]));
    let Some(Figure::Ratio(figure)) = test.figure else {
        panic!("a ratio: {test:?}");
    };
    assert_close(figure.ratio, 1.6, 1e-3);
    assert_eq!((figure.processes, figure.pairs), (15, 30));
    assert_eq!(test.outcome, Outcome::Holds);
}

#[test]
fn the_judged_interval_is_the_99_percent_one() {
    // Its 95 % interval stays above 1.5, its 99 % interval does not.
    let record = Lab::new()
        .times(key("lap-pool", "a", &[]), around(1.56e6, 0.095))
        .times(key("lap-pool", "b", &[]), steady(1e6))
        .build();
    let test = first_test(&gain(), &record);
    let Some(Figure::Ratio(figure)) = test.figure else {
        panic!("a ratio: {test:?}");
    };
    assert!(figure.drawn.0 > 1.5 && figure.judged.0 < 1.5, "{figure:?}");
    assert_eq!(test.outcome, unknown(Reason::Straddles));
}

#[test]
fn the_verdict_carries_claim_subject_and_evidence() {
    let found = verdict(&gain(), &lab(&[(1, 1.6)]));
    assert_eq!(found.claim, "C1");
    assert_eq!(found.subject, LAP_POOL.name);
    assert_eq!(found.contender, LAP_POOL.contender);
    assert_eq!(found.evidence, Evidence::Measured);
}

#[test]
fn an_answer_that_counts_alone_give_is_counted_and_no_other() {
    let (time, count) = (test("time", "a", GAIN), test("count:held", "a", GAIN));
    let claims = Rules::new().regime("r", "", &[&time, &count]).claims();
    let record = |held| {
        Lab::new()
            .times(key("lap-pool", "a", &[]), steady(2e6))
            .times(key("lap-pool", "b", &[]), steady(1e6))
            .counts(key("lap-pool", "a", &[]), "held", &[held])
            .counts(key("lap-pool", "b", &[]), "held", &[10])
            .build()
    };
    let failing = verdict(&claims, &record(10));
    assert_eq!(
        (failing.answer, failing.evidence),
        (Answer::DoesNotHold, Evidence::Counted)
    );
    let holding = verdict(&claims, &record(20));
    assert_eq!(
        (holding.answer, holding.evidence),
        (Answer::Holds, Evidence::Measured)
    );
}

#[test]
fn a_record_from_elsewhere_overrides_the_evidence() {
    let record = Lab::new()
        .recorded()
        .times(key("lap-pool", "a", &[]), steady(2e6))
        .times(key("lap-pool", "b", &[]), steady(1e6))
        .build();
    let found = verdict(&gain(), &record);
    assert_eq!(found.evidence, Evidence::RecordedElsewhere);
    assert_eq!(found.answer, Answer::Holds);
}

#[test]
fn not_needed_is_said_only_where_the_answer_bears_it_out() {
    let claims = by_n(1).field("not_needed_for = [\"lap-pool\"]").claims();
    for (ratio, expected) in [(1.0, true), (1.3, true), (2.0, false), (1.5, false)] {
        let found = verdict(&claims, &lab(&[(1, ratio)]));
        assert_eq!(found.not_needed, expected, "{:?}", found.answer);
    }
}
