//! Which values an axis names: 1-2-5, powers of two, as many as have room.

use super::format::format_value;
use super::scale::Projection;
use super::{Scale, Unit};

/// A named place on an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    pub(super) label: String,
}

/// More names than this are not read.
const MOST: usize = 9;

/// The densest set of round values whose labels have room side by side.
///
/// `length` is the axis on the picture; `room` says how much of it a label needs, gap included.
pub(super) fn ticks(
    unit: Unit,
    axis: &Projection,
    length: f64,
    room: impl Fn(&str) -> f64,
) -> Vec<Tick> {
    let sets: Vec<Vec<Tick>> = candidates(unit, axis)
        .into_iter()
        .map(|values| named(unit, axis, values))
        .filter(|ticks| fits(ticks, axis, length, &room))
        .collect();
    let most = sets.iter().map(Vec::len).max().unwrap_or(0);
    // Among sets of nearly the same size the first, being the roundest, wins; but one name alone gives no scale.
    sets.into_iter()
        .find(|ticks| ticks.len() + 1 >= most.min(4) && ticks.len() >= most.min(2))
        .unwrap_or_default()
}

fn named(unit: Unit, axis: &Projection, mut values: Vec<f64>) -> Vec<Tick> {
    let (low, high) = axis.values();
    let slack = 1e-9 * (high - low).abs();
    values.retain(|value| {
        (low - slack..=high + slack).contains(value) && axis.share(*value).is_some()
    });
    values
        .into_iter()
        .map(|value| Tick {
            value,
            label: if value == 0.0 {
                "0".to_owned()
            } else {
                format_value(unit, value)
            },
        })
        .collect()
}

fn fits(ticks: &[Tick], axis: &Projection, length: f64, room: &impl Fn(&str) -> f64) -> bool {
    let place = |tick: &Tick| axis.share(tick.value).unwrap_or(0.0) * length;
    ticks.len() <= MOST
        && ticks.windows(2).all(|pair| {
            let needed = (room(&pair[0].label) + room(&pair[1].label)) / 2.0;
            pair[0].label != pair[1].label && place(&pair[1]) - place(&pair[0]) >= needed
        })
}

/// Sets of values, each rounder and sparser than the one before within its family.
fn candidates(unit: Unit, axis: &Projection) -> Vec<Vec<f64>> {
    let mut sets = all_candidates(unit, axis);
    let (low, high) = axis.values();
    if unit == Unit::Count && high - low >= 1.0 {
        // Half a worker is no value.
        sets.retain(|set| set.iter().all(|value| value.fract() == 0.0));
    }
    sets
}

fn all_candidates(unit: Unit, axis: &Projection) -> Vec<Vec<f64>> {
    let (low, high) = axis.values();
    let binary = unit == Unit::Bytes || axis.scale() == Scale::Log2;
    match axis.scale() {
        Scale::Linear => even(low, high, unit == Unit::Bytes),
        _ if binary => {
            let mut sets: Vec<Vec<f64>> = [1, 2, 3, 4, 5, 6, 8, 10, 20]
                .map(|by| powers(2.0, low, high, by))
                .into();
            sets.retain(|set| set.len() >= 2);
            sets.extend(even(low, high, unit == Unit::Bytes));
            sets
        }
        _ => {
            let mut sets = vec![
                digits(low, high, &[1.0, 2.0, 5.0]),
                digits(low, high, &[1.0, 3.0]),
            ];
            sets.extend([1, 2, 3, 4, 6, 9].map(|by| powers(10.0, low, high, by)));
            sets.retain(|set| set.len() >= 3);
            sets.push(digits(low, high, &[1.0, 2.0, 5.0]));
            sets.extend(even(low, high, false));
            sets
        }
    }
}

/// Every `by`-th power of the base between two values.
fn powers(base: f64, low: f64, high: f64, by: i32) -> Vec<f64> {
    let (first, last) = (low.log(base).floor() as i32, high.log(base).ceil() as i32);
    (first..=last)
        .filter(|exponent| exponent.rem_euclid(by) == 0)
        .map(|exponent| base.powi(exponent))
        .filter(|value| (low..=high).contains(value))
        .collect()
}

/// These digits of every decade between two values.
fn digits(low: f64, high: f64, digits: &[f64]) -> Vec<f64> {
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    (first..=last)
        .flat_map(|exponent| digits.iter().map(move |digit| scaled(*digit, exponent)))
        .filter(|value| (low..=high).contains(value))
        .collect()
}

/// `digit * 10^exponent`, dividing where that is the exact way.
fn scaled(digit: f64, exponent: i32) -> f64 {
    if exponent < 0 {
        digit / 10f64.powi(-exponent)
    } else {
        digit * 10f64.powi(exponent)
    }
}

/// Evenly spaced values at steps of 1, 2 or 5 times a power of ten (or powers of two), densest first.
fn even(low: f64, high: f64, binary: bool) -> Vec<Vec<f64>> {
    let span = high - low;
    if span <= 0.0 || !span.is_finite() {
        return Vec::new();
    }
    let steps: Vec<f64> = if binary {
        let first = (span / 16.0).log2().floor() as i32;
        (first..first + 8)
            .map(|exponent| 2f64.powi(exponent))
            .collect()
    } else {
        let first = (span / 20.0).log10().floor() as i32;
        (first..first + 4)
            .flat_map(|exponent| [1.0, 2.0, 5.0].map(|digit| scaled(digit, exponent)))
            .collect()
    };
    steps
        .into_iter()
        .filter(|step| span / step <= 40.0)
        .map(|step| {
            let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
            (first..=last)
                .map(|n| {
                    if step < 1.0 && !binary {
                        n as f64 / (1.0 / step).round()
                    } else {
                        n as f64 * step
                    }
                })
                .collect()
        })
        .collect()
}
