//! One call at two parameters: `of_where` and `vs_where`, for every answer.

use lab_measure::record::{Mode, Record, Role};
use lab_verdict::answer::{Answer, Difference, Figure, Reason};
use lab_verdict::claims::Claims;

use crate::support::{
    Lab, Rules, answer, around, assert_close, cant_tell, first_test, key, steady, test,
};

const GAIN: &str = "holds_if = { at_least = 1.5 }\nfails_if = { at_most = 1.1 }";

/// The time of one worker against that of `workers`.
fn rule(workers: &str) -> String {
    let rest =
        format!("vs = \"http\"\nof_where = {{ workers = 1 }}\nvs_where = {{ {workers} }}\n{GAIN}");
    test("time", "http", &rest)
}

fn sixteen() -> Claims {
    Rules::one(&rule("workers = 16"))
}

/// Cells of `http` at these numbers of workers, with this time for all their items in every round.
fn at(times: &[(u64, f64)]) -> Lab {
    times.iter().fold(Lab::new(), |lab, (workers, ns)| {
        let cell = key("lap-pool", "http", &[("workers", *workers)]);
        lab.times(cell, around(*ns, if *workers == 1 { 0.05 } else { 0.0 }))
    })
}

/// One worker takes so many times as long as 16.
fn gain(ratio: f64) -> Record {
    at(&[(1, 1e6 * ratio), (16, 1e6), (2, 77.0)]).build()
}

#[test]
fn one_call_at_two_parameters_is_judged_like_two_calls() {
    assert_eq!(answer(&sixteen(), &gain(1.7)), Answer::Holds);
    assert_eq!(answer(&sixteen(), &gain(1.0)), Answer::DoesNotHold);
    assert_eq!(answer(&sixteen(), &gain(1.3)), Answer::TooSmallToMatter);
    let straddles = cant_tell(Reason::Straddles);
    assert_eq!(answer(&sixteen(), &gain(1.5)), straddles);
}

#[test]
fn the_time_is_per_item_where_the_sizes_differ() {
    let lab = at(&[(16, 1e6)]).samples(
        key("lap-pool", "http", &[("workers", 1), ("n", 2)]),
        Role::Subject,
        |sample| {
            sample.items = 2;
            sample.wall_ns = 1_000_000;
        },
    );
    let outcome = first_test(&sixteen(), &lab.build());
    let Some(Figure::Ratio(figure)) = outcome.figure else {
        panic!("{outcome:?}");
    };
    assert_close(figure.ratio, 50.0, 1e-9);
}

#[test]
fn a_side_overrides_the_regime_and_keeps_the_rest_of_it() {
    let rest = format!("vs = \"http\"\nof_where = {{ workers = 1 }}\n{GAIN}");
    let rule = test("time", "http", &rest);
    let claims = Rules::new()
        .regime("r", "workers = 16, n = 1000", &[&rule])
        .claims();
    let cell = |workers, n| key("lap-pool", "http", &[("workers", workers), ("n", n)]);
    let record = Lab::new()
        .times(cell(1, 1000), steady(3e6))
        .times(cell(1, 2), steady(1.0))
        .times(cell(16, 1000), steady(1e6))
        .times(cell(16, 2), steady(9e9))
        .build();
    assert_eq!(answer(&claims, &record), Answer::Holds);
}

#[test]
fn depends_names_a_parameter_that_only_the_sides_give() {
    let claims = Rules::new()
        .regime("few", "", &[&rule("workers = 2")])
        .regime("many", "", &[&rule("workers = 16")])
        .claims();
    let record = at(&[(1, 3e6), (2, 3e6), (16, 1e6)]).build();
    let expected = Answer::DependsOn("workers".to_owned());
    assert_eq!(answer(&claims, &record), expected);
}

#[test]
fn regimes_that_differ_only_in_their_number_of_tests_depend_on_no_parameter() {
    let other = test(
        "count:c",
        "http",
        "holds_if = { at_least = 5 }\nfails_if = { at_most = 4 }",
    );
    let claims = Rules::new()
        .regime("one", "", &[&rule("workers = 16")])
        .regime("two", "", &[&rule("workers = 16"), &other])
        .claims();
    let record = at(&[(1, 3e6), (16, 1e6)])
        .counts(key("lap-pool", "http", &[]), "c", &[1])
        .build();
    let expected = Answer::DependsOn("the regime".to_owned());
    assert_eq!(answer(&claims, &record), expected);
}

