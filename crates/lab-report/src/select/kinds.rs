//! The kinds of figures that a study can name, each with who draws it.
//!
//! - [`lines`] and [`dots`] draw any quantity of any cells; [`ratio`]: one call against another.
//! - [`per_second_over_workers`], [`best_number_of_workers`], [`against_limit`]: what bounds cells that vary in workers.
//! - [`hangs`], [`wait_graph`]: tasks that wait for each other.
//! - [`min_task_size`]: the shortest task that pays; [`lanes`]: from traced visits.

mod against_limit;
mod best_number_of_workers;
mod dots;
mod hangs;
pub(crate) mod lanes;
mod lines;
mod min_task_size;
mod per_second_over_workers;
mod ratio;
mod wait_graph;

use super::asked::Asked;
use super::{Picture, limits, reading};

/// Who draws a kind of figure.
pub(super) type Draw = fn(&Asked<'_>) -> Vec<Picture>;

/// What a study may name.
type Names = fn() -> Vec<&'static str>;

/// A kind of figure.
pub(crate) struct Kind {
    /// Its name in `study.toml`.
    pub name: &'static str,
    /// Its pictures; none where the data does not suffice.
    pub(super) draw: Draw,
    /// The axes that a study gives it; others it has by itself.
    pub axes: &'static [&'static str],
    /// What it computes for the texts of a study, besides what every figure does.
    pub computes: &'static [&'static str],
    /// The dotted lines that a study may name.
    pub(super) limits: Names,
    /// The readings that a study may name.
    pub(super) readings: Names,
    /// What it shows of the cells of its cast.
    pub shows: Shows,
}

/// What a kind of figure shows of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// What its axes name.
    Axes,
    /// Times.
    Times,
    /// Counts with these names.
    Counts(&'static [&'static str]),
    /// Who ran what when.
    Traces,
}

/// All of them. Whoever adds one adds its line here.
pub(crate) const KINDS: [Kind; 11] = [
    Kind::new("lines", lines::draw, Shows::Axes)
        .along(&["x", "y"])
        .naming(limits::names, reading::names_of_lines),
    Kind::new("dots", dots::draw, Shows::Axes)
        .along(&["value"])
        .naming(Vec::new, reading::names_of_dots),
    Kind::new("ratio", ratio::draw, Shows::Times).computing(&["of", "vs"]),
    Kind::new(
        "per_second_over_workers",
        per_second_over_workers::draw,
        Shows::Times,
    )
    .computing(&["illustration"]),
    Kind::new(
        "best_number_of_workers",
        best_number_of_workers::draw,
        Shows::Times,
    )
    .computing(&["cores"]),
    Kind::new("against_limit", against_limit::draw, Shows::Times).computing(&["times"]),
    Kind::new("hangs", hangs::draw, Shows::Counts(&hangs::COUNTS)),
    Kind::new(
        "wait_graph",
        wait_graph::draw,
        Shows::Counts(&hangs::COUNTS),
    ),
    Kind::new("min_task_size", min_task_size::draw_shortest, Shows::Times)
        .computing(&["asked_for"]),
    Kind::new("efficiency", min_task_size::draw_efficiency, Shows::Times)
        .computing(&["plain_loop"]),
    Kind::new("lanes", lanes::draw, Shows::Traces),
];

impl Kind {
    const fn new(name: &'static str, draw: Draw, shows: Shows) -> Self {
        Self {
            name,
            draw,
            axes: &[],
            computes: &[],
            limits: Vec::new,
            readings: Vec::new,
            shows,
        }
    }

    const fn along(self, axes: &'static [&'static str]) -> Self {
        Self { axes, ..self }
    }

    const fn naming(self, limits: Names, readings: Names) -> Self {
        Self {
            limits,
            readings,
            ..self
        }
    }

    const fn computing(self, computes: &'static [&'static str]) -> Self {
        Self { computes, ..self }
    }
}

/// The kind of this name.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}
