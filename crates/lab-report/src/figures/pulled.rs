//! Inputs pulled against results returned: how far a call reads ahead of its caller.

use lab_measure::record::Series;
use lab_verdict::claims::Evidence;

use super::throughput::MOST_LINES;
use super::visits::{Visit, rank};
use super::{Plate, Topic, axes, id, slots};
use crate::chart::{Axis, Line, LineChart, Point, Scale, Unit};
use crate::number::count;

/// The name of the curves in a record.
const SERIES: &str = "pulled_against_returned";

pub(super) fn plates(visits: &[Visit<'_>], experiment: &str) -> Vec<Plate> {
    let mut curves: Vec<(Visit<'_>, &Series)> = visits
        .iter()
        .filter_map(|visit| Some((*visit, curve_of(visit)?)))
        .collect();
    curves.sort_by_key(|(visit, _)| (rank(&visit.cell.contender), visit.cell.call.clone()));
    curves.dedup_by(|a, b| a.0.name() == b.0.name());
    curves.truncate(MOST_LINES);
    if curves.is_empty() {
        return Vec::new();
    }
    let singles: Vec<Vec<Visit<'_>>> = curves.iter().map(|(visit, _)| vec![*visit]).collect();
    let lines: Vec<Line> = curves
        .iter()
        .zip(slots(&singles))
        .map(|((visit, series), slot)| line(visit, series, slot))
        .collect();
    let returned = lines
        .iter()
        .flat_map(|line| line.points.last())
        .map(|point| point.x)
        .fold(0.0, f64::max);
    let reading = curves
        .iter()
        .map(|(visit, series)| ahead(visit, series))
        .collect::<Vec<_>>()
        .join(" ");
    let recorded = lines
        .iter()
        .all(|line| line.evidence == Evidence::RecordedElsewhere);
    let chart = LineChart {
        id: id(&[experiment, "pulled"]),
        title: "Inputs pulled against results returned".into(),
        description: "How many inputs had been taken from the source when so many results were in the caller’s hands. A lazy call stays close to the dotted line; one that reads ahead rises far above it at once.".into(),
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
        steps: true,
    };
    vec![Plate {
        topic: Topic::Pulled,
        drawn: chart.draw(),
        axes: axes(&chart.x, &chart.y),
        reading,
        recorded,
    }]
}

fn curve_of<'a>(visit: &Visit<'a>) -> Option<&'a Series> {
    visit
        .record
        .series
        .iter()
        .find(|series| series.cell == visit.index && series.name == SERIES)
        .filter(|series| series.points.len() > 1)
}

fn line(visit: &Visit<'_>, series: &Series, slot: usize) -> Line {
    Line {
        name: visit.name(),
        slot,
        evidence: visit.evidence(Evidence::Counted),
        points: series
            .points
            .iter()
            .map(|(returned, pulled)| Point {
                x: *returned as f64,
                y: *pulled as f64,
                band: None,
                hollow: false,
            })
            .collect(),
    }
}

/// The bound of a call that pulls an input only when a result has been taken.
fn one_for_one(returned: f64) -> Line {
    let at = |value: f64| Point {
        x: value,
        y: value,
        band: None,
        hollow: false,
    };
    Line {
        name: "one for one".into(),
        slot: 0,
        evidence: Evidence::Counted,
        points: vec![at(0.0), at(returned)],
    }
}

fn ahead(visit: &Visit<'_>, series: &Series) -> String {
    let most = series
        .points
        .iter()
        .map(|(returned, pulled)| pulled.saturating_sub(*returned))
        .max()
        .unwrap_or(0);
    let all = series
        .points
        .iter()
        .map(|(_, pulled)| *pulled)
        .max()
        .unwrap_or(0);
    format!(
        "{} was at most {} of {} inputs ahead of its caller.",
        visit.name(),
        count(most),
        count(all)
    )
}
