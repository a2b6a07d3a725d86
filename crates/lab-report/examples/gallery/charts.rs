//! Illustrative charts: no figure here was measured.

mod dots;
mod edge_lines;
mod lanes;
mod lines;
mod scatter;
mod waits;

use lab_report::draw::{
    Axis, DotRows, Drawn, Head, Join, LaneChart, Line, LineChart, Look, Point, Scale, Shape, Unit,
    WaitGraph,
};
use lab_verdict::claims::Evidence;

use dots::edge_dots;
pub use dots::{latencies, ratios};
use edge_lines::edge_lines;
use lanes::edge_lanes;
pub use lanes::lanes;
pub use lines::{memory, overhead, pulled, speed_up};
pub use scatter::{edge_scatters, law};
pub use waits::{edge_waits, waits};

/// Charts as a page would have them.
pub fn usual() -> Vec<Drawn> {
    let mut all = vec![
        overhead().draw(),
        speed_up().draw(),
        memory().draw(),
        pulled().draw(),
        ratios().draw(),
        latencies().draw(),
        law().draw(),
        waits().draw(),
    ];
    all.extend(lanes().iter().map(LaneChart::draw));
    all
}

/// Charts with too little, too much or impossible data.
pub fn edges() -> Vec<Drawn> {
    let mut all: Vec<Drawn> = edge_lines().iter().map(LineChart::draw).collect();
    all.extend(edge_dots().iter().map(DotRows::draw));
    all.extend(edge_scatters().iter().map(LineChart::draw));
    all.extend(edge_waits().iter().map(WaitGraph::draw));
    all.extend(edge_lanes().iter().map(LaneChart::draw));
    all
}

pub fn axis(label: &str, unit: Unit, scale: Scale) -> Axis {
    Axis {
        label: label.to_owned(),
        unit,
        scale,
    }
}

pub fn point(x: f64, y: f64) -> Point {
    Point {
        x,
        y,
        ..Point::default()
    }
}

fn banded(x: f64, y: f64, share: f64) -> Point {
    Point {
        band: Some((y / (1.0 + share), y * (1.0 + share))),
        ..point(x, y)
    }
}

/// The look of a family's head; each has another marker here, so that all shapes are seen.
pub fn look(family: usize) -> Look {
    Look {
        colour: family,
        shape: Shape::ALL[family],
    }
}

pub fn line(name: &str, family: usize, evidence: Evidence, points: Vec<Point>) -> Line {
    Line {
        name: name.to_owned(),
        look: look(family),
        evidence,
        points,
    }
}

pub fn line_chart(id: &str, title: &str, x: Axis, y: Axis, lines: Vec<Line>) -> LineChart {
    LineChart {
        head: Head {
            id: id.to_owned(),
            title: title.to_owned(),
            description: format!("Illustrative figures: {title}."),
        },
        x,
        y,
        lines,
        limits: Vec::new(),
        join: Join::Straight,
    }
}

fn wobble(seed: usize) -> f64 {
    1.0 + 0.06 * ((seed * 7919 % 13) as f64 / 6.0 - 1.0)
}
