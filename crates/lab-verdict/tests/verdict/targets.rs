//! Whether a call keeps what it is meant to take.

use lab_measure::record::Record;
use lab_verdict::target::{Conditions, Kept, Limit, Measured, Target, TargetClock};

use crate::support::{ITEMS, Lab, around, key, steady};

const AT: [(&str, u64); 1] = [("n", ITEMS)];

/// A record in which the call takes so long, with some others beside it.
fn lab(ns: impl Fn(u32, u32) -> u64) -> Lab {
    Lab::new()
        .times(key("a", "map", &AT), ns)
        .times(key("b", "map", &AT), steady(2_000.0))
        .times(key("c", "map", &AT), steady(3_000.0))
        .times(key("t", "unpark", &AT), steady(500.0))
        .times(key("t", "run", &AT), steady(4_000.0))
}

fn target() -> Target {
    Target {
        contender: "a".into(),
        call: "map".into(),
        params: AT.map(|(name, value)| (name.to_owned(), value)).into(),
        clock: TargetClock::Time,
        limit: Vec::new(),
    }
}

fn judged(record: &Record, limit: Limit) -> Kept {
    target().judged(record, &limit, Conditions::Quiet)
}

fn met(kept: &Kept) -> &Measured {
    match kept {
        Kept::Met(measured) => measured,
        other => panic!("not met: {other:?}"),
    }
}

fn times(at_most: f64, of: &[&str]) -> Limit {
    Limit::Times {
        at_most,
        of: of.iter().map(|who| (*who).to_owned()).collect(),
        call: None,
    }
}

#[test]
fn a_limit_is_met_where_the_whole_interval_is_within_it_and_missed_where_it_is_beyond() {
    let record = lab(around(1_000.0, 0.2)).build();
    let kept = judged(&record, Limit::CallNs(1_200.0));
    assert!((met(&kept).took - 1_000.0).abs() < 1.0, "{kept:?}");
    assert!(matches!(
        judged(&record, Limit::CallNs(800.0)),
        Kept::Missed(_)
    ));
    assert!(matches!(
        judged(&record, Limit::CallNs(1_020.0)),
        Kept::Open(_)
    ));
}

#[test]
fn a_limit_for_each_task_is_that_of_the_call_divided() {
    let record = lab(steady(1_000.0)).build();
    let kept = judged(&record, Limit::TaskNs(11.0));
    assert!((met(&kept).allowed - 1_100.0).abs() < 1e-6, "{kept:?}");
    assert!(matches!(
        judged(&record, Limit::TaskNs(9.0)),
        Kept::Missed(_)
    ));
}

#[test]
fn of_several_others_the_fastest_counts_and_who_is_not_there_does_not() {
    let record = lab(steady(1_000.0)).build();
    let kept = judged(&record, times(0.6, &["c", "b", "nobody"]));
    assert!((met(&kept).allowed - 1_200.0).abs() < 1e-6, "{kept:?}");
    assert!(matches!(
        judged(&record, times(0.4, &["b"])),
        Kept::Missed(_)
    ));
}

#[test]
fn others_are_taken_with_the_very_parameters_of_the_call_that_is_judged() {
    let with_more = [("buffersize", 256), ("n", ITEMS)];
    let record = lab(steady(1_000.0))
        .times(key("b", "map", &with_more), steady(500.0))
        .build();
    let kept = judged(&record, times(0.6, &["b"]));
    assert!((met(&kept).allowed - 1_200.0).abs() < 1e-6, "{kept:?}");
}

#[test]
fn a_call_that_is_held_against_itself_with_other_parameters_waits_for_those() {
    let own = Limit::Times {
        at_most: 1.05,
        of: vec!["a".into()],
        call: Some("map".into()),
    };
    let record = lab(steady(1_000.0)).build();
    assert!(matches!(judged(&record, own.clone()), Kept::Unknown(_)));
    let with_more = [("buffersize", 256), ("n", ITEMS)];
    let record = lab(steady(1_000.0))
        .times(key("a", "map", &with_more), steady(500.0))
        .build();
    assert!(matches!(judged(&record, own), Kept::Missed(_)));
}

