//! Names within a chart: those of series that share their colour, of limits, and of points.

use super::backend::on_sheet;
use super::label::Area;
use super::line_drawing::Drawing;
use super::name_places::{Drawn, NamePlaces};
use super::obstacles::Obstacles;
use super::{Join, Line};

impl Drawing<'_> {
    /// Names of lines that share their colour, unless all are named already, of the limits and of the points, clear of
    /// everything drawn.
    pub(super) fn names(&self, plot: Area, are_named: bool) {
        let mut obstacles = Obstacles::default();
        for place in 0..self.chart.lines.len() {
            self.add_lines(place, &mut obstacles);
            self.add_marks(place, &mut obstacles);
            self.add_intervals(place, &mut obstacles);
        }
        for limit in &self.chart.limits {
            obstacles.line(&self.sheet(&self.limit_points(limit)));
        }
        let mut places = NamePlaces {
            layout: self.layout,
            canvas: self.canvas,
            plot,
            obstacles,
        };
        let shared = shared_start(&self.chart.lines);
        for (place, line) in self.chart.lines.iter().enumerate() {
            let traces = self.traces(line).into_iter();
            let Some(longest) = traces.max_by_key(Vec::len) else {
                continue;
            };
            if are_named || self.chart.join == Join::Apart || !self.is_relative(line) {
                continue;
            }
            let (mut other_lines, mut other_marks) = (Obstacles::default(), Obstacles::default());
            for other in (0..self.chart.lines.len()).filter(|other| *other != place) {
                self.add_lines(other, &mut other_lines);
                self.add_marks(other, &mut other_marks);
            }
            let series = Drawn {
                hue: line.look.hue(),
                line: self.sheet(&longest),
                marks: self.marks(place),
                other_lines,
                other_marks,
            };
            let name = line.name.get(shared..).unwrap_or(&line.name);
            places.name_series(name, &series);
        }
        for limit in &self.chart.limits {
            places.name_limit(&limit.name, &self.sheet(&self.limit_points(limit)));
        }
        for (name, at) in self.named_points() {
            places.name_point(name, at);
        }
    }

    /// Names of points and their places; one that several points at nearly one place share stands once.
    fn named_points(&self) -> Vec<(&str, (f64, f64))> {
        let reach = 3.0 * self.layout.font;
        let mut named: Vec<(&str, (f64, f64))> = Vec::new();
        let points = self.chart.lines.iter().flat_map(|line| &line.points);
        for point in points.filter(|point| !point.name.is_empty()) {
            let Some(at) = self.place(point) else {
                continue;
            };
            let at = on_sheet(self.plane, at);
            let is_same = |(known, other): &(&str, (f64, f64))| {
                let is_near = (other.0 - at.0).abs() < reach && (other.1 - at.1).abs() < reach;
                *known == point.name && is_near
            };
            if !named.iter().any(is_same) {
                named.push((&point.name, at));
            }
        }
        named
    }

    /// Whether another series has the same colour.
    fn is_relative(&self, line: &Line) -> bool {
        let mut others = self.chart.lines.iter();
        others.any(|other| !std::ptr::eq(other, line) && other.look.colour == line.look.colour)
    }

    /// Adds the lines of a series to what is in the way.
    fn add_lines(&self, place: usize, obstacles: &mut Obstacles) {
        for trace in self.traces(&self.chart.lines[place]) {
            obstacles.line(&self.sheet(&trace));
        }
    }

    /// Adds its markers.
    fn add_marks(&self, place: usize, obstacles: &mut Obstacles) {
        for mark in self.marks(place) {
            obstacles.mark(mark, self.layout.marker);
        }
    }

    /// Adds its intervals, where they are bars.
    fn add_intervals(&self, place: usize, obstacles: &mut Obstacles) {
        let runs = self.chart.runs(&self.chart.lines[place]);
        for run in runs.iter().filter(|run| run.len() == 1) {
            let Some([low, high]) = self.edge(run[0]) else {
                continue;
            };
            let [low, high] = [on_sheet(self.plane, low), on_sheet(self.plane, high)];
            obstacles.area(Area {
                left: low.0 - self.layout.marker,
                top: high.1,
                right: low.0 + self.layout.marker,
                bottom: low.1,
            });
        }
    }
}

/// How many bytes of whole words all names begin with and none consists of: `CPython map`, `CPython imap`.
fn shared_start(lines: &[Line]) -> usize {
    let Some((first, rest)) = lines.split_first() else {
        return 0;
    };
    let ends = first.name.match_indices(' ').map(|(at, _)| at + 1);
    let is_shared = |end: &usize| {
        let start = &first.name[..*end];
        rest.iter().all(|line| line.name.starts_with(start))
    };
    ends.filter(is_shared).max().unwrap_or(0)
}
