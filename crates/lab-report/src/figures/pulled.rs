//! Inputs pulled against results returned: how far a call reads ahead of its caller.

use lab_measure::record::Series;
use lab_verdict::claims::Evidence;

use super::cast::Cast;
use super::looks::looks;
use super::visits::{CellRef, rank};
use super::{Plate, Topic, id};
use crate::chart::{Axis, Head, Join, Line, LineChart, Look, Point, Scale, Unit};
use crate::number::count;

/// The name of the curves in a record.
const SERIES: &str = "pulled_against_returned";

pub(super) fn plates(visits: &[CellRef<'_>], experiment: &str) -> Vec<Plate> {
    let mut curves: Vec<(CellRef<'_>, &Series)> = visits
        .iter()
        .filter_map(|visit| Some((*visit, curve_of(visit)?)))
        .collect();
    curves.sort_by_key(|(visit, _)| (rank(&visit.cell.contender), visit.cell.call.clone()));
    curves.dedup_by(|a, b| a.0.name() == b.0.name());
    if curves.is_empty() {
        return Vec::new();
    }
    let cast = Cast::of(curves, |(visit, _)| &visit.cell.contender);
    let mut lines: Vec<Line> = cast
        .all()
        .zip(looks(cast.all().map(|(visit, _)| visit.key())))
        .map(|((visit, series), look)| line(visit, series, look))
        .collect();
    let more = lines.split_off(cast.drawn.len());
    let returned = lines
        .iter()
        .flat_map(|line| line.points.last())
        .map(|point| point.x)
        .fold(0.0, f64::max);
    let reading = cast.after(reading(&cast.drawn), |(visit, _)| visit.name());
    let recorded = lines
        .iter()
        .all(|line| line.evidence == Evidence::RecordedElsewhere);
    let chart = LineChart {
        head: Head {
            id: id(&[experiment, "pulled"]),
            title: "Inputs pulled against results returned".into(),
            description: "How many inputs had been taken from the source when so many results were in the caller’s hands. A lazy call stays close to the dotted line; one that reads ahead rises far above it at once.".into(),
        },
        x: Axis {
            label: "results returned".into(),
            unit: Unit::Count,
            scale: Scale::Linear,
        },
        y: Axis {
            label: "inputs pulled".into(),
            unit: Unit::Count,
            scale: Scale::Linear,
        },
        lines,
        limits: vec![one_for_one(returned)],
        join: Join::Steps,
    };
    vec![Plate {
        topic: Topic::Pulled,
        drawn: chart.draw_with(&more),
        reading,
        recorded,
        calls: Vec::new(),
        aside: false,
        kind: 0,
        trace: None,
    }]
}

fn curve_of<'a>(visit: &CellRef<'a>) -> Option<&'a Series> {
    visit
        .record
        .series
        .iter()
        .find(|series| series.cell == visit.index && series.name == SERIES)
        .filter(|series| series.points.len() > 1)
}

fn line(visit: &CellRef<'_>, series: &Series, look: Look) -> Line {
    Line {
        name: visit.name(),
        look,
        evidence: visit.evidence(Evidence::Counted),
        points: series
            .points
            .iter()
            .map(|(returned, pulled)| Point {
                x: *returned as f64,
                y: *pulled as f64,
                ..Point::default()
            })
            .collect(),
    }
}

/// The bound of a call that pulls an input only when a result has been taken.
fn one_for_one(returned: f64) -> Line {
    let at = |value: f64| Point {
        x: value,
        y: value,
        ..Point::default()
    };
    Line {
        name: "one for one".into(),
        look: Look::default(),
        evidence: Evidence::Counted,
        points: vec![at(0.0), at(returned)],
    }
}

/// How far each call read ahead at most; those that read equally far in one sentence.
fn reading(curves: &[(CellRef<'_>, &Series)]) -> String {
    let mut groups: Vec<((u64, u64), Vec<String>)> = Vec::new();
    for (visit, series) in curves {
        let points = series.points.iter();
        let ahead = points
            .clone()
            .map(|(returned, pulled)| pulled.saturating_sub(*returned));
        let reach = (
            ahead.max().unwrap_or(0),
            points.map(|(_, pulled)| *pulled).max().unwrap_or(0),
        );
        match groups.iter_mut().find(|(known, _)| *known == reach) {
            Some((_, names)) => names.push(visit.name()),
            None => groups.push((reach, vec![visit.name()])),
        }
    }
    groups
        .iter()
        .map(|((most, all), names)| {
            format!(
                "At most {} of {} inputs ahead of the caller: {}.",
                count(*most),
                count(*all),
                names.join(", ")
            )
        })
        .collect::<Vec<_>>()
        .join(" ")
}
