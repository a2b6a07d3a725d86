//! Drawing lines: bands at the back, then limits, then series with their markers.

use lab_verdict::claims::Evidence;
use plotters::element::Polygon;
use plotters::style::Color;

use super::backend::{Canvas, Fault, Plane, on_sheet, sentinel};
use super::element::{Element, Form, Mark};
use super::evidence::{AreaLook, area_look, evidence_words, interval_look, line_look};
use super::format::{format_interval, format_value};
use super::layout::Layout;
use super::legend::LIMIT;
use super::scale::Projection;
use super::{Join, Line, LineChart, Point};
use crate::palette::Hue;

/// How far a series stands out on each side of one that lies on it.
const RIM: f64 = 1.4;

/// Points no farther apart than this are one to the eye.
const SAME_PLACE: f64 = 1.0;

/// A chart with its coordinates.
pub(super) struct Drawing<'a> {
    pub(super) chart: &'a LineChart,
    pub(super) layout: &'a Layout,
    pub(super) canvas: &'a Canvas,
    pub(super) plane: &'a Plane,
    pub(super) x: Projection,
    pub(super) y: Projection,
}

impl Drawing<'_> {
    /// The intervals of a series: an area where neighbouring points have them, a bar where one stands alone.
    pub(super) fn bands(&self, line: &Line) -> Result<(), Fault> {
        let mut edges: Vec<Option<[(f64, f64); 2]>> = Vec::new();
        for run in self.chart.runs(line) {
            edges.extend(run.iter().map(|point| self.edge(point)));
            edges.push(None);
        }
        let (hue, evidence) = (line.look.hue(), line.evidence);
        self.open(&format!("band {}", class(line)));
        for run in edges.split(Option::is_none) {
            let mut lower: Vec<(f64, f64)> = run.iter().flatten().map(|edge| edge[0]).collect();
            let mut upper: Vec<(f64, f64)> = run.iter().flatten().map(|edge| edge[1]).collect();
            if lower.len() == 1 {
                let look = interval_look(evidence);
                let points = vec![lower[0], upper[0]];
                self.plane.draw(&Element {
                    points,
                    form: Form::Interval { hue, look },
                })?;
                continue;
            }
            if self.chart.join == Join::Steps {
                (lower, upper) = (stepped(&lower), stepped(&upper));
            }
            let points: Vec<(f64, f64)> =
                upper.into_iter().chain(lower.into_iter().rev()).collect();
            match area_look(evidence) {
                _ if points.is_empty() => {}
                AreaLook::Tint => self
                    .plane
                    .draw(&Polygon::new(points, sentinel(hue).mix(0.17)))?,
                look => self.plane.draw(&Element {
                    points,
                    form: Form::Region { hue, look },
                })?,
            }
        }
        self.close();
        Ok(())
    }

    /// A physical bound.
    pub(super) fn limit(&self, limit: &Line) -> Result<(), Fault> {
        let points = self.limit_points(limit);
        let form = Form::Trace {
            hue: Hue::Ink,
            look: LIMIT,
        };
        self.open("limit");
        self.plane.draw(&Element { points, form })?;
        self.close();
        Ok(())
    }

    /// A line with its markers, by its place among those of the chart.
    pub(super) fn series(&self, place: usize) -> Result<(), Fault> {
        let line = &self.chart.lines[place];
        let hue = line.look.hue();
        let own = self.sheet(&self.chart.placed(line, &self.x, &self.y));
        let rim = self.rim(place, &own);
        let look = line_look(line.evidence).wider(2.0 * rim);
        self.open(&format!("series {}", class(line)));
        for points in self.traces(line) {
            self.plane.draw(&Element {
                points,
                form: Form::Trace { hue, look },
            })?;
        }
        for (at, point) in line.points.iter().enumerate() {
            let Some(centre) = self.place(point).filter(|_| self.is_marked(place, at)) else {
                continue;
            };
            let rim = match self.chart.join {
                Join::Apart => self.rim(place, &self.sheet(&[centre])),
                Join::Straight | Join::Steps => rim,
            };
            let tip = self.tip(line, point);
            let mark = Mark {
                look: line.look,
                evidence: line.evidence,
                hollow: point.hollow,
                radius: self.layout.marker + rim,
                tip: Some(&tip),
            };
            self.plane.draw(&Element {
                points: vec![centre],
                form: Form::Mark(mark),
            })?;
        }
        self.close();
        Ok(())
    }

    /// By how much points of a series stand out of those series of other colours that are drawn later and lie on all of
    /// them: only where it is wider is it seen.
    fn rim(&self, place: usize, own: &[(f64, f64)]) -> f64 {
        let colour = self.chart.lines[place].look.colour;
        let is_on = |line: &&Line| {
            if line.look.colour == colour {
                return false;
            }
            let theirs = self.sheet(&self.chart.placed(line, &self.x, &self.y));
            own.iter().all(|(x, y)| {
                let mut near = theirs.iter();
                near.any(|(u, v)| (x - u).abs() < SAME_PLACE && (y - v).abs() < SAME_PLACE)
            })
        };
        RIM * self.chart.lines[place + 1..].iter().filter(is_on).count() as f64
    }

    /// Where the markers of a series stand on the sheet.
    pub(super) fn marks(&self, place: usize) -> Vec<(f64, f64)> {
        let points = self.chart.lines[place].points.iter().enumerate();
        let marked = points.filter(|(at, _)| self.is_marked(place, *at));
        let places: Vec<(f64, f64)> = marked.filter_map(|(_, point)| self.place(point)).collect();
        self.sheet(&places)
    }

    pub(super) fn place(&self, point: &Point) -> Option<(f64, f64)> {
        Some((self.x.position(point.x)?, self.y.position(point.y)?))
    }

    pub(super) fn edge(&self, point: &Point) -> Option<[(f64, f64); 2]> {
        let (x, (low, high)) = (self.x.position(point.x)?, point.band?);
        Some([
            (x, self.y.position_or_edge(low)?),
            (x, self.y.position_or_edge(high)?),
        ])
    }

    /// What is joined: a point that stands alone is a marker only.
    pub(super) fn traces(&self, line: &Line) -> Vec<Vec<(f64, f64)>> {
        let place = |point: &&Point| self.place(point);
        let runs = self.chart.runs(line).into_iter();
        runs.map(|run| run.iter().filter_map(place).collect::<Vec<_>>())
            .map(|points| match self.chart.join {
                Join::Steps => stepped(&points),
                Join::Straight | Join::Apart => points,
            })
            .collect()
    }

    /// A bound given as one point holds for the whole axis.
    pub(super) fn limit_points(&self, limit: &Line) -> Vec<(f64, f64)> {
        let points = self.chart.placed(limit, &self.x, &self.y);
        let (start, end) = self.x.range();
        match points.as_slice() {
            [(_, height)] => vec![(start, *height), (end, *height)],
            _ => points,
        }
    }

    pub(super) fn sheet(&self, points: &[(f64, f64)]) -> Vec<(f64, f64)> {
        points
            .iter()
            .map(|point| on_sheet(self.plane, *point))
            .collect()
    }

    fn open(&self, class: &str) {
        self.canvas.sheet.borrow_mut().open(class);
    }

    fn close(&self) {
        self.canvas.sheet.borrow_mut().close();
    }

    /// Whether a point gets a marker. Of a long series some do, at other places than those of other series.
    fn is_marked(&self, place: usize, at: usize) -> bool {
        let (all_of, some) = match self.chart.join {
            Join::Straight => (30, 12),
            Join::Steps => (12, 8),
            Join::Apart => return true,
        };
        let points = &self.chart.lines[place].points;
        let count = points.len();
        if count <= all_of || (points[at].hollow && count <= 4 * all_of) {
            return true;
        }
        let (every, lines) = (count.div_ceil(some), self.chart.lines.len());
        at % every == (2 * place + 1) * every / (2 * lines)
    }

    fn tip(&self, line: &Line, point: &Point) -> String {
        let (x, y) = (self.chart.x.unit, self.chart.y.unit);
        let (across, up) = (format_value(x, point.x), format_value(y, point.y));
        let mut words = match point.name.as_str() {
            "" => format!("{}, {across}: {up}", line.name),
            name => format!("{}, {name}: {across}, {up}", line.name),
        };
        if let Some(band) = point.band {
            words.push_str(&format!(" (95 %: {})", format_interval(y, band)));
        }
        if line.evidence != Evidence::Measured {
            words.push_str(&format!(", {}", evidence_words(line.evidence)));
        }
        if point.hollow {
            words.push_str(", other programs were busy");
        }
        words
    }
}

/// The class of a series' group.
fn class(line: &Line) -> String {
    let kind = evidence_words(line.evidence).replace(' ', "-");
    format!("{} {kind}", line.look.class())
}

/// Every value holds until the next.
fn stepped(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut steps = Vec::with_capacity(2 * points.len());
    for (at, point) in points.iter().enumerate() {
        if at > 0 {
            steps.push((point.0, points[at - 1].1));
        }
        steps.push(*point);
    }
    steps
}
