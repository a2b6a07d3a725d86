//! How a series is told from the others of its chart: by its colour and by the shape of its markers. Dash and filling
//! tell its evidence and nothing else.

use crate::palette::Hue;

/// Colour and marker of a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Place of its colour in the palette; the same contender has the same colour on all pages.
    pub colour: usize,
    /// The shape of its markers, for what shares that colour.
    pub shape: Shape,
}

/// The shape of a marker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// ●
    #[default]
    Circle,
    /// ▲
    Triangle,
    /// ◆
    Diamond,
    /// ▼
    TriangleDown,
    /// ■
    Square,
    /// ★
    Star,
    /// ✚
    Plus,
    /// ✖
    Cross,
}

impl Shape {
    /// All of them, those that are told apart most easily first.
    pub const ALL: [Shape; 8] = [
        Shape::Circle,
        Shape::Triangle,
        Shape::Diamond,
        Shape::TriangleDown,
        Shape::Square,
        Shape::Star,
        Shape::Plus,
        Shape::Cross,
    ];
}

impl Look {
    /// The colour, for drawing.
    pub(super) fn hue(self) -> Hue {
        Hue::Slot(self.colour)
    }

    /// The colour, for the class of a group: `c0`.
    pub(super) fn class(self) -> &'static str {
        self.hue().variable().trim_start_matches('-')
    }
}
