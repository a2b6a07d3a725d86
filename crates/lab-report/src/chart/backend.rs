//! Between plotters and our sheet: plotters lays out coordinates, keeps them inside the plot and draws
//! grounds, grids and bands; what a sheet can do beyond that (dashes, markers, hatching) are elements of ours.
//!
//! Plotters' coordinates are whole numbers. A unit of the picture is [`FINE`] of them here, so that thin
//! bands on a phone are not jagged. Plotters' colours are literal; ours are named by impossible reds,
//! which the backend turns into the theme's colours.

use std::cell::RefCell;
use std::convert::Infallible;
use std::ops::Range;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::{Cartesian2d, DrawingArea, IntoDrawingArea, RGBColor};
use plotters_backend::{
    BackendColor, BackendCoord, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::evidence::LineLook;
use super::label::{Anchor, Area, Label};
use super::surface::Surface;
use crate::palette::Hue;

/// Plotters' pixels in a unit of the picture.
pub(super) const FINE: f64 = 10.0;

/// Why a picture could not be drawn. Writing to memory cannot fail; a layout without room can.
pub(super) type Fault = DrawingAreaErrorKind<Infallible>;

/// A plot with coordinates.
pub(super) type Plane = DrawingArea<Pen, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The backend: a handle on a sheet that others hold as well, so that text and groups can be written
/// between two of plotters' elements.
#[derive(Clone)]
pub(super) struct Pen {
    pub(super) sheet: Rc<RefCell<Surface>>,
    size: (u32, u32),
}

/// A sheet of a known size, ready for planes.
pub(super) struct Canvas {
    pub(super) sheet: Rc<RefCell<Surface>>,
    pub(super) width: f64,
    pub(super) height: f64,
    root: DrawingArea<Pen, Shift>,
}

impl Canvas {
    pub(super) fn new(sheet: Surface, width: f64, height: f64) -> Self {
        let sheet = Rc::new(RefCell::new(sheet));
        let size = ((width * FINE) as u32, (height * FINE) as u32);
        let pen = Pen {
            sheet: Rc::clone(&sheet),
            size,
        };
        Self {
            sheet,
            width,
            height,
            root: pen.into_drawing_area(),
        }
    }

    /// Coordinates for a part of the sheet; y grows upwards.
    pub(super) fn plane(&self, area: Area, x: Range<f64>, y: Range<f64>) -> Plane {
        let fine = |length: f64| (length * FINE).round() as i32;
        let part = self.root.margin(
            fine(area.top),
            fine(self.height - area.bottom),
            fine(area.left),
            fine(self.width - area.right),
        );
        let (across, down) = part.get_pixel_range();
        part.apply_coord_spec(Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
            x,
            y,
            (across, down.end..down.start),
        ))
    }

    pub(super) fn text(&self, label: Label<'_>) {
        self.sheet.borrow_mut().text(label);
    }
}

/// Where a point of a plane lies on the sheet.
pub(super) fn on_sheet(plane: &Plane, point: (f64, f64)) -> (f64, f64) {
    coarse(plane.map_coordinate(&point))
}

/// A place in units of the picture.
pub(super) fn coarse((x, y): BackendCoord) -> (f64, f64) {
    (f64::from(x) / FINE, f64::from(y) / FINE)
}

/// The colour that stands for a hue inside plotters.
pub(super) fn sentinel(hue: Hue) -> RGBColor {
    let hue = match hue {
        Hue::Slot(slot) => Hue::Slot(slot % crate::palette::SLOTS),
        other => other,
    };
    let at = Hue::ALL.iter().position(|known| *known == hue).unwrap_or(0);
    RGBColor(FIRST + at as u8, 0, 0)
}

const FIRST: u8 = 10;

/// The hue that a colour of plotters stands for. Only our own colours ever come here.
fn hue(colour: BackendColor) -> Hue {
    let at = usize::from(colour.rgb.0.saturating_sub(FIRST));
    Hue::ALL.get(at).copied().unwrap_or(Hue::Ink)
}

fn area(from: BackendCoord, to: BackendCoord) -> Area {
    let (a, b) = (coarse(from), coarse(to));
    Area {
        left: a.0.min(b.0),
        top: a.1.min(b.1),
        right: a.0.max(b.0),
        bottom: a.1.max(b.1),
    }
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Pen {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: plotters_backend::BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: plotters_backend::BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if fill {
            let colour = style.color();
            self.sheet.borrow_mut().rectangle(
                area(upper_left, bottom_right),
                hue(colour),
                colour.alpha,
            );
            return Ok(());
        }
        let ((left, top), (right, bottom)) = (upper_left, bottom_right);
        self.draw_path(
            [
                (left, top),
                (right, top),
                (right, bottom),
                (left, bottom),
                (left, top),
            ],
            style,
        )
    }

    fn draw_path<S: plotters_backend::BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<(f64, f64)> = path.into_iter().map(coarse).collect();
        let look = LineLook {
            width: f64::from(style.stroke_width()),
            dash: "",
        };
        self.sheet
            .borrow_mut()
            .line(&points, hue(style.color()), look);
        Ok(())
    }

    fn draw_circle<S: plotters_backend::BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let corner = |step: u32| {
            let angle = f64::from(step) / 24.0 * std::f64::consts::TAU;
            let reach = f64::from(radius);
            (
                x + (reach * angle.cos()).round() as i32,
                y + (reach * angle.sin()).round() as i32,
            )
        };
        if fill {
            self.fill_polygon((0..24).map(corner), style)
        } else {
            self.draw_path((0..=24).map(corner), style)
        }
    }

    fn fill_polygon<S: plotters_backend::BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<(f64, f64)> = vert.into_iter().map(coarse).collect();
        let colour = style.color();
        self.sheet
            .borrow_mut()
            .filled(&points, hue(colour), colour.alpha);
        Ok(())
    }

    fn draw_text<TStyle: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &TStyle,
        pos: BackendCoord,
    ) -> Drawn {
        use plotters_backend::text_anchor::HPos;
        let (x, y) = coarse(pos);
        let size = style.size() / FINE;
        let anchor = match style.anchor().h_pos {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        };
        let hue = hue(style.color());
        self.sheet.borrow_mut().text(Label {
            text,
            x,
            y,
            size,
            anchor,
            hue,
            bold: false,
            rim: false,
        });
        Ok(())
    }

    fn estimate_text_size<TStyle: BackendTextStyle>(
        &self,
        text: &str,
        style: &TStyle,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = super::text_width::text_width(text, style.size(), false);
        Ok((
            width.ceil() as u32,
            (super::text_width::LINE * style.size()).ceil() as u32,
        ))
    }
}
