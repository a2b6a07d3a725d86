//! Values in words: three significant digits and the unit that suits them.

use super::Unit;

/// A value as ticks, tables and sentences write it: `1.5 µs`, `64 KiB`, `20,000`, `1.2 M/s`, `×1.2`.
///
/// Three significant digits, except for whole counts and bytes below a million, which are exact.
/// What is not a finite number is `n/a`.
pub fn format_value(unit: Unit, value: f64) -> String {
    if !value.is_finite() {
        return "n/a".to_owned();
    }
    // Less than nothing by so little that it is written as 0 it cannot be: digits are significant ones.
    let sign = if value < 0.0 { "-" } else { "" };
    let size = value.abs();
    let text = match unit {
        Unit::Nanoseconds => nanoseconds(size),
        Unit::Bytes => bytes(size),
        Unit::Count => count(size),
        Unit::PerSecond => per_second(size),
        Unit::Ratio => return format!("×{sign}{}", significant(size)),
        Unit::Share => format!("{} %", significant(100.0 * size)),
    };
    format!("{sign}{text}")
}

/// An interval: `1.2 ms to 1.8 ms`.
pub(super) fn format_interval(unit: Unit, (low, high): (f64, f64)) -> String {
    format!(
        "{} to {}",
        format_value(unit, low),
        format_value(unit, high)
    )
}

/// What a table's heading says of the unit.
pub(super) fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Nanoseconds => "ns, µs, ms or s",
        Unit::Bytes => "B, KiB or MiB",
        Unit::Count => "count",
        Unit::PerSecond => "per second",
        Unit::Ratio => "ratio",
        Unit::Share => "per cent",
    }
}

/// Times in the unit of the last of them, which alone names it: `0`, `20`, `40 ms`.
pub(super) fn in_one_unit(times: &[f64]) -> Vec<String> {
    let Some((last, others)) = times.split_last() else {
        return Vec::new();
    };
    let whole = format_value(Unit::Nanoseconds, *last);
    let size = match whole.rsplit(' ').next() {
        Some("s") => 1e9,
        Some("ms") => 1e6,
        Some("µs") => 1e3,
        _ => 1.0,
    };
    others
        .iter()
        .map(|time| significant(time / size))
        .chain([whole])
        .collect()
}

fn nanoseconds(size: f64) -> String {
    scaled(size, 1e3, &["ns", "µs", "ms", "s"])
}

/// Powers of 1024; a thousand and more of a unit stay in it as whole numbers, so that `1,023 B` is not `0.999 KiB`.
fn bytes(size: f64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut scaled = size;
    let mut unit = 0;
    while scaled.round() >= 1024.0 && unit + 1 < UNITS.len() {
        scaled /= 1024.0;
        unit += 1;
    }
    let number = if scaled >= 1000.0 {
        grouped(scaled.round())
    } else {
        significant(scaled)
    };
    format!("{number} {}", UNITS[unit])
}

fn count(size: f64) -> String {
    if size.fract() == 0.0 && size < 1e6 {
        return grouped(size);
    }
    if rounded(size) < 1e6 {
        return significant(size);
    }
    scaled(size / 1e6, 1e3, &["M", "G", "T"]).replace(' ', "")
}

fn per_second(size: f64) -> String {
    if rounded(size) < 1e6 {
        return format!("{}/s", significant(size));
    }
    format!("{}/s", scaled(size / 1e6, 1e3, &["M", "G", "T"]))
}

/// The largest of the units, each `step` times the one before, in which the value is at least 1.
fn scaled(size: f64, step: f64, units: &[&str]) -> String {
    let mut scaled = rounded(size);
    let mut unit = 0;
    while scaled >= step && unit + 1 < units.len() {
        scaled = rounded(scaled / step);
        unit += 1;
    }
    format!("{} {}", significant(scaled), units[unit])
}

/// The nearest value with three significant digits.
fn rounded(size: f64) -> f64 {
    // Through text: multiplying by powers of ten would add errors of its own.
    let near = format!("{size:.2e}").parse().unwrap_or(size);
    // The largest of all numbers would round up to infinity.
    if f64::is_finite(near) { near } else { size }
}

/// Three significant digits without trailing zeros, thousands grouped; powers of ten where it would be long.
fn significant(size: f64) -> String {
    let near = rounded(size);
    if near == 0.0 {
        return "0".to_owned();
    }
    if !(1e-4..1e9).contains(&near) {
        return format!("{near:e}");
    }
    if near >= 1000.0 {
        return grouped(near);
    }
    format!("{near}")
}

/// A whole number with its thousands apart: `20,000`.
fn grouped(whole: f64) -> String {
    let mut text = (whole as u128).to_string();
    let mut at = text.len();
    while at > 3 {
        at -= 3;
        text.insert(at, ',');
    }
    text
}
