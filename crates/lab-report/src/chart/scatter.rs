//! Named points over two axes: markers, their intervals, and the names that have room.

use lab_verdict::claims::Evidence;

use super::axes::{Axes, Bounds};
use super::backend::{Canvas, Fault, Plane, on_sheet};
use super::element::{Element, Form, Mark};
use super::evidence::{evidence_words, interval_look};
use super::format::{format_interval, format_value};
use super::label::{Anchor, Area};
use super::layout::Layout;
use super::legend::{Key, LIMIT, Sign, explaining};
use super::line_labels::name_limit;
use super::line_table::{heading, remark, without_empty_columns};
use super::obstacles::Obstacles;
use super::picture::{Picture, no_data};
use super::scale::{Projection, has_place};
use super::surface::Surface;
use super::{Cloud, Line, Point, Scatter, Table};
use crate::palette::Hue;

/// Between a marker and its name.
const BESIDE: f64 = 4.0;

impl Picture for Scatter {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let left_out = self.points().filter(|point| !self.has_place(point)).count();
        let mut words = self.description.clone();
        super::note(
            &mut words,
            left_out,
            "point has no place on the axes and stands in the table only.",
            "points have no place on the axes and stand in the table only.",
        );
        if self.points().next().is_none() {
            super::sentence(&mut words, "There is no data to draw.");
        }
        words
    }

    fn class(&self) -> &'static str {
        "scatter"
    }

    fn wide(&self) -> Layout {
        Layout::WIDE
    }

    fn keys(&self) -> Vec<Key> {
        let cloud = |cloud: &Cloud| {
            let (slot, evidence) = (cloud.slot, cloud.evidence);
            Key::new(&cloud.name, Sign::Point { slot, evidence })
        };
        let limit = |limit: &Line| Key::new(&limit.name, Sign::Limit);
        let kind = |cloud: &Cloud| {
            let hollow = cloud.points.iter().any(|(_, point)| point.hollow);
            (cloud.evidence, hollow)
        };
        let mut keys: Vec<Key> = self.series.iter().map(cloud).collect();
        keys.extend(self.limits.iter().map(limit));
        keys.extend(explaining(self.series.iter().map(kind)));
        keys
    }

    fn table(&self) -> Table {
        let (x, y) = (self.x.unit, self.y.unit);
        let of = |series: &str, kind: &str, name: &str, point: &Point| {
            vec![
                series.to_owned(),
                kind.to_owned(),
                name.to_owned(),
                format_value(x, point.x),
                format_value(y, point.y),
                point
                    .band
                    .map(|band| format_interval(y, band))
                    .unwrap_or_default(),
                remark(point.hollow).to_owned(),
            ]
        };
        let points = self.series.iter().flat_map(|cloud| {
            let kind = evidence_words(cloud.evidence);
            let points = cloud.points.iter();
            points.map(move |(name, point)| of(&cloud.name, kind, name, point))
        });
        let limits = self.limits.iter().flat_map(|line| {
            let points = line.points.iter();
            points.map(move |point| of(&line.name, "formula", "", point))
        });
        without_empty_columns(Table {
            columns: vec![
                "series".into(),
                "evidence".into(),
                "point".into(),
                heading(&self.x),
                heading(&self.y),
                "95 % interval".into(),
                "remark".into(),
            ],
            rows: points.chain(limits).collect(),
        })
    }

    fn paint(&self, layout: &Layout, sheet: Surface) -> Result<Canvas, Fault> {
        if !self.points().any(|point| self.has_place(point)) {
            return Ok(no_data(layout, sheet));
        }
        let (x, y) = self.projections();
        let bounds = Bounds {
            x: (&self.x, x),
            y: Some((&self.y, y)),
            plot_height: if layout.wide { 400.0 } else { 300.0 },
            right: 0.0,
            left: 0.0,
            head: 0.0,
        };
        let axes = Axes::lay_out(layout, bounds);
        let canvas = Canvas::new(sheet, layout.width, axes.height());
        let plane = axes.draw(&canvas)?;
        let drawing = Drawing {
            chart: self,
            layout,
            canvas: &canvas,
            plane: &plane,
            plot: axes.plot(),
            x,
            y,
        };
        for limit in &self.limits {
            drawing.limit(limit)?;
        }
        for cloud in &self.series {
            drawing.cloud(cloud)?;
        }
        drawing.names();
        Ok(canvas)
    }
}

impl Scatter {
    fn points(&self) -> impl Iterator<Item = &Point> {
        let clouds = self.series.iter().flat_map(|cloud| &cloud.points);
        let limits = self.limits.iter().flat_map(|line| &line.points);
        clouds.map(|(_, point)| point).chain(limits)
    }

    fn has_place(&self, point: &Point) -> bool {
        has_place(self.x.scale, point.x) && has_place(self.y.scale, point.y)
    }

    fn projections(&self) -> (Projection, Projection) {
        let all = || self.points().filter(|point| self.has_place(point));
        let heights = all().flat_map(|point| {
            let (low, high) = point.band.unwrap_or((point.y, point.y));
            [point.y, low, high]
        });
        (
            Projection::over(self.x.scale, all().map(|point| point.x), 0.03),
            Projection::over(self.y.scale, heights, 0.05),
        )
    }
}

/// A chart with its coordinates.
struct Drawing<'a> {
    chart: &'a Scatter,
    layout: &'a Layout,
    canvas: &'a Canvas,
    plane: &'a Plane,
    plot: Area,
    x: Projection,
    y: Projection,
}

impl Drawing<'_> {
    fn place(&self, point: &Point) -> Option<(f64, f64)> {
        Some((self.x.position(point.x)?, self.y.position(point.y)?))
    }

    fn curve(&self, line: &Line) -> Vec<(f64, f64)> {
        let points = line.points.iter();
        points.filter_map(|point| self.place(point)).collect()
    }

    fn limit(&self, limit: &Line) -> Result<(), Fault> {
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

    fn cloud(&self, cloud: &Cloud) -> Result<(), Fault> {
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
    fn names(&self) {
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
