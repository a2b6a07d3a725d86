//! What all charts have in common: three renditions, a legend and a table.

use super::label::{Anchor, Label};
use super::layout::Layout;
use super::legend::{self, Key};
use super::sheet::Sheet;
use super::svg::Frame;
use super::text_width::wrap;
use super::{Drawn, Head, Table};
use crate::palette::{Hue, LIGHT};

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
    /// The layout for a phone; none where that for the page can be read there as well.
    fn narrow(&self) -> Option<Layout> {
        Some(Layout::NARROW)
    }
    /// The legend.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }
    /// The table twin.
    fn table(&self) -> Table;
    /// Draws on a sheet and says how high the picture is.
    fn paint(&self, layout: &Layout, sheet: &mut Sheet) -> f64;
}

/// A chart in all its renditions.
pub(super) fn drawn(picture: &impl Picture) -> Drawn {
    with_table(picture, picture.table())
}

/// The same beside another table than its own.
pub(super) fn with_table(picture: &impl Picture, table: Table) -> Drawn {
    let head = picture.head();
    let mut description = head.description.clone();
    picture.notes(&mut description);
    let keys = picture.keys();
    let legend = keys.iter().enumerate();
    let rendition = |name: &str, layout: Layout| {
        let id = format!("{}-{name}", head.id);
        let mut sheet = Sheet::new(&id);
        Rendition {
            class: format!("chart {} {name}", picture.class()),
            layout,
            height: picture.paint(&layout, &mut sheet),
            sheet,
            id,
        }
    };
    let phone = picture.narrow();
    // The page hides what is for the other screen, by its class.
    let wide = rendition(phone.map_or("both", |_| "wide"), picture.wide());
    let narrow = phone.map(|layout| rendition("narrow", layout).inline(head, &description));
    Drawn {
        id: head.id.clone(),
        title: head.title.clone(),
        wide: wide.inline(head, &description),
        narrow,
        literal: wide.stand_alone(head, &description, &keys),
        legend: legend
            .map(|(at, key)| key.entry(&format!("{}-key{at}", head.id)))
            .collect(),
        table,
        description,
    }
}

/// A picture on its sheet.
struct Rendition {
    id: String,
    class: String,
    layout: Layout,
    sheet: Sheet,
    height: f64,
}

impl Rendition {
    /// The picture for a page.
    fn inline(&self, head: &Head, description: &str) -> String {
        let (definitions, body) = self.sheet.parts();
        let frame = self.frame(head, description, (self.layout.width, self.height), false);
        frame.around(&definitions, body)
    }

    fn frame<'a>(
        &'a self,
        head: &'a Head,
        description: &'a str,
        (width, height): (f64, f64),
        stand_alone: bool,
    ) -> Frame<'a> {
        Frame {
            id: &self.id,
            class: &self.class,
            title: &head.title,
            description,
            width,
            height,
            stand_alone,
        }
    }

    /// The same for a file: with title, legend and description inside, on a ground of its own, its colours written in.
    fn stand_alone(&self, head: &Head, description: &str, keys: &[Key]) -> String {
        const MARGIN: f64 = 20.0;
        let layout = self.layout;
        let sized = |font: f64| Layout { font, ..layout };
        let mut around = Sheet::new(&format!("{}-around", self.id));
        let (large, small) = (sized(layout.font + 4.0), sized(layout.font - 1.5));

        let mut y = MARGIN;
        y += paragraph(
            &mut around,
            &head.title,
            &large,
            (MARGIN, y),
            Hue::Ink,
            true,
        );
        y += 8.0;
        let size = layout.font - 1.0;
        y += legend::rows(&mut around, keys, (MARGIN, y), layout.width, size);
        y += 14.0;
        let top = super::svg::number(y);
        y += self.height + 12.0;
        y += paragraph(
            &mut around,
            description,
            &small,
            (MARGIN, y),
            Hue::Soft,
            false,
        );

        let (width, height) = (layout.width + 2.0 * MARGIN, (y + MARGIN).ceil());
        let (definitions, words) = around.parts();
        let (more, picture) = self.sheet.parts();
        let ground = super::fill::flat(Hue::Card, 1.0);
        let body = format!(
            "<rect width=\"{width}\" height=\"{height}\" style=\"{ground}\"/>{words}\
             <g transform=\"translate({MARGIN} {top})\">{picture}</g>"
        );
        let frame = self.frame(head, description, (width, height), true);
        LIGHT.written_into(&frame.around(&(definitions + &more), &body))
    }
}

/// Writes words on as many lines as they need and returns the height of these.
fn paragraph(
    sheet: &mut Sheet,
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
pub(super) fn no_data(layout: &Layout, sheet: &mut Sheet) -> f64 {
    let middle = (layout.width / 2.0, layout.centred(2.5 * layout.font));
    sheet.text(layout.label("no data", middle, Anchor::Middle));
    5.0 * layout.font
}
