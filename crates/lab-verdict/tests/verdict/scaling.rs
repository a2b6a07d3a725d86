//! Throughput against workers and what bounds it, against known answers.

use lab_measure::record::{Record, Role, Sample};
use lab_verdict::CellKey;
use lab_verdict::scaling::{
    cpu_per_item, curve, goetz, knee, knees, limit, little, lone, wait_share,
};

use crate::support::{Lab, around, assert_close, key, steady};

fn at(contender: &str, workers: u64, n: u64) -> CellKey {
    key(contender, "http", &[("workers", workers), ("n", n)])
}

/// 100 items of 20 ms: two workers do 100 per second, four do 195, eight no more.
fn waiting() -> Lab {
    Lab::new()
        .times(at("pool", 8, 16), steady(0.51e9))
        .times(at("pool", 1, 2), steady(2e9))
        .times(at("pool", 2, 4), steady(1e9))
        .times(at("pool", 4, 8), steady(0.5128e9))
}

/// A cell with one worker whose samples have these readings.
fn with_cpu(shape: impl Fn(&mut Sample)) -> Record {
    Lab::new()
        .samples(at("serial", 1, 2), Role::Subject, shape)
        .build()
}

#[test]
fn a_curve_rises_by_workers_with_throughput_and_interval() {
    let points = curve(&waiting().build(), "pool", "http");
    let workers: Vec<u64> = points.iter().map(|point| point.workers).collect();
    assert_eq!(workers, [1, 2, 4, 8]);
    assert_close(points[1].per_second.items, 100.0, 1e-6);
    assert_close(points[1].per_second.drawn.0, 100.0, 1e-6);
    assert_eq!(points[1].n, 4);
    assert!(curve(&waiting().build(), "pool", "cpu").is_empty());
}

#[test]
fn a_bigger_call_with_the_same_workers_is_not_part_of_the_curve() {
    let record = waiting()
        .times(at("pool", 4, 1000), steady(9e9))
        .times(
            key("pool", "http", &[("workers", 2), ("n", 4), ("files", 1)]),
            steady(9e9),
        )
        .build();
    assert_eq!(
        curve(&record, "pool", "http"),
        curve(&waiting().build(), "pool", "http")
    );
}

#[test]
fn the_cell_of_the_default_workers_belongs_to_the_curve() {
    let default = key(
        "pool",
        "http",
        &[("workers", 3), ("n", 6), ("default_workers", 1)],
    );
    let record = waiting().times(default, steady(0.7e9)).build();
    let points = curve(&record, "pool", "http");
    assert_eq!(
        points.iter().map(|point| point.workers).collect::<Vec<_>>(),
        [1, 2, 3, 4, 8]
    );
}

#[test]
fn a_point_is_contaminated_by_the_rounds_that_visited_it() {
    let record = waiting().contaminated(|process, _| process < 8).build();
    assert!(
        curve(&record, "pool", "http")
            .iter()
            .all(|point| point.contaminated)
    );
    let mut elsewhere = record.clone();
    elsewhere
        .samples
        .retain(|sample| sample.cell != 2 || sample.process >= 8);
    let points = curve(&elsewhere, "pool", "http");
    let dirty: Vec<bool> = points.iter().map(|point| point.contaminated).collect();
    assert_eq!(dirty, [true, false, true, true]);
    let mut only_there = waiting().contaminated(|process, _| process < 5).build();
    only_there
        .samples
        .retain(|sample| sample.cell != 2 || sample.process < 5);
    let points = curve(&only_there, "pool", "http");
    let dirty: Vec<bool> = points.iter().map(|point| point.contaminated).collect();
    assert_eq!(dirty, [false, true, false, false]);
}

#[test]
fn the_knee_is_the_fewest_workers_with_the_wanted_share() {
    let points = curve(&waiting().build(), "pool", "http");
    let found = knee(&points, 0.95).expect("a knee");
    assert_eq!(
        (found.workers, found.between, found.at_end),
        (4, (4, 4), false)
    );
    assert_eq!(
        knee(&points, 1.0).map(|knee| (knee.workers, knee.at_end)),
        Some((8, true))
    );
    assert_eq!(knee(&points[..1], 0.95), None);
}

#[test]
fn the_knee_is_as_uncertain_as_the_points_are() {
    let record = waiting()
        .times(at("wide", 1, 2), steady(2e9))
        .times(at("wide", 2, 4), around(1.08e9, 0.3))
        .times(at("wide", 4, 8), around(1e9, 0.3))
        .build();
    let found = knee(&curve(&record, "wide", "http"), 0.95).expect("a knee");
    assert_eq!((found.workers, found.between), (4, (2, 4)));
}

#[test]
fn goetz_of_nine_tenths_waiting_on_two_cores_is_twenty() {
    assert_close(goetz(2, 0.9), 20.0, 1e-9);
    assert_eq!(goetz(4, 0.0), 4.0);
    assert_eq!(goetz(2, 1.0), f64::INFINITY);
    assert_eq!(goetz(2, -0.3), 2.0);
}

