//! One law, one chart: how much of a task is waiting, against the number of workers that serves it best.

use lab_verdict::claims::Evidence;
use lab_verdict::scaling::goetz;

use crate::draw::{Axis, Join, Line, LineChart, Point, Scale, Unit};
use crate::select::Picture;
use crate::select::asked::Asked;
use crate::select::curves::{Curve, calls, curves};
use crate::select::limits::line;
use crate::select::looks::of_family;
use crate::select::reading::texts::best_number_of_workers::{Far, Gaining, Near, Open, Server};
use crate::select::reading::texts::{Says, Sentence};
use crate::select::reading::{joined, placed};
use crate::text::names;
use crate::text::number::{count, plain};
use crate::text::standing::{NEAR, Standing};

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
    let told = reading(&asked.spec.says, &all, most);
    Some(Picture::new(chart.draw(), told, evidence))
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

/// For each subject, in how many workloads the measured numbers go which way.
fn reading(own: &Says, all: &[Curve<'_>], most: u64) -> String {
    let mut found: Vec<(&Curve<'_>, Tally)> = Vec::new();
    for curve in all {
        let (Some(knees), Some(wait)) = (curve.knees(), curve.wait_share()) else {
            continue;
        };
        let formula = [wait.drawn.0, wait.drawn.1].map(|share| goetz(curve.cores(), share));
        let standing = Standing::of(&knees, formula);
        let same = |(known, _): &&mut (&Curve<'_>, Tally)| known.contender == curve.contender;
        match found.iter_mut().find(same) {
            Some((_, tally)) => tally.add(standing),
            None => {
                let mut tally = Tally::default();
                tally.add(standing);
                found.push((curve, tally));
            }
        }
    }
    let told = found.iter().map(|(curve, tally)| {
        let who = names::contender(curve.contender);
        (curve.record, tally.said(own, who, most))
    });
    let told = placed(told);
    // Where a server of ours shares the cores, the two bounds do not speak of the same CPU time.
    let has_server = |curve: &Curve<'_>| {
        let mut samples = curve.record.samples.iter();
        samples.any(|sample| sample.server_cpu_ns.is_some())
    };
    match all.iter().any(has_server) {
        true => joined([told, Server {}.said(own)]),
        false => told,
    }
}

/// How the measured best numbers of workers compare with Goetz's formula for one contender: how many workloads go which
/// way, by every process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    /// Within a factor of two of the formula.
    near: u64,
    /// Beyond that factor.
    far: u64,
    /// Still gaining with the most workers that were tried, where the formula asks for more.
    gaining: u64,
    /// Left open by processes that differ.
    open: u64,
}

impl Tally {
    /// Counts one workload.
    fn add(&mut self, standing: Standing) {
        *match standing {
            Standing::Near => &mut self.near,
            Standing::Fewer | Standing::More => &mut self.far,
            Standing::Gaining => &mut self.gaining,
            Standing::Short | Standing::Open => &mut self.open,
        } += 1;
    }

    fn said(&self, own: &Says, who: &str, most: u64) -> String {
        let near = Near {
            who: who.into(),
            factor: plain(NEAR),
            near: count(self.near),
            all: count(self.near + self.far + self.gaining + self.open),
        };
        let [far, gaining, open] = [self.far, self.gaining, self.open].map(count);
        let most = count(most);
        let others = [
            (self.far, Far { far }.said(own)),
            (self.gaining, Gaining { gaining, most }.said(own)),
            (self.open, Open { open }.said(own)),
        ];
        let others = others.into_iter().filter(|(workloads, _)| *workloads > 0);
        joined(
            [near.said(own)]
                .into_iter()
                .chain(others.map(|(_, said)| said)),
        )
    }
}

#[cfg(test)]
mod tests {
    use lab_verdict::scaling::Knees;

    use super::*;

    #[test]
    fn processes_on_both_sides_of_the_formula_prove_nothing() {
        let mut found = Tally::default();
        for (low, high, formula) in [
            (4, 16, [8.0, 8.0]),
            (1, 16, [8.0, 8.0]),
            (1, 2, [20.0, 20.0]),
            (64, 64, [8.0, 8.0]),
            (1, 64, [8.0, 8.0]),
            (64, 64, [70.0, 90.0]),
            (8, 64, [70.0, 90.0]),
        ] {
            let knees = Knees {
                processes: [(low, 2), (high, 3)].into(),
                most: 64,
            };
            found.add(Standing::of(&knees, formula));
        }
        let expected = Tally {
            near: 1,
            far: 2,
            gaining: 1,
            open: 3,
        };
        assert_eq!(found, expected);
    }
}
