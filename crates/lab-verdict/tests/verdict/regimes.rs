//! How outcomes combine: the whole table, by counts, which reach every outcome exactly.

use lab_measure::record::Record;
use lab_verdict::answer::{Answer, Outcome, Reason};
use lab_verdict::combine;

use crate::support::{Lab, Rules, answer, key, test, unknown};

/// One regime per letter: `h`olds, `f`ails, too `s`mall, `u`nknown.
fn told(regimes: &str) -> Answer {
    answer(&rules(regimes).claims(), &record(regimes))
}

fn rules(regimes: &str) -> Rules {
    let rule = test(
        "count:c",
        "a",
        "holds_if = { at_least = 10 }\nfails_if = { at_most = 1 }",
    );
    (0..regimes.len()).fold(Rules::new(), |rules, n| {
        rules.regime(&format!("r{n}"), &format!("n = {n}"), &[&rule])
    })
}

fn record(regimes: &str) -> Record {
    let lab = (0..)
        .zip(regimes.chars())
        .fold(Lab::new(), |lab, (n, letter)| {
            let values: &[u64] = match letter {
                'h' => &[10],
                'f' => &[1],
                's' => &[5],
                _ => &[1, 10],
            };
            lab.counts(key("lap-pool", "a", &[("n", n)]), "c", values)
        });
    lab.build()
}

fn depends() -> Answer {
    Answer::DependsOn("n".to_owned())
}

fn open() -> Answer {
    Answer::CantTellHere(vec![Reason::Straddles])
}

#[test]
fn regimes_that_agree_give_their_own_answer() {
    for repeat in 1..4 {
        assert_eq!(told(&"h".repeat(repeat)), Answer::Holds);
        assert_eq!(told(&"f".repeat(repeat)), Answer::DoesNotHold);
        assert_eq!(told(&"s".repeat(repeat)), Answer::TooSmallToMatter);
        assert_eq!(told(&"u".repeat(repeat)), open());
    }
}

#[test]
fn a_reversal_depends_whatever_else_there_is() {
    for regimes in ["hf", "fh", "hfs", "hfu", "shuf", "hhhf"] {
        assert_eq!(told(regimes), depends(), "{regimes}");
    }
}

#[test]
fn an_unknown_regime_leaves_everything_but_a_reversal_open() {
    for regimes in ["hu", "fu", "su", "hsu", "fsu", "uhh"] {
        assert_eq!(told(regimes), open(), "{regimes}");
    }
}

#[test]
fn meeting_the_threshold_in_some_regimes_and_surely_missing_it_in_others_depends() {
    for regimes in ["hs", "shh", "ssh"] {
        assert_eq!(told(regimes), depends(), "{regimes}");
    }
}

#[test]
fn missing_the_threshold_everywhere_and_failing_somewhere_does_not_hold() {
    for regimes in ["fs", "sf", "ffs", "ssf"] {
        assert_eq!(told(regimes), Answer::DoesNotHold, "{regimes}");
    }
}

#[test]
fn no_order_of_regimes_changes_the_answer() {
    let letters = ['h', 'f', 's', 'u'];
    for a in letters {
        for b in letters {
            for c in letters {
                let all = [[a, b, c], [b, c, a], [c, b, a]]
                    .map(|order| told(&order.iter().collect::<String>()));
                assert_eq!(all[0], all[1]);
                assert_eq!(all[0], all[2]);
            }
        }
    }
}

#[test]
fn what_decides_is_the_parameter_whose_values_tell_the_regimes_apart() {
    let rule = test(
        "count:c",
        "a",
        "holds_if = { at_least = 10 }\nfails_if = { at_most = 1 }",
    );
    let lab = Lab::new()
        .counts(
            key("lap-pool", "a", &[("n", 1), ("w", 1), ("k", 1)]),
            "c",
            &[10],
        )
        .counts(
            key("lap-pool", "a", &[("n", 1), ("w", 2), ("k", 2)]),
            "c",
            &[10],
        )
        .counts(
            key("lap-pool", "a", &[("n", 1), ("w", 2), ("k", 3)]),
            "c",
            &[1],
        );
    let record = lab.build();
    let regimes = |params: [&str; 3]| {
        let [one, two, three] = params;
        Rules::new()
            .regime("1", one, &[&rule])
            .regime("2", two, &[&rule])
            .regime("3", three, &[&rule])
            .claims()
    };
    let by_k = regimes([
        "n = 1, w = 1, k = 1",
        "n = 1, w = 2, k = 2",
        "n = 1, w = 2, k = 3",
    ]);
    assert_eq!(answer(&by_k, &record), Answer::DependsOn("k".to_owned()));
}

#[test]
fn regimes_that_differ_in_several_parameters_name_them_all_and_without_any_the_regime() {
    let rule = |call: &str| {
        test(
            "count:c",
            call,
            "holds_if = { at_least = 10 }\nfails_if = { at_most = 1 }",
        )
    };
    let two = Rules::new()
        .regime("1", "n = 1, w = 1", &[&rule("a")])
        .regime("2", "n = 2, w = 2", &[&rule("a")])
        .claims();
    let record = Lab::new()
        .counts(key("lap-pool", "a", &[("n", 1), ("w", 1)]), "c", &[10])
        .counts(key("lap-pool", "a", &[("n", 2), ("w", 2)]), "c", &[1])
        .counts(key("lap-pool", "b", &[]), "c", &[1])
        .build();
    assert_eq!(
        answer(&two, &record),
        Answer::DependsOn("n and w".to_owned())
    );
    let calls = Rules::new()
        .regime("1", "n = 1", &[&rule("a")])
        .regime("2", "n = 1", &[&rule("c")])
        .claims();
    let record = Lab::new()
        .counts(key("lap-pool", "a", &[("n", 1)]), "c", &[10])
        .counts(key("lap-pool", "c", &[("n", 1)]), "c", &[1])
        .build();
    assert_eq!(
        answer(&calls, &record),
        Answer::DependsOn("the regime".to_owned())
    );
}

#[test]
fn tests_combine_to_a_regime_by_their_weakest_link() {
    let (holds, fails, small) = (Outcome::Holds, Outcome::Fails, Outcome::TooSmall);
    let open = unknown(Reason::Straddles);
    let cases = [
        (vec![&holds, &holds], &holds),
        (vec![&holds, &fails, &open], &fails),
        (vec![&holds, &open, &small], &open),
        (vec![&holds, &small], &small),
        (vec![&small, &small], &small),
    ];
    for (tests, expected) in cases {
        assert_eq!(combine::regime(tests), *expected);
    }
}

#[test]
fn an_unknown_without_a_reason_is_still_unknown() {
    let bare = Outcome::Unknown(Vec::new());
    assert_eq!(combine::regime([&Outcome::Holds, &bare]), bare);
    let claims = rules("hh").claims();
    let told = combine::answer(&claims.claim[0], &[Outcome::Holds, bare]);
    assert_eq!(told, Answer::CantTellHere(Vec::new()));
}

#[test]
fn nothing_to_test_never_holds() {
    let no_tests = combine::regime([]);
    assert!(matches!(no_tests, Outcome::Unknown(_)), "{no_tests:?}");
    let claims = rules("h").claims();
    let no_regimes = combine::answer(&claims.claim[0], &[]);
    assert!(
        matches!(no_regimes, Answer::CantTellHere(_)),
        "{no_regimes:?}"
    );
}
