//! What charts are drawn from: ratios and times per item.

use lab_measure::record::{Mode, Role};
use lab_verdict::{Clock, compare, summary};

use crate::support::{Lab, around, assert_close, key, steady};

#[test]
fn a_ratio_is_drawn_in_every_mode_and_from_five_calls() {
    let record = Lab::sized(5, 1)
        .mode(Mode::Quick)
        .times(key("rayon", "map", &[("n", 10)]), steady(3e6))
        .times(key("lap-pool", "map", &[("n", 10)]), around(1e6, 0.01))
        .build();
    let of = key("rayon", "map", &[("n", 10)]);
    let figure = compare(
        &record,
        &of,
        &key("lap-pool", "map", &[("n", 10)]),
        Clock::Wall,
    );
    assert_eq!(
        figure.map(|figure| (figure.processes, figure.pairs)),
        Some((5, 5))
    );
    assert_eq!(
        compare(&record, &of, &key("std", "map", &[]), Clock::Wall),
        None
    );
}

#[test]
fn one_process_gives_neither_ratio_nor_summary() {
    let (of, vs) = (key("x", "a", &[]), key("x", "b", &[]));
    let record = Lab::sized(1, 9)
        .times(of.clone(), steady(3e6))
        .times(vs.clone(), steady(1e6))
        .build();
    assert_eq!(compare(&record, &of, &vs, Clock::Wall), None);
    assert_eq!(summary(&record, &of, Clock::Wall), None);
}

#[test]
fn time_per_item_is_a_geometric_mean_with_its_interval_and_throughput() {
    let cell = key("x", "a", &[]);
    let record = Lab::new().times(cell.clone(), around(1e6, 0.2)).build();
    let found = summary(&record, &cell, Clock::Wall).expect("a summary");
    // 1 ms for 100 items; the 95 % interval of 15 processes over -0.2 to 0.2: 2.145 x 0.1278 / sqrt(15) = 0.0708.
    assert_close(found.ns, 10_000.0, 1.0);
    assert_close(found.drawn.0, 10_000.0 * (-0.0708_f64).exp(), 3.0);
    assert_close(found.drawn.1, 10_000.0 * 0.0708_f64.exp(), 3.0);
    let throughput = found.per_second.expect("items");
    assert_close(throughput.items, 1e5, 10.0);
    assert_close(throughput.drawn.0 * found.drawn.1, 1e9, 1.0);
    assert_close(throughput.drawn.1 * found.drawn.0, 1e9, 1.0);
    assert_eq!((found.processes, found.samples), (15, 30));
}

#[test]
fn the_wait_for_the_first_result_is_per_call_and_has_no_throughput() {
    let cell = key("x", "a", &[]);
    let record = Lab::new()
        .samples(cell.clone(), Role::Subject, |sample| {
            sample.first_ns = Some(5000)
        })
        .build();
    let found = summary(&record, &cell, Clock::First).expect("a summary");
    assert_close(found.ns, 5000.0, 1e-6);
    assert_eq!(found.per_second, None);
    assert_eq!(summary(&record, &cell, Clock::Cpu), None);
}

#[test]
fn a_call_without_items_is_summarised_per_call() {
    let cell = key("x", "start", &[]);
    let lab = || {
        Lab::new().samples(cell.clone(), Role::Subject, |sample| {
            sample.items = 0;
            sample.wall_ns = 7000;
        })
    };
    let found = summary(&lab().build(), &cell, Clock::Wall).expect("a summary");
    assert_close(found.ns, 7000.0, 1e-6);
    assert_eq!(found.per_second, None);
    let mut mixed = lab().build();
    mixed.samples[0].items = 5;
    assert_eq!(summary(&mixed, &cell, Clock::Wall), None);
}

#[test]
fn a_zero_reading_has_no_summary() {
    let cell = key("x", "a", &[]);
    let mut record = Lab::new().times(cell.clone(), steady(1e6)).build();
    record.samples[3].wall_ns = 0;
    assert_eq!(summary(&record, &cell, Clock::Wall), None);
}