#[test]
fn an_ideal_is_the_work_of_all_tasks_divided_among_the_workers() {
    let few = [("n", ITEMS / 4)];
    let record = lab(steady(1_000.0))
        .times(key("b", "one", &few), steady(600.0))
        .build();
    let ideal = |at_most, call: Option<&str>, params: Option<[(&str, u64); 1]>| Limit::Ideal {
        at_most,
        of: "b".into(),
        call: call.map(str::to_owned),
        params: params.map(|params| params.map(|(name, value)| (name.to_owned(), value)).into()),
        workers: 2,
    };
    let kept = judged(&record, ideal(1.1, None, None));
    assert!((met(&kept).allowed - 1_100.0).abs() < 1e-6, "{kept:?}");
    let kept = judged(&record, ideal(1.0, Some("one"), Some(few)));
    assert!((met(&kept).allowed - 1_200.0).abs() < 1e-6, "{kept:?}");
    let kept = judged(&record, ideal(0.9, None, None));
    assert!(matches!(kept, Kept::Missed(_)), "{kept:?}");
}

#[test]
fn what_is_counted_is_kept_where_the_largest_count_is_within_the_limit() {
    let record = lab(steady(1_000.0))
        .counts(key("a", "map", &AT), "alive", &[64, 65])
        .build();
    let at_most = |at_most| {
        let of = "alive".to_owned();
        judged(&record, Limit::Count { of, at_most })
    };
    assert!((met(&at_most(65)).took - 65.0).abs() < 1e-9);
    assert!(matches!(at_most(64), Kept::Missed(_)));
    let of = "dead".to_owned();
    let unknown = judged(&record, Limit::Count { of, at_most: 1 });
    assert!(
        matches!(&unknown, Kept::Unknown(reason) if reason.starts_with("this run has no dead of a map")),
        "{unknown:?}"
    );
}

#[test]
fn a_limit_above_another_contender_is_a_difference() {
    let record = lab(steady(2_150.0)).build();
    let above = |ns| Limit::Above { of: "b".into(), ns };
    assert!(matches!(judged(&record, above(200.0)), Kept::Met(_)));
    assert!(matches!(judged(&record, above(100.0)), Kept::Missed(_)));
}

#[test]
fn a_call_after_idleness_is_held_against_what_a_wake_costs() {
    let record = lab(steady(2_400.0)).build();
    let woken = |of: &str| Limit::Woken {
        of: of.into(),
        unpark: "unpark".into(),
        run: "run".into(),
        ns: 100.0,
    };
    // The loop and one unpark: 2,000 + 500; half of that and 4,000 is 3,250 and more.
    let kept = judged(&record, woken("b"));
    assert!((met(&kept).allowed - 2_500.0).abs() < 1e-6, "{kept:?}");
    let long = Lab::new()
        .times(key("a", "map", &AT), steady(7_300.0))
        .times(key("b", "map", &AT), steady(10_000.0))
        .times(key("t", "unpark", &AT), steady(500.0))
        .times(key("t", "run", &AT), steady(4_000.0))
        .build();
    let kept = judged(&long, woken("b"));
    assert!((met(&kept).allowed - 7_350.0).abs() < 1e-6, "{kept:?}");
}

#[test]
fn rounds_that_others_disturbed_decide_nothing() {
    // Only the disturbed processes are fast.
    let fast = |process: u32, _| if process < 12 { 1_000 } else { 1_250 };
    let limit = || Limit::CallNs(1_200.0);
    let clean = lab(fast).build();
    assert!(matches!(judged(&clean, limit()), Kept::Met(_)));
    let disturbed = lab(fast).contaminated(|process, _| process < 12).build();
    assert!(matches!(judged(&disturbed, limit()), Kept::Open(_)));
    let all = lab(fast).contaminated(|_, _| true).build();
    assert!(matches!(judged(&all, limit()), Kept::Open(_)));
}

