//! Ticks and values in words.

use lab_report::draw::{DotRow, DotRows, Drawn, Head, Look, Scale, Unit, format_value};
use lab_verdict::claims::Evidence;

use super::charts;
use super::svg::texts;

fn tick_words(label: &str, unit: Unit, scale: Scale, low: f64, high: f64) -> Vec<String> {
    words_on(&drawn(label, unit, scale, low, high).wide, label)
}

fn narrow_tick_words(unit: Unit, low: f64, high: f64) -> Vec<String> {
    words_on(drawn("t", unit, Scale::Log10, low, high).on_a_phone(), "t")
}

fn drawn(label: &str, unit: Unit, scale: Scale, low: f64, high: f64) -> Drawn {
    let rows = [low, high].map(|value| DotRow {
        open: false,
        label: "row".to_owned(),
        look: Look::default(),
        evidence: Evidence::Measured,
        value,
        interval: None,
        hollow: false,
    });
    let chart = DotRows {
        head: Head {
            id: "ticks".to_owned(),
            title: String::new(),
            description: String::new(),
        },
        axis: charts::axis(label, unit, scale),
        reference: None,
        confidence: 0.95,
        rows: rows.into(),
    };
    chart.draw()
}

fn words_on(picture: &str, label: &str) -> Vec<String> {
    let axes = picture
        .split("class=\"axes\"")
        .nth(1)
        .unwrap()
        .split("</g>")
        .next()
        .unwrap();
    texts(axes)
        .into_iter()
        .map(|(words, _)| words)
        .filter(|words| words != label)
        .collect()
}

#[test]
fn ticks_are_round_in_their_unit() {
    let log = tick_words("t", Unit::Nanoseconds, Scale::Log10, 150.0, 9000.0);
    assert_eq!(log, ["200 ns", "500 ns", "1 µs", "2 µs", "5 µs", "10 µs"]);
    let decades = tick_words("t", Unit::Nanoseconds, Scale::Log10, 8.0, 2e9);
    assert!(
        decades.len() >= 4 && decades.iter().all(|word| word.starts_with('1')),
        "{decades:?}"
    );
    let workers = tick_words("n", Unit::Count, Scale::Log2, 1.0, 64.0);
    assert_eq!(workers, ["1", "2", "4", "8", "16", "32", "64"]);
    let bytes = tick_words("b", Unit::Bytes, Scale::Log2, 64.0, 1024.0 * 1024.0);
    assert!(
        bytes.contains(&"1 KiB".to_owned()) || bytes.contains(&"4 KiB".to_owned()),
        "{bytes:?}"
    );
    let few = tick_words("n", Unit::Count, Scale::Linear, 0.0, 3.0);
    assert_eq!(few, ["0", "1", "2", "3"]);
    let near = tick_words("r", Unit::Ratio, Scale::Log10, 0.97, 1.03);
    assert!(
        near.len() >= 3 && near.contains(&"×1".to_owned()),
        "{near:?}"
    );
}

#[test]
fn values_have_three_significant_digits_and_a_fitting_unit() {
    let cases = [
        (Unit::Nanoseconds, 0.0, "0 ns"),
        (Unit::Nanoseconds, 0.25, "0.25 ns"),
        (Unit::Nanoseconds, 20.0, "20 ns"),
        (Unit::Nanoseconds, 999.6, "1 µs"),
        (Unit::Nanoseconds, 1534.0, "1.53 µs"),
        (Unit::Nanoseconds, 3e6, "3 ms"),
        (Unit::Nanoseconds, 61.25e9, "61.2 s"),
        (Unit::Nanoseconds, -1500.0, "-1.5 µs"),
        (Unit::Bytes, 64.0, "64 B"),
        (Unit::Bytes, 1023.0, "1,023 B"),
        (Unit::Bytes, 1536.0, "1.5 KiB"),
        (Unit::Bytes, 1_572_864.0, "1.5 MiB"),
        (Unit::Count, 12.0, "12"),
        (Unit::Count, 1000.0, "1,000"),
        (Unit::Count, 123_456.0, "123,456"),
        (Unit::Count, 2.5, "2.5"),
        (Unit::Count, 1e6, "1M"),
        (Unit::Count, 2_345_678.0, "2.35M"),
        (Unit::PerSecond, 12.0, "12/s"),
        (Unit::PerSecond, 12_345.0, "12,300/s"),
        (Unit::PerSecond, 1.2e6, "1.2 M/s"),
        (Unit::Ratio, 1.2, "×1.2"),
        (Unit::Ratio, 0.0123, "×0.0123"),
        (Unit::Ratio, 1234.0, "×1,230"),
        (Unit::Ratio, -0.5, "×-0.5"),
        (Unit::Ratio, f64::NAN, "n/a"),
        (Unit::Bytes, f64::INFINITY, "n/a"),
    ];
    for (unit, value, words) in cases {
        assert_eq!(format_value(unit, value), words);
    }
}

#[test]
fn an_axis_over_a_narrow_range_names_two_values_at_least() {
    let files = tick_words("time", Unit::Nanoseconds, Scale::Log10, 480e3, 900e3);
    assert!(files.len() >= 2, "{files:?}");
    let narrow = narrow_tick_words(Unit::Nanoseconds, 480e3, 900e3);
    assert!(narrow.len() >= 2, "{narrow:?}");
}
