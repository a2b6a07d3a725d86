//! Charts: plain values become a picture, a legend and a table. Nothing here knows a page or a record's names.
//!
//! A page fills one of the chart types, calls its `draw`, and gets a [`Drawn`]: the picture wide and narrow for the page
//! and, with its colours written in, for a file of its own; its legend and its table twin.

mod ahead;
mod arrow;
mod axes;
mod axis;
mod dot_columns;
mod dot_rows;
mod dots;
mod evidence;
mod fill;
mod format;
mod grid;
mod label;
mod lane_chart;
mod lane_places;
mod lane_table;
mod lanes;
mod layout;
mod legend;
mod line_chart;
mod line_drawing;
mod line_labels;
mod line_names;
mod line_runs;
mod line_table;
mod lines;
mod look;
mod marker;
mod marker_outline;
mod name_places;
mod obstacles;
mod picture;
mod results;
mod scale;
mod sheet;
mod svg;
mod text_width;
mod thin;
mod ticks;
mod wait_graph;
mod wait_places;
mod waits;
mod words;

pub use axis::{Axis, Scale, Unit};
pub use dot_rows::{DotRow, DotRows};
pub use evidence::evidence_words;
pub use format::format_value;
pub use grid::{Grid, GridCell, GridColumn, GridRow};
pub use lane_chart::LaneChart;
pub(crate) use lane_chart::is_own;
pub use line_chart::{Join, Line, LineChart, Point};
pub use look::{Look, Shape};
pub use text_width::text_width;
pub(crate) use text_width::unbroken;
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
    /// Inline SVG for a phone, 390 px, where that is another.
    pub narrow: Option<String>,
    /// The wide one as a file: with title, legend and description, and literal colours on a light ground.
    pub literal: String,
    /// One entry per series.
    pub legend: Vec<LegendEntry>,
    /// The same data as a table.
    pub table: Table,
}

impl Drawn {
    /// The picture that a phone shows.
    pub fn on_a_phone(&self) -> &str {
        self.narrow.as_deref().unwrap_or(&self.wide)
    }
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
