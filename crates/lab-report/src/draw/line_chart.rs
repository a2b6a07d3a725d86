//! What a chart of series over two axes shows.

use lab_verdict::claims::Evidence;
use serde::Deserialize;

use super::look::Look;
use super::scale::has_place;
use super::{Axis, Head};

/// Series with their intervals over two axes.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChart {
    /// What it is called.
    pub head: Head,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// At most five.
    pub lines: Vec<Line>,
    /// Physical bounds, or curves to compare with: drawn thin and dotted, named at their end.
    pub limits: Vec<Line>,
    /// How the points of a series are joined; limits are always curves.
    pub join: Join,
}

/// How points are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// By straight lines.
    #[default]
    Straight,
    /// By steps: every value holds until the next, as in a curve of counts.
    Steps,
    /// Not at all: each stands for a case of its own.
    Apart,
}

/// A series.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Name for legend and table.
    pub name: String,
    /// Its colour and its marker.
    pub look: Look,
    /// Each kind of evidence has its own dash and its own filling.
    pub evidence: Evidence,
    /// The points, by rising x.
    pub points: Vec<Point>,
}

/// A point with its interval.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// Horizontal value.
    pub x: f64,
    /// Vertical value.
    pub y: f64,
    /// 95 % interval.
    pub band: Option<(f64, f64)>,
    /// Whether other programs disturbed most of the rounds behind it: drawn hollow.
    pub hollow: bool,
    /// Stands beside it where there is room, and in the table; may be empty.
    pub name: String,
}

impl LineChart {
    /// The points of all series and limits.
    pub(super) fn points(&self) -> impl Iterator<Item = &Point> {
        self.lines
            .iter()
            .chain(&self.limits)
            .flat_map(|line| &line.points)
    }

    /// Whether a point can stand on both axes.
    pub(super) fn has_place(&self, point: &Point) -> bool {
        has_place(self.x.scale, point.x) && has_place(self.y.scale, point.y)
    }
}
