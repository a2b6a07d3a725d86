//! How each kind of evidence looks, so that no two kinds are ever mistaken for each other.
//!
//! | evidence | marker | line | band, interval, rectangle |
//! |---|---|---|---|
//! | measured | filled: circle, triangle, diamond, triangle down, star | full stroke; the slot's rhythm is where short gaps lie | tinted |
//! | counted | filled, of the square's family: square, plus, flat bar, upright bar, cross | thin full stroke, the same rhythms | faint, with an outline |
//! | compiled | a tick or its kin, stroked | thin, dash and dot | none |
//! | recorded elsewhere | the measured shape hollow, with a dot inside | dashes as long as their gaps | hatched |
//! | simulated | the measured shape as a ring of dots | dots | dotted outline |
//!
//! The share of ink in a line tells the evidence (all or nearly all, half, dots); the rhythm of the dashes
//! and the marker's shape tell the slot, and so does the colour. A contaminated point loses its filling
//! (a recorded one, whose inside is a dot already, has a small circle in its place).

use lab_verdict::claims::Evidence;

use crate::palette::SLOTS;

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LineLook {
    /// In units of the picture.
    pub(super) width: f64,
    /// `stroke-dasharray`; empty for a full stroke.
    pub(super) dash: &'static str,
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
    /// Its outline alone.
    Hollow,
    /// Its outline with a dot inside.
    Dotted,
    /// Its outline with a small circle inside.
    Ringed,
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
        Evidence::Counted => "square, thin line: counted",
        Evidence::Compiled => "tick: compiled",
        Evidence::Measured => "filled: measured here",
        Evidence::RecordedElsewhere => "dashed, dot inside: recorded elsewhere",
        Evidence::Simulated => "dotted: simulated",
    }
}

/// The line of a series.
pub(super) fn line_look(evidence: Evidence, slot: usize) -> LineLook {
    const LONG: [&str; SLOTS] = ["", "38 2.5", "18 2.5", "38 2.5 7 2.5", "18 2.5 7 2.5"];
    const HALF: [&str; SLOTS] = ["6 5", "9 7", "4 4", "9 5 3 5", "6 4 2 4"];
    const DOTS: [&str; SLOTS] = [
        "0.1 5",
        "0.1 7",
        "0.1 4",
        "0.1 4 0.1 8",
        "0.1 4 0.1 4 0.1 9",
    ];
    const MIXED: [&str; SLOTS] = [
        "9 3 2 3",
        "9 3 2 3 2 3",
        "5 3 2 3",
        "5 3 2 3 2 3",
        "12 3 2 3",
    ];
    let (width, dashes) = match evidence {
        Evidence::Measured => (2.4, LONG),
        Evidence::Counted => (1.4, LONG),
        Evidence::Compiled => (1.2, MIXED),
        Evidence::RecordedElsewhere => (2.0, HALF),
        Evidence::Simulated => (2.6, DOTS),
    };
    LineLook {
        width,
        dash: dashes[slot % SLOTS],
    }
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

/// The thick line of an interval behind its marker. Every interval of a kind has the same rhythm: a short one would not show a slot's long dash.
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
        (Evidence::Measured | Evidence::Counted, false) => Body::Full,
        (Evidence::Measured | Evidence::Counted | Evidence::Compiled, _) => Body::Hollow,
        (Evidence::RecordedElsewhere, false) => Body::Dotted,
        (Evidence::RecordedElsewhere, true) => Body::Ringed,
        (Evidence::Simulated, _) => Body::Ring,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::marker::outline;

    const ALL: [Evidence; 5] = [
        Evidence::Counted,
        Evidence::Compiled,
        Evidence::Measured,
        Evidence::RecordedElsewhere,
        Evidence::Simulated,
    ];

    #[test]
    fn no_two_kinds_of_evidence_share_a_marker_or_a_line() {
        for slot in 0..SLOTS {
            for (at, one) in ALL.iter().enumerate() {
                for other in &ALL[at + 1..] {
                    let marker =
                        |kind: Evidence| (outline(kind, slot, (0.0, 0.0), 5.0), body(kind, false));
                    assert_ne!(marker(*one), marker(*other), "{one:?} {other:?}");
                    assert_ne!(
                        line_look(*one, slot),
                        line_look(*other, slot),
                        "{one:?} {other:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_two_slots_share_a_marker_or_a_dash() {
        for kind in ALL {
            for one in 0..SLOTS {
                for other in one + 1..SLOTS {
                    let shape = |slot| outline(kind, slot, (0.0, 0.0), 5.0);
                    assert_ne!(shape(one), shape(other), "{kind:?}");
                    assert_ne!(
                        line_look(kind, one).dash,
                        line_look(kind, other).dash,
                        "{kind:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_contaminated_point_never_looks_clean() {
        for kind in [
            Evidence::Measured,
            Evidence::Counted,
            Evidence::RecordedElsewhere,
        ] {
            assert_ne!(body(kind, true), body(kind, false));
        }
    }
}
