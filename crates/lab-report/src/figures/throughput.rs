//! Work done per second against the number of tasks, one chart per duration of a task.

use lab_verdict::claims::Evidence;
use lab_verdict::{CellKey, Clock, summary};

use super::visits::{Visit, by_series, one_curve, rank, values};
use super::{Plate, Topic, id, is_contaminated, slots};
use crate::chart::{Axis, Line, LineChart, Point, Scale, Unit};
use crate::names;
use crate::number::plain;
use crate::sentence::scope::{capital, grain};

/// The most lines that one chart carries.
pub(super) const MOST_LINES: usize = 5;

pub(super) fn plates(
    visits: &[Visit<'_>],
    calls: &[(String, String)],
    experiment: &str,
) -> Vec<Plate> {
    values(visits, "grain_ns")
        .into_iter()
        .filter_map(|grain_ns| plate(visits, calls, experiment, grain_ns))
        .collect()
}

fn plate(
    visits: &[Visit<'_>],
    calls: &[(String, String)],
    experiment: &str,
    grain_ns: u64,
) -> Option<Plate> {
    let here = visits
        .iter()
        .copied()
        .filter(|visit| visit.cell.param("grain_ns") == Some(grain_ns) && is_wanted(visit, calls));
    let mut lines: Vec<Line> = Vec::new();
    let mut all_recorded = true;
    let series: Vec<Vec<Visit<'_>>> = by_series(here, calls)
        .into_iter()
        .map(|series| one_curve(&series))
        .filter(|curve| curve.len() > 1 && curve.iter().any(Visit::is_timed))
        .take(MOST_LINES)
        .collect();
    let slots = slots(&series);
    for (curve, slot) in series.iter().zip(slots) {
        let first = curve.first()?;
        let points: Vec<Point> = curve.iter().filter_map(point).collect();
        let evidence = first.evidence(Evidence::Measured);
        all_recorded &= evidence == Evidence::RecordedElsewhere;
        if points.len() > 1 {
            lines.push(Line {
                name: first.name(),
                slot,
                evidence,
                points,
            });
        }
    }
    if lines.is_empty() {
        return None;
    }
    let reading = reading(&lines);
    let chart = LineChart {
        id: id(&[experiment, "throughput", &grain_ns.to_string()]),
        title: format!("Tasks per second, {}", grain(grain_ns)),
        description: format!(
            "Tasks done per second against the number of tasks given to one call, for {}; both axes logarithmic, bands are 95 % intervals.",
            grain(grain_ns)
        ),
        x: Axis {
            label: "tasks in one call".into(),
            unit: Unit::Count,
            scale: Scale::Log10,
        },
        y: Axis {
            label: "tasks per second".into(),
            unit: Unit::PerSecond,
            scale: Scale::Log10,
        },
        lines,
        limits: Vec::new(),
        steps: false,
    };
    Some(Plate::new(
        Topic::Throughput,
        chart.draw(),
        reading,
        all_recorded,
    ))
}

/// Subjects with the calls that the claims compare, and the plain loop; without such calls, whatever is there.
pub(super) fn is_wanted(visit: &Visit<'_>, calls: &[(String, String)]) -> bool {
    let contender = visit.cell.contender.as_str();
    if contender == names::SERIAL {
        return visit.cell.call == "loop";
    }
    let is_subject = rank(contender) < rank(names::SERIAL);
    let is_compared = calls
        .iter()
        .any(|(of, vs)| [of, vs].contains(&&visit.cell.call));
    is_subject && (calls.is_empty() || is_compared)
}

fn point(visit: &Visit<'_>) -> Option<Point> {
    let figure = summary(visit.record, &CellKey::of(visit.cell), Clock::Wall)?;
    let rate = figure.per_second?;
    Some(Point {
        x: visit.cell.param("n")? as f64,
        y: rate.items,
        band: Some(rate.drawn),
        hollow: is_contaminated(visit.record),
    })
}

/// The most and the least at the right end, among what was measured here: a ratio across machines says nothing.
fn reading(lines: &[Line]) -> String {
    let mut ends: Vec<(&str, Point)> = lines
        .iter()
        .filter(|line| line.evidence == Evidence::Measured)
        .filter_map(|line| Some((line.name.as_str(), *line.points.last()?)))
        .collect();
    let Some(farthest) = ends.iter().map(|(_, point)| point.x).reduce(f64::max) else {
        return String::new();
    };
    ends.retain(|(_, point)| point.x == farthest);
    ends.sort_by(|a, b| b.1.y.total_cmp(&a.1.y));
    match ends[..] {
        [(most, top), .., (least, bottom)] => capital(&format!(
            "at {} tasks, {most} gets {} times as much done per second as {least}.",
            crate::number::count(farthest as u64),
            plain(top.y / bottom.y)
        )),
        _ => String::new(),
    }
}
