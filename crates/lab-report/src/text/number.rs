//! Numbers as sentences write them: three significant digits, thousands separators, units, as on the charts.

use lab_verdict::interval::DRAWN;

use crate::draw::{Unit, format_value};

/// A whole number, exact, with thousands separators: `10,000`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Three significant digits: `0.0123`, `1.02`, `31.4`, `1,230`.
pub fn plain(value: f64) -> String {
    let written = format_value(Unit::Ratio, value);
    written.replacen('×', "", 1)
}

/// A duration in nanoseconds: `20 ns`, `1.5 µs`, `3 ms`, `2.1 s`.
pub fn time(ns: f64) -> String {
    format_value(Unit::Nanoseconds, ns)
}

/// A size in bytes: `64 B`, `1.5 MiB`.
pub fn bytes(value: f64) -> String {
    format_value(Unit::Bytes, value)
}

/// A share as per cent: `0.031` becomes `3.1 %`.
pub fn percent(share: f64) -> String {
    format!("{} %", plain(share * 100.0))
}

/// `11 to 13`, or one number where both are written alike.
pub fn span(least: String, most: String) -> String {
    match least == most {
        true => least,
        false => format!("{least} to {most}"),
    }
}

/// A 95 % interval: `61 to 63, 95 %`.
pub fn interval((low, high): (f64, f64), written: impl Fn(f64) -> String) -> String {
    format!("{} to {}, {}", written(low), written(high), percent(DRAWN))
}

/// A value with its 95 % interval where it has one: `62.3 [61 to 63, 95 %]`.
pub fn with_interval(
    value: f64,
    drawn: Option<(f64, f64)>,
    written: impl Fn(f64) -> String,
) -> String {
    let own = written(value);
    match drawn {
        Some(ends) => format!("{own} [{}]", interval(ends, written)),
        None => own,
    }
}

/// A number of workers from a formula.
pub fn whole(workers: f64) -> String {
    match workers.is_finite() {
        true if workers < 10.0 => plain(workers),
        true => plain(workers.round()),
        false => "no bound".into(),
    }
}

/// A longer duration in seconds: `45 s`, `7 min 10 s`.
pub fn long_time(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("{s} s"),
        (0, m, 0) => format!("{m} min"),
        (0, m, s) => format!("{m} min {s} s"),
        (h, 0, _) => format!("{h} h"),
        (h, m, _) => format!("{h} h {m} min"),
    }
}

/// The word that agrees with a number: `1 claim`, `2 claims`.
pub fn plural(number: u64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", count(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_significant_digits_with_separators() {
        for (value, words) in [
            (0.0, "0"),
            (0.012345, "0.0123"),
            (0.9996, "1"),
            (1.0249, "1.02"),
            (9.996, "10"),
            (31.42, "31.4"),
            (999.6, "1,000"),
            (1234.0, "1,230"),
            (-4567.0, "-4,570"),
            (1_234_567.0, "1,230,000"),
            (-0.05, "-0.05"),
        ] {
            assert_eq!(plain(value), words);
        }
    }

    #[test]
    fn units_change_where_the_number_would_need_four_digits() {
        assert_eq!(time(20.0), "20 ns");
        assert_eq!(time(999.7), "1 µs");
        assert_eq!(time(1_500_000.0), "1.5 ms");
        assert_eq!(time(2.1e9), "2.1 s");
        assert_eq!(bytes(64.0), "64 B");
        assert_eq!(bytes(1.5 * 1024.0 * 1024.0), "1.5 MiB");
        assert_eq!(percent(0.031), "3.1 %");
        assert_eq!(long_time(430), "7 min 10 s");
        assert_eq!(count(1_000_000), "1,000,000");
        assert_eq!(plural(1, "claim", "claims"), "1 claim");
    }
}
