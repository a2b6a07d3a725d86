//! Drawing named points: curves at the back, then intervals, then markers, then the names that have room.

use lab_verdict::claims::Evidence;

use super::backend::{Canvas, Fault, Plane, on_sheet};
use super::element::{Element, Form, Mark};
use super::evidence::{evidence_words, interval_look};
use super::format::{format_interval, format_value};
use super::label::Area;
use super::layout::Layout;
use super::legend::LIMIT;
use super::line_drawing::{RIM, SAME_PLACE};
use super::name_places::NamePlaces;
use super::obstacles::Obstacles;
use super::scale::Projection;
use super::{Cloud, Line, Point, Scatter};
use crate::palette::Hue;

/// A chart with its coordinates.
pub(super) struct Drawing<'a> {
    pub(super) chart: &'a Scatter,
    pub(super) layout: &'a Layout,
    pub(super) canvas: &'a Canvas,
    pub(super) plane: &'a Plane,
    pub(super) plot: Area,
    pub(super) x: Projection,
    pub(super) y: Projection,
}

impl Drawing<'_> {
    fn place(&self, point: &Point) -> Option<(f64, f64)> {
        Some((self.x.position(point.x)?, self.y.position(point.y)?))
    }

    fn curve(&self, line: &Line) -> Vec<(f64, f64)> {
        let points = line.points.iter();
        points.filter_map(|point| self.place(point)).collect()
    }

    pub(super) fn limit(&self, limit: &Line) -> Result<(), Fault> {
        self.canvas.sheet.borrow_mut().open("limit");
        let form = Form::Trace {
            hue: Hue::Ink,
            look: LIMIT,
        };
        self.plane.draw(&Element {
            points: self.curve(limit),
            form,
        })?;
        self.canvas.sheet.borrow_mut().close();
        Ok(())
    }

    /// The intervals of a cloud.
    pub(super) fn intervals(&self, cloud: &Cloud) -> Result<(), Fault> {
        let (hue, look) = (cloud.look.hue(), interval_look(cloud.evidence));
        self.open("band", cloud);
        for (_, point) in &cloud.points {
            let (Some((x, _)), Some((low, high))) = (self.place(point), point.band) else {
                continue;
            };
            let ends = [low, high].map(|end| self.y.position_or_edge(end));
            let [Some(low), Some(high)] = ends else {
                continue;
            };
            self.plane.draw(&Element {
                points: vec![(x, low), (x, high)],
                form: Form::Interval { hue, look },
            })?;
        }
        self.canvas.sheet.borrow_mut().close();
        Ok(())
    }

    /// The points of a cloud, by its place among those of the chart.
    pub(super) fn cloud(&self, place: usize) -> Result<(), Fault> {
        let cloud = &self.chart.series[place];
        self.open("series", cloud);
        for (name, point) in &cloud.points {
            let Some(at) = self.place(point) else {
                continue;
            };
            let tip = self.tip(cloud, name, point);
            let mark = Mark {
                look: cloud.look,
                evidence: cloud.evidence,
                hollow: point.hollow,
                radius: self.layout.marker + 0.5 + RIM * self.lying_on(place, at) as f64,
                tip: Some(&tip),
            };
            self.plane.draw(&Element {
                points: vec![at],
                form: Form::Mark(mark),
            })?;
        }
        self.canvas.sheet.borrow_mut().close();
        Ok(())
    }

    fn open(&self, what: &str, cloud: &Cloud) {
        let kind = evidence_words(cloud.evidence).replace(' ', "-");
        let class = format!("{what} {} {kind}", cloud.look.class());
        self.canvas.sheet.borrow_mut().open(&class);
    }

    /// How many points of clouds drawn later lie on a point: only where it is larger is it seen.
    fn lying_on(&self, place: usize, at: (f64, f64)) -> usize {
        let (x, y) = on_sheet(self.plane, at);
        let later = self.chart.series[place + 1..].iter();
        let points = later.flat_map(|cloud| &cloud.points);
        let places = points.filter_map(|(_, point)| Some(on_sheet(self.plane, self.place(point)?)));
        places
            .filter(|(u, v)| (x - u).abs() < SAME_PLACE && (y - v).abs() < SAME_PLACE)
            .count()
    }

    fn tip(&self, cloud: &Cloud, name: &str, point: &Point) -> String {
        let (x, y) = (self.chart.x.unit, self.chart.y.unit);
        let mut words = format!(
            "{}, {name}: {}, {}",
            cloud.name,
            format_value(x, point.x),
            format_value(y, point.y)
        );
        if let Some(band) = point.band {
            words.push_str(&format!(" (95 %: {})", format_interval(y, band)));
        }
        if cloud.evidence != Evidence::Measured {
            words.push_str(&format!(", {}", evidence_words(cloud.evidence)));
        }
        if point.hollow {
            words.push_str(", other programs were busy");
        }
        words
    }

    /// Names of the curves and of the points, each where nothing is in its way; a name that several points at nearly
    /// one place share is written once. Where no place is free, tooltip and table have it.
    pub(super) fn names(&self) {
        let mut obstacles = Obstacles::default();
        let sheet = |points: &[(f64, f64)]| -> Vec<(f64, f64)> {
            points.iter().map(|at| on_sheet(self.plane, *at)).collect()
        };
        let mut named: Vec<(&str, (f64, f64))> = Vec::new();
        for (name, point) in self.chart.series.iter().flat_map(|cloud| &cloud.points) {
            let Some(at) = self.place(point) else {
                continue;
            };
            if let Some((low, high)) = point.band {
                let ends =
                    [low, high].map(|end| (at.0, self.y.position_or_edge(end).unwrap_or(at.1)));
                let ends = ends.map(|end| on_sheet(self.plane, end));
                obstacles.area(bar(ends, self.layout.marker));
            }
            let at = on_sheet(self.plane, at);
            obstacles.mark(at, self.layout.marker);
            let near = |other: &(f64, f64)| {
                let reach = 3.0 * self.layout.font;
                (other.0 - at.0).abs() < reach && (other.1 - at.1).abs() < reach
            };
            if !named
                .iter()
                .any(|(known, other)| known == name && near(other))
            {
                named.push((name, at));
            }
        }
        for limit in &self.chart.limits {
            obstacles.line(&sheet(&self.curve(limit)));
        }
        let mut places = NamePlaces {
            layout: self.layout,
            canvas: self.canvas,
            plot: self.plot,
            obstacles,
        };
        for limit in &self.chart.limits {
            places.name_limit(&limit.name, &sheet(&self.curve(limit)));
        }
        for (name, at) in named {
            places.name_point(name, at);
        }
    }
}

/// The box of an upright interval.
fn bar([low, high]: [(f64, f64); 2], half_width: f64) -> Area {
    Area {
        left: low.0 - half_width,
        top: high.1.min(low.1),
        right: low.0 + half_width,
        bottom: high.1.max(low.1),
    }
}
