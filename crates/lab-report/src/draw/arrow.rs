//! Arrows and borders of a wait graph: thick in full where they belong to a circle, thin and dashed where they do not.

use super::evidence::LineLook;
use super::label::Area;
use super::sheet::Sheet;
use crate::palette::Hue;

const THICK: LineLook = LineLook {
    width: 3.0,
    dash: "",
};
const THIN: LineLook = LineLook {
    width: 1.4,
    dash: "5 4",
};

/// A line along a way, with a head at its end.
pub(super) fn arrow(sheet: &mut Sheet, way: &[(f64, f64)], in_circle: bool) {
    let [.., before, tip] = way else { return };
    let (hue, look, length, half) = match in_circle {
        true => (Hue::Ink, THICK, 11.0, 6.0),
        false => (Hue::Soft, THIN, 9.0, 4.5),
    };
    let (x, y) = (tip.0 - before.0, tip.1 - before.1);
    let far = x.hypot(y);
    if far == 0.0 {
        return;
    }
    let (x, y) = (x / far, y / far);
    let neck = (tip.0 - length * x, tip.1 - length * y);
    let mut line = way.to_vec();
    if let Some(last) = line.last_mut() {
        *last = neck;
    }
    sheet.open(if in_circle { "arrow circle" } else { "arrow" });
    sheet.line(&line, hue, look);
    let side = |half: f64| (neck.0 - half * y, neck.1 + half * x);
    sheet.filled(&[*tip, side(half), side(-half)], hue, 1.0);
    sheet.close();
}

/// The border of a box.
pub(super) fn outline(sheet: &mut Sheet, area: &Area, hue: Hue, in_circle: bool) {
    let (left, top, right, bottom) = (area.left, area.top, area.right, area.bottom);
    let around = [
        (left, top),
        (right, top),
        (right, bottom),
        (left, bottom),
        (left, top),
    ];
    sheet.line(&around, hue, if in_circle { THICK } else { THIN });
}
