//! Legends: each entry's swatch shows the line, the marker and the filling that the chart uses.

use lab_verdict::claims::Evidence;

use super::LegendEntry;
use super::evidence::{AreaLook, LineLook, area_look, line_look, look_words};
use super::label::{Anchor, Area, Label};
use super::look::Look;
use super::marker::{Mark, open};
use super::marker_outline::circle;
use super::sheet::Sheet;
use super::text_width::text_width;
use crate::palette::Hue;

/// Size of a swatch, in units of the picture and in CSS pixels.
const WIDTH: f64 = 34.0;
const HEIGHT: f64 = 14.0;

/// An entry before it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) sign: Sign,
}

/// What a swatch shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sign {
    /// A series in its colour, or a kind of evidence in the colour of words: a marker, on a line where points are joined.
    Mark {
        hue: Hue,
        look: Look,
        evidence: Evidence,
        hollow: bool,
        on_line: bool,
    },
    /// A physical bound.
    Limit,
    /// A point that may not be there.
    Open,
    /// Tasks on a lane.
    Block { hue: Hue, evidence: Evidence },
    /// A result on the consumer's lane.
    Result(Evidence),
    /// Inputs read ahead.
    Ahead(Evidence),
    /// An arrow of a wait graph.
    Waits { in_circle: bool },
}

impl Key {
    pub(super) fn new(name: impl Into<String>, sign: Sign) -> Self {
        Self {
            name: name.into(),
            sign,
        }
    }

    /// A key for what a look says, whichever series has it.
    fn of_kind(name: &str, evidence: Evidence, hollow: bool) -> Self {
        let sign = Sign::Mark {
            hue: Hue::Soft,
            look: Look::default(),
            evidence,
            hollow,
            on_line: !hollow,
        };
        Self::new(name, sign)
    }

    /// The entry for a page. `id` is unique for the entry.
    pub(super) fn entry(&self, id: &str) -> LegendEntry {
        let mut sheet = Sheet::new(id);
        self.sign.on(&mut sheet, (0.0, 0.0));
        let (definitions, body) = sheet.parts();
        let definitions = if definitions.is_empty() {
            String::new()
        } else {
            format!("<defs>{definitions}</defs>")
        };
        let swatch = format!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" class=\"swatch\" \
             aria-hidden=\"true\">{definitions}{body}</svg>"
        );
        LegendEntry {
            name: self.name.clone(),
            swatch,
        }
    }
}

/// What a hollow point means, whatever it stands for.
const HOLLOW: &str = "hollow: other programs were busy in most of its rounds";

/// Keys for the kinds of evidence and for hollow points, as far as a chart has them.
/// A chart of clean measurements alone needs none.
pub(super) fn explaining(kinds: impl Iterator<Item = (Evidence, bool)>) -> Vec<Key> {
    let mut seen: Vec<Evidence> = Vec::new();
    let mut hollow = false;
    for (kind, disturbed) in kinds {
        if !seen.contains(&kind) {
            seen.push(kind);
        }
        hollow |= disturbed;
    }
    let mut keys = Vec::new();
    if seen.iter().any(|kind| *kind != Evidence::Measured) {
        let kinds = seen.iter();
        keys.extend(kinds.map(|kind| Key::of_kind(look_words(*kind), *kind, false)));
    }
    if hollow {
        keys.push(Key::of_kind(HOLLOW, Evidence::Measured, true));
    }
    keys
}

/// Writes the keys in rows within a width, for a picture that stands alone; returns the height they took.
pub(super) fn rows(
    sheet: &mut Sheet,
    keys: &[Key],
    (left, top): (f64, f64),
    width: f64,
    size: f64,
) -> f64 {
    let (pitch, gap) = (1.6 * size, 1.4 * size);
    let (mut x, mut y) = (left, top);
    for key in keys {
        let needed = WIDTH + 8.0 + text_width(&key.name, size, false);
        if x > left && x + needed > left + width {
            x = left;
            y += pitch;
        }
        key.sign.on(sheet, (x, y + (pitch - HEIGHT) / 2.0));
        let label = Label {
            text: &key.name,
            x: x + WIDTH + 8.0,
            y: y + pitch / 2.0 + 0.35 * size,
            size,
            anchor: Anchor::Start,
            hue: Hue::Ink,
            bold: false,
            rim: false,
        };
        sheet.text_within(label, width - WIDTH - 8.0);
        x += needed + gap;
    }
    if keys.is_empty() {
        0.0
    } else {
        y + pitch - top
    }
}

impl Sign {
    fn on(self, sheet: &mut Sheet, (left, top): (f64, f64)) {
        let middle = (left + WIDTH / 2.0, top + HEIGHT / 2.0);
        let across = [(left + 1.0, middle.1), (left + WIDTH - 1.0, middle.1)];
        let box_ = Area {
            left: left + 5.0,
            top: top + 1.5,
            right: left + WIDTH - 5.0,
            bottom: top + HEIGHT - 1.5,
        };
        match self {
            Sign::Mark {
                hue,
                look,
                evidence,
                hollow,
                on_line,
            } => {
                if on_line {
                    sheet.line(&across, hue, line_look(evidence));
                }
                let mark = Mark {
                    look,
                    evidence,
                    hollow,
                    radius: RADIUS,
                    tip: None,
                };
                mark.on(sheet, middle, hue);
            }
            Sign::Waits { in_circle } => super::arrow::arrow(sheet, &across, in_circle),
            Sign::Limit => sheet.line(&across, Hue::Ink, LIMIT),
            Sign::Open => open(sheet, middle, RADIUS, None),
            Sign::Block { hue, evidence } => sheet.block(box_, hue, area_look(evidence), ""),
            Sign::Result(evidence) => sheet.marker(
                &circle(middle, 4.0),
                middle,
                4.0,
                RESULT,
                super::evidence::body(evidence, false),
                None,
            ),
            Sign::Ahead(evidence) => {
                let (l, r, b) = (box_.left, box_.right, box_.bottom);
                let (high, low) = (top + 3.0, top + 7.0);
                let step = [
                    (l, b),
                    (l, high),
                    (middle.0, high),
                    (middle.0, low),
                    (r, low),
                    (r, b),
                ];
                sheet.region(&step, AHEAD, ahead_look(evidence));
                // Too short for dashes: they would tear the step apart.
                let look = LineLook {
                    width: 1.4,
                    dash: "",
                };
                if area_look(evidence) != AreaLook::Dots {
                    sheet.line(&step[1..5], AHEAD, look);
                }
            }
        }
    }
}

/// Physical bounds are thin and dotted, in ink: no series is.
pub(super) const LIMIT: LineLook = LineLook {
    width: 1.3,
    dash: "1.5 3.5",
};

/// The colour of results in the consumer's hands.
pub(super) const RESULT: Hue = Hue::Slot(2);

/// The colour of inputs read ahead.
pub(super) const AHEAD: Hue = Hue::Slot(3);

/// The filling beneath the curve of inputs read ahead.
pub(super) fn ahead_look(evidence: Evidence) -> AreaLook {
    match evidence {
        Evidence::Counted | Evidence::Compiled => AreaLook::Tint,
        other => area_look(other),
    }
}

/// Of a marker in a swatch.
const RADIUS: f64 = 4.6;
