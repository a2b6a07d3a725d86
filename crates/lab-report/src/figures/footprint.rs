//! What a number of workers costs: threads, memory and switches by count, CPU time by clock.

use lab_verdict::claims::Evidence;
use lab_verdict::scaling::{ScalePoint, WORKERS};
use lab_verdict::{CellKey, Clock, summary};

use super::cast::Cast;
use super::curves::{Curve, calls, curves};
use super::hangs::HANGS;
use super::looks::looks;
use super::visits::{CellRef, rank};
use super::{Plate, Topic, id};
use crate::chart::{Axis, Head, Join, Line, LineChart, Look, Point, Scale, Unit};
use crate::names::{self, CountWords, count_words};
use crate::number::{count, plural, time};
use crate::sentence::scaling::placed;
use crate::sentence::scope::capital;

/// Fewer numbers of workers make no curve.
const FEWEST: usize = 3;

pub(super) fn plates(visits: &[CellRef<'_>], experiment: &str) -> Vec<Plate> {
    // Of tasks that wait for each other a grid tells more.
    let visits: Vec<CellRef<'_>> = visits
        .iter()
        .copied()
        .filter(|visit| visit.count(HANGS).is_none())
        .collect();
    let mut plates: Vec<Plate> = names(&visits)
        .into_iter()
        .filter_map(|name| counted(&visits, name, experiment))
        .collect();
    plates.extend(burnt(&visits, experiment));
    plates
}

/// Of calls whose shares of waiting are this close the first one counts as waiting least.
const SAME_WAIT: f64 = 0.05;

/// The counts of a record, in its order.
fn names<'a>(visits: &[CellRef<'a>]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for visit in visits {
        for count in &visit.record.counts {
            if count.cell == visit.index && !names.contains(&count.name.as_str()) {
                names.push(&count.name);
            }
        }
    }
    names
}

/// A contender's values of a count on one call, by rising workers.
struct Counted<'a> {
    visit: CellRef<'a>,
    points: Vec<Point>,
}

/// One chart of a count against workers, on the call for which the most contenders have it.
fn counted(visits: &[CellRef<'_>], name: &str, experiment: &str) -> Option<Plate> {
    let mut calls: Vec<&str> = Vec::new();
    for visit in visits {
        if !calls.contains(&visit.cell.call.as_str()) {
            calls.push(&visit.cell.call);
        }
    }
    let mut best: (usize, &str, Vec<Counted<'_>>) = (0, "", Vec::new());
    for call in calls {
        let series = series(visits, call, name);
        let points = series.iter().map(|one| one.points.len()).sum();
        if points > best.0 {
            best = (points, call, series);
        }
    }
    let (_, call, series) = best;
    let lines: Vec<Line> = series
        .iter()
        .map(|one| Line {
            name: contender(&one.visit),
            look: Look::default(),
            evidence: one.visit.evidence(Evidence::Counted),
            points: one.points.clone(),
        })
        .collect();
    let words = count_words(name);
    let reading = reading(&lines, &series, |value| words.value(value as u64));
    let work = names::workload(call);
    let figure = Figure {
        stem: name,
        title: format!(
            "{} against workers: {}",
            capital(&words.heading),
            work.title
        ),
        description: format!(
            "{} in one call, against the number of workers, for {}; both axes logarithmic.",
            capital(&words.heading),
            work.tasks
        ),
        label: words.heading.clone(),
        unit: unit(&words),
        reading,
    };
    let contenders = series.iter().map(|one| one.visit.cell.contender.as_str());
    figure.plate(contenders.zip(lines).collect(), experiment)
}

fn unit(words: &CountWords) -> Unit {
    match (words.is_bytes, words.is_time) {
        (true, _) => Unit::Bytes,
        (_, true) => Unit::Nanoseconds,
        _ => Unit::Count,
    }
}

fn series<'a>(visits: &[CellRef<'a>], call: &str, name: &str) -> Vec<Counted<'a>> {
    let mut found: Vec<Counted<'a>> = Vec::new();
    for visit in visits.iter().filter(|visit| visit.cell.call == call) {
        let (Some(workers), Some(value)) = (visit.cell.param(WORKERS), visit.count(name)) else {
            continue;
        };
        let point = Point {
            x: workers as f64,
            y: value as f64,
            ..Point::default()
        };
        let same = |known: &&mut Counted<'_>| known.visit.cell.contender == visit.cell.contender;
        match found.iter_mut().find(same) {
            Some(known) if known.points.iter().any(|other| other.x == point.x) => {}
            Some(known) => known.points.push(point),
            None => found.push(Counted {
                visit: *visit,
                points: vec![point],
            }),
        }
    }
    for one in &mut found {
        one.points.sort_by(|a, b| a.x.total_cmp(&b.x));
    }
    found.retain(|one| one.points.len() >= FEWEST);
    found.sort_by_key(|one| rank(&one.visit.cell.contender));
    found
}

