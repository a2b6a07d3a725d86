//! Series over two axes: what they need of the picture, and what they leave out.

use super::axes::{Axes, Bounds};
use super::layout::Layout;
use super::legend::{Key, Sign, explaining};
use super::line_drawing::Drawing;
use super::line_labels::Ends;
use super::picture::{Picture, no_data, with_table};
use super::scale::{Projection, has_place};
use super::sheet::Sheet;
use super::words::{note, note_estimates, sentence};
use super::{Drawn, Head, Join, Line, LineChart, Point, Scale, Table, line_table};

/// A logarithmic axis follows intervals no farther than this many times beyond the outermost points.
const FARTHEST: f64 = 3.0;

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
