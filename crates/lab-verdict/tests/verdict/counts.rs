//! Counts: every repetition speaks, and the least favourable one decides.

use lab_measure::record::Record;
use lab_verdict::answer::{Answer, Figure, Reason};
use lab_verdict::claims::Claims;

use crate::support::{Lab, Rules, answer, cant_tell, first_test, key, test};

fn rule(rest: &str) -> Claims {
    Rules::one(&test("count:pulled", "a", rest))
}

fn counted(values: &[u64]) -> Record {
    Lab::new()
        .counts(key("lap-pool", "a", &[("n", 100)]), "pulled", values)
        .build()
}

fn against(of: &[u64], vs: &[u64]) -> Record {
    Lab::new()
        .counts(key("lap-pool", "a", &[]), "pulled", of)
        .counts(key("lap-pool", "b", &[]), "pulled", vs)
        .build()
}

/// (value, least, most, raw, base, repetitions).
fn figure(claims: &Claims, record: &Record) -> (f64, f64, f64, u64, Option<u64>, u32) {
    match first_test(claims, record).figure {
        Some(Figure::Count {
            value,
            least,
            most,
            raw,
            base,
            repetitions,
        }) => (value, least, most, raw, base, repetitions),
        other => panic!("a count: {other:?}"),
    }
}

const FEW: &str = "holds_if = { at_most = 10 }\nfails_if = { at_least = 100 }";
const MANY: &str = "holds_if = { at_least = 100 }\nfails_if = { at_most = 10 }";

#[test]
fn a_count_holds_only_if_every_repetition_does() {
    assert_eq!(answer(&rule(FEW), &counted(&[8, 10, 9])), Answer::Holds);
    assert_eq!(
        answer(&rule(FEW), &counted(&[8, 11, 9])),
        cant_tell(Reason::Straddles)
    );
    assert_eq!(answer(&rule(MANY), &counted(&[100, 300])), Answer::Holds);
    assert_eq!(
        answer(&rule(MANY), &counted(&[99, 300])),
        cant_tell(Reason::Straddles)
    );
}

#[test]
fn a_count_fails_only_if_every_repetition_does() {
    assert_eq!(
        answer(&rule(FEW), &counted(&[100, 300])),
        Answer::DoesNotHold
    );
    assert_eq!(
        answer(&rule(FEW), &counted(&[99, 300])),
        cant_tell(Reason::Straddles)
    );
    assert_eq!(answer(&rule(MANY), &counted(&[10, 0])), Answer::DoesNotHold);
}

#[test]
fn repetitions_on_both_sides_are_no_answer() {
    assert_eq!(
        answer(&rule(FEW), &counted(&[5, 500])),
        cant_tell(Reason::Straddles)
    );
}

#[test]
fn a_repetition_exactly_at_a_threshold_is_on_its_side_and_not_between() {
    for (rule, values) in [
        (rule(FEW), [10, 50]),
        (rule(FEW), [50, 100]),
        (rule(MANY), [50, 100]),
        (rule(MANY), [10, 50]),
    ] {
        assert_eq!(
            answer(&rule, &counted(&values)),
            cant_tell(Reason::Straddles)
        );
    }
}

#[test]
fn a_count_between_the_thresholds_in_every_repetition_is_too_small() {
    assert_eq!(
        answer(&rule(FEW), &counted(&[11, 99])),
        Answer::TooSmallToMatter
    );
}

#[test]
fn a_count_without_fails_if_stays_open() {
    let claims = rule("holds_if = { at_most = 10 }");
    assert_eq!(
        answer(&claims, &counted(&[11, 500])),
        cant_tell(Reason::Open)
    );
    assert_eq!(
        answer(&claims, &counted(&[10, 500])),
        cant_tell(Reason::Straddles)
    );
}

#[test]
fn counts_depend_on_a_parameter_like_times() {
    let few = test("count:pulled", "a", FEW);
    let claims = Rules::new()
        .regime("short", "n = 1", &[&few])
        .regime("long", "n = 2", &[&few])
        .claims();
    let record = Lab::new()
        .counts(key("lap-pool", "a", &[("n", 1)]), "pulled", &[1])
        .counts(key("lap-pool", "a", &[("n", 2)]), "pulled", &[1000])
        .build();
    assert_eq!(answer(&claims, &record), Answer::DependsOn("n".to_owned()));
}

