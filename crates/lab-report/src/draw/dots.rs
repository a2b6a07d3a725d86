//! Rows of dots with intervals on one axis, drawn.

use super::axes::{Axes, Bounds};
use super::dot_columns::Columns;
use super::evidence::{LineLook, evidence_words, interval_look};
use super::format::format_value;
use super::label::{Anchor, Area};
use super::layout::Layout;
use super::legend::{Key, LIMIT, Sign, explaining};
use super::marker::{self, Mark};
use super::picture::{Picture, drawn, no_data};
use super::scale::{Projection, Ruler, has_place};
use super::sheet::Sheet;
use super::text_width::{shorten, text_width};
use super::words::{
    heading, interval_cell, interval_heading, note, note_estimates, remark, sentence, table, tip,
};
use super::{DotRow, DotRows, Drawn, Head, Table};
use crate::palette::Hue;

impl DotRows {
    /// Draws it.
    pub fn draw(&self) -> Drawn {
        drawn(self)
    }
}

impl Picture for DotRows {
    fn head(&self) -> &Head {
        &self.head
    }

    fn notes(&self, words: &mut String) {
        let has_place = |value: f64| has_place(self.axis.scale, value);
        let left_out = self.rows.iter().filter(|row| !has_place(row.value)).count();
        let is_cut = |row: &&DotRow| {
            let leaves = |(low, high): (f64, f64)| !has_place(low) || !has_place(high);
            has_place(row.value) && row.interval.is_some_and(leaves)
        };
        note(
            words,
            left_out,
            "value has no place on the axis and no dot.",
            "values have no place on the axis and no dot.",
        );
        let cut = self.rows.iter().filter(is_cut).count();
        note_estimates(words, cut, self.rows.iter().map(|row| row.hollow));
        if self.rows.is_empty() {
            sentence(words, "There is no data to draw.");
        }
    }

    fn class(&self) -> &'static str {
        "dots"
    }

    fn keys(&self) -> Vec<Key> {
        let mut keys = explaining(self.rows.iter().map(|row| (row.evidence, row.hollow)));
        if self.rows.iter().any(|row| row.open) {
            keys.push(Key::new("left open by its interval", Sign::Open));
        }
        keys
    }

    fn table(&self) -> Table {
        let unit = self.axis.unit;
        let row = |row: &DotRow| {
            vec![
                row.label.clone(),
                evidence_words(row.evidence).to_owned(),
                format_value(unit, row.value),
                interval_cell(unit, row.interval),
                match row.open {
                    true => "left open".to_owned(),
                    false => remark(row.hollow),
                },
            ]
        };
        let reference = self.reference.iter().map(|(value, words)| {
            let value = format_value(unit, *value);
            let kind = "reference".to_owned();
            vec![words.clone(), kind, value, String::new(), String::new()]
        });
        let columns = vec![
            "case".to_owned(),
            "evidence".to_owned(),
            heading(&self.axis),
            interval_heading(self.confidence),
            "remark".to_owned(),
        ];
        table(
            columns,
            self.rows.iter().map(row).chain(reference).collect(),
        )
    }

    fn paint(&self, layout: &Layout, sheet: &mut Sheet) -> f64 {
        if self.rows.is_empty() {
            return no_data(layout, sheet);
        }
        let columns = Columns::of(self, layout);
        let head = match self.reference {
            Some(_) => layout.line() + 4.0,
            None => 2.0,
        };
        let bounds = Bounds {
            x: (&self.axis, self.projection()),
            y: None,
            plot_height: columns.height,
            left: columns.left,
            right: columns.right,
            head,
        };
        let axes = Axes::lay_out(layout, bounds);
        axes.draw(sheet);
        let (x, plot) = (axes.x(), axes.plot());
        self.draw_reference(&x, &plot, &columns, layout, sheet);
        for (row, place) in self.rows.iter().zip(&columns.rows) {
            sheet.open(&format!("row {}", row.look.class()));
            self.draw_row(row, plot.top + place.middle, &x, layout, sheet);
            columns.write(place, layout, sheet, plot.top);
            sheet.close();
        }
        axes.height()
    }
}

impl DotRows {
    fn projection(&self) -> Projection {
        let rows = self.rows.iter().flat_map(|row| {
            let (low, high) = row.interval.unwrap_or((row.value, row.value));
            [row.value, low, high]
        });
        let reference = self.reference.iter().map(|(value, _)| *value);
        Projection::over(self.axis.scale, rows.chain(reference), 0.04)
    }

    fn draw_reference(
        &self,
        x: &Ruler,
        plot: &Area,
        columns: &Columns,
        layout: &Layout,
        sheet: &mut Sheet,
    ) {
        let Some((value, words)) = &self.reference else {
            return;
        };
        let Some(at) = x.at(*value) else {
            return;
        };
        let look = LineLook {
            width: 1.5,
            ..LIMIT
        };
        sheet.open("reference");
        for (from, to) in columns.free_of_words(at, layout) {
            let ends = [(at, plot.top + to), (at, plot.top + from)];
            sheet.line(&ends, Hue::Ink, look);
        }
        let words = shorten(words, layout.font, false, layout.width);
        let half = text_width(&words, layout.font, false) / 2.0;
        let place = (at.clamp(half, layout.width - half), layout.baseline(0.0));
        sheet.text(layout.label(&words, place, Anchor::Middle).strong(false));
        sheet.close();
    }

    fn draw_row(&self, row: &DotRow, y: f64, x: &Ruler, layout: &Layout, sheet: &mut Sheet) {
        sheet.hair((x.start, y), (x.end, y), Hue::Line);
        let Some(at) = x.at(row.value) else {
            return;
        };
        let ends = row
            .interval
            .map(|(low, high)| (x.at_or_end(low), x.at_or_end(high)));
        if let Some((Some(low), Some(high))) = ends {
            let look = interval_look(row.evidence);
            sheet.faint_line(&[(low, y), (high, y)], row.look.hue(), look);
        }
        let unit = self.axis.unit;
        let words = format!("{}: {}", row.label, format_value(unit, row.value));
        let tip = tip(
            words,
            unit,
            row.interval.map(|interval| (interval, self.confidence)),
            row.evidence,
            row.hollow,
        );
        let radius = layout.marker + 1.0;
        if row.open {
            return marker::open(sheet, (at, y), radius, Some(&tip));
        }
        let mark = Mark {
            look: row.look,
            evidence: row.evidence,
            hollow: row.hollow,
            radius,
            tip: Some(&tip),
        };
        mark.on(sheet, (at, y), row.look.hue());
    }
}
