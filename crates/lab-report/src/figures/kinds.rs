//! The kinds of figures that a study can name, each with who draws it.

use super::asked::Asked;
use super::{Plate, dots, hangs, headline, lanes, law, league, lines, ratios, scaling, wait_graph};

/// A kind of figure.
pub(crate) struct Kind {
    /// Its name in `study.toml`.
    pub name: &'static str,
    /// Its pictures; none where the data does not suffice.
    pub(super) draw: fn(&Asked<'_>) -> Vec<Plate>,
    /// What it computes for the texts of a study, besides what every figure does.
    pub computes: &'static [&'static str],
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
    Kind {
        name: "lines",
        draw: lines::draw,
        computes: &[],
        shows: Shows::Axes,
    },
    Kind {
        name: "dots",
        draw: dots::draw,
        computes: &[],
        shows: Shows::Axes,
    },
    Kind {
        name: "ratio",
        draw: ratios::draw,
        computes: &["of", "vs"],
        shows: Shows::Times,
    },
    Kind {
        name: "per_second_over_workers",
        draw: scaling::draw,
        computes: &["illustration"],
        shows: Shows::Times,
    },
    Kind {
        name: "best_number_of_workers",
        draw: law::draw,
        computes: &["cores"],
        shows: Shows::Times,
    },
    Kind {
        name: "against_limit",
        draw: headline::draw,
        computes: &["times"],
        shows: Shows::Times,
    },
    Kind {
        name: "hangs",
        draw: hangs::draw,
        computes: &[],
        shows: Shows::Counts(&hangs::COUNTS),
    },
    Kind {
        name: "wait_graph",
        draw: wait_graph::draw,
        computes: &[],
        shows: Shows::Counts(&hangs::COUNTS),
    },
    Kind {
        name: "shortest_task",
        draw: league::draw_league,
        computes: &["asked_for"],
        shows: Shows::Times,
    },
    Kind {
        name: "efficiency",
        draw: league::draw_efficiency,
        computes: &["asked_for", "plain_loop"],
        shows: Shows::Times,
    },
    Kind {
        name: "lanes",
        draw: lanes::draw,
        computes: &[],
        shows: Shows::Traces,
    },
];

/// The kind of this name.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}