#[test]
fn a_count_is_divided_by_a_parameter_of_its_cell() {
    let claims = rule("per = \"n\"\nholds_if = { at_most = 0.1 }\nfails_if = { at_least = 1.0 }");
    assert_eq!(answer(&claims, &counted(&[10, 9])), Answer::Holds);
    assert_eq!(answer(&claims, &counted(&[100, 100])), Answer::DoesNotHold);
    assert_eq!(
        figure(&claims, &counted(&[10, 9])),
        (0.1, 0.09, 0.1, 10, Some(100), 2)
    );
}

#[test]
fn dividing_by_a_parameter_that_the_cell_lacks_is_no_data() {
    let claims = rule("per = \"workers\"\nholds_if = { at_most = 0.1 }");
    let words = "lap-pool a has no parameter workers".to_owned();
    assert_eq!(
        answer(&claims, &counted(&[1])),
        cant_tell(Reason::NoData(Some(words)))
    );
}

const HALF: &str = "vs = \"b\"\nholds_if = { at_most = 0.5 }\nfails_if = { at_least = 1.0 }";

#[test]
fn a_ratio_of_counts_is_taken_repetition_by_repetition() {
    // Crosswise, 100 / 20 would be far above a half.
    let record = against(&[10, 100], &[20, 200]);
    assert_eq!(answer(&rule(HALF), &record), Answer::Holds);
    assert_eq!(
        figure(&rule(HALF), &record),
        (0.5, 0.5, 0.5, 100, Some(200), 2)
    );
}

#[test]
fn repetitions_that_do_not_match_are_taken_at_their_worst() {
    let record = against(&[10, 100], &[20, 200, 200]);
    assert_eq!(answer(&rule(HALF), &record), cant_tell(Reason::Straddles));
    assert_eq!(
        figure(&rule(HALF), &record),
        (5.0, 0.05, 5.0, 100, Some(20), 2)
    );
    assert_eq!(
        answer(&rule(HALF), &against(&[10], &[20, 30])),
        Answer::Holds
    );
    assert_eq!(
        answer(&rule(HALF), &against(&[40], &[20, 30])),
        Answer::DoesNotHold
    );
}

#[test]
fn a_ratio_to_a_count_of_zero_is_no_data() {
    let words = "pulled of lap-pool b is 0: no ratio".to_owned();
    let expected = cant_tell(Reason::NoData(Some(words)));
    assert_eq!(answer(&rule(HALF), &against(&[5], &[0])), expected);
}

#[test]
fn a_repetition_that_was_counted_twice_pairs_with_nothing() {
    let mut record = against(&[10, 100], &[20, 200]);
    record
        .counts
        .iter_mut()
        .for_each(|count| count.repetition = 0);
    assert_eq!(
        figure(&rule(HALF), &record),
        (5.0, 0.05, 5.0, 100, Some(20), 2)
    );
}

#[test]
fn a_count_of_zero_is_a_count() {
    assert_eq!(answer(&rule(FEW), &counted(&[0])), Answer::Holds);
}

#[test]
fn the_value_shown_is_the_least_favourable_and_the_range_is_beside_it() {
    assert_eq!(
        figure(&rule(FEW), &counted(&[3, 9, 5])),
        (9.0, 3.0, 9.0, 9, None, 3)
    );
    assert_eq!(
        figure(&rule(MANY), &counted(&[3, 9, 5])),
        (3.0, 3.0, 9.0, 3, None, 3)
    );
}

#[test]
fn a_name_that_was_not_counted_is_no_data() {
    let claims = Rules::one(&test("count:threads", "a", "holds_if = { at_most = 1 }"));
    let words = "no threads of lap-pool a".to_owned();
    assert_eq!(
        answer(&claims, &counted(&[1])),
        cant_tell(Reason::NoData(Some(words)))
    );
}
