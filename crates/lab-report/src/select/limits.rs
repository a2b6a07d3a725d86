//! The dotted lines to compare with, by their names in `study.toml`.

use lab_verdict::claims::Evidence;
use lab_verdict::scaling::{WORKERS, amdahl, bottleneck};

use super::asked::{Asked, Part};
use super::quantity::Measured;
use super::series::Curve;
use crate::draw::{Line, Look, Point};
use crate::text::names;

type Limit = fn(&Asked<'_>, &Part<'_>, &[Curve<'_>]) -> Vec<Line>;

/// All of them.
const LIMITS: [(&str, Limit); 3] = [
    ("one_for_one", one_for_one),
    ("own_choice", own_choice),
    ("under_a_lock", under_a_lock),
];

/// Their names.
pub(super) fn names() -> Vec<&'static str> {
    LIMITS.iter().map(|(name, _)| *name).collect()
}

/// Steps of a formula's curve.
const STEPS: u32 = 100;

/// That of a figure, beside the lines that it draws.
pub(super) fn of(asked: &Asked<'_>, part: &Part<'_>, drawn: &[Curve<'_>]) -> Vec<Line> {
    let wanted = asked.spec.limit.as_deref();
    let known = LIMITS.iter().find(|(name, _)| Some(*name) == wanted);
    known.map_or(Vec::new(), |(_, limit)| limit(asked, part, drawn))
}

/// A line of a bound through these points.
pub(super) fn line(
    name: String,
    evidence: Evidence,
    points: impl IntoIterator<Item = (f64, f64)>,
) -> Line {
    let point = |(x, y)| Point {
        x,
        y,
        ..Point::default()
    };
    Line {
        name,
        look: Look::default(),
        evidence,
        points: points.into_iter().map(point).collect(),
    }
}

/// The bound of a call that pulls an input only when a result has been taken.
fn one_for_one(_: &Asked<'_>, _: &Part<'_>, drawn: &[Curve<'_>]) -> Vec<Line> {
    let ends = drawn.iter().filter_map(|curve| curve.line.points.last());
    let farthest = ends.map(|point| point.x).fold(0.0, f64::max);
    let ends = [(0.0, 0.0), (farthest, farthest)];
    vec![line("one for one".into(), Evidence::Counted, ends)]
}

/// What each contender takes where the choice is left to its pool.
fn own_choice(asked: &Asked<'_>, part: &Part<'_>, drawn: &[Curve<'_>]) -> Vec<Line> {
    let own = |curve: &Curve<'_>| {
        let value = left_to_pool(asked, part, curve)?.value;
        let ends = [curve.line.points.first()?.x, curve.line.points.last()?.x];
        let name = format!(
            "own choice: {}",
            names::contender(&curve.visit.cell.contender)
        );
        Some(line(name, Evidence::Measured, ends.map(|x| (x, value))))
    };
    drawn.iter().filter_map(own).collect()
}

/// The value of a line's contender where it leaves to its pool what the figure varies.
pub(super) fn left_to_pool(
    asked: &Asked<'_>,
    part: &Part<'_>,
    curve: &Curve<'_>,
) -> Option<Measured> {
    let of = &asked.spec.of;
    let plain_loop = part.of_call(of.plain_loop.as_deref());
    let mut cells = part.data.iter().map(|datum| datum.visit);
    let left = cells.find(|visit| {
        visit.cell.contender == curve.visit.cell.contender
            && Some(&visit.cell.call) == of.own_choice.as_ref()
    })?;
    asked.spec.y.as_ref()?.of.of(&left, plain_loop.as_ref())
}

/// What tasks that share a lock can gain: if all wait while one holds it, and if it is never idle.
fn under_a_lock(_: &Asked<'_>, _: &Part<'_>, drawn: &[Curve<'_>]) -> Vec<Line> {
    let ends = drawn.iter().filter_map(|curve| curve.line.points.last());
    let most = ends.map(|point| point.x).fold(0.0, f64::max);
    let first = drawn.first();
    let workers = first.and_then(|curve| curve.visit.cell.param(WORKERS));
    let Some(workers) = workers else {
        return Vec::new();
    };
    let formula = |name: &str, speed_up: fn(f64, u64) -> f64| {
        let shares = (0..=STEPS).map(|step| most * f64::from(step) / f64::from(STEPS));
        let points = shares.map(|share| (share, speed_up(share, workers)));
        line(name.into(), Evidence::Counted, points)
    };
    vec![
        formula("Amdahl", amdahl),
        formula("lock or workers", bottleneck),
    ]
}
