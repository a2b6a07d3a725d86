//! Markers on a sheet: one for each estimate, filled as its evidence asks.

use lab_verdict::claims::Evidence;

use super::evidence::body;
use super::label::{Anchor, Label};
use super::look::Look;
use super::marker_outline::outline;
use super::sheet::Sheet;
use crate::palette::Hue;

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
    pub(super) fn on(&self, sheet: &mut Sheet, at: (f64, f64), hue: Hue) {
        let data = outline(self.look.shape, at, self.radius);
        let body = body(self.evidence, self.hollow);
        sheet.marker(&data, at, self.radius, hue, body, self.tip);
    }
}

/// A question mark in place of a marker, which would say that there is such a value: as high as a marker is wide, and a
/// half more, for a letter is thinner than a shape.
pub(super) fn open(sheet: &mut Sheet, (x, y): (f64, f64), radius: f64, tip: Option<&str>) {
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
