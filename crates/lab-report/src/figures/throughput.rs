//! Work done per second against the number of tasks, one chart per duration of a task.

use lab_verdict::claims::Evidence;
use lab_verdict::{CellKey, Clock, summary};

use super::cast::Cast;
use super::looks::looks;
use super::visits::{CellRef, by_series, one_curve, rank, values};
use super::{Plate, Topic, id};
use crate::chart::{Axis, Head, Join, Line, LineChart, Point, Scale, Unit};
use crate::names;
use crate::number::plain;
use crate::sentence::scope::{capital, grain};

pub(super) fn plates(
    visits: &[CellRef<'_>],
    calls: &[(String, String)],
    experiment: &str,
) -> Vec<Plate> {
    values(visits, "grain_ns")
        .into_iter()
        .filter_map(|grain_ns| plate(visits, calls, experiment, grain_ns))
        .collect()
}

fn plate(
    visits: &[CellRef<'_>],
    calls: &[(String, String)],
    experiment: &str,
    grain_ns: u64,
) -> Option<Plate> {
    let here = visits
        .iter()
        .copied()
        .filter(|visit| visit.cell.param("grain_ns") == Some(grain_ns) && is_wanted(visit, calls));
    let curves = by_series(here, calls).into_iter();
    let curves = curves.map(|series| one_curve(&series));
    let series: Vec<(CellRef<'_>, Vec<Point>)> = curves
        .filter_map(|curve| Some((*curve.first()?, curve.iter().filter_map(point).collect())))
        .filter(|(_, points): &(_, Vec<Point>)| points.len() > 1)
        .collect();
    if series.is_empty() {
        return None;
    }
    let cast = Cast::of(series, |(first, _)| &first.cell.contender);
    let mut lines: Vec<Line> = cast
        .all()
        .zip(looks(cast.all().map(|(first, _)| first.key())))
        .map(|((first, points), look)| Line {
            name: first.name(),
            look,
            evidence: first.evidence(Evidence::Measured),
            points: points.clone(),
        })
        .collect();
    let more = lines.split_off(cast.drawn.len());
    let all_recorded = lines
        .iter()
        .all(|line| line.evidence == Evidence::RecordedElsewhere);
    let reading = cast.after(reading(&lines), |(first, _)| first.name());
    let chart = LineChart {
        head: Head {
            id: id(&[experiment, "throughput", &grain_ns.to_string()]),
            title: format!("Tasks per second, {}", grain(grain_ns)),
            description: format!(
                "Tasks done per second against the number of tasks given to one call, for {}; both axes logarithmic, bands are 95 % intervals.",
                grain(grain_ns)
            ),
        },
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
        join: Join::Straight,
    };
    Some(Plate::new(
        Topic::Throughput,
        chart.draw_with(&more),
        reading,
        all_recorded,
    ))
}

/// Subjects with the calls that the claims compare, and the plain loop; without such calls, whatever is there.
pub(super) fn is_wanted(visit: &CellRef<'_>, calls: &[(String, String)]) -> bool {
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

fn point(visit: &CellRef<'_>) -> Option<Point> {
    let figure = summary(visit.record, &CellKey::of(visit.cell), Clock::Wall)?;
    let rate = figure.per_second?;
    Some(Point {
        x: visit.cell.param("n")? as f64,
        y: rate.items,
        band: Some(rate.drawn),
        hollow: visit.is_disturbed(),
        ..Point::default()
    })
}

/// The most and the least at the right end, among what was measured here: a ratio across machines says nothing.
fn reading(lines: &[Line]) -> String {
    let mut ends: Vec<(&str, &Point)> = lines
        .iter()
        .filter(|line| line.evidence == Evidence::Measured)
        .filter_map(|line| Some((line.name.as_str(), line.points.last()?)))
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