#[test]
fn the_records_own_reason_is_given_where_a_contender_is_absent() {
    let record = lab(steady(1_000.0)).absent("x", "no compiler").build();
    let unknown = |limit| match judged(&record, limit) {
        Kept::Unknown(reason) => reason,
        other => panic!("known: {other:?}"),
    };
    assert_eq!(unknown(times(1.0, &["x"])), "no compiler");
    assert_eq!(unknown(times(1.0, &["y"])), "this run has no map of y");
}

#[test]
fn beside_a_neighbour_that_the_run_started_disturbed_rounds_decide() {
    let record = lab(steady(1_000.0)).contaminated(|_, _| true).build();
    let beside = |ns| target().judged(&record, &Limit::CallNs(ns), Conditions::BesideNeighbour);
    assert!(matches!(beside(1_200.0), Kept::Met(_)));
    assert!(matches!(beside(800.0), Kept::Missed(_)));
}

/// A record of calls of `ITEMS` tasks of rising length on two workers, where `overhead` says what a call costs each contender
/// beside its tasks.
fn league(overhead: &[(&str, f64)]) -> Record {
    let mut lab = Lab::new();
    for grain_ns in [100, 1_000, 10_000, 100_000] {
        let at = [("n", ITEMS), ("grain_ns", grain_ns), ("workers", 2)];
        let alone = (ITEMS * grain_ns) as f64;
        lab = lab.times(key("serial", "league", &at), steady(alone));
        for (who, ns) in overhead {
            lab = lab.times(key(who, "league", &at), steady(ns + alone / 2.0));
        }
    }
    lab.build()
}

/// How short a task of "a" may be, against so many times what it may be for "b".
fn shortest(record: &Record, at_most: f64) -> Kept {
    let target = Target {
        call: "league".into(),
        ..target()
    };
    let of = vec!["b".to_owned(), "nobody".to_owned()];
    target.judged(record, &Limit::Metg { at_most, of }, Conditions::Quiet)
}

#[test]
fn how_short_a_task_may_be_is_judged_against_the_best_of_others() {
    // Ten times what a call costs is ten times the length of a task that pays.
    let record = league(&[("a", 2_000.0), ("b", 20_000.0)]);
    let kept = shortest(&record, 0.2);
    let share = met(&kept).share.ratio;
    assert!((0.3..0.8).contains(&share), "{share} of a fifth");
    assert!(matches!(shortest(&record, 0.02), Kept::Missed(_)));
    let reason = shortest(&league(&[("a", 2_000.0)]), 1.0);
    assert!(
        matches!(&reason, Kept::Unknown(reason) if reason == "this run has no league of b, nobody"),
        "{reason:?}"
    );
}

#[test]
fn a_length_beyond_what_was_tried_decides_only_where_the_true_one_would_decide_alike() {
    let never = 1e12;
    // The other's true length is longer still: a share that is small enough stays so, one that is too large may not.
    let record = league(&[("a", 2_000.0), ("b", never)]);
    assert!(matches!(shortest(&record, 0.5), Kept::Met(_)));
    assert!(matches!(shortest(&record, 1e-4), Kept::Open(_)));
    let record = league(&[("a", never), ("b", 2_000.0)]);
    assert!(matches!(shortest(&record, 1.0), Kept::Missed(_)));
    assert!(matches!(shortest(&record, 1e6), Kept::Open(_)));
    // Even the shortest pays: the true length may be anything below.
    let record = league(&[("a", 0.0), ("b", 2_000.0)]);
    assert!(matches!(shortest(&record, 1.0), Kept::Met(_)));
    assert!(matches!(shortest(&record, 1e-4), Kept::Open(_)));
}
