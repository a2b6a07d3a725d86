//! One call against another, per contender and length of a task: dots with intervals around 1.

use std::collections::BTreeSet;

use lab_verdict::answer::Estimate;
use lab_verdict::claims::Evidence;
use lab_verdict::interval::DRAWN;
use lab_verdict::{CellKey, Clock, compare};

use crate::draw::{Axis, DotRow, DotRows, Look, Scale, Unit};
use crate::select::Picture;
use crate::select::asked::Asked;
use crate::select::looks::looks;
use crate::select::reading::texts::{Says, Sentence, ratio};
use crate::select::visits::{CellRef, rank, values};
use crate::text::names;
use crate::text::number::count;

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

pub(super) fn draw(asked: &Asked<'_>) -> Vec<Picture> {
    let pairs = asked.spec.pairs.iter();
    pairs
        .filter_map(|(of, vs)| picture(asked, (of, vs)))
        .collect()
}

fn picture(asked: &Asked<'_>, (of, vs): (&str, &str)) -> Option<Picture> {
    let cells = asked.cells();
    let mut rows: Vec<Row<'_>> = LENGTHS
        .into_iter()
        .flat_map(|name| values(&cells, name).into_iter().map(move |ns| (name, ns)))
        .flat_map(|length| rows_at(asked, &cells, (of, vs), length))
        .collect();
    rows.sort_by_key(|row| (row.length, rank(&row.visit.cell.contender)));
    if rows.is_empty() {
        return None;
    }
    let (of, vs) = (names::call(of), names::call(vs));
    let slower = rows.iter().filter(|row| row.estimate.drawn.0 > 1.0).count();
    let told = reading(&asked.spec.says, [of, vs], [slower, rows.len()]);
    let head = asked.computed(&[("of", of.to_owned()), ("vs", vs.to_owned())]);
    let looks = looks(rows.iter().map(|row| row.visit.key()));
    let chart = DotRows {
        head,
        axis: Axis {
            label: format!("time of {of} ÷ time of {vs}"),
            unit: Unit::Ratio,
            scale: Scale::Log10,
        },
        reference: Some((1.0, format!("as long as {vs}"))),
        confidence: DRAWN,
        rows: rows.iter().zip(looks).map(dot).collect(),
    };
    let evidence = chart.rows.iter().map(|row| row.evidence);
    Some(Picture::new(chart.draw(), told, evidence))
}

/// In how many rows the first call surely takes longer.
fn reading(own: &Says, calls: [&str; 2], [slower, rows]: [usize; 2]) -> String {
    let [of, vs] = calls.map(str::to_owned);
    match slower {
        0 => ratio::Nowhere { of, vs }.said(own),
        all if all == rows => ratio::Everywhere { of, vs }.said(own),
        some => {
            let [slower, rows] = [some, rows].map(|number| count(number as u64));
            ratio::Somewhere {
                of,
                vs,
                slower,
                rows,
            }
            .said(own)
        }
    }
}

/// Per contender one pair: of a size that a claim names, else the one with the most tasks.
fn rows_at<'a>(
    asked: &Asked<'a>,
    cells: &[CellRef<'a>],
    (of, vs): (&str, &str),
    length: (&'static str, u64),
) -> Vec<Row<'a>> {
    let none = BTreeSet::new();
    let wanted = match length {
        ("grain_ns", ns) => asked.sizes.get(&ns).unwrap_or(&none),
        _ => &none,
    };
    let with_call = |call: &str| -> Vec<CellRef<'a>> {
        let cells = cells.iter().copied();
        let of_call = cells.filter(|visit| visit.cell.call == call);
        of_call
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
        let same = |known: &&mut Row<'_>| known.visit.cell.contender == visit.cell.contender;
        match rows.iter_mut().find(same) {
            Some(known) if place(known.n) < place(n) => *known = row,
            Some(_) => {}
            None => rows.push(row),
        }
    }
    rows
}

fn dot((row, look): (&Row<'_>, Look)) -> DotRow {
    DotRow {
        open: false,
        label: format!(
            "{}, {} {}",
            names::contender(&row.visit.cell.contender),
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
