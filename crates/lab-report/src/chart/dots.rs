//! Rows of dots with intervals on one axis.

use plotters::element::PathElement;

use super::axes::{Axes, Bounds, hair};
use super::backend::{Canvas, Fault, Plane, on_sheet};
use super::element::{Element, Form, Mark};
use super::evidence::{LineLook, evidence_words, line_look};
use super::format::{format_interval, format_value};
use super::legend::{Key, LIMIT, explaining};
use super::line_table::{heading, remark, without_empty_columns};
use super::picture::{Layout, Picture};
use super::scale::Projection;
use super::surface::{Anchor, Label, Surface};
use super::text_width::{shorten, text_width, wrap};
use super::{DotRow, DotRows, Scale, Table};
use crate::palette::Hue;

/// Between the columns.
const GAP: f64 = 14.0;

impl Picture for DotRows {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let axis = self.projection();
        let has_place = |value: f64| axis.position(value).is_some();
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
        let mut words = self.description.clone();
        super::note(
            &mut words,
            left_out,
            "value",
            if self.axis.scale == Scale::Linear {
                "that is not finite has no dot."
            } else {
                "with no place on a logarithmic axis has no dot."
            },
        );
        super::note(
            &mut words,
            cut,
            "interval",
            "that leaves the axis is cut at its edge.",
        );
        if self.rows.is_empty() {
            super::sentence(&mut words, "There is no data to draw.");
        }
        words
    }

    fn class(&self) -> &'static str {
        "dots"
    }

    fn wide(&self) -> Layout {
        Layout::WIDE
    }

    fn keys(&self) -> Vec<Key> {
        explaining(self.rows.iter().map(|row| (row.evidence, row.hollow)))
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
                remark(row.hollow).to_owned(),
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
        let columns = Columns::of(self, layout);
        let projection = self.projection();
        let head = if self.reference.is_some() {
            layout.line() + 4.0
        } else {
            2.0
        };
        let bounds = Bounds {
            x: (&self.axis, projection),
            y: None,
            plot_height: columns.height(),
            left: columns.left,
            right: columns.right,
            head,
        };
        let axes = Axes::lay_out(layout, bounds);
        let canvas = Canvas::new(sheet, layout.width, axes.height());
        let plane = axes.draw(&canvas)?;
        self.draw_reference(layout, &canvas, &plane, columns.height(), &projection)?;
        for (row, place) in self.rows.iter().zip(&columns.places) {
            canvas
                .sheet
                .borrow_mut()
                .open(&format!("row c{}", row.slot % crate::palette::SLOTS));
            self.draw_row(row, place.middle, layout, &plane, &projection)?;
            columns.write(row, place, layout, &canvas, axes.plot().top);
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
        Projection::over(self.axis.scale, rows.chain(reference))
    }

    fn draw_reference(
        &self,
        layout: &Layout,
        canvas: &Canvas,
        plane: &Plane,
        height: f64,
        axis: &Projection,
    ) -> Result<(), Fault> {
        let Some((value, words)) = &self.reference else {
            return Ok(());
        };
        let Some(at) = axis.position(*value) else {
            return Ok(());
        };
        let look = LineLook {
            width: 1.5,
            ..LIMIT
        };
        canvas.sheet.borrow_mut().open("reference");
        plane.draw(&Element {
            points: vec![(at, 0.0), (at, height)],
            form: Form::Trace {
                hue: Hue::Ink,
                look,
            },
        })?;
        let words = shorten(words, layout.font, false, layout.width);
        let half = text_width(&words, layout.font, false) / 2.0;
        let x = on_sheet(plane, (at, height))
            .0
            .clamp(half, layout.width - half);
        let label = layout.label(&words, (x, layout.baseline(0.0)), Anchor::Middle);
        canvas.text(Label {
            hue: Hue::Ink,
            ..label
        });
        canvas.sheet.borrow_mut().close();
        Ok(())
    }

    /// `middle` counts upwards from the axis.
    fn draw_row(
        &self,
        row: &DotRow,
        middle: f64,
        layout: &Layout,
        plane: &Plane,
        axis: &Projection,
    ) -> Result<(), Fault> {
        let hue = Hue::Slot(row.slot);
        let (start, end) = axis.range();
        plane.draw(&PathElement::new(
            vec![(start, middle), (end, middle)],
            hair(Hue::Line),
        ))?;
        let Some(at) = axis.position(row.value) else {
            return Ok(());
        };
        if let Some((low, high)) = row.interval
            && let (Some(low), Some(high)) =
                (axis.position_or_edge(low), axis.position_or_edge(high))
        {
            let width = line_look(row.evidence, row.slot).width * 2.6;
            // Every interval of a kind has the same rhythm: short ones would not show a long dash.
            let look = LineLook {
                width,
                dash: interval_dash(row),
            };
            plane.draw(&Element {
                points: vec![(low, middle), (high, middle)],
                form: Form::Interval { hue, look },
            })?;
        }
        let mut tip = format!("{}: {}", row.label, format_value(self.axis.unit, row.value));
        if let Some(interval) = row.interval {
            tip.push_str(&format!(
                " (95 %: {})",
                format_interval(self.axis.unit, interval)
            ));
        }
        if row.hollow {
            tip.push_str(", other programs were busy");
        }
        let mark = Mark {
            slot: row.slot,
            evidence: row.evidence,
            hollow: row.hollow,
            radius: layout.marker + 1.0,
            tip: Some(&tip),
        };
        plane.draw(&Element {
            points: vec![(at, middle)],
            form: Form::Mark(mark),
        })
    }
}

