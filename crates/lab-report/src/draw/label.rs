//! Texts and boxes on a sheet.

use super::text_width::{ASCENT, LINE, text_width};
use crate::palette::Hue;

/// A rectangle on the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// Whether they have a point in common.
    pub(super) fn meets(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// Which end of a text its x is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// As SVG has it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        }
    }
}

/// A text and its place. `y` is the baseline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label<'a> {
    pub(super) text: &'a str,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) anchor: Anchor,
    pub(super) hue: Hue,
    pub(super) bold: bool,
    /// With a rim in the ground's colour, where grid lines would run through the words.
    pub(super) rim: bool,
}

impl Label<'_> {
    /// The box that the text takes.
    pub(super) fn area(&self) -> Area {
        let width = text_width(self.text, self.size, self.bold);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        let top = self.y - ASCENT * self.size;
        Area {
            left,
            top,
            right: left + width,
            bottom: top + LINE * self.size,
        }
    }

    /// On a grid: see [`Label::rim`].
    pub(super) fn on_grid(self) -> Self {
        Self { rim: true, ..self }
    }

    /// In ink instead of the colour of secondary text.
    pub(super) fn strong(self, bold: bool) -> Self {
        Self {
            hue: Hue::Ink,
            bold,
            ..self
        }
    }
}
