//! The reader's own files: the time of one of them, contender by contender.

use lab_verdict::claims::Evidence;
use lab_verdict::{Absolute, CellKey, Clock, summary};

use super::looks::looks;
use super::visits::{CellRef, rank};
use super::{Plate, Topic, id};
use crate::chart::{Axis, DotRow, DotRows, Head, Scale, Unit};
use crate::names;
use crate::number::{count, time};
use crate::sentence::scope::{capital, place};

/// The parameter of cells whose tasks are the reader's own files.
pub(crate) const FILES: &str = "files";

pub(super) fn plate(visits: &[CellRef<'_>], experiment: &str) -> Option<Plate> {
    let mut rows: Vec<(CellRef<'_>, Absolute)> = visits
        .iter()
        .filter(|visit| visit.cell.param(FILES).is_some())
        .filter_map(|visit| {
            let figure = summary(visit.record, &CellKey::of(visit.cell), Clock::Wall)?;
            Some((*visit, figure))
        })
        .collect();
    rows.sort_by_key(|(visit, _)| rank(&visit.cell.contender));
    let n = rows.first()?.0.cell.param("n").unwrap_or(0);
    let chart = DotRows {
        head: Head {
            id: id(&[experiment, "your-files"]),
            title: format!("{} of your files: time of one", count(n)),
            description:
                "The time of the whole call divided by the files, with its 95 % interval over fresh processes. No claim is \
                 judged by it."
                    .into(),
        },
        axis: Axis {
            label: "time per file".into(),
            unit: Unit::Nanoseconds,
            scale: Scale::Log10,
        },
        reference: None,
        rows: rows
            .iter()
            .zip(looks(rows.iter().map(|(visit, _)| visit.key())))
            .map(|((visit, figure), look)| DotRow {
                open: false,
                label: names::series(visit.cell),
                look,
                evidence: visit.evidence(Evidence::Measured),
                value: figure.ns,
                interval: Some(figure.drawn),
                hollow: visit.is_disturbed(),
            })
            .collect(),
    };
    Some(Plate::new(
        Topic::Files,
        chart.draw(),
        reading(&rows, n),
        false,
    ))
}

/// The fastest and the slowest, with interval and scope.
fn reading(rows: &[(CellRef<'_>, Absolute)], n: u64) -> String {
    let by_time =
        |a: &&(CellRef<'_>, Absolute), b: &&(CellRef<'_>, Absolute)| a.1.ns.total_cmp(&b.1.ns);
    let (Some(least), Some(most)) = (rows.iter().min_by(by_time), rows.iter().max_by(by_time))
    else {
        return String::new();
    };
    let takes = |(visit, figure): &(CellRef<'_>, Absolute)| {
        format!(
            "{} takes {} per file [{} to {}, 95 %]",
            names::series(visit.cell),
            time(figure.ns),
            time(figure.drawn.0),
            time(figure.drawn.1)
        )
    };
    format!(
        "{}, for {} files, {}; {}.",
        capital(&place(least.0.record)),
        count(n),
        takes(least),
        takes(most)
    )
}
