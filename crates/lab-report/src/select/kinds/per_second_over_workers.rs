//! Throughput against workers, a chart per call, with what bounds it.

use lab_verdict::claims::Evidence;
use lab_verdict::scaling::{Knee, goetz, limit, little};

use crate::draw::{Axis, Join, Line, LineChart, Look, Point, Scale, Unit, format_value};
use crate::select::Picture;
use crate::select::asked::{Asked, Part};
use crate::select::cast::Cast;
use crate::select::curves::{Curve, REACHED, curves, to_draw};
use crate::select::looks::{looks, of_family};
use crate::select::reading::texts::{Says, Sentence, per_second_over_workers as texts};
use crate::select::reading::{joined, placed};
use crate::select::template::Filling;
use crate::select::visits::CellRef;
use crate::text::names;
use crate::text::number::{count, interval, percent, plain, whole, with_interval};

/// Two bounds closer than this share are one line.
const SAME_LIMIT: f64 = 0.05;

pub(super) fn draw(asked: &Asked<'_>) -> Vec<Picture> {
    asked.pictures(|part| picture(asked, part))
}

fn picture(asked: &Asked<'_>, part: &Part<'_>) -> Option<Picture> {
    let cells: Vec<CellRef<'_>> = part.data.iter().map(|datum| datum.visit).collect();
    let call = cells.first()?.cell.call.as_str();
    let curves = &curves(&cells, call)[..];
    let drawn = to_draw(&cells, call);
    if curves.is_empty() {
        return None;
    }
    let cast = Cast::of(drawn, |curve| curve.contender);
    let mut lines: Vec<Line> = cast
        .all()
        .zip(looks(cast.all().map(Curve::key)))
        .map(line)
        .collect();
    let more = lines.split_off(cast.drawn.len());
    let evidence: Vec<Evidence> = lines.iter().map(|line| line.evidence).collect();
    let illustrations: Vec<Line> = curves.iter().filter_map(illustration).collect();
    let has_illustration = !illustrations.is_empty();
    lines.extend(illustrations);
    let own = &asked.spec.says;
    let illustration = match has_illustration {
        true => format!(" {}", texts::Illustration {}.said(own)),
        false => String::new(),
    };
    let computed = [("illustration", illustration)];
    let filling = Filling {
        computed: &computed,
        ..part.filling()
    };
    let head = asked.head(&part.each, &filling);
    let chart = LineChart {
        head,
        x: Axis {
            label: "workers".into(),
            unit: Unit::Count,
            scale: Scale::Log2,
        },
        y: Axis {
            label: "tasks per second".into(),
            unit: Unit::PerSecond,
            scale: Scale::Log10,
        },
        lines,
        limits: limits(curves),
        join: Join::Straight,
    };
    let told = cast.after(reading(own, curves), Curve::name);
    Some(Picture::new(
        chart.draw_with(&more),
        told,
        evidence.into_iter(),
    ))
}

