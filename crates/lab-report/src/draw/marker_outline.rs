//! The outlines of markers, and what stands within them, as SVG path data.

use super::look::Shape;
use super::svg::{number, path};

/// The outline of a marker around a point; `radius` is that of the circle of equal weight.
pub(super) fn outline(shape: Shape, at: (f64, f64), radius: f64) -> String {
    let polygon = |points: &[(f64, f64)]| path(&placed(at, points, radius), true);
    match shape {
        Shape::Circle => circle(at, radius),
        Shape::Triangle => polygon(&[(0.0, -1.3), (1.2, 0.85), (-1.2, 0.85)]),
        Shape::Diamond => polygon(&[(0.0, -1.35), (1.2, 0.0), (0.0, 1.35), (-1.2, 0.0)]),
        Shape::TriangleDown => polygon(&[(0.0, 1.3), (1.2, -0.85), (-1.2, -0.85)]),
        Shape::Square => polygon(&[(-0.95, -0.95), (0.95, -0.95), (0.95, 0.95), (-0.95, 0.95)]),
        Shape::Star => polygon(&star()),
        Shape::Plus => polygon(&PLUS),
        Shape::Cross => {
            let turned = PLUS.map(|(x, y)| ((x - y) * 0.707, (x + y) * 0.707));
            polygon(&turned)
        }
    }
}

/// The stroke across a marker, from its lower left to its upper right.
pub(super) fn bar(at: (f64, f64), radius: f64) -> String {
    path(&placed(at, &[(-1.0, 1.0), (1.0, -1.0)], radius), false)
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

const PLUS: [(f64, f64); 12] = [
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

fn star() -> [(f64, f64); 10] {
    std::array::from_fn(|corner| {
        let angle = std::f64::consts::PI * (corner as f64 / 5.0 - 0.5);
        let reach = if corner % 2 == 0 { 1.5 } else { 0.65 };
        (reach * angle.cos(), reach * angle.sin())
    })
}

fn placed((x, y): (f64, f64), points: &[(f64, f64)], radius: f64) -> Vec<(f64, f64)> {
    points
        .iter()
        .map(|(dx, dy)| (x + dx * radius, y + dy * radius))
        .collect()
}
