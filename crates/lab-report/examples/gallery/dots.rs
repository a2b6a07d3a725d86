//! Rows of dots.

use lab_report::draw::{DotRow, DotRows, Head, Scale, Unit};
use lab_verdict::claims::Evidence;

use super::{axis, look};

pub fn row(label: &str, family: usize, evidence: Evidence, value: f64, share: f64) -> DotRow {
    DotRow {
        open: false,
        label: label.to_owned(),
        look: look(family),
        evidence,
        value,
        interval: Some((value / (1.0 + share), value * (1.0 + share))),
        hollow: false,
    }
}

/// Ratios around 1.
pub fn ratios() -> DotRows {
    let mut rows = vec![
        row(
            "rayon, from outside its pool",
            1,
            Evidence::Measured,
            0.97,
            0.04,
        ),
        row("rayon, from inside", 1, Evidence::Measured, 0.84, 0.05),
        row(
            "lap-pool, caller does not help",
            0,
            Evidence::Measured,
            1.31,
            0.12,
        ),
        row(
            "pool of the book: one lock, one condition variable, boxed closures",
            2,
            Evidence::Measured,
            3.9,
            0.3,
        ),
        row("a thread per task", 3, Evidence::Measured, 21.0, 0.2),
        row(
            "CPython's ThreadPool",
            4,
            Evidence::RecordedElsewhere,
            64.0,
            0.45,
        ),
        row(
            "work stealing in virtual time",
            0,
            Evidence::Simulated,
            1.08,
            0.2,
        ),
    ];
    rows[2].hollow = true;
    DotRows {
        head: Head {
            id: "ratios".to_owned(),
            title: "Ten thousand empty tasks against lap-pool".to_owned(),
            description: "Illustrative figures: wall time as a multiple of lap-pool's.".to_owned(),
        },
        axis: axis(
            "wall time as a multiple of lap-pool's",
            Unit::Ratio,
            Scale::Log10,
        ),
        reference: Some((1.0, "same as lap-pool".to_owned())),
        confidence: 0.95,
        rows,
    }
}

/// Times from 0.
pub fn latencies() -> DotRows {
    DotRows {
        head: Head {
            id: "latencies".to_owned(),
            title: "Time to the first result".to_owned(),
            description: "Illustrative figures.".to_owned(),
        },
        axis: axis("time to the first result", Unit::Nanoseconds, Scale::Linear),
        reference: None,
        confidence: 0.95,
        rows: vec![
            row("map", 0, Evidence::Measured, 60.4e6, 0.03),
            row("imap", 0, Evidence::Measured, 60.2e6, 0.02),
            row("imap_unordered", 0, Evidence::Measured, 6.1e6, 0.08),
            row("tasks started before it", 0, Evidence::Counted, 4e6, 0.0),
        ],
    }
}

pub fn edge_dots() -> Vec<DotRows> {
    let dots = |id: &str, scale, rows| DotRows {
        head: Head {
            id: id.to_owned(),
            title: format!("Rows: {id}"),
            description: String::new(),
        },
        axis: axis("ratio", Unit::Ratio, scale),
        reference: Some((1.0, "the same".to_owned())),
        confidence: 0.95,
        rows,
    };
    let long = "a label so long that it must be cut on every screen that a reader of these pages could possibly have, and on a projector too";
    let odd = vec![
        row("zero", 0, Evidence::Measured, 0.0, 0.1),
        row("not a number", 1, Evidence::Counted, f64::NAN, 0.1),
        DotRow {
            interval: Some((-1.0, f64::INFINITY)),
            ..row("no end", 2, Evidence::Measured, 2.0, 0.1)
        },
        DotRow {
            hollow: true,
            interval: None,
            ..row("<&\">", 3, Evidence::RecordedElsewhere, 1.0, 0.0)
        },
        DotRow {
            hollow: true,
            ..row(long, 4, Evidence::Measured, 0.5, 2.0)
        },
        row("compiled", 0, Evidence::Compiled, 1.5, 0.1),
        DotRow {
            open: true,
            ..row("left open", 5, Evidence::Measured, 0.7, 0.4)
        },
    ];
    vec![
        dots("edge-rows-empty", Scale::Log10, vec![]),
        dots(
            "edge-rows-one",
            Scale::Log10,
            vec![row("alone", 0, Evidence::Measured, 1.0, 0.0)],
        ),
        dots("edge-rows-odd", Scale::Log10, odd.clone()),
        dots("edge-rows-odd-linear", Scale::Linear, odd),
    ]
}
