//! The intervals mean what they say: simulated, seeded, the same on every machine.

use lab_measure::record::Record;
use lab_verdict::interval::estimate;
use lab_verdict::{Clock, compare};

use crate::support::{Lab, Random, key};

const TRUE_RATIO: f64 = 1.2;
const SIMULATIONS: u32 = 4000;

/// One experiment of 15 processes x 2 rounds: each process has its own luck, each round some more.
fn experiment(random: &mut Random, process_sd: f64, round_sd: f64) -> Vec<Vec<f64>> {
    (0..15)
        .map(|_| {
            let luck = TRUE_RATIO.ln() + process_sd * random.normal();
            (0..2).map(|_| luck + round_sd * random.normal()).collect()
        })
        .collect()
}

fn contains((low, high): (f64, f64)) -> bool {
    low <= TRUE_RATIO && TRUE_RATIO <= high
}

fn percent(hits: u32, of: u32) -> f64 {
    100.0 * f64::from(hits) / f64::from(of)
}

#[test]
fn a_nominal_95_covers_the_truth_in_95_of_100_and_a_nominal_99_in_99() {
    for (seed, process_sd, round_sd) in [(1, 0.03, 0.05), (2, 0.1, 0.02), (3, 0.0, 0.1)] {
        let mut random = Random::seeded(seed);
        let (mut drawn, mut judged) = (0, 0);
        for _ in 0..SIMULATIONS {
            let figure = estimate(&experiment(&mut random, process_sd, round_sd)).expect("15");
            drawn += u32::from(contains(figure.drawn));
            judged += u32::from(contains(figure.judged));
        }
        let (drawn, judged) = (percent(drawn, SIMULATIONS), percent(judged, SIMULATIONS));
        assert!((93.0..=97.0).contains(&drawn), "95 % covers {drawn} %");
        assert!((98.4..=99.6).contains(&judged), "99 % covers {judged} %");
    }
}

#[test]
fn coverage_survives_the_way_through_a_record_with_drift_between_rounds() {
    let mut random = Random::seeded(4);
    let simulations = 2000;
    let hits = (0..simulations)
        .filter(|_| {
            let record = drifting_record(&mut random);
            let (of, vs) = (key("x", "a", &[]), key("x", "b", &[]));
            contains(compare(&record, &of, &vs, Clock::Wall).expect("15").drawn)
        })
        .count() as u32;
    let covered = percent(hits, simulations);
    assert!((93.0..=97.0).contains(&covered), "95 % covers {covered} %");
}

/// Two cells that share each round's drift of up to a factor of two, which pairing takes out.
fn drifting_record(random: &mut Random) -> Record {
    let logs = experiment(random, 0.05, 0.05);
    let drift: Vec<Vec<f64>> = (0..15)
        .map(|_| (0..2).map(|_| random.between(1e6, 2e6)).collect())
        .collect();
    let base = |process: u32, round: u32| drift[process as usize][round as usize];
    Lab::new()
        .times(key("x", "a", &[]), |process, round| {
            let log = logs[process as usize][round as usize];
            (base(process, round) * log.exp()).round() as u64
        })
        .times(key("x", "b", &[]), |process, round| {
            base(process, round).round() as u64
        })
        .build()
}