#[test]
fn both_sides_in_one_cell_is_no_answer_and_says_so() {
    let own = key(
        "lap-pool",
        "http",
        &[("workers", 1), ("default_workers", 1)],
    );
    let record = Lab::new()
        .times(own.clone(), steady(1e6))
        .counts(own, "switches", &[3])
        // Even a record that has words for the absence of something else.
        .absent("http", "no server")
        .build();
    let counted = rule("default_workers = 1").replace("\"time\"", "\"count:switches\"");
    for rule in [rule("default_workers = 1"), counted] {
        let claims = Rules::one(&rule);
        let Answer::CantTellHere(reasons) = answer(&claims, &record) else {
            panic!("an answer about a cell and itself");
        };
        let [Reason::NoData(Some(words))] = reasons.as_slice() else {
            panic!("{reasons:?}");
        };
        assert!(
            words.contains("both sides are the same cell here"),
            "{words}"
        );
        assert!(words.contains("default_workers = 1"), "{words}");
    }
}

#[test]
fn a_missing_side_is_no_data_with_its_parameters() {
    let words = "no cell lap-pool http (workers = 16)".to_owned();
    let expected = cant_tell(Reason::NoData(Some(words)));
    assert_eq!(answer(&sixteen(), &at(&[(1, 1e6)]).build()), expected);
}

#[test]
fn what_stands_in_the_way_of_a_time_stands_in_its_way_here_too() {
    let quick = at(&[(1, 3e6), (16, 1e6)]).mode(Mode::Quick).build();
    assert_eq!(answer(&sixteen(), &quick), cant_tell(Reason::QuickMode));

    let others = |process: u32, _| process < 12;
    let contaminated = at(&[(1, 3e6), (16, 1e6)]).contaminated(others).build();
    let expected = cant_tell(Reason::Contaminated(24, 30));
    assert_eq!(answer(&sixteen(), &contaminated), expected);

    let control = "kind = \"positive\"\ncontender = \"lap-pool\"\nof = \"slow\"\nvs = \"fast\"\nat_least = 1.5";
    let claims = Rules::new()
        .control(control)
        .regime("all", "", &[&rule("workers = 16")])
        .claims();
    let failed = at(&[(1, 3e6), (16, 1e6)])
        .role(
            key("lap-pool", "slow", &[]),
            Role::PositiveControl,
            steady(1e6),
        )
        .role(
            key("lap-pool", "fast", &[]),
            Role::PositiveControl,
            steady(1e6),
        )
        .build();
    let Answer::CantTellHere(reasons) = answer(&claims, &failed) else {
        panic!("an answer although the control failed");
    };
    assert!(
        matches!(reasons[..], [Reason::ControlFailed(_)]),
        "{reasons:?}"
    );
}

#[test]
fn counts_are_compared_across_parameters() {
    let rest = "vs = \"http\"\nof_where = { workers = 16 }\nvs_where = { workers = 1 }\nholds_if = { at_least = 8 }";
    let claims = Rules::one(&test("count:switches", "http", rest));
    let lab = |many: u64| {
        Lab::new()
            .counts(
                key("lap-pool", "http", &[("workers", 1)]),
                "switches",
                &[10],
            )
            .counts(
                key("lap-pool", "http", &[("workers", 16)]),
                "switches",
                &[many],
            )
            .build()
    };
    assert_eq!(answer(&claims, &lab(80)), Answer::Holds);
    assert_eq!(answer(&claims, &lab(79)), cant_tell(Reason::Open));
}

#[test]
fn an_outcome_carries_the_parameters_of_both_cells_and_what_the_rule_sets_apart() {
    let cell = |params: &[(&str, u64)]| key("lap-pool", "http", params);
    let default = [("workers", 2), ("n", 4), ("default_workers", 1)];
    let record = Lab::new()
        .times(cell(&[("workers", 1), ("n", 2)]), steady(2e6))
        .times(cell(&default), steady(1e6))
        .build();
    let claims = Rules::one(&rule("default_workers = 1, workers = 2"));
    let outcome = first_test(&claims, &record);
    assert_eq!(outcome.of_params, cell(&[("workers", 1), ("n", 2)]).params);
    assert_eq!(outcome.vs_params, cell(&default).params);
    let difference = |name, of, vs| Difference { name, of, vs };
    let expected = [
        difference("default_workers", None, Some(1)),
        difference("workers", Some(1), Some(2)),
    ];
    assert_eq!(outcome.differences(), expected);
}

#[test]
fn an_outcome_without_data_carries_what_the_rule_asks_for() {
    let outcome = first_test(&sixteen(), &Lab::new().build());
    assert_eq!(outcome.of_params, key("", "", &[("workers", 1)]).params);
    assert_eq!(outcome.vs_params, key("", "", &[("workers", 16)]).params);
}
