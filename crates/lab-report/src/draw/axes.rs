//! Axes: room for what they say, then grid, ticks and words.

use super::label::{Anchor, Area};
use super::layout::Layout;
use super::scale::{Projection, Ruler};
use super::sheet::Sheet;
use super::text_width::{text_width, wrap};
use super::ticks::{Tick, ticks};
use super::{Axis, Scale};
use crate::palette::Hue;

/// What the axes are laid out around.
pub(super) struct Bounds<'a> {
    /// Horizontal axis.
    pub(super) x: (&'a Axis, Projection),
    /// Vertical axis; without one the plot's height counts upwards from 0.
    pub(super) y: Option<(&'a Axis, Projection)>,
    /// Height of the plot itself.
    pub(super) plot_height: f64,
    /// Width that the chart needs at the right of the plot.
    pub(super) right: f64,
    /// Width that the chart needs at the left of the plot.
    pub(super) left: f64,
    /// Height that the chart needs above the plot, if there is no vertical axis.
    pub(super) head: f64,
}

/// Axes with their places.
pub(super) struct Axes<'a> {
    layout: Layout,
    bounds: Bounds<'a>,
    plot: Area,
    x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
    x_words: Vec<String>,
    y_words: Vec<String>,
}

/// Between the plot and the labels beneath it.
const GAP: f64 = 7.0;

/// Between those and the words of the axis.
const WORDS: f64 = 2.0;

impl<'a> Axes<'a> {
    /// Measures every label and leaves the plot what remains.
    pub(super) fn lay_out(layout: &Layout, bounds: Bounds<'a>) -> Self {
        let width = |text: &str| text_width(text, layout.font, false);
        let words = |axis: &Axis| wrap(&axis.label, layout.font, false, layout.width - 2.0, 2);
        let y_words = bounds.y.map(|(axis, _)| words(axis)).unwrap_or_default();
        let y_ticks = match bounds.y {
            Some((axis, y)) => ticks(axis.unit, &y, bounds.plot_height, |_| 2.2 * layout.font),
            None => Vec::new(),
        };
        let top = match bounds.y {
            // The uppermost tick's label reaches half a line above the plot.
            Some(_) => (y_words.len() as f64 + 0.5) * layout.line() + 5.0,
            None => bounds.head,
        };
        let widest = y_ticks
            .iter()
            .map(|tick| width(&tick.label))
            .fold(0.0, f64::max);
        let mut left = bounds
            .left
            .max(if widest > 0.0 {
                widest + beside(layout)
            } else {
                0.0
            })
            .max(layout.marker + 2.0);
        let mut right = bounds.right.max(2.0 * layout.marker);
        let (axis, x) = &bounds.x;
        let mut x_ticks = Vec::new();
        // A label at an end may need more margin, and a shorter axis fewer labels.
        for _ in 0..3 {
            let length = (layout.width - left - right).max(1.0);
            x_ticks = ticks(axis.unit, x, length, |label| {
                width(label) + 1.3 * layout.font
            });
            let over = |tick: Option<&Tick>, at_end: bool| {
                tick.map_or(0.0, |tick| {
                    let share = x.share(tick.value).unwrap_or(0.0);
                    let inner = if at_end { 1.0 - share } else { share } * length;
                    width(&tick.label) / 2.0 - inner + 1.0
                })
            };
            let needed = (over(x_ticks.first(), false), over(x_ticks.last(), true));
            if needed.0 <= left && needed.1 <= right {
                break;
            }
            left = left.max(needed.0);
            right = right.max(needed.1);
        }
        let plot = Area {
            left,
            top,
            right: (layout.width - right).max(left + 1.0),
            bottom: top + bounds.plot_height,
        };
        let x_words = words(axis);
        Self {
            layout: *layout,
            bounds,
            plot,
            x_ticks,
            y_ticks,
            x_words,
            y_words,
        }
    }

    /// The plot.
    pub(super) fn plot(&self) -> Area {
        self.plot
    }

    /// Of the whole picture.
    pub(super) fn height(&self) -> f64 {
        let lines = (1 + self.x_words.len()) as f64;
        (self.plot.bottom + GAP + lines * self.layout.line() + WORDS + 1.0).ceil()
    }

    /// The horizontal axis on the sheet.
    pub(super) fn x(&self) -> Ruler {
        Ruler {
            axis: self.bounds.x.1,
            start: self.plot.left,
            end: self.plot.right,
        }
    }

    /// The vertical axis on the sheet; without one, heights above the plot's lower edge.
    pub(super) fn y(&self) -> Ruler {
        let heights = || Projection::exactly(Scale::Linear, 0.0, self.bounds.plot_height);
        Ruler {
            axis: self.bounds.y.map_or_else(heights, |(_, axis)| axis),
            start: self.plot.bottom,
            end: self.plot.top,
        }
    }

    /// Draws grid, ticks and words.
    pub(super) fn draw(&self, sheet: &mut Sheet) {
        sheet.open("axes");
        self.draw_x(sheet);
        self.draw_y(sheet);
        sheet.close();
    }

    fn draw_x(&self, sheet: &mut Sheet) {
        let (layout, plot, below) = (&self.layout, &self.plot, self.plot.bottom + GAP);
        for tick in &self.x_ticks {
            let Some(x) = self.x().at(tick.value) else {
                continue;
            };
            sheet.hair((x, plot.bottom), (x, plot.top), Hue::Line);
            let place = (x, layout.baseline(below));
            sheet.text(layout.label(&tick.label, place, Anchor::Middle));
        }
        sheet.hair(
            (plot.left, plot.bottom),
            (plot.right, plot.bottom),
            Hue::Soft,
        );
        for (at, line) in self.x_words.iter().enumerate() {
            let y = layout.baseline(below + WORDS + (1 + at) as f64 * layout.line());
            let reach = text_width(line, layout.font, false) + 1.0;
            let right = plot.right.max(reach).min(layout.width - 1.0);
            let label = layout.label(line, (right, y), Anchor::End);
            sheet.text(label.strong(false));
        }
    }

    fn draw_y(&self, sheet: &mut Sheet) {
        let (layout, plot) = (&self.layout, &self.plot);
        for tick in &self.y_ticks {
            let Some(y) = self.y().at(tick.value) else {
                continue;
            };
            let hue = match tick.value == 0.0 {
                true => Hue::Soft,
                false => Hue::Line,
            };
            sheet.hair((plot.left, y), (plot.right, y), hue);
            let place = (plot.left - beside(layout), layout.centred(y));
            sheet.text(layout.label(&tick.label, place, Anchor::End));
        }
        for (at, line) in self.y_words.iter().enumerate() {
            let y = layout.baseline(at as f64 * layout.line());
            let label = layout.label(line, (0.0, y), Anchor::Start);
            sheet.text(label.strong(false));
        }
    }
}

/// Between the plot and the labels at its left, on which a marker at the plot's edge must not lie.
fn beside(layout: &Layout) -> f64 {
    1.6 * layout.marker + 3.0
}
