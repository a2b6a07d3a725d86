//! What rows of dots show.

use lab_verdict::claims::Evidence;

use super::look::Look;
use super::{Axis, Head};

/// Rows of dots with intervals on one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct DotRows {
    /// What it is called.
    pub head: Head,
    /// The axis.
    pub axis: Axis,
    /// A vertical line with words, for example `(1.0, "same as serial")`.
    pub reference: Option<(f64, String)>,
    /// How sure its intervals are, as a share: 0.95.
    pub confidence: f64,
    /// Top to bottom.
    pub rows: Vec<DotRow>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct DotRow {
    /// Words at the left (above the row on a phone).
    pub label: String,
    /// See [`Line::look`](super::Line::look).
    pub look: Look,
    /// See [`Line::evidence`](super::Line::evidence).
    pub evidence: Evidence,
    /// The estimate.
    pub value: f64,
    /// Its interval, as sure as the [chart](DotRows::confidence) says.
    pub interval: Option<(f64, f64)>,
    /// See [`Point::hollow`](super::Point::hollow).
    pub hollow: bool,
    /// The interval leaves open whether there is such a value at all: drawn as a question mark.
    pub open: bool,
}
