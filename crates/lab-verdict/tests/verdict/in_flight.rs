//! Little's law holds for sound instruments, and for no broken one.

use lab_measure::record::{Count, Lanes, Record, Span};
use lab_verdict::InFlight;

use crate::support::Lab;

const MS: u64 = 1_000_000;

/// Ten tasks of 20 ms on two workers, 100 ms in all, seen by every instrument; the caller wakes up 2 ms late.
fn sound() -> Record {
    let mut record = Lab::new().build();
    record.cells = vec![lab_measure::experiment::cell(
        "selftest",
        "in_flight",
        &[("n", 10)],
    )];
    let spans = (0..10).map(|task| Span {
        lane: task % 2,
        task,
        start_ns: u64::from(task / 2) * 20 * MS,
        end_ns: u64::from(task / 2 + 1) * 20 * MS,
    });
    record.lanes = vec![Lanes {
        cell: 0,
        spans: spans.collect(),
        pulls: Vec::new(),
        yielded: Vec::new(),
    }];
    let counts = [
        ("in_flight_integral_ns", 200 * MS),
        ("in_flight_window_ns", 100 * MS),
        ("wall_ns", 102 * MS),
    ];
    record.counts = counts
        .map(|(name, value)| Count {
            cell: 0,
            repetition: 0,
            name: name.into(),
            value,
        })
        .into();
    record
}

fn agrees(record: &Record) -> bool {
    InFlight::of(record).is_some_and(InFlight::agrees)
}

#[test]
fn sound_instruments_agree() {
    let found = InFlight::of(&sound()).unwrap();
    assert_eq!(found.by_integral, 2.0);
    assert!((found.by_law - 200.0 / 102.0).abs() < 1e-9);
    assert!(found.agrees());
}

#[test]
fn every_broken_instrument_is_found() {
    type Break = fn(&mut Record);
    let broken: [(&str, Break); 6] = [
        ("a task was not traced", |record| {
            record.lanes[0].spans.pop();
        }),
        ("a task was traced for too short", |record| {
            record.lanes[0].spans[0].end_ns -= 15 * MS;
        }),
        ("the trace has another unit", |record| {
            for span in &mut record.lanes[0].spans {
                span.end_ns = span.start_ns + 20_000;
            }
        }),
        ("the gauge missed a task", |record| {
            record.counts[0].value -= 20 * MS
        }),
        ("the clock around the call stopped early", |record| {
            record.counts[2].value = 90 * MS
        }),
        ("nobody counted", |record| record.counts.clear()),
    ];
    for (what, break_it) in broken {
        let mut record = sound();
        break_it(&mut record);
        assert!(!agrees(&record), "{what}");
    }
}
