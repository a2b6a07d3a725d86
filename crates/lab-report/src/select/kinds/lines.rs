//! Lines over two axes, one for each contender and call: what a cell's values are against one of its parameters, or the
//! curves of a record.

use std::collections::BTreeMap;

use lab_verdict::claims::Evidence;
use lab_verdict::scaling::DEFAULT_WORKERS;

use crate::draw::{Line, LineChart, Look, Point};
use crate::select::Picture;
use crate::select::asked::{Asked, Datum, Part};
use crate::select::cast::Cast;
use crate::select::limits;
use crate::select::looks::looks;
use crate::select::quantity::Quantity;
use crate::select::reading::{self, Lines};
use crate::select::series::Curve;
use crate::select::spec::AxisSpec;
use crate::select::template::Filling;
use crate::select::visits::{CellRef, rank};

pub(super) fn draw(asked: &Asked<'_>) -> Vec<Picture> {
    asked.pictures(|part| picture(asked, part))
}

fn picture(asked: &Asked<'_>, part: &Part<'_>) -> Option<Picture> {
    let spec = asked.spec;
    let (x, y) = (spec.x.as_ref()?, spec.y.as_ref()?);
    let curves = curves(asked, part, x, y);
    let first = curves.first()?.visit;
    let mut cast = Cast::of(curves, |curve| &curve.visit.cell.contender);
    let looks = looks(cast.all().map(|curve| curve.visit.key()));
    for (curve, look) in cast.drawn.iter_mut().chain(&mut cast.left_out).zip(looks) {
        curve.line.look = look;
    }
    let limits = limits::of(asked, part, &cast.drawn);
    let lines = |curves: &[Curve<'_>]| curves.iter().map(|curve| curve.line.clone()).collect();
    let drawn: Vec<Line> = lines(&cast.drawn);
    let more: Vec<Line> = lines(&cast.left_out);
    let told = reading::of_lines(&Lines {
        asked,
        part,
        curves: &cast.drawn,
        y: &y.of,
    });
    let filling = Filling {
        cell: Some(first),
        ..part.filling()
    };
    let head = asked.head(&part.each, &filling);
    let chart = LineChart {
        head,
        x: x.axis(),
        y: y.axis(),
        lines: drawn,
        limits,
        join: spec.join,
    };
    let told = cast.after(told, |curve| curve.line.name.clone());
    let evidence = chart.lines.iter().map(|line| line.evidence);
    Some(Picture::new(chart.draw_with(&more), told, evidence))
}

/// A line for each contender and call: subjects first, then in the order of a page; a single point is none.
fn curves<'a>(asked: &Asked<'_>, part: &Part<'a>, x: &AxisSpec, y: &AxisSpec) -> Vec<Curve<'a>> {
    let of = &asked.spec.of;
    let mut series: BTreeMap<(usize, usize, &str, &str), Vec<Datum<'a>>> = BTreeMap::new();
    for datum in part.data.iter().filter(|datum| of.take(&datum.visit)) {
        let (contender, call) = datum.visit.key();
        let key = (rank(contender), of.place(call), contender, call);
        series.entry(key).or_default().push(*datum);
    }
    let plain_loop = part.of_call(of.plain_loop.as_deref());
    let curve = |data: &Vec<Datum<'a>>| {
        let points: Vec<(CellRef<'a>, Point)> = match data.first()?.curve {
            Some(_) => along(data.first()?, x, y)?,
            None => against(data, x, y, plain_loop.as_ref()),
        };
        let first = points.first().filter(|_| points.len() > 1)?.0;
        let here = match x.of.evidence() {
            Evidence::Counted => y.of.evidence(),
            _ if matches!(x.of, Quantity::Parameter(_)) => y.of.evidence(),
            timed => timed,
        };
        Some(Curve {
            visit: first,
            line: Line {
                name: match of.share_a_call() {
                    true => first.contender(),
                    false => first.name(),
                },
                look: Look::default(),
                evidence: first.evidence(here),
                points: points.into_iter().map(|(_, point)| point).collect(),
            },
        })
    };
    series.values().filter_map(curve).collect()
}

/// The points of a curve of the record.
fn along<'a>(datum: &Datum<'a>, x: &AxisSpec, y: &AxisSpec) -> Option<Vec<(CellRef<'a>, Point)>> {
    let curve = datum.curve?;
    let pairs = x.of.along(curve)?.into_iter().zip(y.of.along(curve)?);
    let point = |(x, y)| {
        (
            datum.visit,
            Point {
                x,
                y,
                ..Point::default()
            },
        )
    };
    Some(pairs.map(point).collect())
}

/// The values of cells by rising `x`: of several settings of the other parameters, the one with the most.
fn against<'a>(
    data: &[Datum<'a>],
    x: &AxisSpec,
    y: &AxisSpec,
    plain_loop: Option<&CellRef<'_>>,
) -> Vec<(CellRef<'a>, Point)> {
    let Quantity::Parameter(varied) = &x.of else {
        return Vec::new();
    };
    let follows = [varied.as_str(), "n", DEFAULT_WORKERS];
    let mut settings: BTreeMap<BTreeMap<&str, u64>, Vec<(CellRef<'a>, Point)>> = BTreeMap::new();
    for Datum { visit, .. } in data {
        let (Some(at), Some(measured)) = (x.of.of(visit, None), y.of.of(visit, plain_loop)) else {
            continue;
        };
        let params = visit.cell.params.iter();
        let setting = params
            .map(|(name, value)| (name.as_str(), *value))
            .filter(|(name, _)| !follows.contains(name));
        let point = Point {
            x: at.value,
            y: measured.value,
            band: measured.band,
            hollow: measured.hollow,
            ..Point::default()
        };
        settings
            .entry(setting.collect())
            .or_default()
            .push((*visit, point));
    }
    let longest = settings.values().map(Vec::len).max();
    let mut longest = settings
        .into_values()
        .find(|curve| Some(curve.len()) == longest)
        .unwrap_or_default();
    // A bigger call with as many workers is a figure of its own.
    longest.sort_by_key(|(visit, _)| (visit.cell.param(varied), visit.cell.param("n")));
    longest.dedup_by_key(|(visit, _)| visit.cell.param(varied));
    longest
}
