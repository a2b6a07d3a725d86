//! How many results are in hand, and since when: a curve for each call, a chart for each order of tasks and contender.

use lab_measure::record::Series;
use lab_verdict::claims::Evidence;

use super::cast::Cast;
use super::looks::looks;
use super::visits::{CellRef, rank};
use super::{Plate, Topic, id};
use crate::chart::{Axis, Head, Join, Line, LineChart, Look, Point, Scale, Unit};
use crate::names;
use crate::number::{count, time};

/// The name of the curves in a record, in front of the words for the order of the tasks. A point is a number of results
/// and the nanoseconds from the call until so many were in hand.
const SERIES: &str = "results_in_hand: ";

/// A call's curve.
type Curve<'a> = (CellRef<'a>, &'a Series);

pub(super) fn plates(visits: &[CellRef<'_>], experiment: &str) -> Vec<Plate> {
    let curves: Vec<Curve<'_>> = visits.iter().flat_map(curves_of).collect();
    let mut orders: Vec<&str> = Vec::new();
    for (_, series) in &curves {
        if !orders.contains(&series.name.as_str()) {
            orders.push(&series.name);
        }
    }
    let mut plates = Vec::new();
    for order in orders {
        let mut same: Vec<Curve<'_>> = curves
            .iter()
            .copied()
            .filter(|(_, series)| series.name == order)
            .collect();
        same.sort_by_key(|(visit, _)| (rank(&visit.cell.contender), place(visit)));
        let one_contender = |a: &Curve<'_>, b: &Curve<'_>| a.0.cell.contender == b.0.cell.contender;
        plates.extend(
            same.chunk_by(one_contender)
                .map(|curves| plate(curves, order, experiment)),
        );
    }
    plates
}

fn curves_of<'a>(visit: &CellRef<'a>) -> Vec<Curve<'a>> {
    let visit = *visit;
    let of_it = |series: &&Series| {
        series.cell == visit.index && series.name.starts_with(SERIES) && series.points.len() > 1
    };
    let all = visit.record.series.iter();
    all.filter(of_it).map(|series| (visit, series)).collect()
}

/// The call that gives results soonest comes last: it is drawn over the others.
fn place(visit: &CellRef<'_>) -> usize {
    let calls = ["map", "imap", "imap_unordered"];
    let known = calls.iter().position(|call| *call == visit.cell.call);
    known.unwrap_or(calls.len())
}

fn plate(curves: &[Curve<'_>], order: &str, experiment: &str) -> Plate {
    let cast = Cast::of(curves.to_vec(), |(visit, _)| &visit.cell.contender);
    let words = order.strip_prefix(SERIES).unwrap_or(order);
    let who = names::contender(&curves[0].0.cell.contender);
    let mut lines: Vec<Line> = cast
        .all()
        .zip(looks(cast.all().map(|(visit, _)| visit.key())))
        .map(|((visit, series), look)| line(visit, series, look))
        .collect();
    let more = lines.split_off(cast.drawn.len());
    let recorded = lines
        .iter()
        .all(|line| line.evidence == Evidence::RecordedElsewhere);
    let chart = LineChart {
        head: Head {
            id: id(&[experiment, "in-hand", words, &curves[0].0.cell.contender]),
            title: format!("Results in hand, {words}: {who}"),
            description: "How many results the caller has had since the call, by each call for the same tasks; traced once, not timed in rounds. The sooner a curve rises, the sooner there is something to handle. A stream that keeps the order and bounds what is in flight stops behind a slow task, and ends later.".into(),
        },
        x: Axis {
            label: "time since the call".into(),
            unit: Unit::Nanoseconds,
            scale: Scale::Linear,
        },
        y: Axis {
            label: "results in hand".into(),
            unit: Unit::Count,
            scale: Scale::Linear,
        },
        lines,
        limits: Vec::new(),
        join: Join::Steps,
    };
    let calls = cast.drawn.iter().map(|(visit, _)| visit.cell.call.clone());
    let reading = cast.after(reading(&cast.drawn), |(visit, _)| visit.name());
    Plate {
        calls: calls.collect(),
        ..Plate::new(Topic::InHand, chart.draw_with(&more), reading, recorded)
    }
}

fn line(visit: &CellRef<'_>, series: &Series, look: Look) -> Line {
    let point = |(results, at_ns): &(u64, u64)| Point {
        x: *at_ns as f64,
        y: *results as f64,
        ..Point::default()
    };
    Line {
        name: visit.name(),
        look,
        evidence: visit.evidence(Evidence::Measured),
        points: series.points.iter().map(point).collect(),
    }
}

/// When half of the results were in hand.
fn reading(curves: &[Curve<'_>]) -> String {
    let results = curves
        .iter()
        .filter_map(|(_, series)| series.points.last())
        .map(|(results, _)| *results)
        .max()
        .unwrap_or(0);
    let half = results.div_ceil(2);
    let at = |(visit, series): &Curve<'_>| {
        let reached = series.points.iter().find(|(results, _)| *results >= half)?;
        let call = names::call(&visit.cell.call);
        Some(format!("after {} with {call}", time(reached.1 as f64)))
    };
    let moments: Vec<String> = curves.iter().filter_map(at).collect();
    format!(
        "{} of {} results are in hand {}.",
        count(half),
        count(results),
        moments.join(", ")
    )
}
