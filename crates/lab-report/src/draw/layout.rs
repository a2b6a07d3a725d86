//! Sizes of the three renditions, chosen so that their text is 12 px on a phone and 13 px on a page at least.

use super::label::{Anchor, Label};
use super::text_width::{ASCENT, LINE};
use crate::palette::Hue;

/// Measures of a rendition, in units of its view box.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Of the view box.
    pub(super) width: f64,
    /// Size of text.
    pub(super) font: f64,
    /// Radius of markers.
    pub(super) marker: f64,
    /// Whether labels stand beside the plot instead of above it.
    pub(super) wide: bool,
}

impl Layout {
    /// Full width of a page: 720 CSS pixels and more.
    pub(super) const WIDE: Layout = Layout {
        width: 880.0,
        font: 16.0,
        marker: 5.0,
        wide: true,
    };
    /// A phone of 390 CSS pixels less its margins.
    pub(super) const NARROW: Layout = Layout {
        width: 358.0,
        font: 13.5,
        marker: 4.2,
        wide: false,
    };
    /// One of two columns of a page, and a phone.
    pub(super) const PANEL: Layout = Layout {
        width: 360.0,
        font: 13.5,
        marker: 4.2,
        wide: true,
    };

    /// Height of a line of text.
    pub(super) fn line(&self) -> f64 {
        LINE * self.font
    }

    /// A label of secondary text.
    pub(super) fn label<'a>(&self, text: &'a str, (x, y): (f64, f64), anchor: Anchor) -> Label<'a> {
        Label {
            text,
            x,
            y,
            size: self.font,
            anchor,
            hue: Hue::Soft,
            bold: false,
            rim: false,
        }
    }

    /// The baseline of a line of text whose box begins at `top`.
    pub(super) fn baseline(&self, top: f64) -> f64 {
        top + ASCENT * self.font
    }

    /// The baseline of a text centred on `middle`.
    pub(super) fn centred(&self, middle: f64) -> f64 {
        middle + 0.345 * self.font
    }
}
