//! Memory and items alive against the number of tasks.

use lab_verdict::claims::Evidence;

use super::cast::Cast;
use super::looks::looks;
use super::throughput::is_wanted;
use super::visits::{CellRef, by_series, one_curve};
use super::{Plate, Topic, id};
use crate::chart::{Axis, Head, Join, Line, LineChart, Look, Point, Scale, Unit};
use crate::names::count_words;
use crate::number::{bytes, count};
use crate::sentence::scope::capital;

/// The counts that are drawn, each with its heading and what is said of it.
const COUNTS: [(&str, &str, &str); 4] = [
    (
        "peak_alloc_bytes",
        "Bytes allocated at the peak",
        "The most bytes allocated at any moment of the call, counted by the allocator in a process of its own",
    ),
    (
        "peak_rss_bytes",
        "Resident memory at the peak",
        "The most resident memory that the system reported for a fresh process",
    ),
    (
        "peak_rss_growth_bytes",
        "Growth of resident memory",
        "By how much the resident memory of a fresh process grew at most",
    ),
    (
        "peak_live_items",
        "Items alive at once",
        "The most items, inputs and results together, that were alive at any moment of the call",
    ),
];

pub(super) fn plates(
    visits: &[CellRef<'_>],
    calls: &[(String, String)],
    experiment: &str,
) -> Vec<Plate> {
    // Growth leaves out what a process needs before its first task; where it is known it says more.
    let has_growth = visits
        .iter()
        .any(|visit| visit.count("peak_rss_growth_bytes").is_some());
    COUNTS
        .iter()
        .filter(|(name, ..)| !(has_growth && *name == "peak_rss_bytes"))
        .filter_map(|(name, title, description)| {
            plate(visits, calls, experiment, name, (title, description))
        })
        .collect()
}

fn plate(
    visits: &[CellRef<'_>],
    calls: &[(String, String)],
    experiment: &str,
    name: &str,
    (title, description): (&str, &str),
) -> Option<Plate> {
    let counted = |visit: &CellRef<'_>| visit.count(name).is_some_and(|value| value > 0);
    let here = visits
        .iter()
        .copied()
        .filter(|visit| counted(visit) && is_wanted(visit, calls));
    let series: Vec<Vec<CellRef<'_>>> = by_series(here, calls)
        .into_iter()
        .map(|series| one_curve(&series))
        .filter(|curve| curve.len() > 1)
        .collect();
    if series.is_empty() {
        return None;
    }
    let cast = Cast::of(series, |curve| &curve[0].cell.contender);
    let mut lines: Vec<Line> = cast
        .all()
        .zip(looks(cast.all().map(|curve| curve[0].key())))
        .map(|(curve, look)| line(curve, name, look))
        .collect();
    let more = lines.split_off(cast.drawn.len());
    let is_bytes = count_words(name).is_bytes;
    let reading = cast.after(reading(&lines, is_bytes), |curve| curve[0].name());
    let recorded = lines
        .iter()
        .all(|line| line.evidence == Evidence::RecordedElsewhere);
    let chart = LineChart {
        head: Head {
            id: id(&[experiment, name]),
            title: title.into(),
            description: format!(
                "{description}, against the number of tasks; both axes logarithmic."
            ),
        },
        x: Axis {
            label: "tasks in one call".into(),
            unit: Unit::Count,
            scale: Scale::Log10,
        },
        y: Axis {
            label: count_words(name).heading,
            unit: if is_bytes { Unit::Bytes } else { Unit::Count },
            scale: Scale::Log10,
        },
        lines,
        limits: Vec::new(),
        join: Join::Straight,
    };
    Some(Plate::new(
        Topic::Memory,
        chart.draw_with(&more),
        reading,
        recorded,
    ))
}

fn line(curve: &[CellRef<'_>], name: &str, look: Look) -> Line {
    let first = &curve[0];
    let points = curve
        .iter()
        .filter_map(|visit| {
            Some(Point {
                x: visit.cell.param("n")? as f64,
                y: visit.count(name)? as f64,
                ..Point::default()
            })
        })
        .collect();
    Line {
        name: first.name(),
        look,
        evidence: first.evidence(Evidence::Counted),
        points,
    }
}

/// The line that ends highest and the one that ends lowest, each from its own left end to its own right end.
fn reading(lines: &[Line], is_bytes: bool) -> String {
    let value = |y: f64| match is_bytes {
        true => bytes(y),
        false => count(y as u64),
    };
    let mut ends: Vec<(&str, &Point, &Point)> = lines
        .iter()
        .filter_map(|line| {
            Some((
                line.name.as_str(),
                line.points.first()?,
                line.points.last()?,
            ))
        })
        .collect();
    ends.sort_by(|a, b| b.2.y.total_cmp(&a.2.y));
    let grows = |(name, first, last): &(&str, &Point, &Point)| {
        format!("{name} goes from {} to {}", value(first.y), value(last.y))
    };
    let over = |(_, first, last): &(&str, &Point, &Point)| {
        format!(
            "from {} to {} tasks",
            count(first.x as u64),
            count(last.x as u64)
        )
    };
    match &ends[..] {
        [most, .., least] if over(most) == over(least) => capital(&format!(
            "{}, {}; {}.",
            over(most),
            grows(most),
            grows(least)
        )),
        [most, .., least] => capital(&format!(
            "{}, {}; {}, {}.",
            over(most),
            grows(most),
            over(least),
            grows(least)
        )),
        [only] => format!("{}.", capital(&grows(only))),
        [] => String::new(),
    }
}
