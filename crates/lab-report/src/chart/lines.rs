//! Lines with bands over two axes.

use lab_verdict::claims::Evidence;
use plotters::element::Polygon;
use plotters::style::Color;

use super::axes::{Axes, Bounds};
use super::backend::{Canvas, Fault, Plane, on_sheet, sentinel};
use super::element::{Element, Form, Mark};
use super::evidence::{AreaLook, area_look, line_look};
use super::format::{format_interval, format_value};
use super::legend::{Key, LIMIT, Sign, explaining};
use super::line_labels;
use super::picture::{Layout, Picture};
use super::scale::Projection;
use super::surface::Surface;
use super::{Line, LineChart, Point, Scale, Table, line_table};
use crate::palette::Hue;

/// A series with more points than this gets markers on some of them only.
const MARKED: usize = 48;

impl Picture for LineChart {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let all = || {
            self.lines
                .iter()
                .chain(&self.limits)
                .flat_map(|line| &line.points)
        };
        let left_out = all().filter(|point| !self.has_place(point)).count();
        let cut = all()
            .filter(|point| self.has_place(point))
            .filter(|point| {
                point
                    .band
                    .is_some_and(|(low, high)| !self.y_has_place(low) || !self.y_has_place(high))
            })
            .count();
        let mut words = self.description.clone();
        let logarithmic = self.x.scale != Scale::Linear || self.y.scale != Scale::Linear;
        super::note(
            &mut words,
            left_out,
            "point",
            if logarithmic {
                "with no place on a logarithmic axis is in the table only."
            } else {
                "without a finite value is in the table only."
            },
        );
        super::note(
            &mut words,
            cut,
            "interval",
            "that leaves the axis is cut at its edge.",
        );
        if all().next().is_none() {
            super::sentence(&mut words, "There is no data to draw.");
        }
        words
    }

    fn class(&self) -> &'static str {
        "lines"
    }

    fn wide(&self) -> Layout {
        Layout::WIDE
    }

    fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self
            .lines
            .iter()
            .map(|line| {
                Key::new(
                    &line.name,
                    Sign::Series {
                        slot: line.slot,
                        evidence: line.evidence,
                    },
                )
            })
            .collect();
        keys.extend(
            self.limits
                .iter()
                .map(|limit| Key::new(format!("limit: {}", limit.name), Sign::Limit)),
        );
        keys.extend(explaining(self.lines.iter().map(|line| {
            (line.evidence, line.points.iter().any(|point| point.hollow))
        })));
        keys
    }

    fn table(&self) -> Table {
        line_table::of(self)
    }

    fn paint(&self, layout: &Layout, sheet: Surface) -> Result<Canvas, Fault> {
        let (x, y) = self.projections();
        let plot_height = if layout.wide { 340.0 } else { 230.0 };
        let ends = line_labels::Ends::of(self, layout, &x, &y, plot_height);
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

        for line in &self.lines {
            self.draw_bands(line, &canvas, &plane, (&x, &y))?;
        }
        for limit in &self.limits {
            let points = stretched(self.placed(limit, &x, &y), &x);
            canvas.sheet.borrow_mut().open("limit");
            plane.draw(&Element {
                points,
                form: Form::Trace {
                    hue: Hue::Ink,
                    look: LIMIT,
                },
            })?;
            canvas.sheet.borrow_mut().close();
        }
        let mut obstacles = super::obstacles::Obstacles::default();
        for line in &self.lines {
            let points = self.placed(line, &x, &y);
            let trace = if self.steps {
                stepped(&points)
            } else {
                points.clone()
            };
            let on_sheet: Vec<(f64, f64)> =
                trace.iter().map(|point| on_sheet(&plane, *point)).collect();
            obstacles.line(&on_sheet);
            self.draw_series(line, layout, &canvas, &plane, (trace, &x, &y))?;
        }
        for line in &self.lines {
            for point in self.placed(line, &x, &y) {
                obstacles.mark(on_sheet(&plane, point), layout.marker);
            }
        }
        ends.draw(layout, &canvas, &axes.plot());
        for limit in &self.limits {
            let points: Vec<(f64, f64)> = stretched(self.placed(limit, &x, &y), &x)
                .into_iter()
                .map(|point| on_sheet(&plane, point))
                .collect();
            line_labels::name_limit(
                &limit.name,
                &points,
                layout,
                &canvas,
                &axes.plot(),
                &mut obstacles,
            );
        }
        Ok(canvas)
    }
}

impl LineChart {
    fn y_has_place(&self, value: f64) -> bool {
        Projection::exactly(self.y.scale, 1.0, 2.0)
            .position(value)
            .is_some()
    }

    fn has_place(&self, point: &Point) -> bool {
        Projection::exactly(self.x.scale, 1.0, 2.0)
            .position(point.x)
            .is_some()
            && self.y_has_place(point.y)
    }

