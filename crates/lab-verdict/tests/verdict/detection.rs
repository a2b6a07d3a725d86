//! Slower, faster, the same, or no telling: by the same code as verdicts.

use lab_measure::record::{Mode, Record};
use lab_verdict::answer::Reason;
use lab_verdict::{Detection, detect};

use crate::support::{Lab, Random, around, key, steady};

fn lab(lab: Lab, ratio: f64, spread: f64) -> Record {
    lab.times(key("x", "a", &[]), around(ratio * 1e6, spread))
        .times(key("x", "b", &[]), steady(1e6))
        .build()
}

fn found(record: &Record, floor: f64) -> Detection {
    detect(record, &key("x", "a", &[]), &key("x", "b", &[]), floor)
}

fn cant_tell(reason: Reason) -> Detection {
    Detection::CantTell(vec![reason])
}

#[test]
fn a_difference_beyond_delta_is_found_and_named() {
    assert_eq!(found(&lab(Lab::new(), 1.2, 0.05), 0.01), Detection::Slower);
    assert_eq!(found(&lab(Lab::new(), 0.8, 0.05), 0.01), Detection::Faster);
}

#[test]
fn a_difference_within_delta_is_the_same() {
    for ratio in [1.0, 1.03, 0.97] {
        assert_eq!(found(&lab(Lab::new(), ratio, 0.02), 0.01), Detection::Same);
    }
}

#[test]
fn an_interval_across_delta_tells_nothing() {
    assert_eq!(
        found(&lab(Lab::new(), 1.05, 0.02), 0.01),
        cant_tell(Reason::Straddles)
    );
    assert_eq!(
        found(&lab(Lab::new(), 1.0, 1.0), 0.01),
        cant_tell(Reason::Straddles)
    );
}

#[test]
fn a_noisy_machine_calls_more_the_same() {
    let record = lab(Lab::new(), 1.15, 0.02);
    assert_eq!(found(&record, 0.01), Detection::Slower);
    assert_eq!(found(&record, 0.15), Detection::Same);
}

#[test]
fn what_stands_in_the_way_of_a_verdict_stands_in_the_way_here() {
    let few = lab(Lab::sized(9, 2), 2.0, 0.0);
    assert_eq!(found(&few, 0.01), cant_tell(Reason::TooFewProcesses(9, 10)));
    let quick = lab(Lab::new().mode(Mode::Quick), 2.0, 0.0);
    assert_eq!(found(&quick, 0.01), cant_tell(Reason::QuickMode));
    let dirty = lab(Lab::new().contaminated(|_, _| true), 2.0, 0.0);
    assert_eq!(found(&dirty, 0.01), cant_tell(Reason::Contaminated(30, 30)));
    let nothing = Lab::new().build();
    let Detection::CantTell(reasons) = found(&nothing, 0.01) else {
        panic!("found something in nothing");
    };
    assert!(matches!(reasons[..], [Reason::NoData(_)]), "{reasons:?}");
}

#[test]
fn an_injected_fifth_is_found_and_identical_code_raises_no_alarm() {
    // A machine with 4 % of luck per process and 4 % per round, as on a shared two-core one.
    let mut random = Random::seeded(7);
    let mut alarms = |ratio: f64| {
        (0..200)
            .map(|_| found(&noisy(&mut random, ratio), 0.02))
            .filter(|detection| *detection == Detection::Slower)
            .count()
    };
    let (found, false_alarms) = (alarms(1.2), alarms(1.0));
    assert!(found >= 190, "found {found} of 200");
    assert_eq!(false_alarms, 0);
}

fn noisy(random: &mut Random, ratio: f64) -> Record {
    let times: Vec<[u64; 2]> = (0..15)
        .map(|_| {
            let luck = 0.04 * random.normal();
            [0, 1].map(|_| (1e6 * ratio * (luck + 0.04 * random.normal()).exp()) as u64)
        })
        .collect();
    Lab::new()
        .times(key("x", "a", &[]), |process, round| {
            times[process as usize][round as usize]
        })
        .times(key("x", "b", &[]), steady(1e6))
        .build()
}