fn line((curve, look): (&Curve<'_>, Look)) -> Line {
    Line {
        name: curve.name(),
        look,
        evidence: curve.evidence(),
        points: curve
            .points
            .iter()
            .map(|point| Point {
                x: point.workers as f64,
                y: point.per_second.items,
                band: Some(point.per_second.drawn),
                hollow: point.contaminated,
                ..Point::default()
            })
            .collect(),
    }
}

/// The bounds of the subjects, the same one once: named after its contender where there are several.
fn limits(curves: &[Curve<'_>]) -> Vec<Line> {
    let subjects = curves.iter().filter(|curve| curve.is_subject());
    let mut known: Vec<(String, Vec<Point>)> = Vec::new();
    for curve in subjects {
        let points = bound(curve, curve.cores());
        let is_known = known.iter().any(|(_, other)| are_close(&points, other));
        if !points.is_empty() && !is_known {
            known.push((curve.name(), points));
        }
    }
    let several = known.len() > 1;
    known
        .into_iter()
        .map(|(name, points)| Line {
            name: match several {
                true => format!("limit, {name}"),
                false => "limit".into(),
            },
            look: Look::default(),
            evidence: Evidence::Measured,
            points,
        })
        .collect()
}

fn are_close(one: &[Point], other: &[Point]) -> bool {
    let end = |points: &[Point]| Some((points.first()?.y, points.last()?.y));
    match (end(one), end(other)) {
        (Some(one), Some(other)) => {
            let close = |a: f64, b: f64| (a / b).ln().abs() <= SAME_LIMIT;
            close(one.0, other.0) && close(one.1, other.1)
        }
        _ => false,
    }
}

/// The limit at every number of workers of the curve, and where it bends.
fn bound(curve: &Curve<'_>, cores: u32) -> Vec<Point> {
    let (Some(lone), Some(last)) = (curve.lone(), curve.most()) else {
        return Vec::new();
    };
    let cpu_ns = curve.cpu_ns().unwrap_or(0.0);
    let mut workers: Vec<f64> = curve
        .points
        .iter()
        .map(|point| point.workers as f64)
        .collect();
    let bend = f64::from(cores) * lone.ns / cpu_ns;
    if bend > 1.0 && bend < last.workers as f64 {
        workers.push(bend);
    }
    workers.sort_by(f64::total_cmp);
    let ceiling = limit(last.workers, lone.ns, cores, cpu_ns);
    workers
        .into_iter()
        .map(|workers| Point {
            x: workers,
            y: (workers * 1e9 / lone.ns).min(ceiling),
            ..Point::default()
        })
        .collect()
}

/// What one core would allow, where the record says that its contender's interpreter has a lock and its tasks compute more
/// than they wait: drawn as simulated, never as measured.
fn illustration(curve: &Curve<'_>) -> Option<Line> {
    let is_locked = names::has_lock(curve.contender, curve.call, &curve.record.environment);
    let cores = curve.cores();
    let points = bound(curve, 1);
    let differs = cores > 1 && !are_close(&points, &bound(curve, cores));
    let computes = curve.wait_share().is_none_or(|wait| wait.share < 0.5);
    (is_locked && differs && computes).then(|| Line {
        name: "illustration: one core for all".into(),
        look: of_family(curve.contender),
        evidence: Evidence::Simulated,
        points,
    })
}

/// What a reader should see of each subject with the most workers that were tried.
fn reading(own: &Says, curves: &[Curve<'_>]) -> String {
    let subjects = curves.iter().filter(|curve| curve.is_subject());
    let told = subjects.filter_map(|curve| Some((curve.record, told(own, curve)?)));
    placed(told)
}

fn told(own: &Says, curve: &Curve<'_>) -> Option<String> {
    let last = curve.most()?;
    let per_second = |value: f64| format_value(Unit::PerSecond, value);
    let rate = texts::Rate {
        who: names::contender(curve.contender).into(),
        rate: with_interval(
            last.per_second.items,
            Some(last.per_second.drawn),
            per_second,
        ),
        workers: count(last.workers),
    };
    let limit = curve.limit(last.workers).map(|limit| texts::Limit {
        share: percent(last.per_second.items / limit),
    });
    let under_way = curve.lone().map(|lone| texts::UnderWay {
        tasks: plain(little(last.per_second.items, lone.ns)),
    });
    let formula = curve.wait_share().map(|wait| texts::Formula {
        formula: whole(goetz(curve.cores(), wait.share)),
        share: percent(wait.share),
    });
    let told = [
        Some(rate.said(own)),
        limit.map(|text| text.said(own)),
        under_way.map(|text| text.said(own)),
        curve.knee().map(|knee| levels_off(own, &knee)),
        formula.map(|text| text.said(own)),
    ];
    Some(joined(told.into_iter().flatten()))
}

fn levels_off(own: &Says, knee: &Knee) -> String {
    let (low, high) = knee.between;
    let is_sure = low == high;
    let within = interval((low as f64, high as f64), |workers| count(workers as u64));
    let [low, high, workers] = [low, high, knee.workers].map(count);
    let reached = percent(REACHED);
    match (knee.at_end, is_sure) {
        (true, true) => texts::Gaining {}.said(own),
        (true, false) => texts::Open { low, high }.said(own),
        (false, true) => texts::Knee { reached, workers }.said(own),
        (false, false) => texts::KneeBetween {
            reached,
            workers,
            interval: within,
        }
        .said(own),
    }
}
