//! Rows of dots with intervals on one axis.

use lab_verdict::claims::Evidence;
use plotters::element::PathElement;

use super::axes::{Axes, Bounds, hair};
use super::backend::{Canvas, Fault, Plane, on_sheet};
use super::dot_columns::{self, Columns};
use super::element::{Element, Form, Mark};
use super::evidence::{LineLook, evidence_words, interval_look};
use super::format::{format_interval, format_value};
use super::label::Anchor;
use super::layout::Layout;
use super::legend::{Key, LIMIT, Sign, explaining};
use super::line_table::{heading, remark, without_empty_columns};
use super::picture::{Picture, no_data};
use super::scale::{Projection, has_place};
use super::surface::Surface;
use super::{DotRow, DotRows, Head, Table};
use crate::palette::Hue;

impl Picture for DotRows {
    fn head(&self) -> &Head {
        &self.head
    }

    fn notes(&self, words: &mut String) {
        let has_place = |value: f64| has_place(self.axis.scale, value);
        let left_out = self.rows.iter().filter(|row| !has_place(row.value)).count();
        let cut = self
            .rows
            .iter()
            .filter(|row| has_place(row.value))
            .filter(|row| {
                row.interval
                    .is_some_and(|(low, high)| !has_place(low) || !has_place(high))
            })
            .count();
        super::note(
            words,
            left_out,
            "value has no place on the axis and no dot.",
            "values have no place on the axis and no dot.",
        );
        super::note(
            words,
            cut,
            "interval is cut at the edge of the axis.",
            "intervals are cut at the edge of the axis.",
        );
        super::note_hollow(words, self.rows.iter().map(|row| row.hollow));
        if self.rows.is_empty() {
            super::sentence(words, "There is no data to draw.");
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
        let row = |row: &DotRow| {
            vec![
                row.label.clone(),
                evidence_words(row.evidence).to_owned(),
                format_value(self.axis.unit, row.value),
                row.interval
                    .map(|interval| format_interval(self.axis.unit, interval))
                    .unwrap_or_default(),
                match row.open {
                    true => "left open".to_owned(),
                    false => remark(row.hollow).to_owned(),
                },
            ]
        };
        let mut rows: Vec<Vec<String>> = self.rows.iter().map(row).collect();
        if let Some((value, words)) = &self.reference {
            let value = format_value(self.axis.unit, *value);
            rows.push(vec![
                words.clone(),
                "reference".to_owned(),
                value,
                String::new(),
                String::new(),
            ]);
        }
        let columns = vec![
            "case".to_owned(),
            "evidence".to_owned(),
            heading(&self.axis),
            "95 % interval".to_owned(),
            "remark".to_owned(),
        ];
        without_empty_columns(Table { columns, rows })
    }

    fn paint(&self, layout: &Layout, sheet: Surface) -> Result<Canvas, Fault> {
        if self.rows.is_empty() {
            return Ok(no_data(layout, sheet));
        }
        let columns = Columns::of(self, layout);
        let axis = self.projection();
        let head = if self.reference.is_some() {
            layout.line() + 4.0
        } else {
            2.0
        };
        let bounds = Bounds {
            x: (&self.axis, axis),
            y: None,
            plot_height: columns.height,
            left: columns.left,
            right: columns.right,
            head,
        };
        let axes = Axes::lay_out(layout, bounds);
        let canvas = Canvas::new(sheet, layout.width, axes.height());
        let plane = axes.draw(&canvas)?;
        let drawing = Drawing {
            chart: self,
            layout,
            plane: &plane,
            axis,
            height: columns.height,
        };
        drawing.reference(&canvas)?;
        for (row, place) in self.rows.iter().zip(&columns.rows) {
            canvas
                .sheet
                .borrow_mut()
                .open(&format!("row {}", row.look.class()));
            drawing.row(row, columns.height - place.middle)?;
            columns.write(place, layout, &canvas, axes.plot().top);
            canvas.sheet.borrow_mut().close();
        }
        Ok(canvas)
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

    fn tip(&self, row: &DotRow) -> String {
        let unit = self.axis.unit;
        let mut words = format!("{}: {}", row.label, format_value(unit, row.value));
        if let Some(interval) = row.interval {
            words.push_str(&format!(" (95 %: {})", format_interval(unit, interval)));
        }
        if row.evidence != Evidence::Measured {
            words.push_str(&format!(", {}", evidence_words(row.evidence)));
        }
        if row.hollow {
            words.push_str(", other programs were busy");
        }
        words
    }
}

/// A chart with its coordinates; heights count upwards from the axis.
struct Drawing<'a> {
    chart: &'a DotRows,
    layout: &'a Layout,
    plane: &'a Plane,
    axis: Projection,
    height: f64,
}

impl Drawing<'_> {
    fn reference(&self, canvas: &Canvas) -> Result<(), Fault> {
        let Some((value, words)) = &self.chart.reference else {
            return Ok(());
        };
        let Some(at) = self.axis.position(*value) else {
            return Ok(());
        };
        let points = vec![(at, 0.0), (at, self.height)];
        let look = LineLook {
            width: 1.5,
            ..LIMIT
        };
        canvas.sheet.borrow_mut().open("reference");
        self.plane.draw(&Element {
            points,
            form: Form::Trace {
                hue: Hue::Ink,
                look,
            },
        })?;
        let (words, half) = dot_columns::reference(words, self.layout);
        let x = on_sheet(self.plane, (at, self.height)).0;
        let x = x.clamp(half, self.layout.width - half);
        let place = (x, self.layout.baseline(0.0));
        canvas.text(
            self.layout
                .label(&words, place, Anchor::Middle)
                .strong(false),
        );
        canvas.sheet.borrow_mut().close();
        Ok(())
    }

    fn row(&self, row: &DotRow, middle: f64) -> Result<(), Fault> {
        let hue = row.look.hue();
        let (start, end) = self.axis.range();
        self.plane.draw(&PathElement::new(
            vec![(start, middle), (end, middle)],
            hair(Hue::Line),
        ))?;
        let Some(at) = self.axis.position(row.value) else {
            return Ok(());
        };
        if let Some((low, high)) = row.interval
            && let (Some(low), Some(high)) = (
                self.axis.position_or_edge(low),
                self.axis.position_or_edge(high),
            )
        {
            let points = vec![(low, middle), (high, middle)];
            let look = interval_look(row.evidence);
            self.plane.draw(&Element {
                points,
                form: Form::Interval { hue, look },
            })?;
        }
        let tip = self.chart.tip(row);
        let radius = self.layout.marker + 1.0;
        let form = match row.open {
            true => Form::Open { radius, tip: &tip },
            false => Form::Mark(Mark {
                look: row.look,
                evidence: row.evidence,
                hollow: row.hollow,
                radius,
                tip: Some(&tip),
            }),
        };
        self.plane.draw(&Element {
            points: vec![(at, middle)],
            form,
        })
    }
}
