//! Names beside what they name, where nothing is in the way.

use super::label::{Anchor, Area, Label};
use super::layout::Layout;
use super::line_drawing::Series;
use super::obstacles::Obstacles;
use super::sheet::Sheet;
use super::text_width::text_width;
use crate::palette::Hue;

/// Between a marker and its name.
const BESIDE: f64 = 4.0;

/// How far a series' name may stand from its marker where nothing nearer is free, in heights of its letters.
const FAR: [f64; 4] = [1.5, 2.5, 4.0, 6.0];

/// A plot and what names keep clear of. Where no place is free the legend, a tip or the table alone has a name.
pub(super) struct NamePlaces<'a> {
    pub(super) layout: &'a Layout,
    pub(super) sheet: &'a mut Sheet,
    pub(super) plot: Area,
    pub(super) obstacles: Obstacles,
}

/// The other series of a chart: what the name of one is not to be taken for.
#[derive(Default)]
pub(super) struct Others {
    pub(super) lines: Obstacles,
    pub(super) marks: Obstacles,
}

impl NamePlaces<'_> {
    /// Writes the name of a series beside its line or one of its markers, no closer to another series than to its own; where
    /// there is no such place, farther off with a thin line to a marker.
    pub(super) fn name_series(&mut self, name: &str, series: &Series<'_>, others: &Others) {
        let Some(line) = series.traces.iter().max_by_key(|trace| trace.len()) else {
            return;
        };
        let near = 0.5 * self.layout.font;
        let is_own = |area: &Area| {
            others.lines.free(&Area {
                top: area.top - near,
                bottom: area.bottom + near,
                ..*area
            })
        };
        let marks = || series.marks.iter().rev().map(|(_, at)| *at);
        let hue = series.line.look.hue();
        let is_named = self.along(name, line, is_own)
            || marks().any(|at| self.beside(name, at, Hue::Ink, is_own))
            || (FAR.iter()).any(|reach| {
                let reach = reach * self.layout.font;
                marks().any(|at| self.pointing_at(name, hue, others, at, reach))
            });
        if !is_named {
            self.along(name, line, |_| true);
        }
    }

    /// Writes the name of a limit beside its line.
    pub(super) fn name_limit(&mut self, name: &str, line: &[(f64, f64)]) {
        self.along(name, line, |_| true);
    }

    /// Writes the name of a point beside it.
    pub(super) fn name_point(&mut self, name: &str, at: (f64, f64)) {
        self.beside(name, at, Hue::Soft, |_| true);
    }

    /// Writes a name above or beneath its line, as far right as there is a place.
    fn along(
        &mut self,
        name: &str,
        line: &[(f64, f64)],
        is_wanted: impl Fn(&Area) -> bool,
    ) -> bool {
        let width = text_width(name, self.layout.font, false);
        let (Some(first), Some(last)) = (line.first(), line.last()) else {
            return false;
        };
        let mut right = last.0 - 4.0;
        while right - width >= first.0.max(self.plot.left) {
            for above in [true, false] {
                let stretch = (right - width, right);
                let Some(baseline) = clear_of(line, stretch, above, self.layout) else {
                    continue;
                };
                let label = self.layout.label(name, (right, baseline), Anchor::End);
                if is_wanted(&label.area()) && self.write(label.strong(false)) {
                    return true;
                }
            }
            right -= 12.0;
        }
        false
    }

    /// Writes a name beside a marker.
    fn beside(
        &mut self,
        name: &str,
        (x, y): (f64, f64),
        hue: Hue,
        is_wanted: impl Fn(&Area) -> bool,
    ) -> bool {
        let layout = self.layout;
        let reach = 1.5 * layout.marker + BESIDE;
        let below = layout.baseline(y + reach);
        let above = y - reach - 0.24 * layout.font;
        let places = [
            ((x + reach, layout.centred(y)), Anchor::Start),
            ((x - reach, layout.centred(y)), Anchor::End),
            ((x, above), Anchor::Middle),
            ((x, below), Anchor::Middle),
            ((x + reach, above), Anchor::Start),
            ((x - reach, above), Anchor::End),
            ((x + reach, below), Anchor::Start),
            ((x - reach, below), Anchor::End),
        ];
        places.into_iter().any(|(place, anchor)| {
            let label = Label {
                hue,
                ..layout.label(name, place, anchor)
            };
            is_wanted(&label.area()) && self.write(label)
        })
    }

    /// Writes a name so far from a marker, with a line from one to the other that meets no marker of another series.
    fn pointing_at(
        &mut self,
        name: &str,
        hue: Hue,
        others: &Others,
        (x, y): (f64, f64),
        reach: f64,
    ) -> bool {
        let mut directions = (0..16).map(|step| f64::from(step) * std::f64::consts::TAU / 16.0);
        directions.any(|angle| {
            let (across, down) = (angle.cos(), angle.sin());
            let end = (x + reach * across, y + reach * down);
            if !others.marks.lets_through(&[(x, y), end]) {
                return false;
            }
            let anchor = match across {
                right if right > 0.3 => Anchor::Start,
                left if left < -0.3 => Anchor::End,
                _ => Anchor::Middle,
            };
            let baseline = self.layout.centred(end.1 + 0.6 * down * self.layout.font);
            let label = self
                .layout
                .label(name, (end.0 + 3.0 * across, baseline), anchor);
            if !self.write(label.strong(false)) {
                return false;
            }
            let rim = 1.5 * self.layout.marker;
            let start = (x + rim * across, y + rim * down);
            self.sheet.hair(start, end, hue);
            true
        })
    }

    /// Writes a label if nothing is in its way.
    fn write(&mut self, label: Label<'_>) -> bool {
        let (area, plot) = (label.area(), &self.plot);
        let inside = area.top >= plot.top
            && area.bottom <= plot.bottom
            && area.left >= plot.left
            && area.right <= self.layout.width;
        let is_clear = !self.sheet.texts().iter().any(|other| other.meets(&area));
        if !inside || !is_clear || !self.obstacles.free(&area) {
            return false;
        }
        self.sheet.text(label.on_grid());
        self.obstacles.area(area);
        true
    }
}

/// The baseline that keeps a text clear of a line over a stretch.
fn clear_of(
    points: &[(f64, f64)],
    (left, right): (f64, f64),
    above: bool,
    layout: &Layout,
) -> Option<f64> {
    let mut heights: Vec<f64> = points
        .iter()
        .filter(|point| (left..=right).contains(&point.0))
        .map(|point| point.1)
        .collect();
    heights.extend([left, right].iter().filter_map(|x| height_at(points, *x)));
    let highest = heights.iter().copied().reduce(f64::min)?;
    let lowest = heights.iter().copied().reduce(f64::max)?;
    Some(if above {
        highest - 0.24 * layout.font - 3.0
    } else {
        layout.baseline(lowest + 3.0)
    })
}

fn height_at(points: &[(f64, f64)], x: f64) -> Option<f64> {
    points
        .windows(2)
        .find(|pair| (pair[0].0..=pair[1].0).contains(&x))
        .map(|pair| {
            let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
            if x1 > x0 {
                y0 + (y1 - y0) * (x - x0) / (x1 - x0)
            } else {
                y0
            }
        })
}