fn interval_dash(row: &DotRow) -> &'static str {
    use lab_verdict::claims::Evidence;
    match row.evidence {
        Evidence::Measured | Evidence::Counted | Evidence::Compiled => "",
        Evidence::RecordedElsewhere => "4 2.5",
        Evidence::Simulated => "1.5 3.5",
    }
}

/// A row's place; heights count upwards from the axis.
struct Place {
    middle: f64,
    /// Top of its words, if they stand above the dot.
    words: f64,
    label: Vec<String>,
}

/// The columns of labels and values, and the rows' places.
struct Columns {
    left: f64,
    right: f64,
    places: Vec<Place>,
    values: Vec<String>,
    height: f64,
}

impl Columns {
    fn of(chart: &DotRows, layout: &Layout) -> Self {
        let width = |text: &str, bold| text_width(text, layout.font, bold);
        let values: Vec<String> = chart
            .rows
            .iter()
            .map(|row| format_value(chart.axis.unit, row.value))
            .collect();
        let value_width = values
            .iter()
            .map(|value| width(value, true))
            .fold(0.0, f64::max);
        let label_width = chart
            .rows
            .iter()
            .map(|row| width(&row.label, false))
            .fold(0.0, f64::max);
        let (left, right) = if layout.wide {
            (
                label_width.min(0.36 * layout.width) + GAP,
                value_width + GAP,
            )
        } else {
            (0.0, 0.0)
        };
        let mut places = Vec::new();
        let mut down = 0.0;
        for row in &chart.rows {
            if layout.wide {
                places.push(Place {
                    middle: down + 18.0,
                    words: 0.0,
                    label: vec![row.label.clone()],
                });
                down += 36.0;
                continue;
            }
            let room = layout.width - value_width - GAP;
            let label = wrap(&row.label, layout.font, false, room, 2);
            let words = label.len().max(1) as f64 * layout.line();
            places.push(Place {
                middle: down + 6.0 + words + 12.0,
                words: down + 6.0,
                label,
            });
            down += words + 28.0;
        }
        let height = down.max(24.0);
        for place in &mut places {
            place.middle = height - place.middle;
            place.words = height - place.words;
        }
        Self {
            left,
            right,
            places,
            values,
            height,
        }
    }

    fn height(&self) -> f64 {
        self.height
    }

    fn write(&self, row: &DotRow, place: &Place, layout: &Layout, canvas: &Canvas, top: f64) {
        let at = self
            .places
            .iter()
            .position(|other| std::ptr::eq(other, place))
            .unwrap_or(0);
        let value = self.values[at].as_str();
        let mut sheet = canvas.sheet.borrow_mut();
        let ink = |label| Label {
            hue: Hue::Ink,
            ..label
        };
        if layout.wide {
            let y = layout.centred(top + self.height - place.middle);
            sheet.text_within(
                ink(layout.label(&row.label, (0.0, y), Anchor::Start)),
                self.left - GAP,
            );
            let label = ink(layout.label(value, (layout.width, y), Anchor::End));
            return sheet.text(Label {
                bold: true,
                ..label
            });
        }
        let first = layout.baseline(top + self.height - place.words);
        for (at, line) in place.label.iter().enumerate() {
            sheet.text(ink(layout.label(
                line,
                (0.0, first + at as f64 * layout.line()),
                Anchor::Start,
            )));
        }
        let label = ink(layout.label(value, (layout.width, first), Anchor::End));
        sheet.text(Label {
            bold: true,
            ..label
        });
    }
}
