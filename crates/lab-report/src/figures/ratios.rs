//! One call against another, per contender and duration of a task: dots with intervals around 1.

use std::collections::{BTreeMap, BTreeSet};

use lab_verdict::answer::Estimate;
use lab_verdict::claims::Evidence;
use lab_verdict::{CellKey, Clock, compare};

use super::looks::looks;
use super::sharing::SHARE;
use super::visits::{CellRef, rank, values};
use super::{Plate, Topic, id};
use crate::chart::{Axis, DotRow, DotRows, Head, Look, Scale, Unit};
use crate::names;
use crate::number::count;

pub(super) fn plates(
    visits: &[CellRef<'_>],
    calls: &[(String, String)],
    sizes: &BTreeMap<u64, BTreeSet<u64>>,
    experiment: &str,
) -> Vec<Plate> {
    // A row is told by the length of a task; where shares of it are compared, that would be all of them.
    let visits: Vec<CellRef<'_>> = visits
        .iter()
        .copied()
        .filter(|visit| visit.cell.param(SHARE).is_none())
        .collect();
    calls
        .iter()
        .filter_map(|(of, vs)| plate(&visits, (of.as_str(), vs.as_str()), sizes, experiment))
        .collect()
}

/// Parameters that tell how long a task computes, or waits.
const LENGTHS: [&str; 2] = ["grain_ns", "wait_ns"];

/// A ratio that can be shown as a row.
struct Row<'a> {
    visit: CellRef<'a>,
    length: (&'static str, u64),
    n: u64,
    estimate: Estimate,
    is_disturbed: bool,
}

fn plate(
    visits: &[CellRef<'_>],
    (of, vs): (&str, &str),
    sizes: &BTreeMap<u64, BTreeSet<u64>>,
    experiment: &str,
) -> Option<Plate> {
    let none = BTreeSet::new();
    let mut rows: Vec<Row<'_>> = LENGTHS
        .into_iter()
        .flat_map(|name| values(visits, name).into_iter().map(move |ns| (name, ns)))
        .flat_map(|length| {
            let wanted = match length {
                ("grain_ns", ns) => sizes.get(&ns).unwrap_or(&none),
                _ => &none,
            };
            rows_at(visits, (of, vs), length, wanted)
        })
        .collect();
    rows.sort_by_key(|row| (row.length, rank(&row.visit.cell.contender)));
    if rows.is_empty() {
        return None;
    }
    let (of, vs) = (names::call(of), names::call(vs));
    let recorded = rows
        .iter()
        .all(|row| row.visit.evidence(Evidence::Measured) == Evidence::RecordedElsewhere);
    let slower = rows.iter().filter(|row| row.estimate.drawn.0 > 1.0).count();
    let reading = match slower {
        0 => format!(
            "In none of the {} rows does {of} take longer than {vs}.",
            rows.len()
        ),
        _ => format!(
            "{} takes longer than {vs} in {} of the {} rows: there the whole interval lies right of ×1.",
            of,
            count(slower as u64),
            count(rows.len() as u64)
        ),
    };
    let chart = DotRows {
        head: Head {
            id: id(&[experiment, "ratio", of, vs]),
            title: format!("Time of {of} ÷ time of {vs}"),
            description: format!(
                "The time of {of} divided by the time of {vs} in the same round; the line is the 95 % interval over fresh processes."
            ),
        },
        axis: Axis {
            label: format!("time of {of} ÷ time of {vs}"),
            unit: Unit::Ratio,
            scale: Scale::Log10,
        },
        reference: Some((1.0, format!("as long as {vs}"))),
        rows: rows
            .iter()
            .zip(looks(rows.iter().map(|row| row.visit.key())))
            .map(dot)
            .collect(),
    };
    Some(Plate::new(Topic::Ratio, chart.draw(), reading, recorded))
}

/// Per contender one pair: of a size that a claim names, else the one with the most tasks.
fn rows_at<'a>(
    visits: &[CellRef<'a>],
    (of, vs): (&str, &str),
    length: (&'static str, u64),
    wanted: &BTreeSet<u64>,
) -> Vec<Row<'a>> {
    let with_call = |call: &str| -> Vec<CellRef<'a>> {
        visits
            .iter()
            .copied()
            .filter(|visit| visit.cell.call == call)
            .filter(|visit| visit.cell.param(length.0) == Some(length.1))
            .collect()
    };
    let place = |n: u64| (wanted.contains(&n), n);
    let (above, below) = (with_call(of), with_call(vs));
    let mut rows: Vec<Row<'a>> = Vec::new();
    for visit in above {
        let pair = below.iter().find(|other| {
            other.cell.contender == visit.cell.contender && other.agrees_with(&visit, &[])
        });
        let (Some(other), Some(n)) = (pair, visit.cell.param("n")) else {
            continue;
        };
        let keys = [&visit, other].map(|visit| CellKey::of(visit.cell));
        let Some(estimate) = compare(visit.record, &keys[0], &keys[1], Clock::Wall) else {
            continue;
        };
        let row = Row {
            visit,
            length,
            n,
            estimate,
            is_disturbed: visit.is_disturbed() || other.is_disturbed(),
        };
        match rows
            .iter_mut()
            .find(|known| known.visit.cell.contender == visit.cell.contender)
        {
            Some(known) if place(known.n) < place(n) => *known = row,
            Some(_) => {}
            None => rows.push(row),
        }
    }
    rows
}

fn dot((row, look): (&Row<'_>, Look)) -> DotRow {
    let contender = &row.visit.cell.contender;
    DotRow {
        open: false,
        label: format!(
            "{}, {} {}",
            names::contender(contender),
            count(row.n),
            names::parameter_with(row.length.0, row.length.1)
        ),
        look,
        evidence: row.visit.evidence(Evidence::Measured),
        value: row.estimate.ratio,
        interval: Some(row.estimate.drawn),
        hollow: row.is_disturbed,
    }
}
