//! Every reason for having no answer is reached, alone where it can be, and in the order of its weight.

use lab_measure::record::{Mode, Record};
use lab_verdict::answer::{Answer, Figure, Reason};
use lab_verdict::claims::Claims;
use lab_verdict::judge;

use crate::support::{
    CPYTHON, LAP_POOL, Lab, Rules, answer, around, cant_tell, first_test, key, steady, test,
    verdict,
};

fn gain() -> Claims {
    Rules::time("holds_if = { at_least = 1.5 }\nfails_if = { at_most = 1.1 }")
}

fn twice(lab: Lab) -> Record {
    lab.times(key("lap-pool", "a", &[]), around(2e6, 0.05))
        .times(key("lap-pool", "b", &[]), steady(1e6))
        .counts(key("lap-pool", "a", &[]), "tasks", &[10, 10])
        .build()
}

#[test]
fn quick_mode_gives_no_answer_on_times_but_keeps_the_figure() {
    let record = twice(Lab::sized(5, 1).mode(Mode::Quick));
    assert_eq!(answer(&gain(), &record), cant_tell(Reason::QuickMode));
    let figure = first_test(&gain(), &record).figure;
    assert!(matches!(figure, Some(Figure::Ratio(_))), "{figure:?}");
}

#[test]
fn quick_mode_answers_counts() {
    let claims = Rules::one(&test("count:tasks", "a", "holds_if = { at_most = 10 }"));
    let record = twice(Lab::sized(5, 1).mode(Mode::Quick));
    assert_eq!(answer(&claims, &record), Answer::Holds);
}

#[test]
fn full_mode_answers_like_default_mode() {
    assert_eq!(
        answer(&gain(), &twice(Lab::new().mode(Mode::Full))),
        Answer::Holds
    );
}

#[test]
fn without_a_record_there_is_no_data() {
    let claims = gain();
    let found = judge(&claims, &claims.claim[0], None, LAP_POOL);
    assert_eq!(found.answer, cant_tell(Reason::NoData(None)));
    assert_eq!(found.regimes.len(), 1);
}

#[test]
fn an_absent_subject_is_told_in_the_words_of_the_record() {
    let claims = gain();
    let record = twice(Lab::new().absent("cpython", "python3 was not found"));
    let found = judge(&claims, &claims.claim[0], Some(&record), CPYTHON);
    let words = "python3 was not found".to_owned();
    assert_eq!(found.answer, cant_tell(Reason::NoData(Some(words))));
}

#[test]
fn a_missing_cell_is_named() {
    let claims = Rules::time("holds_if = { at_least = 1.5 }");
    let record = Lab::new()
        .times(key("lap-pool", "a", &[]), steady(1e6))
        .build();
    let words = "no cell lap-pool b".to_owned();
    assert_eq!(
        answer(&claims, &record),
        cant_tell(Reason::NoData(Some(words)))
    );
}

#[test]
fn a_clock_that_this_system_lacks_is_no_data() {
    let claims = Rules::one(&test(
        "cpu",
        "a",
        "vs = \"b\"\nholds_if = { at_least = 1.5 }",
    ));
    let record = twice(Lab::new().absent("cpu", "no CPU clock here"));
    let words = "no CPU clock here".to_owned();
    assert_eq!(
        answer(&claims, &record),
        cant_tell(Reason::NoData(Some(words)))
    );
}

#[test]
fn a_record_of_another_experiment_is_no_data() {
    let mut record = twice(Lab::new());
    record.experiment = "other".to_owned();
    let found = answer(&gain(), &record);
    let Answer::CantTellHere(reasons) = found else {
        panic!("{found:?}");
    };
    assert!(
        matches!(reasons[..], [Reason::NoData(Some(_))]),
        "{reasons:?}"
    );
}

#[test]
fn nine_processes_are_too_few_and_ten_are_enough() {
    let nine = twice(Lab::sized(9, 20));
    assert_eq!(
        answer(&gain(), &nine),
        cant_tell(Reason::TooFewProcesses(9, 10))
    );
    assert!(first_test(&gain(), &nine).figure.is_some());
    assert_eq!(answer(&gain(), &twice(Lab::sized(10, 1))), Answer::Holds);
}

#[test]
fn processes_count_only_if_they_have_a_pair() {
    let mut record = twice(Lab::new());
    record
        .samples
        .retain(|sample| sample.cell == 0 || sample.process < 8);
    assert_eq!(
        answer(&gain(), &record),
        cant_tell(Reason::TooFewProcesses(8, 10))
    );
}

#[test]
fn contamination_that_changes_the_answer_is_the_answer() {
    let record = twice(Lab::new().contaminated(|process, _| process < 11));
    assert_eq!(
        answer(&gain(), &record),
        cant_tell(Reason::Contaminated(22, 30))
    );
}

#[test]
fn a_failed_control_forbids_to_believe_times() {
    let rules = "holds_if = { at_least = 1.5 }";
    let claims = Rules::new()
        .control("kind = \"null\"\ncontender = \"lap-pool\"\nof = \"a\"\nvs = \"b\"")
        .regime(
            "all",
            "",
            &[&test("time", "a", &format!("vs = \"b\"\n{rules}"))],
        )
        .claims();
    let Answer::CantTellHere(reasons) = answer(&claims, &twice(Lab::new())) else {
        panic!("a control that doubles must fail");
    };
    assert!(
        matches!(&reasons[..], [Reason::ControlFailed(_)]),
        "{reasons:?}"
    );
}

#[test]
fn a_record_of_another_version_answers_nothing_not_even_counts() {
    let mixed = [
        test("time", "a", "vs = \"b\"\nholds_if = { at_least = 1.5 }"),
        test("count:tasks", "a", "holds_if = { at_most = 10 }"),
    ];
    let claims = Rules::new()
        .regime("all", "", &[&mixed[0], &mixed[1]])
        .claims();
    let found = verdict(&claims, &twice(Lab::new().version(2)));
    assert_eq!(found.answer, cant_tell(Reason::OtherVersion(2, 1)));
    let figures: Vec<_> = found.regimes[0]
        .tests
        .iter()
        .map(|test| test.figure)
        .collect();
    assert_eq!(figures, [None, None]);
}

#[test]
fn straddling_and_open_are_reasons_of_their_own() {
    let straddles = Rules::time("holds_if = { at_least = 2.0 }");
    let open = Rules::time("holds_if = { at_least = 3.0 }");
    let record = twice(Lab::new());
    assert_eq!(answer(&straddles, &record), cant_tell(Reason::Straddles));
    assert_eq!(answer(&open, &record), cant_tell(Reason::Open));
}

#[test]
fn several_reasons_are_told_once_each_the_weightiest_first() {
    let open = test("time", "a", "vs = \"b\"\nholds_if = { at_least = 3.0 }");
    let straddles = test("time", "a", "vs = \"b\"\nholds_if = { at_least = 2.0 }");
    let missing = test("time", "a", "vs = \"c\"\nholds_if = { at_least = 2.0 }");
    let claims = Rules::new()
        .regime("one", "", &[&open, &straddles])
        .regime("two", "", &[&open, &missing])
        .claims();
    let expected = vec![
        Reason::NoData(Some("no cell lap-pool c".to_owned())),
        Reason::Straddles,
        Reason::Open,
    ];
    assert_eq!(
        answer(&claims, &twice(Lab::new())),
        Answer::CantTellHere(expected)
    );
}
