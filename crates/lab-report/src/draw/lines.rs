//! Series over two axes: what they need of the picture, and what they leave out.

use lab_verdict::claims::Evidence;

use super::axes::{Axes, Bounds};
use super::layout::Layout;
use super::legend::{Key, Sign, explaining};
use super::line_drawing::Drawing;
use super::line_labels::Ends;
use super::look::Look;
use super::picture::{Picture, no_data, with_table};
use super::scale::{Projection, Ruler, has_place};
use super::sheet::Sheet;
use super::thin::thinned;
use super::words::{note, note_estimates, sentence};
use super::{Axis, Drawn, Head, Scale, Table, line_table};

/// A logarithmic axis follows intervals no farther than this many times beyond the outermost points.
const FARTHEST: f64 = 3.0;

/// So many places between two points are more than two steps of the axis.
const SKIPPED: usize = 2;

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

impl Picture for LineChart {
    fn head(&self) -> &Head {
        &self.head
    }

    fn notes(&self, words: &mut String) {
        let left_out = self.points().filter(|point| !self.has_place(point)).count();
        let (least, most) = self.heights();
        let leaves = |end: f64| !has_place(self.y.scale, end) || end < least || end > most;
        let is_cut = |point: &&Point| {
            let band = point.band.filter(|_| self.has_place(point));
            band.is_some_and(|(low, high)| leaves(low) || leaves(high))
        };
        note(
            words,
            left_out,
            "point has no place on the axes and stands in the table only.",
            "points have no place on the axes and stand in the table only.",
        );
        let cut = self.points().filter(is_cut).count();
        note_estimates(words, cut, self.points().map(|point| point.hollow));
        if self.points().next().is_none() {
            sentence(words, "There is no data to draw.");
        }
    }

    fn class(&self) -> &'static str {
        "lines"
    }

    fn keys(&self) -> Vec<Key> {
        let series = |line: &Line| {
            let sign = Sign::Mark {
                hue: line.look.hue(),
                look: line.look,
                evidence: line.evidence,
                hollow: false,
                on_line: self.join != Join::Apart,
            };
            Key::new(&line.name, sign)
        };
        let limit = |limit: &Line| {
            // A name with a colon says itself what kind of level it is, and cases are compared with curves.
            let named = limit.name.starts_with("limit")
                || limit.name.contains(": ")
                || self.join == Join::Apart;
            let name = match named {
                true => limit.name.clone(),
                false => format!("limit: {}", limit.name),
            };
            Key::new(name, Sign::Limit)
        };
        let kind = |line: &Line| (line.evidence, line.points.iter().any(|point| point.hollow));
        let mut keys: Vec<Key> = self.lines.iter().map(series).collect();
        keys.extend(self.limits.iter().map(limit));
        keys.extend(explaining(self.lines.iter().map(kind)));
        keys
    }

    fn table(&self) -> Table {
        line_table::with(self, &[])
    }

    fn paint(&self, layout: &Layout, sheet: &mut Sheet) -> f64 {
        if !self.points().any(|point| self.has_place(point)) {
            return no_data(layout, sheet);
        }
        let (x, y) = self.projections();
        let plot_height = match (self.join, layout.wide) {
            (Join::Apart, true) => 400.0,
            (Join::Apart, false) => 300.0,
            (_, true) => 340.0,
            (_, false) => 230.0,
        };
        let ends = Ends::of(self, layout, &x, &y, plot_height);
        let bounds = Bounds {
            x: (&self.x, x),
            y: Some((&self.y, y)),
            plot_height,
            right: ends.room(),
            left: 0.0,
            head: 0.0,
        };
        let axes = Axes::lay_out(layout, bounds);
        axes.draw(sheet);
        let drawing = Drawing::of(self, layout, &axes);
        drawing.draw(sheet);
        ends.draw(layout, sheet, &axes.plot());
        drawing.names(sheet, ends.are_there());
        axes.height()
    }
}

impl LineChart {
    /// Draws it.
    pub fn draw(&self) -> Drawn {
        self.draw_with(&[])
    }

    /// Draws it, and adds lines for which the picture has no room to its table, before the limits.
    pub fn draw_with(&self, more: &[Line]) -> Drawn {
        with_table(self, line_table::with(self, more))
    }

    fn points(&self) -> impl Iterator<Item = &Point> {
        self.lines
            .iter()
            .chain(&self.limits)
            .flat_map(|line| &line.points)
    }

    fn has_place(&self, point: &Point) -> bool {
        has_place(self.x.scale, point.x) && has_place(self.y.scale, point.y)
    }

    /// The points of a series that a picture can show, parted where nothing joins them or nobody knows what lies between:
    /// on an axis of doublings a series is not joined over [`SKIPPED`] places at which another one was measured.
    pub(super) fn runs<'p>(&self, line: &'p Line, x: &Ruler) -> Vec<Vec<&'p Point>> {
        let placed = line.points.iter().filter(|point| self.has_place(point));
        let shown = thinned(placed.collect(), x);
        if self.join == Join::Apart {
            return shown.into_iter().map(|point| vec![point]).collect();
        }
        let is_measured = |other: &&Line| other.evidence != Evidence::Simulated;
        if self.x.scale != Scale::Log2 || !is_measured(&line) {
            return vec![shown];
        }
        let measured = self.lines.iter().filter(is_measured);
        let mut places: Vec<f64> = measured
            .flat_map(|other| other.points.iter().map(|point| point.x))
            .collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        let is_near = |one: &&Point, other: &&Point| {
            let between = places.iter().filter(|at| one.x < **at && **at < other.x);
            between.count() < SKIPPED
        };
        shown.chunk_by(is_near).map(<[&Point]>::to_vec).collect()
    }

    /// What the vertical axis may span on account of intervals: on a logarithmic one those of two processes reach over
    /// decades, and beside them no curve could be read.
    fn heights(&self) -> (f64, f64) {
        let all = self.points().filter(|point| self.has_place(point));
        let (least, most) = all.fold((f64::INFINITY, 0.0), |(least, most): (f64, f64), point| {
            (least.min(point.y), most.max(point.y))
        });
        match self.y.scale {
            Scale::Linear => (f64::NEG_INFINITY, f64::INFINITY),
            Scale::Log10 | Scale::Log2 => (least / FARTHEST, most * FARTHEST),
        }
    }

    fn projections(&self) -> (Projection, Projection) {
        let all = || self.points().filter(|point| self.has_place(point));
        let (least, most) = self.heights();
        let heights = all().flat_map(|point| {
            let (low, high) = point.band.unwrap_or((point.y, point.y));
            [point.y, low.max(least), high.min(most)]
        });
        (
            Projection::over(self.x.scale, all().map(|point| point.x), 0.02),
            Projection::over(self.y.scale, heights, 0.05),
        )
    }
}
