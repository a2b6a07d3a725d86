//! The shapes of markers, as SVG path data.

use lab_verdict::claims::Evidence;

use super::svg::{number, path};
use crate::palette::SLOTS;

/// The outline of a marker around a point; `radius` is that of the circle of equal weight.
pub(super) fn outline(evidence: Evidence, slot: usize, at: (f64, f64), radius: f64) -> String {
    let slot = slot % SLOTS;
    match evidence {
        Evidence::Counted => square_kin(slot, at, radius),
        Evidence::Compiled => tick_kin(slot, at, radius),
        Evidence::Measured | Evidence::RecordedElsewhere | Evidence::Simulated => {
            round_kin(slot, at, radius)
        }
    }
}

/// Circle, triangle, diamond, triangle down, star.
fn round_kin(slot: usize, at: (f64, f64), radius: f64) -> String {
    match slot {
        0 => circle(at, radius),
        1 => polygon(at, &[(0.0, -1.3), (1.2, 0.85), (-1.2, 0.85)], radius),
        2 => polygon(
            at,
            &[(0.0, -1.35), (1.2, 0.0), (0.0, 1.35), (-1.2, 0.0)],
            radius,
        ),
        3 => polygon(at, &[(0.0, 1.3), (1.2, -0.85), (-1.2, -0.85)], radius),
        _ => polygon(at, &star(), radius),
    }
}

/// Square, plus, flat bar, upright bar, cross.
fn square_kin(slot: usize, at: (f64, f64), radius: f64) -> String {
    let plus = [
        (-0.45, -1.3),
        (0.45, -1.3),
        (0.45, -0.45),
        (1.3, -0.45),
        (1.3, 0.45),
        (0.45, 0.45),
        (0.45, 1.3),
        (-0.45, 1.3),
        (-0.45, 0.45),
        (-1.3, 0.45),
        (-1.3, -0.45),
        (-0.45, -0.45),
    ];
    match slot {
        0 => polygon(at, &rectangle(0.95, 0.95), radius),
        1 => polygon(at, &plus, radius),
        2 => polygon(at, &rectangle(1.4, 0.65), radius),
        3 => polygon(at, &rectangle(0.65, 1.4), radius),
        _ => {
            let turned = plus.map(|(x, y)| ((x - y) * 0.707, (x + y) * 0.707));
            polygon(at, &turned, radius)
        }
    }
}

/// Tick, cross, plus, caret, slash: open strokes.
fn tick_kin(slot: usize, at: (f64, f64), radius: f64) -> String {
    let stroke = |points: &[(f64, f64)]| path(&placed(at, points, radius), false);
    match slot {
        0 => stroke(&[(-1.1, 0.1), (-0.3, 0.9), (1.2, -1.0)]),
        1 => stroke(&[(-1.0, -1.0), (1.0, 1.0)]) + &stroke(&[(-1.0, 1.0), (1.0, -1.0)]),
        2 => stroke(&[(-1.2, 0.0), (1.2, 0.0)]) + &stroke(&[(0.0, -1.2), (0.0, 1.2)]),
        3 => stroke(&[(-1.1, 0.6), (0.0, -0.8), (1.1, 0.6)]),
        _ => stroke(&[(-0.8, 1.0), (0.8, -1.0)]),
    }
}

/// A circle as path data, so that every marker is written alike.
pub(super) fn circle((x, y): (f64, f64), radius: f64) -> String {
    let (r, d) = (number(radius), number(2.0 * radius));
    format!(
        "M{},{}a{r},{r} 0 1,0 {d},0a{r},{r} 0 1,0 -{d},0Z",
        number(x - radius),
        number(y)
    )
}

fn rectangle(half_width: f64, half_height: f64) -> [(f64, f64); 4] {
    [
        (-half_width, -half_height),
        (half_width, -half_height),
        (half_width, half_height),
        (-half_width, half_height),
    ]
}

fn star() -> [(f64, f64); 10] {
    std::array::from_fn(|corner| {
        let angle = std::f64::consts::PI * (corner as f64 / 5.0 - 0.5);
        let reach = if corner % 2 == 0 { 1.5 } else { 0.65 };
        (reach * angle.cos(), reach * angle.sin())
    })
}

fn polygon(at: (f64, f64), points: &[(f64, f64)], radius: f64) -> String {
    path(&placed(at, points, radius), true)
}

fn placed((x, y): (f64, f64), points: &[(f64, f64)], radius: f64) -> Vec<(f64, f64)> {
    points
        .iter()
        .map(|(dx, dy)| (x + dx * radius, y + dy * radius))
        .collect()
}
