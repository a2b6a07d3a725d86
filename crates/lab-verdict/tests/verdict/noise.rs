//! Delta, and thresholds widened to it.

use lab_verdict::answer::{Outcome, Reason};
use lab_verdict::claims::Threshold;
use lab_verdict::noise::{delta, same, widened};
use lab_verdict::side::Sides;

use crate::support::{Lab, Rules, assert_close, first_test, key, steady, test, unknown};

#[test]
fn delta_is_twice_the_floor_but_never_below_five_percent() {
    assert_eq!(delta(0.0), 0.05);
    assert_eq!(delta(0.025), 0.05);
    assert_eq!(delta(0.03), 0.06);
    assert_eq!(delta(0.2), 0.4);
}

#[test]
fn no_difference_is_the_same_band_whichever_cell_comes_first() {
    let (low, high) = same(0.25);
    assert_close(low * high, 1.0, 1e-12);
    assert_eq!(high, 1.25);
}

#[test]
fn a_threshold_nearer_to_one_than_delta_moves_out_to_it_on_its_own_side() {
    assert_eq!(
        widened(Threshold::at_least(1.02), 0.1),
        Threshold::at_least(1.1)
    );
    assert_eq!(
        widened(Threshold::at_most(1.02), 0.1),
        Threshold::at_most(1.1)
    );
    assert_eq!(
        widened(Threshold::at_least(0.98), 0.1),
        Threshold::at_least(1.0 / 1.1)
    );
    assert_eq!(
        widened(Threshold::at_most(0.98), 0.1),
        Threshold::at_most(1.0 / 1.1)
    );
}

#[test]
fn a_threshold_beyond_delta_stays_as_declared() {
    for side in [
        Threshold::at_least(1.5),
        Threshold::at_most(1.2),
        Threshold::at_least(0.8),
        Threshold::at_most(0.5),
    ] {
        assert_eq!(widened(side, 0.1), side);
    }
}

#[test]
fn a_threshold_of_exactly_one_moves_outward_by_its_direction() {
    assert_eq!(
        widened(Threshold::at_least(1.0), 0.1),
        Threshold::at_least(1.1)
    );
    assert_eq!(
        widened(Threshold::at_most(1.0), 0.1),
        Threshold::at_most(1.0 / 1.1)
    );
}

#[test]
fn the_test_shows_the_thresholds_as_used_on_a_noisy_machine() {
    let claims = Rules::time("holds_if = { at_least = 1.1 }\nfails_if = { at_most = 1.0 }");
    let record = Lab::new()
        .floor(0.1)
        .times(key("lap-pool", "a", &[]), steady(2e6))
        .times(key("lap-pool", "b", &[]), steady(1e6))
        .build();
    let test = first_test(&claims, &record);
    assert_eq!(test.holds_if, Threshold::at_least(1.2));
    assert_eq!(test.fails_if, Some(Threshold::at_most(1.0 / 1.2)));
}

#[test]
fn a_record_without_a_noise_test_is_judged_with_the_smallest_delta() {
    let claims = Rules::time("holds_if = { at_least = 1.0 }");
    let record = Lab::new().without_probe().build();
    let silent = first_test(&claims, &record);
    assert_eq!(silent.figure, None);
    assert_eq!(silent.holds_if, Threshold::at_least(1.05));
}

#[test]
fn thresholds_on_counts_are_never_widened() {
    let rest = "vs = \"b\"\nholds_if = { at_most = 1.0 }\nfails_if = { at_least = 1.01 }";
    let claims = Rules::one(&test("count:tasks", "a", rest));
    let record = Lab::new()
        .floor(0.5)
        .counts(key("lap-pool", "a", &[]), "tasks", &[10])
        .counts(key("lap-pool", "b", &[]), "tasks", &[10])
        .build();
    let shown = first_test(&claims, &record);
    assert_eq!(shown.holds_if, Threshold::at_most(1.0));
    assert_eq!(shown.fails_if, Some(Threshold::at_least(1.01)));
}

#[test]
fn thresholds_that_noise_has_brought_together_do_not_share_their_meeting_point() {
    let declared = Sides {
        holds_if: Threshold::at_least(1.3),
        fails_if: Some(Threshold::at_most(1.1)),
    };
    let used = declared.widened(0.5);
    assert_eq!(used.weigh((1.5, 1.5)), unknown(Reason::Straddles));
    assert_eq!(used.weigh((1.51, 1.52)), Outcome::Holds);
    assert_eq!(used.weigh((1.4, 1.49)), Outcome::Fails);
}

#[test]
fn a_threshold_without_one_limit_has_no_side() {
    let neither = Threshold {
        at_least: None,
        at_most: None,
    };
    let both = Threshold {
        at_least: Some(1.0),
        at_most: Some(2.0),
    };
    for side in [neither, both] {
        assert!(!side.has((1.4, 1.5)) && !side.misses((1.4, 1.5)));
    }
}
