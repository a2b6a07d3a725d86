//! What all charts have in common: three renditions, a legend, a table, and words if drawing fails.

use super::backend::{Canvas, Fault};
use super::label::{Anchor, Label};
use super::layout::Layout;
use super::legend::{self, Key};
use super::paint::Theme;
use super::surface::Surface;
use super::svg::Frame;
use super::text_width::wrap;
use super::{Drawn, Head, Table};
use crate::palette::Hue;

/// A chart that can be drawn in any layout.
pub(super) trait Picture {
    /// What it is called.
    fn head(&self) -> &Head;
    /// Appends to the description what the drawing left out.
    fn notes(&self, _words: &mut String) {}
    /// The class of its `<svg>`, after `chart`.
    fn class(&self) -> &'static str;
    /// The layout for the page.
    fn wide(&self) -> Layout {
        Layout::WIDE
    }
    /// The legend.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }
    /// The table twin.
    fn table(&self) -> Table;
    /// Draws on a sheet and gives it back with its height.
    fn paint(&self, layout: &Layout, sheet: Surface) -> Result<Canvas, Fault>;
}

/// A chart in all its renditions.
pub(super) fn drawn(picture: &impl Picture) -> Drawn {
    let Head { id, title, .. } = picture.head().clone();
    let mut description = picture.head().description.clone();
    picture.notes(&mut description);
    let legend = (0..)
        .zip(picture.keys())
        .map(|(at, key): (u32, Key)| key.entry(&format!("{id}-key{at}")))
        .collect();
    Drawn {
        id,
        title,
        wide: inline(picture, "wide", &picture.wide(), &description),
        narrow: inline(picture, "narrow", &Layout::NARROW, &description),
        literal: stand_alone(picture, &description),
        legend,
        table: picture.table(),
        description,
    }
}

fn inline(picture: &impl Picture, rendition: &str, layout: &Layout, description: &str) -> String {
    let id = format!("{}-{rendition}", picture.head().id);
    let canvas = match picture.paint(layout, Surface::new(&id, Theme::Page)) {
        Ok(canvas) => canvas,
        Err(fault) => apology(layout, Surface::new(&id, Theme::Page), &fault.to_string()),
    };
    let class = format!("chart {} {rendition}", picture.class());
    let frame = Frame {
        id: &id,
        class: &class,
        title: &picture.head().title,
        description,
        width: canvas.width,
        height: canvas.height,
        stand_alone: false,
    };
    let sheet = canvas.sheet.borrow();
    let (definitions, body) = sheet.parts();
    frame.around(&definitions, body)
}

/// The picture for a file: with title, legend and description inside, on a ground of its own.
fn stand_alone(picture: &impl Picture, description: &str) -> String {
    const MARGIN: f64 = 20.0;
    let id = format!("{}-literal", picture.head().id);
    let layout = picture.wide();
    let canvas = match picture.paint(&layout, Surface::new(&id, Theme::Literal)) {
        Ok(canvas) => canvas,
        Err(fault) => apology(
            &layout,
            Surface::new(&id, Theme::Literal),
            &fault.to_string(),
        ),
    };

    let mut around = Surface::new(&format!("{id}-around"), Theme::Literal);
    let large = Layout {
        font: layout.font + 4.0,
        ..layout
    };
    let mut y = MARGIN;
    y += paragraph(
        &mut around,
        &picture.head().title,
        &large,
        (MARGIN, y),
        Hue::Ink,
        true,
    );
    y += 8.0;
    y += legend::rows(
        &mut around,
        &picture.keys(),
        (MARGIN, y),
        layout.width,
        layout.font - 1.0,
    );
    y += 14.0;
    let top = y;
    y += canvas.height + 12.0;
    let small = Layout {
        font: layout.font - 1.5,
        ..layout
    };
    y += paragraph(
        &mut around,
        description,
        &small,
        (MARGIN, y),
        Hue::Soft,
        false,
    );

    let (definitions, frame_of_words) = around.parts();
    let sheet = canvas.sheet.borrow();
    let (more, body) = sheet.parts();
    let (width, height) = (layout.width + 2.0 * MARGIN, (y + MARGIN).ceil());
    let ground = crate::palette::LIGHT.card;
    let body = format!(
        "<rect width=\"{width}\" height=\"{height}\" style=\"fill:{ground}\"/>{frame_of_words}\
         <g transform=\"translate({MARGIN} {})\">{body}</g>",
        super::svg::number(top),
    );
    let class = format!("chart {} literal", picture.class());
    let frame = Frame {
        id: &id,
        class: &class,
        title: &picture.head().title,
        description,
        width,
        height,
        stand_alone: true,
    };
    frame.around(&(definitions + &more), &body)
}

/// Writes words on as many lines as they need and returns the height of these.
fn paragraph(
    sheet: &mut Surface,
    words: &str,
    layout: &Layout,
    (left, top): (f64, f64),
    hue: Hue,
    bold: bool,
) -> f64 {
    let pitch = 1.3 * layout.font;
    let lines = wrap(words, layout.font, bold, layout.width, 12);
    for (at, line) in lines.iter().enumerate() {
        let y = layout.baseline(top + at as f64 * pitch);
        let label = layout.label(line, (left, y), Anchor::Start);
        sheet.text(Label { hue, bold, ..label });
    }
    lines.len() as f64 * pitch
}

/// What stands in place of a chart without a single value: no axes, since they would name values.
pub(super) fn no_data(layout: &Layout, sheet: Surface) -> Canvas {
    let canvas = Canvas::new(sheet, layout.width, 5.0 * layout.font);
    let middle = (layout.width / 2.0, layout.centred(2.5 * layout.font));
    canvas.text(layout.label("no data", middle, Anchor::Middle));
    canvas
}

/// What stands in place of a picture that could not be drawn: the reason, where everybody sees it.
fn apology(layout: &Layout, sheet: Surface, reason: &str) -> Canvas {
    let words = format!("chart could not be drawn: {reason}");
    let lines = wrap(&words, layout.font, false, layout.width - 24.0, 6);
    let canvas = Canvas::new(
        sheet,
        layout.width,
        24.0 + 1.3 * layout.font * lines.len() as f64,
    );
    canvas.sheet.borrow_mut().open("failed");
    for (at, line) in lines.iter().enumerate() {
        let y = layout.baseline(12.0 + at as f64 * 1.3 * layout.font);
        canvas.text(layout.label(line, (12.0, y), Anchor::Start).strong(false));
    }
    canvas.sheet.borrow_mut().close();
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Impossible(Head);

    impl Picture for Impossible {
        fn head(&self) -> &Head {
            &self.0
        }
        fn class(&self) -> &'static str {
            "lines"
        }
        fn table(&self) -> Table {
            Table::default()
        }
        fn paint(&self, _: &Layout, _: Surface) -> Result<Canvas, Fault> {
            Err(Fault::LayoutError)
        }
    }

    #[test]
    fn a_fault_is_shown_in_every_rendition() {
        let drawn = drawn(&Impossible(Head {
            id: "impossible".into(),
            title: "Impossible".into(),
            description: String::new(),
        }));
        for svg in [drawn.wide, drawn.narrow, drawn.literal] {
            assert!(
                svg.contains("chart could not be drawn: Bad layout"),
                "{svg}"
            );
        }
    }
}
