//! How long a caller waits for the first result.

use lab_measure::record::Origin;
use lab_verdict::claims::Evidence;
use lab_verdict::{Absolute, CellKey, Clock, summary};

use super::looks::looks;
use super::sharing::SHARE;
use super::visits::{CellRef, rank, values};
use super::{Plate, Topic, id};
use crate::chart::{Axis, DotRow, DotRows, Head, Look, Scale, Unit};
use crate::names;
use crate::number::{count, time};
use crate::sentence::scope::grain;

pub(super) fn plates(visits: &[CellRef<'_>], experiment: &str) -> Vec<Plate> {
    values(visits, "grain_ns")
        .into_iter()
        .filter_map(|grain_ns| plate(visits, experiment, grain_ns))
        .collect()
}

fn plate(visits: &[CellRef<'_>], experiment: &str, grain_ns: u64) -> Option<Plate> {
    let noted: Vec<(CellRef<'_>, Absolute)> = visits
        .iter()
        .copied()
        .filter(|visit| visit.cell.param("grain_ns") == Some(grain_ns))
        .filter(|visit| visit.cell.param(SHARE).is_none())
        .filter(|visit| rank(&visit.cell.contender) <= rank(names::SERIAL))
        .filter_map(|visit| {
            let key = CellKey::of(visit.cell);
            Some((visit, summary(visit.record, &key, Clock::First)?))
        })
        .collect();
    let n = noted
        .iter()
        .filter_map(|(visit, _)| visit.cell.param("n"))
        .max()?;
    let mut rows: Vec<&(CellRef<'_>, Absolute)> = noted
        .iter()
        .filter(|(visit, _)| visit.cell.param("n") == Some(n))
        .collect();
    rows.sort_by_key(|(visit, _)| (rank(&visit.cell.contender), visit.cell.call.clone()));
    if rows.len() < 2 {
        return None;
    }
    // Among what was measured here, if anything was: two machines are no comparison.
    let here = |row: &&&(CellRef<'_>, Absolute)| row.0.record.origin == Origin::Measured;
    let compared: Vec<_> = match rows.iter().any(|row| here(&row)) {
        true => rows.iter().filter(here).collect(),
        false => rows.iter().collect(),
    };
    let soonest = compared.iter().min_by(|a, b| a.1.ns.total_cmp(&b.1.ns))?;
    let latest = compared.iter().max_by(|a, b| a.1.ns.total_cmp(&b.1.ns))?;
    let reading = format!(
        "The first result is in hand after {} with {}, and after {} with {}.",
        time(soonest.1.ns),
        soonest.0.name(),
        time(latest.1.ns),
        latest.0.name()
    );
    let recorded = rows
        .iter()
        .all(|(visit, _)| visit.evidence(Evidence::Measured) == Evidence::RecordedElsewhere);
    let chart = DotRows {
        head: Head {
            id: id(&[experiment, "first", &grain_ns.to_string()]),
            title: format!("Time to the first result, {} {}", count(n), grain(grain_ns)),
            description: "Time from the call until the first result is in the caller’s hands; the line is the 95 % interval over fresh processes.".into(),
        },
        axis: Axis {
            label: "time to the first result".into(),
            unit: Unit::Nanoseconds,
            scale: Scale::Log10,
        },
        reference: None,
        rows: rows
            .iter()
            .zip(looks(rows.iter().map(|(visit, _)| visit.key())))
            .map(|(row, look)| dot(row, look))
            .collect(),
    };
    Some(Plate::new(Topic::First, chart.draw(), reading, recorded))
}

fn dot((visit, figure): &(CellRef<'_>, Absolute), look: Look) -> DotRow {
    DotRow {
        open: false,
        label: names::series(visit.cell),
        look,
        evidence: visit.evidence(Evidence::Measured),
        value: figure.ns,
        interval: Some(figure.drawn),
        hollow: visit.is_disturbed(),
    }
}
