//! What an axis measures, and its value for a cell.

use lab_measure::record::Series;
use lab_verdict::claims::Evidence;
use lab_verdict::{CellKey, Clock, compare, summary};
use serde::Deserialize;

use super::visits::CellRef;
use crate::draw::Unit;
use crate::text::names::count_words;
use crate::text::number::{bytes, count, plain, time};

/// What an axis measures, by its name in `study.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(with = "String"))]
#[serde(from = "String")]
pub(crate) enum Quantity {
    /// `items_per_second`.
    ItemsPerSecond,
    /// `time`: that of a call, divided by its items.
    Time,
    /// `first`: the time to the first result.
    First,
    /// `cpu`: CPU time of all threads, divided by the items.
    Cpu,
    /// `over_even_share`: the time of a call over that which its workers would take if they shared the plain loop's work
    /// evenly.
    OverEvenShare,
    /// `speed_up`: the length that a task was asked for, over the time that it took in the call.
    SpeedUp,
    /// `count:NAME`: the most that was counted.
    Count(String),
    /// `curve.key`, `curve.value` and `curve.value_ns`: a part of each pair of a curve; the last is a time.
    Curve(Part),
    /// Any other name: a parameter. What is given in per cent is shown as a share.
    Parameter(String),
}

/// A part of a curve's pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The first.
    Key,
    /// The second, a number.
    Value,
    /// The second, in nanoseconds.
    ValueNs,
}

/// A value, and how sure it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    /// The value.
    pub value: f64,
    /// Its 95 % interval.
    pub band: Option<(f64, f64)>,
    /// Whether other programs disturbed most of the rounds behind it.
    pub hollow: bool,
}

impl From<String> for Quantity {
    fn from(name: String) -> Self {
        match name.as_str() {
            "items_per_second" => Self::ItemsPerSecond,
            "time" => Self::Time,
            "first" => Self::First,
            "cpu" => Self::Cpu,
            "speed_up" => Self::SpeedUp,
            "over_even_share" => Self::OverEvenShare,
            "curve.key" => Self::Curve(Part::Key),
            "curve.value" => Self::Curve(Part::Value),
            "curve.value_ns" => Self::Curve(Part::ValueNs),
            _ => match name.strip_prefix("count:") {
                Some(count) => Self::Count(count.to_owned()),
                None => Self::Parameter(name),
            },
        }
    }
}

impl Quantity {
    /// Its value for a cell; `plain_loop` is the cell of the plain loop over the same tasks.
    pub(super) fn of(
        &self,
        visit: &CellRef<'_>,
        plain_loop: Option<&CellRef<'_>>,
    ) -> Option<Measured> {
        let key = CellKey::of(visit.cell);
        let of_clock = |clock| summary(visit.record, &key, clock);
        let timed = |value, band| Measured {
            value,
            band: Some(band),
            hollow: visit.is_disturbed(),
        };
        match self {
            Self::ItemsPerSecond => {
                let rate = of_clock(Clock::Wall)?.per_second?;
                Some(timed(rate.items, rate.drawn))
            }
            Self::Time => of_clock(Clock::Wall).map(|figure| timed(figure.ns, figure.drawn)),
            Self::First => of_clock(Clock::First).map(|figure| timed(figure.ns, figure.drawn)),
            Self::Cpu => of_clock(Clock::Cpu).map(|figure| timed(figure.ns, figure.drawn)),
            Self::OverEvenShare => {
                let plain = plain_loop?;
                let workers = visit.cell.param("workers")? as f64;
                let of_loop = CellKey::of(plain.cell);
                let ratio = compare(visit.record, &key, &of_loop, Clock::Wall)?;
                Some(Measured {
                    value: ratio.ratio * workers,
                    band: Some((ratio.drawn.0 * workers, ratio.drawn.1 * workers)),
                    hollow: visit.is_disturbed() || plain.is_disturbed(),
                })
            }
            Self::SpeedUp => {
                let figure = of_clock(Clock::Wall)?;
                let length = visit.cell.param("grain_ns")? as f64;
                let (low, high) = figure.drawn;
                Some(timed(length / figure.ns, (length / high, length / low)))
            }
            Self::Count(name) => visit.count(name).map(|value| exact(value as f64)),
            Self::Parameter(name) => {
                let value = visit.cell.param(name)? as f64;
                Some(exact(if is_share(name) { value / 100.0 } else { value }))
            }
            Self::Curve(_) => None,
        }
    }

    /// Its values for all points of a curve.
    pub(super) fn along(&self, curve: &Series) -> Option<Vec<f64>> {
        let Self::Curve(part) = self else { return None };
        let of = |(key, value): &(u64, u64)| match part {
            Part::Key => *key as f64,
            Part::Value | Part::ValueNs => *value as f64,
        };
        Some(curve.points.iter().map(of).collect())
    }

    /// How its values are written on an axis.
    pub(super) fn unit(&self) -> Unit {
        match self {
            Self::ItemsPerSecond => Unit::PerSecond,
            Self::Time | Self::First | Self::Cpu | Self::Curve(Part::ValueNs) => Unit::Nanoseconds,
            Self::OverEvenShare | Self::SpeedUp => Unit::Ratio,
            Self::Count(name) => match count_words(name) {
                words if words.is_bytes => Unit::Bytes,
                words if words.is_time => Unit::Nanoseconds,
                _ => Unit::Count,
            },
            Self::Parameter(name) if is_share(name) => Unit::Share,
            Self::Curve(_) | Self::Parameter(_) => Unit::Count,
        }
    }

    /// A value in a sentence.
    pub(super) fn words(&self, value: f64) -> String {
        match self.unit() {
            Unit::Nanoseconds => time(value),
            Unit::Bytes => bytes(value),
            Unit::Count => count(value as u64),
            Unit::PerSecond | Unit::Ratio | Unit::Share => plain(value),
        }
    }

    /// The kind of evidence of what is measured here.
    pub(super) fn evidence(&self) -> Evidence {
        match self {
            Self::Count(_) | Self::Curve(Part::Key | Part::Value) => Evidence::Counted,
            _ => Evidence::Measured,
        }
    }
}

fn is_share(parameter: &str) -> bool {
    parameter.ends_with("_percent")
}

fn exact(value: f64) -> Measured {
    Measured {
        value,
        band: None,
        hollow: false,
    }
}
