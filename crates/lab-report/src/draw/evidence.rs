//! How each kind of evidence looks, so that no two kinds are ever mistaken for each other.
//!
//! | evidence | marker | line | band, interval, rectangle |
//! |---|---|---|---|
//! | measured | filled | thick, full stroke | tinted |
//! | counted | filled, with a light dot inside | thin, full stroke | faint, with an outline |
//! | compiled | an outline with a bar across | thin, dash and dot | none |
//! | recorded elsewhere | an outline with a dot inside | dashes as long as their gaps | hatched |
//! | simulated | a ring of dots | dots | dotted outline |
//!
//! Colour and shape are left to the series ([`Look`](super::Look)). A point of which most rounds were disturbed loses its
//! filling (a recorded one, whose inside is a dot already, has a small circle in its place); nothing else is hollow.

use lab_verdict::claims::Evidence;

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LineLook {
    /// In units of the picture.
    pub(super) width: f64,
    /// `stroke-dasharray`; empty for a full stroke.
    pub(super) dash: &'static str,
}

impl LineLook {
    pub(super) fn wider(self, by: f64) -> Self {
        Self {
            width: self.width + by,
            ..self
        }
    }
}

/// How an area is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AreaLook {
    /// A light tint.
    Tint,
    /// A faint tint within a thin outline.
    Outline,
    /// Diagonal lines within a dashed outline.
    Hatch,
    /// A dotted outline.
    Dots,
}

/// How the inside of a marker is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// Filled.
    Full,
    /// Filled, without the rim that keeps neighbours apart.
    Dense,
    /// Filled, with a light dot inside.
    Pierced,
    /// Its outline alone.
    Hollow,
    /// Its outline with a dot inside.
    Dotted,
    /// Its outline with a small circle inside.
    Ringed,
    /// Its outline with a bar across.
    Barred,
    /// An outline of dots.
    Ring,
}

/// The words for a kind of evidence, as tables and legends have them.
pub fn evidence_words(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Counted => "counted",
        Evidence::Compiled => "compiled",
        Evidence::Measured => "measured",
        Evidence::RecordedElsewhere => "recorded elsewhere",
        Evidence::Simulated => "simulated",
    }
}

/// What the legend says of a kind's look.
pub(super) fn look_words(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Counted => "light dot inside, thin line: counted",
        Evidence::Compiled => "bar across: compiled",
        Evidence::Measured => "filled: measured here",
        Evidence::RecordedElsewhere => "dashed, dot inside: recorded elsewhere",
        Evidence::Simulated => "dotted: simulated",
    }
}

/// The line of a series.
pub(super) fn line_look(evidence: Evidence) -> LineLook {
    let (width, dash) = match evidence {
        Evidence::Measured => (2.4, ""),
        Evidence::Counted => (1.4, ""),
        Evidence::Compiled => (1.2, "9 3 2 3"),
        Evidence::RecordedElsewhere => (2.0, "6 5"),
        Evidence::Simulated => (2.6, "0.1 5"),
    };
    LineLook { width, dash }
}

/// The band, interval or rectangle of a series.
pub(super) fn area_look(evidence: Evidence) -> AreaLook {
    match evidence {
        Evidence::Measured => AreaLook::Tint,
        Evidence::Counted | Evidence::Compiled => AreaLook::Outline,
        Evidence::RecordedElsewhere => AreaLook::Hatch,
        Evidence::Simulated => AreaLook::Dots,
    }
}

/// The thick line of an interval behind its marker; its dashes are short, for it may be short itself.
pub(super) fn interval_look(evidence: Evidence) -> LineLook {
    let (width, dash) = match evidence {
        Evidence::Measured => (6.0, ""),
        Evidence::Counted | Evidence::Compiled => (3.0, ""),
        Evidence::RecordedElsewhere => (6.0, "4 2.5"),
        Evidence::Simulated => (6.0, "1.5 3.5"),
    };
    LineLook { width, dash }
}

/// The inside of a marker.
pub(super) fn body(evidence: Evidence, hollow: bool) -> Body {
    match (evidence, hollow) {
        (Evidence::Measured, false) => Body::Full,
        (Evidence::Counted, false) => Body::Pierced,
        (Evidence::Measured | Evidence::Counted, true) => Body::Hollow,
        (Evidence::Compiled, _) => Body::Barred,
        (Evidence::RecordedElsewhere, false) => Body::Dotted,
        (Evidence::RecordedElsewhere, true) => Body::Ringed,
        (Evidence::Simulated, _) => Body::Ring,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::look::Shape;
    use crate::draw::marker_outline::outline;

    const ALL: [Evidence; 5] = [
        Evidence::Counted,
        Evidence::Compiled,
        Evidence::Measured,
        Evidence::RecordedElsewhere,
        Evidence::Simulated,
    ];

    #[test]
    fn no_two_kinds_of_evidence_share_a_filling_or_a_line() {
        for (at, one) in ALL.iter().enumerate() {
            for other in &ALL[at + 1..] {
                assert_ne!(body(*one, false), body(*other, false), "{one:?} {other:?}");
                assert_ne!(line_look(*one), line_look(*other), "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn no_two_shapes_have_the_same_outline() {
        let outlines = Shape::ALL.map(|shape| outline(shape, (0.0, 0.0), 5.0));
        for (at, one) in outlines.iter().enumerate() {
            assert!(!outlines[at + 1..].contains(one), "{one}");
        }
    }

    #[test]
    fn a_disturbed_point_never_looks_clean() {
        for kind in [
            Evidence::Measured,
            Evidence::Counted,
            Evidence::RecordedElsewhere,
        ] {
            assert_ne!(body(kind, true), body(kind, false));
        }
    }
}
