//! Which samples are compared, and how.

use lab_measure::record::{Record, Role};
use lab_verdict::cell::Miss;
use lab_verdict::paired::{Unpaired, pairs};
use lab_verdict::{Clock, compare};

use crate::support::{Lab, assert_close, key, steady};

fn ratio(record: &Record, clock: Clock) -> f64 {
    let (of, vs) = (key("x", "a", &[]), key("x", "b", &[]));
    compare(record, &of, &vs, clock).expect("a ratio").ratio
}

/// Cell 0 with `items`, 3 ms, first result after 600 us, 4 ms of CPU; cell 1 with 100 items and 1 ms, 200 us, 1 ms.
fn lab_with_items(items: u64) -> Record {
    Lab::new()
        .samples(key("x", "a", &[]), Role::Subject, |sample| {
            sample.items = items;
            sample.wall_ns = 3_000_000;
            sample.first_ns = Some(600_000);
            sample.cpu_ns = Some(4_000_000);
        })
        .samples(key("x", "b", &[]), Role::Subject, |sample| {
            sample.wall_ns = 1_000_000;
            sample.first_ns = Some(200_000);
            sample.cpu_ns = Some(1_000_000);
        })
        .build()
}

#[test]
fn each_clock_compares_its_own_reading() {
    let record = lab_with_items(100);
    assert_close(ratio(&record, Clock::Wall), 3.0, 1e-9);
    assert_close(ratio(&record, Clock::First), 3.0, 1e-9);
    assert_close(ratio(&record, Clock::Cpu), 4.0, 1e-9);
}

#[test]
fn cells_of_different_size_are_compared_per_item_except_for_the_wait_for_one() {
    let record = lab_with_items(200);
    assert_close(ratio(&record, Clock::Wall), 1.5, 1e-9);
    assert_close(ratio(&record, Clock::Cpu), 2.0, 1e-9);
    assert_close(ratio(&record, Clock::First), 3.0, 1e-9);
}

#[test]
fn calls_without_items_are_compared_whole_and_only_with_their_like() {
    let mut record = lab_with_items(0);
    assert_eq!(pairs(&record, 0, 1, Clock::Wall), Err(Unpaired::NoItems));
    record
        .samples
        .iter_mut()
        .for_each(|sample| sample.items = 0);
    assert_close(ratio(&record, Clock::Wall), 3.0, 1e-9);
}

#[test]
fn only_rounds_with_both_cells_count() {
    let mut record = lab_with_items(100);
    record
        .samples
        .retain(|sample| sample.cell == 0 || (sample.process > 0 && sample.round == 1));
    let found = pairs(&record, 0, 1, Clock::Wall).expect("pairs");
    assert_eq!(found.len(), 14);
    assert!(found.iter().all(|pair| pair.process > 0 && pair.round == 1));
}

#[test]
fn drift_that_both_cells_of_a_round_share_cancels() {
    let drift = |process: u32, round: u32| u64::from(1 + process * 7 + round * 3) * 1_000_000;
    let record = Lab::new()
        .times(key("x", "a", &[]), |process, round| {
            2 * drift(process, round)
        })
        .times(key("x", "b", &[]), drift)
        .build();
    let (of, vs) = (key("x", "a", &[]), key("x", "b", &[]));
    let figure = compare(&record, &of, &vs, Clock::Wall).expect("a ratio");
    assert_close(figure.judged.0, 2.0, 1e-9);
    assert_close(figure.judged.1, 2.0, 1e-9);
}

#[test]
fn several_samples_in_one_round_are_one_reading() {
    let mut record = lab_with_items(100);
    let again: Vec<_> = record
        .samples
        .iter()
        .filter(|s| s.cell == 0)
        .cloned()
        .collect();
    record.samples.extend(again);
    assert_eq!(pairs(&record, 0, 1, Clock::Wall).expect("pairs").len(), 30);
    assert_close(ratio(&record, Clock::Wall), 3.0, 1e-9);
    assert_close(ratio(&record, Clock::First), 3.0, 1e-9);
}

#[test]
fn a_zero_reading_spoils_the_comparison_instead_of_being_left_out() {
    let mut record = lab_with_items(100);
    record.samples[4].cpu_ns = Some(0);
    assert_eq!(pairs(&record, 0, 1, Clock::Cpu), Err(Unpaired::ZeroReading));
    assert_eq!(pairs(&record, 1, 0, Clock::Cpu), Err(Unpaired::ZeroReading));
}

#[test]
fn a_clock_that_was_not_noted_gives_no_pairs_and_a_cell_no_pair_with_itself() {
    let record = Lab::new()
        .times(key("x", "a", &[]), steady(1e6))
        .times(key("x", "b", &[]), steady(1e6))
        .build();
    assert_eq!(pairs(&record, 0, 1, Clock::First), Err(Unpaired::NoRound));
    assert_eq!(pairs(&record, 0, 0, Clock::Wall), Err(Unpaired::SameCell));
}

#[test]
fn a_key_that_fits_several_cells_leads_to_none_unless_one_is_singled_out() {
    let of = |chunk| key("x", "a", &[("n", 10), ("chunk", chunk)]);
    let lab = Lab::new()
        .times(of(1), steady(1e6))
        .times(of(2), steady(1e6));
    let wide = key("x", "a", &[("n", 10)]);
    let record = lab.build();
    assert_eq!(wide.find(&record, Role::Subject), Err(Miss::Several(2)));
    assert_eq!(of(2).find(&record, Role::Subject), Ok(1));
    assert_eq!(
        key("y", "a", &[]).find(&record, Role::Subject),
        Err(Miss::None)
    );

    let exact = Lab::new()
        .times(of(1), steady(1e6))
        .times(wide.clone(), steady(1e6));
    assert_eq!(wide.find(&exact.build(), Role::Subject), Ok(1));

    let twin = Lab::new()
        .times(wide.clone(), steady(1e6))
        .role(wide.clone(), Role::NullControl, steady(1e6))
        .build();
    assert_eq!(wide.find(&twin, Role::Subject), Ok(0));
    assert_eq!(wide.find(&twin, Role::NullControl), Ok(1));
}
