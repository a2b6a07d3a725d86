//! Figures measured before, beside those of a record: every standing, every form of a figure, every refusal.

use lab_measure::record::{Mode, Origin, Record, Role};
use lab_verdict::earlier::{Earlier, Here, Standing};

use crate::support::{Lab, around, key, steady};

/// One entry with these fields beside the usual ones.
fn text(fields: &str) -> String {
    format!(
        "schema = \"lap-pool.earlier/1\"\n[source]\ncontender = \"a\"\nwords = \"before\"\n[[entry]]\nwhat = \"it\"\n\
         before = \"so\"\nexperiment = \"lab\"\nof = {{ call = \"map\", where = {{ n = 10 }} }}\n{fields}\n"
    )
}

const TIME: &str = "metric = \"time\"\nvs = { call = \"loop\" }\nbecause = \"noise\"";

fn standing(fields: &str, records: &[Record]) -> (Standing, Result<Here, String>) {
    let earlier = Earlier::parse(&text(fields)).expect("a sound entry");
    let [one] = &earlier.compare(records)[..] else {
        panic!("one entry, one comparison");
    };
    (one.standing, one.here.clone())
}

fn counted(values: &[u64]) -> Record {
    let cell = key("a", "map", &[("n", 10), ("workers", 2)]);
    Lab::new().counts(cell, "read", values).build()
}

/// A map that takes so many times as long as the loop, with a spread over processes.
fn timed(ratio: f64, spread: f64) -> Lab {
    Lab::new()
        .times(key("a", "map", &[("n", 10)]), around(1e6 * ratio, spread))
        .times(key("a", "loop", &[]), steady(1e6))
}

#[test]
fn a_count_agrees_where_every_repetition_lies_in_the_range() {
    let share = "metric = \"count:read\"\nper = \"n\"\nearlier = [0.9, 1.0]";
    assert_eq!(standing(share, &[counted(&[9, 10])]).0, Standing::Agrees);
    let (differs, here) = standing(share, &[counted(&[10, 8, 9])]);
    assert_eq!(differs, Standing::Differs);
    let here = here.expect("a figure");
    assert_eq!((here.value, here.range), (0.8, (0.8, 1.0)));
    let above = standing(share, &[counted(&[10, 11])]).1.expect("a figure");
    assert_eq!(
        above.value, 1.1,
        "the repetition that does not agree is shown"
    );
}

#[test]
fn a_difference_is_explained_where_the_entry_says_why_and_only_there() {
    let none = "metric = \"count:read\"\nearlier = [0.0, 0.0]";
    let why = format!("{none}\ndifference = \"other inputs\"\nexplains = [1.0, 4.0]");
    assert_eq!(standing(none, &[counted(&[3])]).0, Standing::Differs);
    assert_eq!(standing(&why, &[counted(&[3])]).0, Standing::Explained);
    assert_eq!(standing(&why, &[counted(&[5])]).0, Standing::Differs);
    let earlier = Earlier::parse(&text(&why)).expect("sound");
    assert!(earlier.compare(&[counted(&[0])])[0].explains_nothing());
    assert!(!earlier.compare(&[counted(&[3])])[0].explains_nothing());
}

#[test]
fn a_count_may_be_held_against_a_parameter_or_another_cell() {
    let value = |fields: &str| {
        let fields = format!("metric = \"count:read\"\nearlier = [1.0, 1.0]\n{fields}");
        let other = Lab::new()
            .counts(key("a", "map", &[("n", 10), ("workers", 2)]), "read", &[5])
            .counts(key("a", "loop", &[]), "read", &[4])
            .build();
        standing(&fields, &[other]).1.expect("a figure").value
    };
    assert_eq!(value(""), 5.0);
    assert_eq!(value("per = \"workers\""), 2.5);
    assert_eq!(value("beyond = \"workers\""), 3.0);
    assert_eq!(value("short_of = \"n\""), 5.0);
    assert_eq!(value("vs = { call = \"loop\" }"), 1.25);
}

#[test]
fn a_ratio_of_times_agrees_where_its_mean_lies_in_the_widened_range() {
    let range = |by: f64| format!("{TIME}\nearlier = [2.0, 3.0]\nwidened_by = {by}");
    assert_eq!(
        standing(&range(1.1), &[timed(2.9, 0.05).build()]).0,
        Standing::Agrees
    );
    assert_eq!(
        standing(&range(1.1), &[timed(3.5, 0.05).build()]).0,
        Standing::Differs
    );
    assert_eq!(
        standing(&range(1.2), &[timed(3.5, 0.05).build()]).0,
        Standing::Agrees
    );
    assert_eq!(
        standing(&range(1.2), &[timed(1.5, 0.05).build()]).0,
        Standing::Differs
    );
    let wide = standing(&range(1.1), &[timed(1.5, 2.0).build()]);
    assert!(
        wide.1.expect("a figure").range.1 > 2.0,
        "it touches the range"
    );
    assert_eq!(wide.0, Standing::Differs, "noise is no agreement");
}

