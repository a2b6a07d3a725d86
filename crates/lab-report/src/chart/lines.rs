//! Series over two axes: what they need of the picture, and what they leave out.

use lab_verdict::claims::Evidence;

use super::axes::{Axes, Bounds};
use super::backend::{Canvas, Fault};
use super::layout::Layout;
use super::legend::{Key, Sign, explaining};
use super::line_drawing::Drawing;
use super::line_labels::Ends;
use super::picture::{Picture, no_data};
use super::scale::{Projection, has_place};
use super::surface::Surface;
use super::{Head, Join, Line, LineChart, Point, Scale, Table, line_table};

/// A logarithmic axis follows intervals no farther than this many times beyond the outermost points.
const FARTHEST: f64 = 3.0;

/// So many places between two points are more than two steps of the axis.
const SKIPPED: usize = 2;

impl Picture for LineChart {
    fn head(&self) -> &Head {
        &self.head
    }

    fn notes(&self, words: &mut String) {
        let left_out = self.points().filter(|point| !self.has_place(point)).count();
        let (least, most) = self.heights();
        let leaves = |end: f64| !has_place(self.y.scale, end) || end < least || end > most;
        let cut = self
            .points()
            .filter(|point| self.has_place(point))
            .filter(|point| {
                point
                    .band
                    .is_some_and(|(low, high)| leaves(low) || leaves(high))
            })
            .count();
        super::note(
            words,
            left_out,
            "point has no place on the axes and stands in the table only.",
            "points have no place on the axes and stand in the table only.",
        );
        super::note(
            words,
            cut,
            "interval is cut at the edge of the axis.",
            "intervals are cut at the edge of the axis.",
        );
        super::note_hollow(words, self.points().map(|point| point.hollow));
        if self.points().next().is_none() {
            super::sentence(words, "There is no data to draw.");
        }
    }

    fn class(&self) -> &'static str {
        "lines"
    }

    fn keys(&self) -> Vec<Key> {
        let series = |line: &Line| {
            let (look, evidence) = (line.look, line.evidence);
            let sign = match self.join {
                Join::Apart => Sign::Point { look, evidence },
                Join::Straight | Join::Steps => Sign::Series { look, evidence },
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
        line_table::of(self)
    }

    fn paint(&self, layout: &Layout, sheet: Surface) -> Result<Canvas, Fault> {
        if !self.points().any(|point| self.has_place(point)) {
            return Ok(no_data(layout, sheet));
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
        let canvas = Canvas::new(sheet, layout.width, axes.height());
        let plane = axes.draw(&canvas)?;
        let plot = axes.plot();

        let drawing = Drawing {
            chart: self,
            layout,
            canvas: &canvas,
            plane: &plane,
            x,
            y,
        };
        for line in &self.lines {
            drawing.bands(line)?;
        }
        for limit in &self.limits {
            drawing.limit(limit)?;
        }
        for place in 0..self.lines.len() {
            drawing.series(place)?;
        }
        ends.draw(layout, &canvas, &plot);
        drawing.names(plot, ends.are_there());
        Ok(canvas)
    }
}

impl LineChart {
    fn points(&self) -> impl Iterator<Item = &Point> {
        self.lines
            .iter()
            .chain(&self.limits)
            .flat_map(|line| &line.points)
    }

    pub(super) fn has_place(&self, point: &Point) -> bool {
        has_place(self.x.scale, point.x) && has_place(self.y.scale, point.y)
    }

    /// The points of a series that have a place, parted where nothing joins them or nobody knows what lies between: on
    /// an axis of doublings a series is not joined over [`SKIPPED`] places at which another one was measured.
    pub(super) fn runs<'p>(&self, line: &'p Line) -> Vec<Vec<&'p Point>> {
        let measured = |other: &&Line| other.evidence != Evidence::Simulated;
        let mut places: Vec<f64> = (self.lines.iter().filter(measured))
            .flat_map(|other| other.points.iter().map(|point| point.x))
            .collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        let is_far = |one: &Point, other: &Point| {
            let between = places.iter().filter(|at| one.x < **at && **at < other.x);
            let unknown = || self.x.scale == Scale::Log2 && between.count() >= SKIPPED;
            self.join == Join::Apart || (measured(&line) && unknown())
        };
        let placed = line.points.iter().filter(|point| self.has_place(point));
        let placed: Vec<&Point> = placed.collect();
        placed
            .chunk_by(|one, other| !is_far(one, other))
            .map(<[&Point]>::to_vec)
            .collect()
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

    /// The points of a line that have a place, in positions.
    pub(super) fn placed(&self, line: &Line, x: &Projection, y: &Projection) -> Vec<(f64, f64)> {
        let place = |point: &Point| Some((x.position(point.x)?, y.position(point.y)?));
        line.points.iter().filter_map(place).collect()
    }
}