    fn projections(&self) -> (Projection, Projection) {
        let all = || {
            let lines = self.lines.iter().chain(&self.limits);
            lines
                .flat_map(|line| &line.points)
                .filter(|point| self.has_place(point))
        };
        let heights = all().flat_map(|point| {
            let (low, high) = point.band.unwrap_or((point.y, point.y));
            [point.y, low, high]
        });
        (
            Projection::over(self.x.scale, all().map(|point| point.x)),
            Projection::over(self.y.scale, heights),
        )
    }

    /// The points of a line that have a place, in positions.
    pub(super) fn placed(&self, line: &Line, x: &Projection, y: &Projection) -> Vec<(f64, f64)> {
        line.points
            .iter()
            .filter_map(|point| Some((x.position(point.x)?, y.position(point.y)?)))
            .collect()
    }

    fn draw_bands(
        &self,
        line: &Line,
        canvas: &Canvas,
        plane: &Plane,
        (x, y): (&Projection, &Projection),
    ) -> Result<(), Fault> {
        let edges: Vec<Option<[(f64, f64); 2]>> = line
            .points
            .iter()
            .filter(|point| self.has_place(point))
            .map(|point| {
                let (at, (low, high)) = (x.position(point.x)?, point.band?);
                Some([
                    (at, y.position_or_edge(low)?),
                    (at, y.position_or_edge(high)?),
                ])
            })
            .collect();
        let hue = Hue::Slot(line.slot);
        canvas
            .sheet
            .borrow_mut()
            .open(&format!("band {}", class(line)));
        for run in edges.split(Option::is_none) {
            let lower: Vec<(f64, f64)> = run.iter().flatten().map(|edge| edge[0]).collect();
            let upper: Vec<(f64, f64)> = run.iter().flatten().map(|edge| edge[1]).collect();
            if lower.len() == 1 {
                let look = super::evidence::LineLook {
                    width: 6.0,
                    dash: line_look(line.evidence, line.slot).dash,
                };
                plane.draw(&Element {
                    points: vec![lower[0], upper[0]],
                    form: Form::Interval { hue, look },
                })?;
                continue;
            }
            let (lower, upper) = if self.steps {
                (stepped(&lower), stepped(&upper))
            } else {
                (lower, upper)
            };
            let points: Vec<(f64, f64)> =
                upper.into_iter().chain(lower.into_iter().rev()).collect();
            match area_look(line.evidence) {
                _ if points.is_empty() => {}
                AreaLook::Tint => plane.draw(&Polygon::new(points, sentinel(hue).mix(0.17)))?,
                look => plane.draw(&Element {
                    points,
                    form: Form::Region { hue, look },
                })?,
            }
        }
        canvas.sheet.borrow_mut().close();
        Ok(())
    }

    fn draw_series(
        &self,
        line: &Line,
        layout: &Layout,
        canvas: &Canvas,
        plane: &Plane,
        (trace, x, y): (Vec<(f64, f64)>, &Projection, &Projection),
    ) -> Result<(), Fault> {
        let hue = Hue::Slot(line.slot);
        canvas
            .sheet
            .borrow_mut()
            .open(&format!("series {}", class(line)));
        let look = line_look(line.evidence, line.slot);
        plane.draw(&Element {
            points: trace,
            form: Form::Trace { hue, look },
        })?;
        let every = line.points.len().div_ceil(MARKED).max(1);
        // Of a long series the last point is marked, where a reader looks for its name.
        let offset = line.points.len().saturating_sub(1) % every;
        for (at, point) in line.points.iter().enumerate() {
            let (Some(across), Some(up)) = (x.position(point.x), y.position(point.y)) else {
                continue;
            };
            if at % every != offset && !(point.hollow && every < 8) {
                continue;
            }
            let tip = self.tip(line, point);
            let mark = Mark {
                slot: line.slot,
                evidence: line.evidence,
                hollow: point.hollow,
                radius: layout.marker,
                tip: Some(&tip),
            };
            plane.draw(&Element {
                points: vec![(across, up)],
                form: Form::Mark(mark),
            })?;
        }
        canvas.sheet.borrow_mut().close();
        Ok(())
    }

    fn tip(&self, line: &Line, point: &Point) -> String {
        let mut words = format!(
            "{}, {}: {}",
            line.name,
            format_value(self.x.unit, point.x),
            format_value(self.y.unit, point.y)
        );
        if let Some(band) = point.band {
            words.push_str(&format!(" (95 %: {})", format_interval(self.y.unit, band)));
        }
        if line.evidence != Evidence::Measured {
            words.push_str(&format!(", {}", super::evidence_words(line.evidence)));
        }
        if point.hollow {
            words.push_str(", other programs were busy");
        }
        words
    }
}

/// The class of a series' group.
fn class(line: &Line) -> String {
    let kind = super::evidence_words(line.evidence).replace(' ', "-");
    format!("c{} {kind}", line.slot % crate::palette::SLOTS)
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

/// A bound given as one point holds for the whole axis.
fn stretched(points: Vec<(f64, f64)>, x: &Projection) -> Vec<(f64, f64)> {
    match points.as_slice() {
        [(_, height)] => vec![(x.range().0, *height), (x.range().1, *height)],
        _ => points,
    }
}
