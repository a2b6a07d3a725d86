//! The naive reading and ours, on samples made by hand: the naive one is fooled by when it looked, ours is not.

use std::collections::BTreeMap;

use lab_measure::record::Record;
use lab_verdict::answer::{Outcome, Reason};
use lab_verdict::sabotage::{Disturbance, Pair, Trial, Winner};

use crate::support::{Lab, around, key, steady};

const MARGIN: f64 = 0.05;

/// All samples of one name: one process, 30 rounds.
fn block(call: &str, ns: impl Fn(u32, u32) -> u64) -> Record {
    Lab::sized(1, 30).times(key("x", call, &[]), ns).build()
}

fn interleaved(lab: Lab, ratio: f64, spread: f64) -> Record {
    lab.times(key("x", "a", &[]), steady(1e6))
        .times(key("x", "b", &[]), around(ratio * 1e6, spread))
        .build()
}

fn trial(first: Record, second: Record, interleaved: Record) -> Trial {
    Trial {
        pair: Pair {
            contender: "x".into(),
            first: "a".into(),
            second: "b".into(),
            params: BTreeMap::new(),
        },
        disturbance: Disturbance::FromTheMiddle,
        first,
        second,
        interleaved,
    }
}

/// A neighbour that came for the second name: each of its visits takes half as long again.
fn disturbed(lab: Lab) -> Trial {
    let slow = block("b", steady(1.5e6));
    trial(block("a", steady(1e6)), slow, interleaved(lab, 1.0, 0.01))
}

#[test]
fn the_name_that_was_measured_before_the_neighbour_came_wins_naively_and_ours_sees_none() {
    let trial = disturbed(Lab::new());
    let naive = trial.naive(MARGIN).unwrap();
    assert!(naive.names_a_winner());
    assert_eq!(naive.by_mean.winner, Winner::First);
    assert_eq!(naive.by_best.winner, Winner::First);
    assert_eq!(naive.by_mean.ratio(), 1.5);
    assert_eq!(naive.samples, (30, 30));
    let ours = trial.ours(MARGIN);
    assert_eq!((ours.winner, ours.contaminated), (Winner::Nobody, 0));
}

#[test]
fn mean_and_best_may_disagree() {
    // One round in three is disturbed: the best does not see it.
    let now_and_then = |_, round: u32| {
        if round.is_multiple_of(3) {
            1_600_000
        } else {
            1_000_000
        }
    };
    let second = block("b", now_and_then);
    let trial = trial(
        block("a", steady(1e6)),
        second,
        interleaved(Lab::new(), 1.0, 0.01),
    );
    let naive = trial.naive(MARGIN).unwrap();
    assert_eq!(naive.by_mean.winner, Winner::First);
    assert_eq!(naive.by_best.winner, Winner::Nobody);
    assert!(naive.names_a_winner());
}

#[test]
fn the_second_name_can_win_and_a_difference_within_the_margin_names_nobody() {
    for (ns, winner) in [
        (0.9e6, Winner::Second),
        (0.97e6, Winner::Nobody),
        (1.04e6, Winner::Nobody),
        (1.06e6, Winner::First),
    ] {
        let second = block("b", steady(ns));
        let trial = trial(
            block("a", steady(1e6)),
            second,
            interleaved(Lab::new(), 1.0, 0.0),
        );
        let naive = trial.naive(MARGIN).unwrap();
        assert_eq!(naive.by_mean.winner, winner, "{ns}");
        assert_eq!(naive.names_a_winner(), winner.is_named());
    }
}

#[test]
fn rounds_beside_a_neighbour_tell_nothing_where_too_few_are_left() {
    let ours = disturbed(Lab::new().contaminated(|process, _| process > 2)).ours(MARGIN);
    assert_eq!(ours.winner, Winner::CantTell);
    assert_eq!((ours.contaminated, ours.rounds), (24, 30));
    assert_eq!(
        ours.outcome,
        Outcome::Unknown(vec![Reason::Contaminated(24, 30)])
    );
    assert!(ours.estimate.is_some());
}

#[test]
fn where_ours_names_a_winner_too_it_is_told_as_that() {
    let all = |ratio| interleaved(Lab::new(), ratio, 0.01);
    let of = |ratio| trial(block("a", steady(1e6)), block("b", steady(1e6)), all(ratio));
    assert_eq!(of(1.3).ours(MARGIN).winner, Winner::First);
    assert_eq!(of(0.7).ours(MARGIN).winner, Winner::Second);
}

#[test]
fn a_name_without_samples_gives_no_naive_reading() {
    let other = block("c", steady(1e6));
    let trial = trial(
        block("a", steady(1e6)),
        other,
        interleaved(Lab::new(), 1.0, 0.0),
    );
    assert_eq!(trial.naive(MARGIN), None);
}
