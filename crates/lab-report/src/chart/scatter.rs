//! Named points over two axes: what they need of the picture, and what they leave out.

use super::axes::{Axes, Bounds};
use super::backend::{Canvas, Fault};
use super::evidence::evidence_words;
use super::format::{format_interval, format_value};
use super::layout::Layout;
use super::legend::{Key, Sign, explaining};
use super::line_table::{heading, remark, without_empty_columns};
use super::picture::{Picture, no_data};
use super::scale::{Projection, has_place};
use super::scatter_drawing::Drawing;
use super::surface::Surface;
use super::{Cloud, Line, Point, Scatter, Table};

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
        super::note_hollow(&mut words, self.points().map(|point| point.hollow));
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
            let (look, evidence) = (cloud.look, cloud.evidence);
            Key::new(&cloud.name, Sign::Point { look, evidence })
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
            drawing.intervals(cloud)?;
        }
        for place in 0..self.series.len() {
            drawing.cloud(place)?;
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