/// CPU time of a task against workers, for the call that waits least: what oversubscription costs.
fn burnt(visits: &[CellRef<'_>], experiment: &str) -> Option<Plate> {
    let share = |call: &str| {
        let curves = curves(visits, call);
        let waits = curves.iter().filter_map(Curve::wait_share);
        waits.map(|wait| wait.share).reduce(f64::max)
    };
    let calls = calls(visits);
    let least = calls
        .iter()
        .filter_map(|call| share(call))
        .reduce(f64::min)?;
    let waits_least = |call: &&&str| share(call).is_some_and(|share| share <= least + SAME_WAIT);
    let call = *calls.iter().find(waits_least)?;
    let all = curves(visits, call);
    let lines: Vec<(&Curve<'_>, Line)> = all
        .iter()
        .map(|curve| (curve, cpu_time(curve)))
        .filter(|(_, line)| line.points.len() >= FEWEST)
        .collect();
    let subjects = lines.iter().filter(|(curve, _)| curve.is_subject());
    let told = subjects.filter_map(|(curve, line)| {
        let (first, last) = (line.points.first()?, line.points.last()?);
        let (low, high) = last.band.unwrap_or((last.y, last.y));
        let words = format!(
            "{} uses {} of CPU time per task with {}, and {} with {} [{} to {}, 95 %].",
            names::contender(curve.contender),
            time(first.y),
            plural(first.x as u64, "worker", "workers"),
            time(last.y),
            count(last.x as u64),
            time(low),
            time(high),
        );
        Some((curve.record, words))
    });
    let reading = placed(told);
    let work = names::workload(call);
    let figure = Figure {
        stem: "cpu-time",
        title: format!("CPU time of a task against workers: {}", work.title),
        description: format!(
            "CPU time of all threads divided by the tasks, against the number of workers, for {}; both axes logarithmic, \
             bands are 95 % intervals. What rises here is the cost of more workers than cores.",
            work.tasks
        ),
        label: "CPU time of a task".into(),
        unit: Unit::Nanoseconds,
        reading,
    };
    let lines = lines
        .into_iter()
        .map(|(curve, line)| (curve.contender, line));
    figure.plate(lines.collect(), experiment)
}

fn cpu_time(curve: &Curve<'_>) -> Line {
    let point = |point: &ScalePoint| {
        let cell = &curve.record.cells[point.cell as usize];
        let figure = summary(curve.record, &CellKey::of(cell), Clock::Cpu)?;
        Some(Point {
            x: point.workers as f64,
            y: figure.ns,
            band: Some(figure.drawn),
            hollow: point.contaminated,
            ..Point::default()
        })
    };
    Line {
        name: curve.name(),
        look: Look::default(),
        evidence: curve.evidence(),
        points: curve.points.iter().filter_map(point).collect(),
    }
}

/// What the charts of this page have in common.
struct Figure<'a> {
    stem: &'a str,
    title: String,
    description: String,
    label: String,
    unit: Unit,
    reading: String,
}

impl Figure<'_> {
    /// A line for each contender, as far as there is room; all in the table.
    fn plate(self, lines: Vec<(&str, Line)>, experiment: &str) -> Option<Plate> {
        let cast = Cast::of(lines, |(contender, _)| contender);
        let looks = looks(cast.all().map(|(contender, _)| (*contender, "")));
        let reading = cast.after(self.reading, |(_, line)| line.name.clone());
        let dressed = cast.all().zip(looks);
        let mut shown: Vec<Line> = dressed
            .map(|((_, line), look)| Line {
                look,
                ..line.clone()
            })
            .collect();
        let more = shown.split_off(cast.drawn.len());
        let varies = shown.iter().any(|line| {
            let first = line.points.first().map(|point| point.y);
            line.points.iter().any(|point| Some(point.y) != first)
        });
        if !varies {
            return None;
        }
        let recorded = shown
            .iter()
            .all(|line| line.evidence == Evidence::RecordedElsewhere);
        let chart = LineChart {
            head: Head {
                id: id(&[experiment, "workers", self.stem]),
                title: self.title,
                description: self.description,
            },
            x: Axis {
                label: "workers".into(),
                unit: Unit::Count,
                scale: Scale::Log2,
            },
            y: Axis {
                label: self.label,
                unit: self.unit,
                scale: Scale::Log10,
            },
            lines: shown,
            limits: Vec::new(),
            join: Join::Straight,
        };
        Some(Plate::new(
            Topic::Footprint,
            chart.draw_with(&more),
            reading,
            recorded,
        ))
    }
}

fn contender(visit: &CellRef<'_>) -> String {
    let name = names::contender(&visit.cell.contender);
    match visit.record.origin {
        lab_measure::record::Origin::Measured => name.to_string(),
        lab_measure::record::Origin::Recorded => format!("{name} (recorded)"),
    }
}

/// Each subject's count with the fewest and the most workers, exact.
fn reading(lines: &[Line], series: &[Counted<'_>], value: impl Fn(f64) -> String) -> String {
    let told = lines.iter().zip(series).filter_map(|(line, one)| {
        let contender = &one.visit.cell.contender;
        let is_subject = rank(contender) < rank(names::SERIAL);
        let (first, last) = (line.points.first()?, line.points.last()?);
        let words = format!(
            "{} goes from {} with {} to {} with {}.",
            names::contender(contender),
            value(first.y),
            plural(first.x as u64, "worker", "workers"),
            value(last.y),
            count(last.x as u64)
        );
        is_subject.then_some((one.visit.record, words))
    });
    placed(told)
}
