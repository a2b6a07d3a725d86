//! Dots with intervals on one axis, a row for each cell.

use lab_verdict::interval::DRAWN;

use crate::draw::{DotRow, DotRows};
use crate::select::Picture;
use crate::select::asked::{Asked, Part};
use crate::select::looks::looks;
use crate::select::reading;
use crate::select::series::{Row, is_pair};
use crate::select::spec::FigureSpec;
use crate::select::template::Filling;
use crate::select::visits::{CellRef, rank};
use crate::text::names;

pub(super) fn draw(asked: &Asked<'_>) -> Vec<Picture> {
    asked.pictures(|part| picture(asked, part))
}

fn picture(asked: &Asked<'_>, part: &Part<'_>) -> Option<Picture> {
    let spec = asked.spec;
    let axis = spec.value.as_ref()?;
    // A single dot compares nothing.
    let rows = Some(rows(spec, part)).filter(|rows| rows.len() > 1)?;
    let first = rows.first()?.visit;
    let here = axis.of.evidence();
    let filling = Filling {
        cell: Some(first),
        ..part.filling()
    };
    let head = asked.head(&part.each, &filling);
    let reference = spec.reference.as_deref().and_then(|name| {
        let value = first.cell.param(name)?;
        Some((value as f64, names::parameter_with(name, value)))
    });
    let looks = looks(rows.iter().map(|row| row.visit.key()));
    let dot = |(row, look): (&Row<'_>, _)| {
        let of_row = Filling {
            cell: Some(row.visit),
            ..Filling::default()
        };
        let label = spec.label.as_ref().map(|label| label.fill(&of_row));
        DotRow {
            open: false,
            label: label.unwrap_or_else(|| row.visit.name()),
            look,
            evidence: row.visit.evidence(here),
            value: row.measured.value,
            interval: row.measured.band,
            hollow: row.measured.hollow,
        }
    };
    let chart = DotRows {
        head,
        axis: axis.axis(),
        reference,
        confidence: DRAWN,
        rows: rows.iter().zip(looks).map(dot).collect(),
    };
    let evidence = chart.rows.iter().map(|row| row.evidence);
    let told = reading::of_dots(spec, &rows);
    Some(Picture::new(chart.draw(), told, evidence))
}

fn rows<'a>(spec: &FigureSpec, part: &Part<'a>) -> Vec<Row<'a>> {
    let value = |visit: CellRef<'a>| {
        let measured = spec.value.as_ref()?.of.of(&visit, None)?;
        Some(Row { visit, measured })
    };
    let cells = part.data.iter().map(|datum| datum.visit);
    let mut rows: Vec<Row<'a>> = cells.filter_map(value).collect();
    if let Some(name) = &spec.largest {
        let largest = rows
            .iter()
            .filter_map(|row| row.visit.cell.param(name))
            .max();
        rows.retain(|row| row.visit.cell.param(name) == largest);
    }
    if spec.only_pairs {
        let has_pair = |row: &Row<'_>| rows.iter().any(|other| are_pair(spec, row, other));
        let paired: Vec<bool> = rows.iter().map(has_pair).collect();
        let mut paired = paired.iter();
        rows.retain(|_| paired.next() == Some(&true));
    }
    let by: Vec<&str> = match spec.order.is_empty() {
        true => vec!["contender", "call"],
        false => spec.order.iter().map(String::as_str).collect(),
    };
    rows.sort_by(|one, other| {
        let orders = by
            .iter()
            .map(|by| by_key(spec, by, one).total_cmp(&by_key(spec, by, other)));
        orders.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    });
    rows
}

/// What stands for a row where rows are sorted by this.
fn by_key(spec: &FigureSpec, by: &str, row: &Row<'_>) -> f64 {
    let cell = row.visit.cell;
    match by {
        "contender" => rank(&cell.contender) as f64,
        "call" => spec.of.place(&cell.call) as f64,
        "value" => row.measured.value,
        // What has none comes first.
        parameter => cell.param(parameter).map_or(-1.0, |value| value as f64),
    }
}

/// Whether two rows are those of a pair of calls, in whichever order, and agree in all else.
fn are_pair(spec: &FigureSpec, one: &Row<'_>, other: &Row<'_>) -> bool {
    is_pair(spec, one, other) || is_pair(spec, other, one)
}
