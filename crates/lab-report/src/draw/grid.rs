//! A grid of outcomes in words: a contender a row, a case a column. What stands out is a dark block, what does not a
//! framed one, and each has its word inside.

use lab_verdict::claims::Evidence;

use super::evidence::{AreaLook, area_look, evidence_words};
use super::label::{Anchor, Area, Label};
use super::layout::Layout;
use super::picture::{Picture, drawn, no_data};
use super::sheet::Sheet;
use super::text_width::text_width;
use super::{Drawn, Head, Table};
use crate::palette::Hue;

/// Between two blocks.
const GAP: f64 = 4.0;
/// Between a column's words and its first block.
const HEAD: f64 = 6.0;
/// Height of a block.
const BLOCK: f64 = 30.0;
/// The widest block.
const WIDEST: f64 = 120.0;

/// Outcomes in words: a contender a row, a case a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// What it is called.
    pub head: Head,
    /// Left to right.
    pub columns: Vec<GridColumn>,
    /// Top to bottom, each with a cell for every column.
    pub rows: Vec<GridRow>,
}

/// The words above a column of a [`Grid`].
#[derive(Clone, Debug, PartialEq)]
pub struct GridColumn {
    /// A short word in the first line; may be empty.
    pub above: String,
    /// A few letters in the second.
    pub below: String,
    /// For the table.
    pub whole: String,
}

/// A row of a [`Grid`].
#[derive(Clone, Debug, PartialEq)]
pub struct GridRow {
    /// Words at the left (above the row on a phone).
    pub label: String,
    /// See [`Line::evidence`](super::Line::evidence).
    pub evidence: Evidence,
    /// What became of each case; none where it was not tried.
    pub cells: Vec<Option<GridCell>>,
}

/// An outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct GridCell {
    /// A short word.
    pub words: String,
    /// The same for the table and under the pointer.
    pub whole: String,
    /// Whether it is what a reader looks for.
    pub stands_out: bool,
}

impl Grid {
    /// Draws it.
    pub fn draw(&self) -> Drawn {
        drawn(self)
    }
}

impl Picture for Grid {
    fn head(&self) -> &Head {
        &self.head
    }

    fn class(&self) -> &'static str {
        "grid"
    }

    fn table(&self) -> Table {
        let columns = self.columns.iter().map(|column| column.whole.clone());
        let row = |row: &GridRow| {
            let cells = row.cells.iter().map(|cell| {
                let told = cell.as_ref().map(|cell| cell.whole.clone());
                told.unwrap_or_else(|| "not visited".to_owned())
            });
            [row.label.clone(), evidence_words(row.evidence).to_owned()]
                .into_iter()
                .chain(cells)
                .collect()
        };
        Table {
            columns: ["case".to_owned(), "evidence".to_owned()]
                .into_iter()
                .chain(columns)
                .collect(),
            rows: self.rows.iter().map(row).collect(),
        }
    }

    fn paint(&self, layout: &Layout, sheet: &mut Sheet) -> f64 {
        if self.rows.is_empty() || self.columns.is_empty() {
            return no_data(layout, sheet);
        }
        let places = Places::of(self, layout);
        for (at, column) in self.columns.iter().enumerate() {
            let lines = [&column.above, &column.below];
            for (line, words) in lines.into_iter().rev().enumerate() {
                let top = places.head - HEAD - (line + 1) as f64 * layout.line();
                let place = (places.middle(at), layout.baseline(top));
                let label = layout.label(words, place, Anchor::Middle);
                let room = places.pitch - GAP;
                sheet.text_within(label.strong(line == 0), room);
            }
        }
        for (at, row) in self.rows.iter().enumerate() {
            places.draw(row, at, layout, sheet);
        }
        places.height(self.rows.len())
    }
}

/// Where labels and blocks stand.
struct Places {
    /// Height of the columns' words.
    head: f64,
    /// Width of the labels at the left; none on a phone, where they stand above their blocks.
    left: f64,
    /// From one block to the next.
    pitch: f64,
    /// Height of the label above the blocks.
    above: f64,
}

impl Places {
    fn of(grid: &Grid, layout: &Layout) -> Self {
        let label = |row: &GridRow| text_width(&row.label, layout.font, false);
        let widest = grid.rows.iter().map(label).fold(0.0, f64::max);
        let (left, above) = match layout.wide {
            true => ((widest + 14.0).min(0.4 * layout.width), 0.0),
            false => (0.0, layout.line() + 4.0),
        };
        let has_two = grid.columns.iter().any(|column| !column.above.is_empty());
        let lines = if has_two { 2.0 } else { 1.0 };
        Self {
            head: HEAD + lines * layout.line(),
            left,
            pitch: ((layout.width - left) / grid.columns.len() as f64).min(WIDEST),
            above,
        }
    }

    fn row(&self) -> f64 {
        self.above + BLOCK + GAP
    }

    fn height(&self, rows: usize) -> f64 {
        self.head + rows as f64 * self.row()
    }

    fn middle(&self, column: usize) -> f64 {
        self.left + (column as f64 + 0.5) * self.pitch
    }

    fn draw(&self, row: &GridRow, at: usize, layout: &Layout, sheet: &mut Sheet) {
        let top = self.head + at as f64 * self.row();
        let (label_top, room) = match layout.wide {
            true => (top + (BLOCK - layout.line()) / 2.0, self.left - 10.0),
            false => (top + 2.0, layout.width),
        };
        let place = (0.0, layout.baseline(label_top));
        let label = layout.label(&row.label, place, Anchor::Start);
        sheet.text_within(label.strong(false), room);
        for (column, cell) in row.cells.iter().enumerate() {
            let middle = self.middle(column);
            let area = Area {
                left: middle - self.pitch / 2.0 + GAP / 2.0,
                top: top + self.above,
                right: middle + self.pitch / 2.0 - GAP / 2.0,
                bottom: top + self.above + BLOCK,
            };
            let baseline = layout.centred(area.top + BLOCK / 2.0);
            match cell {
                Some(cell) => block(cell, row.evidence, area, sheet),
                None => sheet.rectangle(area, Hue::Bed, 0.6),
            }
            let words = cell.as_ref().map_or("–", |cell| &cell.words);
            let (hue, rim) = ink(cell.as_ref(), row.evidence);
            let label = Label {
                hue,
                bold: cell.as_ref().is_some_and(|cell| cell.stands_out),
                rim,
                ..layout.label(words, (middle, baseline), Anchor::Middle)
            };
            sheet.text_within(label, area.width());
        }
    }
}

fn block(cell: &GridCell, evidence: Evidence, area: Area, sheet: &mut Sheet) {
    match (cell.stands_out, area_look(evidence)) {
        (true, AreaLook::Hatch) => sheet.block(area, Hue::Ink, AreaLook::Hatch, &cell.whole),
        (true, _) => sheet.rectangle(area, Hue::Ink, 1.0),
        (false, look) => sheet.block(area, Hue::Slot(2), look, &cell.whole),
    }
}

/// The colour of a block's word, and whether it needs a rim.
fn ink(cell: Option<&GridCell>, evidence: Evidence) -> (Hue, bool) {
    let hatched = area_look(evidence) == AreaLook::Hatch;
    match cell {
        None => (Hue::Soft, false),
        Some(cell) if cell.stands_out && !hatched => (Hue::Card, false),
        Some(_) => (Hue::Ink, true),
    }
}
