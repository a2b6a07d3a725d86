//! What to see on a figure, computed, in a sentence or two: the readings that a study can name. Other kinds of figures have
//! one of their own, in the kind's file.
//!
//! - [`texts`]: all that readings can say, and with what values; the words stand in `experiments/words.toml`. [`check`]: what
//!   such a text may not say; [`rehearsal`]: all of them, to be read.
//! - [`lines`] and [`dots`]: the readings of figures of these kinds.

pub(crate) mod check;
mod dots;
mod lines;
pub(crate) mod rehearsal;
pub(crate) mod texts;

use lab_measure::record::Record;

use self::texts::{FOR_ALL, Sentence, around};
use super::asked::{Asked, Part};
use super::quantity::Quantity;
use super::series::{Curve, Row};
use super::spec::FigureSpec;
use crate::text::scope::{capital, place};

/// What a reading of lines is about: those on the picture.
pub(super) struct Lines<'l, 'a> {
    pub asked: &'l Asked<'a>,
    pub part: &'l Part<'a>,
    pub curves: &'l [Curve<'a>],
    pub y: &'l Quantity,
}

type OfLines = fn(&Lines<'_, '_>) -> String;
type OfDots = fn(&FigureSpec, &[Row<'_>]) -> String;

/// The readings of lines.
const OF_LINES: [(&str, OfLines); 7] = [
    ("ends", lines::ends),
    ("growth", lines::growth),
    ("read_ahead", lines::read_ahead),
    ("half", lines::half),
    ("least", lines::least),
    ("fewest_and_most", lines::fewest_and_most),
    ("speed_up", lines::speed_up),
];

/// The readings of dots.
const OF_DOTS: [(&str, OfDots); 3] = [
    ("soonest", dots::soonest),
    ("per_file", dots::per_file),
    ("pairs", dots::pairs),
];

/// The names of the readings of lines.
pub(super) fn names_of_lines() -> Vec<&'static str> {
    OF_LINES.iter().map(|(name, _)| *name).collect()
}

/// The names of the readings of dots.
pub(super) fn names_of_dots() -> Vec<&'static str> {
    OF_DOTS.iter().map(|(name, _)| *name).collect()
}

/// That of a figure of lines.
pub(super) fn of_lines(lines: &Lines<'_, '_>) -> String {
    let wanted = lines.asked.spec.reading.as_deref();
    let known = OF_LINES.iter().find(|(name, _)| Some(*name) == wanted);
    known.map_or(String::new(), |(_, reading)| reading(lines))
}

/// That of a figure of dots.
pub(super) fn of_dots(spec: &FigureSpec, rows: &[Row<'_>]) -> String {
    let wanted = spec.reading.as_deref();
    let known = OF_DOTS.iter().find(|(name, _)| Some(*name) == wanted);
    known.map_or(String::new(), |(_, reading)| reading(spec, rows))
}

/// Sentences one after the other.
pub(crate) fn joined(sentences: impl IntoIterator<Item = String>) -> String {
    let sentences: Vec<String> = sentences.into_iter().collect();
    sentences.join(" ")
}

/// Sentences that can follow a comma, each after its place where that is not the one before it.
pub(crate) fn placed<'a>(sentences: impl Iterator<Item = (&'a Record, String)>) -> String {
    let mut last = String::new();
    joined(sentences.map(|(record, said)| {
        let here = place(record);
        let is_told = here == last;
        last.clone_from(&here);
        match is_told {
            true => said,
            false => {
                let place = capital(&here);
                around::Placed { place, said }.said(&FOR_ALL)
            }
        }
    }))
}
