//! Series on the sheet: bands at the back, then limits, then lines with their markers.

use lab_verdict::interval::DRAWN;

use super::axes::Axes;
use super::evidence::{area_look, evidence_words, interval_look, line_look};
use super::format::format_value;
use super::label::Area;
use super::layout::Layout;
use super::legend::LIMIT;
use super::line_runs::runs;
use super::marker::Mark;
use super::scale::Ruler;
use super::sheet::Sheet;
use super::words;
use super::{Join, Line, LineChart, Point};
use crate::palette::Hue;

/// How far a series stands out on each side of one that lies on it.
const RIM: f64 = 1.4;

/// Points no farther apart than this are one to the eye.
const SAME_PLACE: f64 = 1.0;

/// A chart on the sheet.
pub(super) struct Drawing<'a> {
    pub(super) chart: &'a LineChart,
    pub(super) layout: &'a Layout,
    pub(super) plot: Area,
    pub(super) series: Vec<Series<'a>>,
    /// Names of the limits, and their curves.
    pub(super) limits: Vec<(&'a str, Vec<(f64, f64)>)>,
}

/// A series on the sheet.
pub(super) struct Series<'a> {
    pub(super) line: &'a Line,
    /// What is joined: a point that stands alone is a marker only.
    pub(super) traces: Vec<Vec<(f64, f64)>>,
    /// Those of its points that have a marker.
    pub(super) marks: Vec<(&'a Point, (f64, f64))>,
    /// Lower and upper ends of intervals, neighbours together.
    pub(super) bands: Vec<Vec<[(f64, f64); 2]>>,
}

impl<'a> Drawing<'a> {
    pub(super) fn of(chart: &'a LineChart, layout: &'a Layout, axes: &Axes<'_>) -> Self {
        let (x, y) = (axes.x(), axes.y());
        let place = |point: &Point| Some((x.at(point.x)?, y.at(point.y)?));
        let limit = |limit: &'a Line| {
            let points: Vec<(f64, f64)> = limit.points.iter().filter_map(place).collect();
            // A bound given as one point holds for the whole axis.
            let curve = match points[..] {
                [(_, height)] => vec![(x.start, height), (x.end, height)],
                _ => points,
            };
            (limit.name.as_str(), curve)
        };
        let lines = chart.lines.iter().enumerate();
        Self {
            chart,
            layout,
            plot: axes.plot(),
            series: lines.map(|(at, _)| Series::of(chart, at, &x, &y)).collect(),
            limits: chart.limits.iter().map(limit).collect(),
        }
    }

    pub(super) fn draw(&self, sheet: &mut Sheet) {
        for series in &self.series {
            sheet.open(&format!("band {}", series.class()));
            for band in &series.bands {
                self.draw_band(series.line, band, sheet);
            }
            sheet.close();
        }
        for (_, curve) in &self.limits {
            sheet.open("limit");
            sheet.line(curve, Hue::Ink, LIMIT);
            sheet.close();
        }
        for place in 0..self.series.len() {
            self.draw_series(place, sheet);
        }
    }

    /// The intervals of a series: an area where neighbouring points have them, a bar where one stands alone.
    fn draw_band(&self, line: &Line, band: &[[(f64, f64); 2]], sheet: &mut Sheet) {
        let hue = line.look.hue();
        if let [ends] = band {
            return sheet.faint_line(ends, hue, interval_look(line.evidence));
        }
        let [lower, upper] = [0, 1].map(|end| {
            let edge = band.iter().map(|ends| ends[end]).collect();
            joined(edge, self.chart.join)
        });
        let outline: Vec<(f64, f64)> = upper.into_iter().chain(lower.into_iter().rev()).collect();
        sheet.region(&outline, hue, area_look(line.evidence));
    }

    /// A line with its markers, by its place among those of the chart.
    fn draw_series(&self, place: usize, sheet: &mut Sheet) {
        let Series { line, traces, .. } = &self.series[place];
        let is_apart = self.chart.join == Join::Apart;
        let rim = match is_apart {
            true => 0.0,
            false => self.rim(place, &traces.concat()),
        };
        sheet.open(&format!("series {}", self.series[place].class()));
        for trace in traces {
            let look = line_look(line.evidence).wider(2.0 * rim);
            sheet.line(trace, line.look.hue(), look);
        }
        for (point, at) in &self.series[place].marks {
            let rim = match is_apart {
                true => self.rim(place, &[*at]),
                false => rim,
            };
            let tip = self.tip(line, point);
            let mark = Mark {
                look: line.look,
                evidence: line.evidence,
                hollow: point.hollow,
                radius: self.layout.marker + rim,
                tip: Some(&tip),
            };
            mark.on(sheet, *at, line.look.hue());
        }
        sheet.close();
    }

    /// By how much points of a series stand out of those series of other colours that are drawn later and lie on all of
    /// them: only where it is wider is it seen.
    fn rim(&self, place: usize, own: &[(f64, f64)]) -> f64 {
        let colour = self.series[place].line.look.colour;
        let later = self.series[place + 1..].iter();
        let lying_on = later.filter(|series| {
            let theirs = series.traces.concat();
            let is_covered = |(x, y): &(f64, f64)| {
                let near = theirs.partition_point(|(u, _)| *u <= x - SAME_PLACE);
                let mut near = theirs[near..]
                    .iter()
                    .take_while(|(u, _)| *u < x + SAME_PLACE);
                near.any(|(_, v)| (y - v).abs() < SAME_PLACE)
            };
            series.line.look.colour != colour && own.iter().all(is_covered)
        });
        RIM * lying_on.count() as f64
    }

    fn tip(&self, line: &Line, point: &Point) -> String {
        let (x, y) = (self.chart.x.unit, self.chart.y.unit);
        let (across, up) = (format_value(x, point.x), format_value(y, point.y));
        let words = match point.name.as_str() {
            "" => format!("{}, {across}: {up}", line.name),
            name => format!("{}, {name}: {across}, {up}", line.name),
        };
        let band = point.band.map(|band| (band, DRAWN));
        words::tip(words, y, band, line.evidence, point.hollow)
    }
}

