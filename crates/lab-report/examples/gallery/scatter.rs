//! Named points: as a page has them, and crowded, alone, without a place or without any data.

use lab_report::draw::{Head, Join, Line, LineChart, Point, Scale, Unit};
use lab_verdict::claims::Evidence;

use super::{axis, line, point};

fn chart(id: &str, title: &str, lines: Vec<Line>) -> LineChart {
    let formula = (0..=20).map(|step| {
        let workers = 2.0 * (f64::from(step) / 4.0).exp2();
        point(1.0 - 2.0 / workers, workers)
    });
    LineChart {
        head: Head {
            id: id.to_owned(),
            title: title.to_owned(),
            description: "Illustrative: made-up points beside a formula.".to_owned(),
        },
        x: axis("share of waiting", Unit::Share, Scale::Linear),
        y: axis("workers", Unit::Count, Scale::Log2),
        lines,
        limits: vec![line("a formula", 0, Evidence::Measured, formula.collect())],
        join: Join::Apart,
    }
}

fn cloud(name: &str, family: usize, evidence: Evidence, points: &[(&str, f64, f64)]) -> Line {
    let named = |(name, x, y): &(&str, f64, f64)| Point {
        band: Some((y / 2.0, *y)),
        hollow: *x > 0.7 && *x < 0.8,
        name: name.to_string(),
        ..point(*x, *y)
    };
    line(name, family, evidence, points.iter().map(named).collect())
}

/// Two series along a formula.
pub fn law() -> LineChart {
    let here = [
        ("computing", 0.01, 2.0),
        ("half of each", 0.5, 4.0),
        ("a cold file", 0.75, 8.0),
        ("a GET", 0.97, 64.0),
    ];
    let there = here.map(|(name, x, y)| (name, x * 0.9, y / 2.0));
    chart(
        "law",
        "Workers against waiting",
        vec![
            cloud("one pool", 0, Evidence::Measured, &here),
            cloud("another", 1, Evidence::RecordedElsewhere, &there),
        ],
    )
}

/// All at one place, a single point, points without a place, and none.
pub fn edge_scatters() -> Vec<LineChart> {
    let crowd: Vec<(&str, f64, f64)> = ["first", "second", "third", "a long name for a point"]
        .iter()
        .map(|name| (*name, 0.99, 64.0))
        .collect();
    let one = [("alone", 0.4, 3.0)];
    let nowhere = [("beneath", 0.2, 0.0), ("beside", f64::NAN, 4.0)];
    let measured =
        |points: &[(&str, f64, f64)]| vec![cloud("a pool", 2, Evidence::Measured, points)];
    let mut none = chart("scatter-none", "No data", Vec::new());
    none.limits.clear();
    vec![
        chart("scatter-crowd", "All at one place", measured(&crowd)),
        chart("scatter-one", "One point", measured(&one)),
        chart("scatter-nowhere", "Without a place", measured(&nowhere)),
        none,
    ]
}
