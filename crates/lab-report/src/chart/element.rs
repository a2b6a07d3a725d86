//! What plotters draws for us beyond its own shapes: dashed lines, hatched areas, markers.

use lab_verdict::claims::Evidence;
use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendCoord, DrawingErrorKind};
use std::convert::Infallible;

use super::backend::{Pen, coarse};
use super::evidence::{AreaLook, LineLook, body};
use super::label::{Anchor, Area, Label};
use super::look::Look;
use super::marker;
use super::surface::Surface;
use crate::palette::Hue;

/// A form in the coordinates of a plane.
pub(super) struct Element<'a> {
    pub(super) points: Vec<(f64, f64)>,
    pub(super) form: Form<'a>,
}

/// What is drawn at the points.
pub(super) enum Form<'a> {
    /// A line through them.
    Trace { hue: Hue, look: LineLook },
    /// A thick line between them, behind a marker.
    Interval { hue: Hue, look: LineLook },
    /// The area that they enclose.
    Region { hue: Hue, look: AreaLook },
    /// A rectangle between two opposite corners, of which a little is left out at the right.
    Block {
        hue: Hue,
        look: AreaLook,
        gap: f64,
        tip: &'a str,
    },
    /// A marker on each of them.
    Mark(Mark<'a>),
    /// A question mark in place of a marker, which would say that there is such a value.
    Open { radius: f64, tip: &'a str },
}

/// A marker.
#[derive(Clone, Copy)]
pub(super) struct Mark<'a> {
    pub(super) look: Look,
    pub(super) evidence: Evidence,
    pub(super) hollow: bool,
    pub(super) radius: f64,
    pub(super) tip: Option<&'a str>,
}

impl Mark<'_> {
    /// Draws it on a sheet.
    pub(super) fn on(&self, sheet: &mut Surface, at: (f64, f64), hue: Hue) {
        let data = marker::outline(self.look.shape, at, self.radius);
        sheet.marker(
            &data,
            at,
            self.radius,
            hue,
            body(self.evidence, self.hollow),
            self.tip,
        );
    }
}

/// A question mark as high as a marker is wide, and a half more: a letter is thinner than a shape.
pub(super) fn open(sheet: &mut Surface, (x, y): (f64, f64), radius: f64, tip: Option<&str>) {
    let size = 3.6 * radius;
    let label = Label {
        text: "?",
        x,
        y: y + 0.36 * size,
        size,
        anchor: Anchor::Middle,
        hue: Hue::Ink,
        bold: true,
        rim: true,
    };
    sheet.text_of(label, tip);
}

impl<'a, 'b> PointCollection<'a, (f64, f64)> for &'a Element<'b> {
    type Point = &'a (f64, f64);
    type IntoIter = &'a [(f64, f64)];

    fn point_iter(self) -> Self::IntoIter {
        &self.points
    }
}

impl Drawable<Pen> for Element<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        pos: I,
        backend: &mut Pen,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let mut points: Vec<(f64, f64)> = pos.map(coarse).collect();
        let mut sheet = backend.sheet.borrow_mut();
        match self.form {
            Form::Trace { hue, look } => {
                sheet.line(&thinned(points), hue, look);
            }
            Form::Interval { hue, look } => sheet.faint_line(&points, hue, look),
            Form::Region { hue, look } => sheet.region(&points, hue, look),
            Form::Block {
                hue,
                look,
                gap,
                tip,
            } => {
                if let (Some(a), Some(b)) = (points.first(), points.last()) {
                    // Also the shortest task is seen.
                    let right = (b.0 - gap).max(a.0 + 0.8);
                    let area = Area {
                        left: a.0,
                        top: a.1.min(b.1),
                        right,
                        bottom: a.1.max(b.1),
                    };
                    sheet.block(area, hue, look, tip);
                }
            }
            Form::Mark(mark) => {
                for at in points.drain(..) {
                    mark.on(&mut sheet, at, mark.look.hue());
                }
            }
            Form::Open { radius, tip } => {
                for at in points.drain(..) {
                    open(&mut sheet, at, radius, Some(tip));
                }
            }
        }
        Ok(())
    }
}

/// The points without those that a picture cannot show: of each half unit's column the first, the
/// extremes and the last. A curve of 20,000 steps becomes a few kilobytes and looks the same.
fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::with_capacity(points.len().min(4096));
    let column = |point: &(f64, f64)| (point.0 * 2.0).floor() as i64;
    for run in points.chunk_by(|a, b| column(a) == column(b)) {
        if run.len() <= 4 {
            kept.extend(run);
            continue;
        }
        let by_height = |a: &usize, b: &usize| run[*a].1.total_cmp(&run[*b].1);
        let lowest = (0..run.len()).min_by(by_height).unwrap_or(0);
        let highest = (0..run.len()).max_by(by_height).unwrap_or(0);
        let mut chosen = [0, lowest, highest, run.len() - 1];
        chosen.sort_unstable();
        kept.extend(chosen.map(|at| run[at]));
    }
    kept.dedup();
    kept
}
