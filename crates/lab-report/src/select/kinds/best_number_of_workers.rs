//! One law, one chart: how much of a task is waiting, against the number of workers that serves it best.

use lab_verdict::claims::Evidence;
use lab_verdict::scaling::goetz;

use crate::draw::{Axis, Join, Line, LineChart, Point, Scale, Unit};
use crate::select::Picture;
use crate::select::asked::Asked;
use crate::select::curves::{Curve, calls, curves};
use crate::select::limits::line;
use crate::select::looks::of_family;
use crate::text::names;
use crate::text::scaling::{FormulaTally, tally_words};
use crate::text::standing::Standing;

/// Fewer workloads show no law.
const FEWEST: usize = 3;

/// Steps of the formula's curve for each doubling of the workers.
const STEPS: i32 = 4;

pub(super) fn draw(asked: &Asked<'_>) -> Vec<Picture> {
    picture(asked).into_iter().collect()
}

fn picture(asked: &Asked<'_>) -> Option<Picture> {
    let cells = asked.cells();
    let all: Vec<Curve<'_>> = calls(&cells)
        .into_iter()
        .flat_map(|call| curves(&cells, call))
        .filter(|curve| curve.is_subject())
        .collect();
    let mut clouds: Vec<Line> = Vec::new();
    for curve in &all {
        let Some(point) = point(curve) else { continue };
        let name = curve.name();
        match clouds.iter_mut().find(|cloud| cloud.name == name) {
            Some(cloud) => cloud.points.push(point),
            None => clouds.push(Line {
                name,
                look: of_family(curve.contender),
                evidence: curve.evidence(),
                points: vec![point],
            }),
        }
    }
    clouds.retain(|cloud| cloud.points.len() >= FEWEST);
    let cores = all.first()?.cores();
    let most = all
        .iter()
        .filter_map(|curve| Some(curve.most()?.workers))
        .max()?;
    if clouds.is_empty() {
        return None;
    }
    let head = asked.computed(&[("cores", cores.to_string())]);
    let chart = LineChart {
        head,
        x: Axis {
            label: "share of a task’s time that is waiting".into(),
            unit: Unit::Share,
            scale: Scale::Linear,
        },
        y: Axis {
            label: "fewest workers with 95 % of the best throughput".into(),
            unit: Unit::Count,
            scale: Scale::Log2,
        },
        lines: clouds,
        limits: vec![formula(cores, most)],
        join: Join::Apart,
    };
    let evidence = chart.lines.iter().map(|line| line.evidence);
    Some(Picture::new(chart.draw(), reading(&all, most), evidence))
}

fn point(curve: &Curve<'_>) -> Option<Point> {
    let (knee, wait) = (curve.knee()?, curve.wait_share()?);
    let (low, high) = knee.between;
    Some(Point {
        x: wait.share,
        y: knee.workers as f64,
        band: (low < high).then_some((low as f64, high as f64)),
        hollow: curve.points.iter().any(|point| point.contaminated),
        name: names::workload(curve.call).short.to_string(),
    })
}

/// Goetz's formula from no waiting to where it asks for the most workers that were tried.
fn formula(cores: u32, most: u64) -> Line {
    let cores = f64::from(cores.max(1));
    let doublings = (most as f64 / cores).log2().max(1.0);
    let steps = (doublings * f64::from(STEPS)).ceil() as i32;
    let points = (0..=steps).map(|step| {
        let workers = cores * (f64::from(step) / f64::from(steps) * doublings).exp2();
        (1.0 - cores / workers, workers)
    });
    line("Goetz’s formula".into(), Evidence::Measured, points)
}

fn reading(all: &[Curve<'_>], most: u64) -> String {
    let mut found: Vec<(&Curve<'_>, FormulaTally)> = Vec::new();
    for curve in all {
        let (Some(knees), Some(wait)) = (curve.knees(), curve.wait_share()) else {
            continue;
        };
        let formula = [wait.drawn.0, wait.drawn.1].map(|share| goetz(curve.cores(), share));
        let standing = Standing::of(&knees, formula);
        let same =
            |(known, _): &&mut (&Curve<'_>, FormulaTally)| known.contender == curve.contender;
        match found.iter_mut().find(same) {
            Some((_, agreement)) => agreement.add(standing),
            None => {
                let mut agreement = FormulaTally::default();
                agreement.add(standing);
                found.push((curve, agreement));
            }
        }
    }
    let told: Vec<_> = found
        .iter()
        .map(|(curve, found)| {
            (
                names::contender(curve.contender),
                curve.record,
                *found,
                most,
            )
        })
        .collect();
    // Where a server of ours shares the cores, the two bounds do not speak of the same CPU time.
    let has_server = |curve: &Curve<'_>| {
        let mut samples = curve.record.samples.iter();
        samples.any(|sample| sample.server_cpu_ns.is_some())
    };
    let told = tally_words(&told);
    match all.iter().any(has_server) {
        true => format!(
            "{told} The formula counts the tasks’ own CPU time alone; the limit in the other charts counts the server’s too."
        ),
        false => told,
    }
}
