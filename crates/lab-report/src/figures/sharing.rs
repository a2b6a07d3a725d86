//! What is left of a speed-up when tasks share a lock, with the curve that Amdahl's law gives.

use lab_measure::record::Origin;
use lab_verdict::claims::Evidence;
use lab_verdict::scaling::{WORKERS, amdahl, bottleneck};
use lab_verdict::{Absolute, CellKey, Clock, summary};

use super::looks::looks;
use super::visits::{CellRef, by_series};
use super::{Plate, Topic, id};
use crate::chart::{Axis, Head, Join, Line, LineChart, Look, Point, Scale, Unit};
use crate::names;
use crate::number::{count, plain};

/// The parameter that is varied: such cells are about the whole call, and not about its first result.
pub(super) const SHARE: &str = "shared_percent";

/// The call of a pool whose tasks share a lock.
pub(super) const CALL: &str = "locked";

/// The length of a task, whoever does it: it sleeps.
const LENGTH: &str = "grain_ns";

/// Fewer shares make no curve.
const FEWEST: usize = 3;

/// Steps of the formulas' curves.
const STEPS: u32 = 100;

/// One share of one curve.
struct Speed<'a> {
    visit: CellRef<'a>,
    share: f64,
    length: f64,
    workers: u64,
    time: Absolute,
}

pub(super) fn plate(visits: &[CellRef<'_>], experiment: &str) -> Option<Plate> {
    let shared = visits.iter().filter(|visit| {
        visit.cell.call == CALL && visit.cell.param(SHARE).is_some() && visit.is_timed()
    });
    let series: Vec<Vec<CellRef<'_>>> = by_series(shared.copied(), &[])
        .into_iter()
        .filter(|series| series.len() >= FEWEST)
        .collect();
    let mut curves: Vec<Vec<Speed<'_>>> = series.iter().map(|series| speeds(series)).collect();
    // The formulas are for one number of workers: that of the first curve's points.
    let workers = curves.iter().flatten().next()?.workers;
    for curve in &mut curves {
        curve.retain(|speed| speed.workers == workers);
    }
    let most = curves
        .iter()
        .flatten()
        .map(|speed| speed.share)
        .fold(0.0, f64::max);
    curves.retain(|curve| curve.len() >= FEWEST);
    let clouds: Vec<Line> = curves
        .iter()
        .zip(looks(curves.iter().map(|curve| curve[0].visit.key())))
        .map(|(curve, look)| cloud(curve, look))
        .collect();
    if clouds.is_empty() {
        return None;
    }
    let recorded = clouds
        .iter()
        .all(|cloud| cloud.evidence == Evidence::RecordedElsewhere);
    let chart = LineChart {
        head: Head {
            id: id(&[experiment, "sharing"]),
            title: format!("Speed-up of {} workers against the share of a task under one lock", count(workers)),
            description: "The tasks’ own length, all of them one after the other, divided by the time of the call; bands are \
                 95 % intervals. Amdahl’s curve is for tasks that all wait while one holds the lock; the bound above it is \
                 for a lock that is never idle, and with less under the lock than one worker’s share, the workers."
                .into(),
        },
        x: Axis {
            label: "share of each task under the lock".into(),
            unit: Unit::Share,
            scale: Scale::Linear,
        },
        y: Axis {
            label: "speed-up".into(),
            unit: Unit::Ratio,
            scale: Scale::Linear,
        },
        lines: clouds,
        limits: vec![
            formula("Amdahl", most, |share| amdahl(share, workers)),
            formula("lock or workers", most, |share| bottleneck(share, workers)),
        ],
        join: Join::Apart,
    };
    Some(Plate {
        calls: calls(&curves),
        ..Plate::new(
            Topic::Sharing,
            chart.draw(),
            reading(&curves, workers),
            recorded,
        )
    })
}

fn speeds<'a>(series: &[CellRef<'a>]) -> Vec<Speed<'a>> {
    let mut speeds: Vec<Speed<'a>> = series
        .iter()
        .filter_map(|visit| {
            Some(Speed {
                visit: *visit,
                share: visit.cell.param(SHARE)? as f64 / 100.0,
                length: visit.cell.param(LENGTH)? as f64,
                workers: visit.cell.param(WORKERS)?,
                time: summary(visit.record, &CellKey::of(visit.cell), Clock::Wall)?,
            })
        })
        .collect();
    speeds.sort_by(|one, other| one.share.total_cmp(&other.share));
    speeds
}

fn cloud(curve: &[Speed<'_>], look: Look) -> Line {
    let point = |speed: &Speed<'_>| Point {
        x: speed.share,
        y: speed.length / speed.time.ns,
        band: Some((
            speed.length / speed.time.drawn.1,
            speed.length / speed.time.drawn.0,
        )),
        hollow: speed.visit.is_disturbed(),
        // The axes say all that a name could.
        ..Point::default()
    };
    Line {
        name: name(&curve[0].visit),
        look,
        evidence: curve[0].visit.evidence(Evidence::Measured),
        points: curve.iter().map(point).collect(),
    }
}

/// All have the same call, so that the contender is enough.
fn name(visit: &CellRef<'_>) -> String {
    let contender = names::contender(&visit.cell.contender);
    match visit.record.origin {
        Origin::Measured => contender.to_owned(),
        Origin::Recorded => format!("{contender} (recorded)"),
    }
}

fn formula(name: &str, most: f64, speed_up: impl Fn(f64) -> f64) -> Line {
    let points = (0..=STEPS).map(|step| {
        let share = most * f64::from(step) / f64::from(STEPS);
        Point {
            x: share,
            y: speed_up(share),
            ..Point::default()
        }
    });
    Line {
        name: name.into(),
        look: Look::default(),
        evidence: Evidence::Counted,
        points: points.collect(),
    }
}

fn calls(curves: &[Vec<Speed<'_>>]) -> Vec<String> {
    let calls = curves
        .iter()
        .flatten()
        .map(|speed| speed.visit.cell.call.clone());
    let mut calls: Vec<String> = calls.collect();
    calls.sort();
    calls.dedup();
    calls
}

/// Each contender's speed-up at its least and its most share, beside the formula's.
fn reading(curves: &[Vec<Speed<'_>>], workers: u64) -> String {
    let told = curves.iter().filter_map(|curve| {
        let (first, last) = (curve.first()?, curve.last()?);
        let speed = |speed: &Speed<'_>| plain(speed.length / speed.time.ns);
        Some(format!(
            "{}: ×{} with {} % under the lock, ×{} with {} %, where Amdahl’s law gives ×{}.",
            name(&first.visit),
            speed(first),
            plain(100.0 * first.share),
            speed(last),
            plain(100.0 * last.share),
            plain(amdahl(last.share, workers)),
        ))
    });
    told.collect::<Vec<_>>().join(" ")
}
