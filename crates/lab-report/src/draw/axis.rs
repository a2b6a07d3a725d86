//! What an axis says: its words, its unit, and how values are laid out on it.

use serde::Deserialize;

/// An axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Words for the axis, shown in HTML and in the table's heading.
    pub label: String,
    /// How ticks are written.
    pub unit: Unit,
    /// How values are laid out.
    pub scale: Scale,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// `20 ns`, `1.5 µs`, `3 ms`.
    Nanoseconds,
    /// `64 B`, `1.5 MiB`.
    Bytes,
    /// `1,000`; `1.5M` from a million on.
    Count,
    /// `1.2 M/s`.
    PerSecond,
    /// `×1.2`.
    Ratio,
    /// Of a whole, from 0 to 1: `45 %`.
    Share,
}

/// How values are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Scale {
    /// Proportional, from 0.
    #[serde(rename = "linear")]
    Linear,
    /// Powers of ten with 1-2-5 ticks.
    #[default]
    #[serde(rename = "log")]
    Log10,
    /// Powers of two.
    #[serde(rename = "doubling")]
    Log2,
}