impl<'a> Series<'a> {
    fn of(chart: &'a LineChart, place: usize, x: &Ruler, y: &Ruler) -> Self {
        let line = &chart.lines[place];
        let at = |point: &Point| Some((x.at(point.x)?, y.at(point.y)?));
        let ends = |point: &&Point| {
            let ((x, _), (low, high)) = (at(point)?, point.band?);
            Some([(x, y.at_or_end(low)?), (x, y.at_or_end(high)?)])
        };
        let (mut traces, mut bands) = (Vec::new(), Vec::new());
        for run in runs(chart, line, x) {
            let places = run.iter().filter_map(|point| at(point)).collect();
            traces.push(joined(places, chart.join));
            let ends: Vec<Option<[(f64, f64); 2]>> = run.iter().map(ends).collect();
            let neighbours = ends.split(Option::is_none).filter(|band| !band.is_empty());
            bands.extend(neighbours.map(|band| band.iter().flatten().copied().collect()));
        }
        let marks = marked(chart, place)
            .filter_map(|point| Some((point, at(point)?)))
            .collect();
        Self {
            line,
            traces,
            marks,
            bands,
        }
    }

    /// The class of its group.
    fn class(&self) -> String {
        let kind = evidence_words(self.line.evidence).replace(' ', "-");
        format!("{} {kind}", self.line.look.class())
    }
}

/// The points of a series that get a marker: of a long one some, at other places than those of other series.
fn marked(chart: &LineChart, place: usize) -> impl Iterator<Item = &Point> {
    let (all_of, some) = match chart.join {
        Join::Straight => (30, 12),
        Join::Steps => (12, 8),
        Join::Apart => (usize::MAX / 4, 1),
    };
    let (points, lines) = (&chart.lines[place].points, chart.lines.len());
    let count = points.len();
    let every = count.div_ceil(some).max(1);
    let chosen = (2 * place + 1) * every / (2 * lines);
    let is_marked = move |at: usize, point: &Point| {
        count <= all_of || (point.hollow && count <= 4 * all_of) || at % every == chosen
    };
    let points = points.iter().enumerate();
    points.filter_map(move |(at, point)| is_marked(at, point).then_some(point))
}

/// What is drawn through points: with steps every value holds until the next.
pub(super) fn joined(points: Vec<(f64, f64)>, join: Join) -> Vec<(f64, f64)> {
    if join != Join::Steps {
        return points;
    }
    let mut steps = Vec::with_capacity(2 * points.len());
    for (at, point) in points.iter().enumerate() {
        if at > 0 {
            steps.push((point.0, points[at - 1].1));
        }
        steps.push(*point);
    }
    steps
}
