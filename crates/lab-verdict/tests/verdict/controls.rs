//! Controls: what passes, what fails, and what a failure takes away.

use lab_measure::record::{Mode, Record, Role};
use lab_verdict::answer::{Answer, Outcome, Reason};
use lab_verdict::control::failures;

use crate::support::{Lab, Rules, around, key, steady, test, verdict};

const POSITIVE: &str =
    "kind = \"positive\"\ncontender = \"std\"\nof = \"serial\"\nvs = \"pool\"\nat_least = 4.0";
const NULL: &str = "kind = \"null\"\ncontender = \"std\"\nof = \"pool again\"\nvs = \"pool\"";
const TIME: &str = "vs = \"b\"\nholds_if = { at_least = 1.5 }";

/// A sound comparison of lap-pool, and the controls' cells with these ratios.
fn lab(lab: Lab, positive: f64, null: f64, spread: f64) -> Record {
    lab.times(key("lap-pool", "a", &[]), steady(2e6))
        .times(key("lap-pool", "b", &[]), steady(1e6))
        .counts(key("lap-pool", "a", &[]), "tasks", &[10])
        .times(key("std", "pool", &[]), steady(1e6))
        .role(
            key("std", "serial", &[]),
            Role::PositiveControl,
            around(positive * 1e6, spread),
        )
        .role(
            key("std", "pool again", &[]),
            Role::NullControl,
            around(null * 1e6, spread),
        )
        .build()
}

fn rules() -> Rules {
    Rules::new()
        .control(POSITIVE)
        .control(NULL)
        .regime("times", "", &[&test("time", "a", TIME)])
        .regime(
            "counts",
            "",
            &[&test("count:tasks", "a", "holds_if = { at_most = 10 }")],
        )
}

fn failed(record: &Record) -> Vec<Reason> {
    failures(&rules().claims().experiment["lab"], record)
}

fn outcomes(record: &Record) -> (Answer, [Outcome; 2]) {
    let found = verdict(&rules().claims(), record);
    let outcomes = [0, 1].map(|regime: usize| found.regimes[regime].outcome.clone());
    (found.answer, outcomes)
}

#[test]
fn passing_controls_leave_the_answer_alone() {
    let record = lab(Lab::new(), 8.0, 1.0, 0.02);
    assert_eq!(failed(&record), []);
    assert_eq!(outcomes(&record).0, Answer::Holds);
}

#[test]
fn a_failed_control_takes_times_away_and_leaves_counts() {
    let (answer, [times, counts]) = outcomes(&lab(Lab::new(), 1.0, 1.0, 0.02));
    assert_eq!(counts, Outcome::Holds);
    let (Outcome::Unknown(reasons), Answer::CantTellHere(all)) = (times, answer) else {
        panic!("times must be unknown");
    };
    assert_eq!(reasons, all);
    let [Reason::ControlFailed(words)] = &reasons[..] else {
        panic!("{reasons:?}");
    };
    for part in [
        "positive control",
        "serial",
        "pool",
        "std",
        "above 4",
        "0.99",
    ] {
        assert!(words.contains(part), "{part} is not in: {words}");
    }
}

#[test]
fn a_positive_control_needs_its_whole_interval_above() {
    // The 99 % interval reaches exp(0.049) = 1.05 to either side.
    assert_eq!(failed(&lab(Lab::new(), 4.3, 1.0, 0.1)), []);
    assert_eq!(failed(&lab(Lab::new(), 4.1, 1.0, 0.1)).len(), 1);
}

#[test]
fn a_positive_control_that_just_reaches_its_ratio_has_failed() {
    let mut claims = rules().claims();
    let record = lab(Lab::new(), 1.0, 1.0, 0.0);
    let experiment = claims.experiment.get_mut("lab").expect("the experiment");
    experiment.control[0].at_least = Some(1.0);
    assert_eq!(failures(experiment, &record).len(), 1);
    experiment.control[0].at_least = Some(0.999);
    assert_eq!(failures(experiment, &record), []);
}

#[test]
fn a_null_control_fails_only_wholly_outside_delta() {
    // Floor 1 %: delta 5 %, so no difference is 0.952 to 1.05.
    let null = |ratio, spread| failed(&lab(Lab::new(), 8.0, ratio, spread)).len();
    assert_eq!(null(1.04, 0.001), 0, "inside, though surely not 1");
    assert_eq!(null(1.06, 0.001), 1, "wholly above");
    assert_eq!(null(1.06, 0.1), 0, "reaches back to 1.05");
    assert_eq!(null(0.96, 0.001), 0, "inside below");
    assert_eq!(null(0.94, 0.001), 1, "wholly below");
    assert_eq!(null(0.94, 0.1), 0, "reaches back from below");
}

#[test]
fn a_null_control_is_judged_by_the_machines_own_delta() {
    let null = |floor| failed(&lab(Lab::new().floor(floor), 8.0, 1.15, 0.001)).len();
    assert_eq!((null(0.05), null(0.1)), (1, 0));
}

#[test]
fn a_control_without_data_is_a_failed_control() {
    let record = Lab::new()
        .times(key("lap-pool", "a", &[]), steady(2e6))
        .times(key("lap-pool", "b", &[]), steady(1e6))
        .counts(key("lap-pool", "a", &[]), "tasks", &[10])
        .build();
    let (_, [times, counts]) = outcomes(&record);
    assert_eq!(counts, Outcome::Holds);
    let Outcome::Unknown(reasons) = times else {
        panic!("{times:?}");
    };
    assert_eq!(reasons.len(), 2);
    for reason in reasons {
        let Reason::ControlFailed(words) = reason else {
            panic!("{reason:?}");
        };
        assert!(words.contains("no data"), "{words}");
    }
}

#[test]
fn a_null_control_may_be_a_twin_of_the_same_name() {
    let twin = NULL.replace("pool again", "pool");
    let claims = Rules::new()
        .control(&twin)
        .regime("times", "", &[&test("time", "a", TIME)])
        .claims();
    let lab = |ratio: f64| {
        Lab::new()
            .times(key("std", "pool", &[]), steady(1e6))
            .role(
                key("std", "pool", &[]),
                Role::NullControl,
                steady(ratio * 1e6),
            )
            .build()
    };
    assert_eq!(failures(&claims.experiment["lab"], &lab(1.0)), []);
    assert_eq!(failures(&claims.experiment["lab"], &lab(1.5)).len(), 1);
}

#[test]
fn quick_mode_does_not_blame_the_controls() {
    let record = lab(Lab::sized(5, 1).mode(Mode::Quick), 1.0, 2.0, 0.02);
    let (_, [times, _]) = outcomes(&record);
    assert_eq!(times, Outcome::Unknown(vec![Reason::QuickMode]));
}