#[test]
fn two_clocks_of_one_cell_make_a_ratio() {
    let cores = "metric = \"cpu\"\nagainst = \"time\"\nearlier = [1.9, 1.9]\nwidened_by = 1.1\nbecause = \"noise\"";
    let busy = |cpu_ns| {
        let cell = key("a", "map", &[("n", 10)]);
        let lab = Lab::new().samples(cell, Role::Subject, |sample| sample.cpu_ns = cpu_ns);
        lab.build()
    };
    let (agrees, here) = standing(cores, &[busy(Some(1_900_000))]);
    assert_eq!(agrees, Standing::Agrees);
    assert!((here.expect("a figure").value - 1.9).abs() < 1e-9);
    assert_eq!(
        standing(cores, &[busy(Some(1_000_000))]).0,
        Standing::Differs
    );
    assert_eq!(standing(cores, &[busy(None)]).0, Standing::NoData);
}

#[test]
fn without_data_the_reason_is_told() {
    let share = "metric = \"count:read\"\nper = \"n\"\nearlier = [1.0, 1.0]";
    let why = |fields: &str, records: &[Record]| {
        let (standing, here) = standing(fields, records);
        assert_eq!(standing, Standing::NoData);
        here.expect_err("no figure")
    };
    assert!(why(share, &[]).contains("no record of lab"));
    let absent = Lab::new().absent("a", "not installed").build();
    assert_eq!(why(share, &[absent]), "not installed");
    let time = format!("{TIME}\nearlier = [2.0, 3.0]\nwidened_by = 1.1");
    let quick = timed(2.5, 0.05).mode(Mode::Quick).build();
    assert!(why(&time, &[quick]).contains("quick run"));
    assert!(why(&time, &[counted(&[1])]).contains("no times of a map"));
}

#[test]
fn what_this_run_measured_comes_before_what_is_kept_from_elsewhere() {
    let share = "metric = \"count:read\"\nper = \"n\"\nearlier = [1.0, 1.0]";
    let (mut elsewhere, here) = (counted(&[10]), counted(&[9]));
    elsewhere.origin = Origin::Recorded;
    let origin = |records: &[Record]| standing(share, records).1.expect("a figure").origin;
    assert_eq!(origin(&[elsewhere.clone(), here]), Origin::Measured);
    let lacking = Lab::new().absent("a", "not installed").build();
    assert_eq!(origin(&[lacking, elsewhere]), Origin::Recorded);
}

#[test]
fn what_could_not_be_compared_is_refused() {
    let refused = |fields: &str| Earlier::parse(&text(fields)).expect_err(fields);
    let time = "metric = \"time\"\nearlier = [2.0, 3.0]";
    let count = "metric = \"count:read\"\nearlier = [0.0, 1.0]";
    let widened = "widened_by = 1.5\nbecause = \"noise\"";
    for (fields, words) in [
        (format!("{time}\nvs = {{ call = \"loop\" }}"), "widened_by"),
        (format!("{time}\n{widened}"), "vs or against"),
        (
            format!("{time}\nagainst = \"time\"\n{widened}"),
            "no other clock",
        ),
        (format!("{count}\nper = \"n\"\nbeyond = \"n\""), "one of"),
        (
            "metric = \"count:read\"\nearlier = [1.0, 1.0]\nwidened_by = 1.5".into(),
            "go together",
        ),
        (format!("{count}\nbecause = \"noise\""), "go together"),
        (format!("{count}\n{widened}"), "above 0"),
        (format!("{count}\ndifference = \" \""), "has words"),
        (
            format!("{count}\ndifference = \"other inputs\""),
            "go together",
        ),
        (
            "metric = \"count:read\"\nearlier = [1.0, 0.5]".into(),
            "no range",
        ),
        ("metric = \"speed\"\nearlier = [1.0, 1.0]".into(), "is none"),
        (format!("{count}\nhere = 1.0"), "unknown field"),
    ] {
        let told = refused(&fields);
        assert!(told.contains(words), "{fields}: {told}");
    }
    let silent =
        "metric = \"count:read\"\nearlier = [0.0, 1.0]\n[[not_covered]]\nwhat = \"it\"\nwhy = \"\"";
    assert!(refused(silent).contains("say why"));
    let other = text(count).replace("earlier/1", "earlier/9");
    assert!(
        Earlier::parse(&other)
            .expect_err("another form")
            .contains("lap-pool.earlier/1")
    );
}
