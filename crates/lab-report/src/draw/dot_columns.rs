//! The words beside rows of dots: labels at the left, values at the right; on a phone both above the dot.

use super::DotRows;
use super::format::format_value;
use super::label::Anchor;
use super::layout::Layout;
use super::sheet::Sheet;
use super::text_width::{text_width, wrap};

/// Between the columns.
const GAP: f64 = 14.0;
/// Above and beneath what belongs to one row.
const PAD: f64 = 6.0;
/// Least height of a row, and height of the part of a row with the dot on a phone.
const ROW: f64 = 36.0;
const DOT: f64 = 24.0;
/// Between words and a line that would run through them.
const APART: f64 = 1.5;

/// Lines of a label. A row grows with them, so that only a label beyond all measure is cut.
const MOST_LINES: usize = 7;

/// A row with its words; heights count down from the plot's top.
pub(super) struct Row {
    /// Of the dot.
    pub(super) middle: f64,
    label: Vec<String>,
    whole: String,
    value: String,
    words: f64,
}

/// The columns of labels and values, and the rows.
pub(super) struct Columns {
    /// Width at the left of the plot.
    pub(super) left: f64,
    /// Width at the right of the plot.
    pub(super) right: f64,
    /// Of all rows.
    pub(super) height: f64,
    pub(super) rows: Vec<Row>,
}

impl Columns {
    pub(super) fn of(chart: &DotRows, layout: &Layout) -> Self {
        let values: Vec<String> = chart
            .rows
            .iter()
            .map(|row| format_value(chart.axis.unit, row.value))
            .collect();
        let value_width = widest(values.iter(), layout, true);
        let label_width = widest(chart.rows.iter().map(|row| &row.label), layout, false);
        let room = if layout.wide {
            label_width.min(0.36 * layout.width)
        } else {
            layout.width - value_width - GAP
        };
        let mut height = 0.0;
        let mut rows = Vec::new();
        for (row, value) in chart.rows.iter().zip(values) {
            let label = wrap(&row.label, layout.font, false, room, MOST_LINES);
            let words = label.len().max(1) as f64 * layout.line();
            let (middle, words_top, tall) = if layout.wide {
                let tall = (words + 2.0 * PAD).max(ROW);
                (tall / 2.0, (tall - words) / 2.0, tall)
            } else {
                (PAD + words + DOT / 2.0, PAD, PAD + words + DOT)
            };
            rows.push(Row {
                middle: height + middle,
                label,
                whole: row.label.clone(),
                value,
                words: height + words_top,
            });
            height += tall;
        }
        let height = f64::max(height, DOT);
        let (left, right) = if layout.wide {
            (room + GAP, value_width + GAP)
        } else {
            (0.0, 0.0)
        };
        Self {
            left,
            right,
            height,
            rows,
        }
    }

    /// The parts of a vertical line at `x` that run through no row's words; heights count down from the plot's top.
    pub(super) fn free_of_words(&self, x: f64, layout: &Layout) -> Vec<(f64, f64)> {
        let mut free = Vec::new();
        let mut from = 0.0;
        for row in self.rows.iter().filter(|row| row.meets(x, layout)) {
            let (top, bottom) = row.reach(layout);
            free.push((from, top - APART));
            from = bottom + APART;
        }
        free.push((from, self.height));
        free.retain(|(from, to)| from < to);
        free
    }

    /// Writes a row's words; `top` is that of the plot.
    pub(super) fn write(&self, row: &Row, layout: &Layout, sheet: &mut Sheet, top: f64) {
        let first = layout.baseline(top + row.words);
        for (at, line) in row.label.iter().enumerate() {
            let y = first + at as f64 * layout.line();
            let label = layout
                .label(line, (0.0, y), Anchor::Start)
                .strong(false)
                .on_grid();
            let cut = line.ends_with('…').then_some(row.whole.as_str());
            sheet.text_of(label, cut);
        }
        let y = if layout.wide {
            layout.centred(top + row.middle)
        } else {
            first
        };
        sheet.text(
            layout
                .label(&row.value, (layout.width, y), Anchor::End)
                .strong(true)
                .on_grid(),
        );
    }
}

impl Row {
    /// Whether a vertical line at `x` would run through its words.
    fn meets(&self, x: f64, layout: &Layout) -> bool {
        let label = widest(self.label.iter(), layout, false);
        let value = layout.width - text_width(&self.value, layout.font, true);
        x < label + APART || x > value - APART
    }

    /// From where to where its words reach, down from the plot's top.
    fn reach(&self, layout: &Layout) -> (f64, f64) {
        let lines = self.label.len().max(1) as f64;
        (self.words, self.words + lines * layout.line())
    }
}

fn widest<'a>(texts: impl Iterator<Item = &'a String>, layout: &Layout, bold: bool) -> f64 {
    texts
        .map(|text| text_width(text, layout.font, bold))
        .fold(0.0, f64::max)
}