#[test]
fn the_limit_is_the_tighter_of_workers_and_cores() {
    assert_close(limit(64, 20e6, 2, 100e3), 3200.0, 1e-9);
    assert_close(limit(1000, 20e6, 2, 100e3), 20_000.0, 1e-9);
    assert_close(limit(8, 20e6, 2, 0.0), 400.0, 1e-9);
    assert_eq!(limit(8, 0.0, 2, 0.0), f64::INFINITY);
}

#[test]
fn little_says_how_many_are_under_way() {
    assert_close(little(3200.0, 20e6), 64.0, 1e-9);
    assert_close(little(0.0, 20e6), 0.0, 1e-9);
}

#[test]
fn the_lone_figure_is_that_of_the_smallest_call_with_one_worker() {
    let record = waiting().times(at("pool", 1, 1000), steady(9e9)).build();
    let found = lone(&record, "pool", "http").expect("a lone figure");
    assert_close(found.ns, 20e6, 1.0);
    assert_eq!(found.cell, 1);
    assert_eq!(lone(&record, "other", "http"), None);
}

#[test]
fn nine_tenths_of_waiting_are_nine_tenths_with_their_interval() {
    let record = with_cpu(|sample| {
        sample.wall_ns = 1_000_000;
        sample.cpu_ns = Some(if sample.process % 2 == 0 {
            90_000
        } else {
            110_000
        });
    });
    let found = wait_share(&record, "serial", "http").expect("a share");
    // Eight processes at 0.91 and seven at 0.89.
    assert_close(found.share, 0.9007, 1e-3);
    assert!(found.drawn.0 < found.share && found.share < found.drawn.1);
    assert_eq!(found.processes, 15);
}

#[test]
fn more_cpu_than_wall_is_no_waiting_and_never_less() {
    let record = with_cpu(|sample| sample.cpu_ns = Some(2 * sample.wall_ns));
    let found = wait_share(&record, "serial", "http").expect("a share");
    assert_eq!((found.share, found.drawn), (0.0, (0.0, 0.0)));
}

#[test]
fn a_clock_that_saw_nothing_does_not_prove_that_nothing_was_computed() {
    let coarse = with_cpu(|sample| {
        sample.wall_ns = 20_000_000;
        sample.cpu_ns = Some(if sample.process == 3 { 10_000_000 } else { 0 });
    });
    // A tick of 10 ms in each process's 40 ms at least: 0.75, not 1; and 20 ms in one of them.
    let found = wait_share(&coarse, "serial", "http").expect("a share");
    assert_close(found.share, (14.0 * 0.75 + 0.5) / 15.0, 1e-9);
    let blind = with_cpu(|sample| sample.cpu_ns = Some(0));
    assert_eq!(wait_share(&blind, "serial", "http"), None);
    let none = with_cpu(|sample| sample.cpu_ns = None);
    assert_eq!(wait_share(&none, "serial", "http"), None);
}

#[test]
fn cpu_per_item_is_the_sum_over_the_items() {
    let record = with_cpu(|sample| {
        sample.items = 2;
        sample.cpu_ns = Some(if sample.round == 0 { 100 } else { 300 });
    });
    assert_eq!(cpu_per_item(&record, 0), Some(100.0));
    assert_eq!(cpu_per_item(&record, 9), None);
    let mut served = record.clone();
    for sample in &mut served.samples {
        sample.server_cpu_ns = Some(50);
    }
    assert_eq!(cpu_per_item(&served, 0), Some(125.0));
}

/// Throughput per second with 1, 2 and 4 workers, in processes of even and of odd numbers.
fn two_moods(even: [f64; 3], odd: [f64; 3]) -> lab_measure::record::Record {
    [1, 2, 4]
        .into_iter()
        .zip(0..)
        .fold(Lab::sized(5, 2), |lab, (workers, place)| {
            let cell = key("pool", "cpu", &[("workers", workers), ("n", 100)]);
            lab.times(cell, move |process, _| {
                let rates = if process % 2 == 0 { even } else { odd };
                (100.0 * 1e9 / rates[place]) as u64
            })
        })
        .build()
}

#[test]
fn each_process_says_for_itself_where_it_levels_off() {
    let record = two_moods([10.0, 19.0, 19.5], [10.0, 15.0, 20.0]);
    let points = curve(&record, "pool", "cpu");
    let found = knees(&record, &points, 0.95).unwrap();
    assert_eq!(found.processes, [(2, 3), (4, 2)].into());
    assert_eq!((found.between(), found.count(), found.most), ((2, 4), 5, 4));
    assert_eq!(knees(&record, &points[..1], 0.95), None);
}

#[test]
fn a_process_that_did_not_visit_every_point_says_nothing_of_the_knee() {
    let mut record = two_moods([10.0, 19.0, 19.5], [10.0, 15.0, 20.0]);
    let last = curve(&record, "pool", "cpu")[2].cell;
    record
        .samples
        .retain(|sample| sample.cell != last || sample.process % 2 == 0);
    let points = curve(&record, "pool", "cpu");
    let found = knees(&record, &points, 0.95).unwrap();
    assert_eq!(found.processes, [(2, 3)].into());
}
