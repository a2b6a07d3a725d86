//! Charts: what a page asks for, without a word of plotters.
//!
//! A page fills one of the chart types, calls its `draw`, and gets a [`Drawn`]: the picture wide and narrow for the page
//! and, with its colours written in, for a file of its own; its legend and its table twin.

mod ahead;
mod arrow;
mod axes;
mod axis;
mod backend;
mod dot_columns;
mod dots;
mod element;
mod evidence;
mod format;
mod grid;
mod label;
mod lane_bar;
mod lane_places;
mod lane_table;
mod lanes;
mod layout;
mod legend;
mod line_drawing;
mod line_labels;
mod line_names;
mod line_table;
mod lines;
mod look;
mod marker;
mod name_places;
mod obstacles;
mod paint;
mod picture;
mod results;
mod scale;
mod surface;
mod svg;
mod text_width;
mod ticks;
mod wait_graph;
mod wait_places;

use lab_verdict::claims::Evidence;

pub use axis::{Axis, Scale, Unit};
pub use evidence::evidence_words;
pub use format::format_value;
pub use grid::{Grid, GridCell, GridColumn, GridRow};
pub(crate) use lane_bar::is_own;
pub use look::{Look, Shape};
pub use text_width::text_width;
pub use wait_graph::{WaitArrow, WaitEnd, WaitGraph, WaitNode, WaitPanel};

/// A finished chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Stable id: anchor on the page, stem of the file names.
    pub id: String,
    /// The heading above it.
    pub title: String,
    /// What it shows, in one or two sentences; the SVG's `<desc>`.
    pub description: String,
    /// Inline SVG for 720 px and wider, coloured through the page's CSS variables.
    pub wide: String,
    /// Inline SVG for a phone, 390 px.
    pub narrow: String,
    /// The wide one as a file: with title, legend and description, and literal colours on a light ground.
    pub literal: String,
    /// One entry per series.
    pub legend: Vec<LegendEntry>,
    /// The same data as a table.
    pub table: Table,
}

/// What every kind of chart says about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// See [`Drawn::id`].
    pub id: String,
    /// See [`Drawn::title`].
    pub title: String,
    /// See [`Drawn::description`].
    pub description: String,
}

/// A series in the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    /// The series' name.
    pub name: String,
    /// A tiny inline SVG with its line and marker.
    pub swatch: String,
}

/// The table twin of a chart; also its CSV.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Column headings, units included.
    pub columns: Vec<String>,
    /// Cells as shown.
    pub rows: Vec<Vec<String>>,
}

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// Rows of dots with intervals on one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct DotRows {
    /// What it is called.
    pub head: Head,
    /// The axis.
    pub axis: Axis,
    /// A vertical line with words, for example `(1.0, "same as serial")`.
    pub reference: Option<(f64, String)>,
    /// Top to bottom.
    pub rows: Vec<DotRow>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct DotRow {
    /// Words at the left (above the row on a phone).
    pub label: String,
    /// See [`Line::look`].
    pub look: Look,
    /// See [`Line::evidence`].
    pub evidence: Evidence,
    /// The estimate.
    pub value: f64,
    /// 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// See [`Point::hollow`].
    pub hollow: bool,
    /// The interval leaves open whether there is such a value at all: drawn as a question mark.
    pub open: bool,
}

/// Worker lanes, the consumer's lane, and how far the input was read ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneChart {
    /// What it is called.
    pub head: Head,
    /// The traced visit.
    pub lanes: lab_measure::record::Lanes,
    /// Lanes to draw, also those that stayed empty.
    pub workers: u32,
    /// How many tasks there are. What the calling thread does beyond them is its own work, not one of them.
    pub tasks: u32,
    /// Right end of the time axis: the same for all charts that stand side by side.
    pub horizon_ns: u64,
    /// Tasks at least this long are drawn in the second colour.
    pub slow_from_ns: u64,
    /// Recorded data is drawn hatched or dashed.
    pub evidence: Evidence,
}

impl LineChart {
    /// Draws it.
    pub fn draw(&self) -> Drawn {
        picture::drawn(self)
    }

    /// Draws it, and adds lines for which the picture has no room to its table, before the limits.
    pub fn draw_with(&self, more: &[Line]) -> Drawn {
        Drawn {
            table: line_table::with(self, more),
            ..self.draw()
        }
    }
}

impl DotRows {
    /// Draws it.
    pub fn draw(&self) -> Drawn {
        picture::drawn(self)
    }
}

impl LaneChart {
    /// Draws it. The wide rendition is for one of two columns.
    pub fn draw(&self) -> Drawn {
        picture::drawn(self)
    }
}

/// Appends a sentence.
fn sentence(words: &mut String, more: &str) {
    if !words.is_empty() && !words.ends_with(' ') {
        words.push(' ');
    }
    words.push_str(more);
}

/// Appends what a hollow point means, where there is one.
fn note_hollow(words: &mut String, mut hollow: impl Iterator<Item = bool>) {
    if hollow.any(|hollow| hollow) {
        sentence(
            words,
            "Hollow: other programs were busy in more than half of the rounds in which its cell was timed.",
        );
    }
}

/// Appends how many things the drawing left out, if any.
fn note(words: &mut String, count: usize, one: &str, many: &str) {
    match count {
        0 => {}
        1 => sentence(words, &format!("1 {one}")),
        _ => sentence(words, &format!("{count} {many}")),
    }
}
