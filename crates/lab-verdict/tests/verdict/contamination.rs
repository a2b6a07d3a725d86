//! Rounds in which others used the machine: counted in, then left out, and the two answers compared.

use lab_measure::record::Record;
use lab_verdict::answer::{Answer, Figure, Reason};
use lab_verdict::claims::Claims;

use crate::support::{
    Lab, Rules, answer, around, assert_close, cant_tell, first_test, key, steady, test,
};

fn gain() -> Claims {
    Rules::time("holds_if = { at_least = 1.5 }\nfails_if = { at_most = 1.1 }")
}

/// `a` takes twice as long as `b` in clean rounds and `dirty` times in the second round of the first processes,
/// which others disturb.
fn disturbed(processes: u32, dirty: f64) -> Record {
    let marked = move |process: u32, round: u32| process < processes && round == 1;
    let wall = move |process, round| {
        if marked(process, round) {
            dirty * 1e6
        } else {
            2e6
        }
    };
    Lab::new()
        .contaminated(marked)
        .times(key("lap-pool", "a", &[]), move |process, round| {
            around(wall(process, round), 0.05)(process, round)
        })
        .times(key("lap-pool", "b", &[]), steady(1e6))
        .build()
}

#[test]
fn contaminated_rounds_that_agree_change_nothing() {
    assert_eq!(answer(&gain(), &disturbed(6, 2.0)), Answer::Holds);
}

#[test]
fn contaminated_rounds_that_decide_the_answer_take_it_away() {
    // Clean rounds hold; all rounds together straddle.
    let record = disturbed(6, 0.5);
    assert_eq!(
        answer(&gain(), &record),
        cant_tell(Reason::Contaminated(6, 30))
    );
}

#[test]
fn an_answer_that_rests_on_contaminated_rounds_alone_is_taken_away() {
    // Together they hold; the clean rounds of the same processes do not.
    let record = Lab::new()
        .contaminated(|_, round| round == 1)
        .times(key("lap-pool", "a", &[]), |_, round| {
            [1_300_000, 3_000_000][round as usize]
        })
        .times(key("lap-pool", "b", &[]), steady(1e6))
        .build();
    assert_eq!(
        answer(&gain(), &record),
        cant_tell(Reason::Contaminated(15, 30))
    );
}

#[test]
fn adding_contaminated_rounds_to_a_clean_record_flips_it_to_cant_tell() {
    let clean = disturbed(0, 0.0);
    assert_eq!(answer(&gain(), &clean), Answer::Holds);
    let more = Lab::sized(15, 3)
        .contaminated(|_, round| round == 2)
        .times(key("lap-pool", "a", &[]), |_, round| {
            if round == 2 { 100_000 } else { 2_000_000 }
        })
        .times(key("lap-pool", "b", &[]), steady(1e6))
        .build();
    assert_eq!(
        answer(&gain(), &more),
        cant_tell(Reason::Contaminated(15, 45))
    );
}

#[test]
fn four_clean_processes_are_too_few_to_compare_with_and_five_are_enough() {
    let lab = |dirty| {
        Lab::new()
            .contaminated(move |process, _| process < dirty)
            .times(key("lap-pool", "a", &[]), steady(2e6))
            .times(key("lap-pool", "b", &[]), steady(1e6))
            .build()
    };
    assert_eq!(answer(&gain(), &lab(10)), Answer::Holds);
    assert_eq!(
        answer(&gain(), &lab(11)),
        cant_tell(Reason::Contaminated(22, 30))
    );
    assert_eq!(
        answer(&gain(), &lab(15)),
        cant_tell(Reason::Contaminated(30, 30))
    );
}

#[test]
fn the_figure_rests_on_all_rounds_whatever_they_are() {
    let Some(Figure::Ratio(figure)) = first_test(&gain(), &disturbed(6, 0.5)).figure else {
        panic!("a ratio");
    };
    assert_eq!(figure.pairs, 30);
    let six_of_thirty = (2.0_f64.ln() * 24.0 + 0.5_f64.ln() * 6.0) / 30.0;
    assert_close(figure.ratio, six_of_thirty.exp(), 1e-3);
}

#[test]
fn only_rounds_with_a_pair_are_counted() {
    let mut record = disturbed(6, 0.5);
    record
        .samples
        .retain(|sample| (sample.process, sample.round) != (0, 1));
    assert_eq!(
        answer(&gain(), &record),
        cant_tell(Reason::Contaminated(5, 29))
    );
}

#[test]
fn a_round_without_a_reading_of_other_load_counts_as_clean() {
    let mut record = disturbed(6, 0.5);
    record
        .rounds
        .iter_mut()
        .for_each(|round| round.foreign_cores = None);
    assert_eq!(answer(&gain(), &record), cant_tell(Reason::Straddles));
}

#[test]
fn counts_are_left_alone() {
    let claims = Rules::one(&test("count:tasks", "a", "holds_if = { at_most = 10 }"));
    let record = Lab::new()
        .contaminated(|_, _| true)
        .counts(key("lap-pool", "a", &[]), "tasks", &[10])
        .build();
    assert_eq!(answer(&claims, &record), Answer::Holds);
}
