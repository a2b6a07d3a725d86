//! Names within a chart: those of series that share their colour, of limits, and of points.

use super::label::Area;
use super::line_drawing::{Drawing, Series};
use super::name_places::{NamePlaces, Others};
use super::obstacles::Obstacles;
use super::sheet::Sheet;
use super::{Join, Line};

impl Drawing<'_> {
    /// Names of lines that share their colour, unless all are named already, of the limits and of the points, clear of
    /// everything drawn.
    pub(super) fn names(&self, sheet: &mut Sheet, are_named: bool) {
        let mut obstacles = Obstacles::default();
        for series in &self.series {
            self.add_lines(series, &mut obstacles);
            self.add_marks(series, &mut obstacles);
            self.add_bars(series, &mut obstacles);
        }
        for (_, curve) in &self.limits {
            obstacles.line(curve);
        }
        let mut places = NamePlaces {
            layout: self.layout,
            sheet,
            plot: self.plot,
            obstacles,
        };
        let shared = shared_start(&self.chart.lines);
        for (place, series) in self.series.iter().enumerate() {
            if are_named || self.chart.join == Join::Apart || !self.is_relative(place) {
                continue;
            }
            let mut others = Others::default();
            for (_, other) in self
                .series
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != place)
            {
                self.add_lines(other, &mut others.lines);
                self.add_marks(other, &mut others.marks);
            }
            let name = &series.line.name;
            places.name_series(name.get(shared..).unwrap_or(name), series, &others);
        }
        for (name, curve) in &self.limits {
            places.name_limit(name, curve);
        }
        for (name, at) in self.named_points() {
            places.name_point(name, at);
        }
    }

    /// Names of points and their places; one that several points at nearly one place share stands once.
    fn named_points(&self) -> Vec<(&str, (f64, f64))> {
        let reach = 3.0 * self.layout.font;
        let mut named: Vec<(&str, (f64, f64))> = Vec::new();
        let marks = self.series.iter().flat_map(|series| &series.marks);
        for (point, at) in marks.filter(|(point, _)| !point.name.is_empty()) {
            let is_same = |(known, other): &(&str, (f64, f64))| {
                let is_near = (other.0 - at.0).abs() < reach && (other.1 - at.1).abs() < reach;
                *known == point.name && is_near
            };
            if !named.iter().any(is_same) {
                named.push((&point.name, *at));
            }
        }
        named
    }

    /// Whether another series has the same colour as one.
    fn is_relative(&self, place: usize) -> bool {
        let colour = |series: &Series<'_>| series.line.look.colour;
        let same = |other: &&Series<'_>| colour(other) == colour(&self.series[place]);
        self.series.iter().filter(same).count() > 1
    }

    /// Adds the lines of a series to what is in the way.
    fn add_lines(&self, series: &Series<'_>, obstacles: &mut Obstacles) {
        for trace in &series.traces {
            obstacles.line(trace);
        }
    }

    /// Adds its markers.
    fn add_marks(&self, series: &Series<'_>, obstacles: &mut Obstacles) {
        for (_, at) in &series.marks {
            obstacles.mark(*at, self.layout.marker);
        }
    }

    /// Adds its intervals, where they are bars.
    fn add_bars(&self, series: &Series<'_>, obstacles: &mut Obstacles) {
        for band in &series.bands {
            let [[low, high]] = band[..] else {
                continue;
            };
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
