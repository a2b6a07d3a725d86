//! Drawing named points: curves at the back, then intervals and markers, then the names that have room.

use lab_verdict::claims::Evidence;

use super::backend::{Canvas, Fault, Plane, on_sheet};
use super::element::{Element, Form, Mark};
use super::evidence::{evidence_words, interval_look};
use super::format::{format_interval, format_value};
use super::label::{Anchor, Area};
use super::layout::Layout;
use super::legend::LIMIT;
use super::line_labels::name_limit;
use super::obstacles::Obstacles;
use super::scale::Projection;
use super::{Cloud, Line, Point, Scatter};
use crate::palette::Hue;

/// Between a marker and its name.
const BESIDE: f64 = 4.0;

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

    pub(super) fn cloud(&self, cloud: &Cloud) -> Result<(), Fault> {
        let hue = Hue::Slot(cloud.slot);
        let kind = evidence_words(cloud.evidence).replace(' ', "-");
        let class = format!("series c{} {kind}", cloud.slot);
        self.canvas.sheet.borrow_mut().open(&class);
        for (name, point) in &cloud.points {
            let Some(at) = self.place(point) else {
                continue;
            };
            if let Some((low, high)) = point.band
                && let (Some(low), Some(high)) =
                    (self.y.position_or_edge(low), self.y.position_or_edge(high))
            {
                let look = interval_look(cloud.evidence);
                self.plane.draw(&Element {
                    points: vec![(at.0, low), (at.0, high)],
                    form: Form::Interval { hue, look },
                })?;
            }
            let tip = self.tip(cloud, name, point);
            let mark = Mark {
                slot: cloud.slot,
                evidence: cloud.evidence,
                hollow: point.hollow,
                radius: self.layout.marker + 0.5,
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
        for limit in &self.chart.limits {
            let points = sheet(&self.curve(limit));
            name_limit(
                &limit.name,
                &points,
                self.layout,
                self.canvas,
                &self.plot,
                &mut obstacles,
            );
        }
        for (name, at) in named {
            self.name(name, at, &mut obstacles);
        }
    }

    fn name(&self, name: &str, (x, y): (f64, f64), obstacles: &mut Obstacles) {
        let reach = 1.5 * self.layout.marker + BESIDE;
        let below = self.layout.baseline(y + reach);
        let above = y - reach - 0.24 * self.layout.font;
        let places = [
            ((x + reach, self.layout.centred(y)), Anchor::Start),
            ((x - reach, self.layout.centred(y)), Anchor::End),
            ((x, above), Anchor::Middle),
            ((x, below), Anchor::Middle),
            ((x + reach, above), Anchor::Start),
            ((x - reach, above), Anchor::End),
            ((x + reach, below), Anchor::Start),
            ((x - reach, below), Anchor::End),
        ];
        for (place, anchor) in places {
            let label = self.layout.label(name, place, anchor).on_grid();
            let area = label.area();
            let inside = area.left >= self.plot.left
                && area.right <= self.layout.width
                && area.top >= self.plot.top
                && area.bottom <= self.plot.bottom;
            if inside && obstacles.free(&area) {
                self.canvas.text(label);
                obstacles.area(area);
                return;
            }
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
