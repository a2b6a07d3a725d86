//! How many inputs had been taken whose results were not yet in the caller's hands, over time.

use lab_measure::record::Lanes;
use lab_verdict::claims::Evidence;

use super::backend::{Canvas, Fault, Plane, on_sheet};
use super::element::{Element, Form};
use super::evidence::line_look;
use super::label::Anchor;
use super::lane_places::Places;
use super::layout::Layout;
use super::legend::{AHEAD, ahead_look};
use super::text_width::text_width;

/// Time and inputs ahead from then on. Of events at the same time results count first, as in [`Lanes::most_ahead`].
pub(super) fn curve(lanes: &Lanes) -> Vec<(u64, i64)> {
    let mut events: Vec<(u64, i64)> = lanes.pulls.iter().map(|pull| (pull.at_ns, 1)).collect();
    events.extend(lanes.yielded.iter().map(|result| (result.at_ns, -1)));
    events.sort_unstable();
    let mut curve: Vec<(u64, i64)> = Vec::new();
    let mut ahead = 0;
    for (at, step) in events {
        ahead += step;
        match curve.last_mut() {
            Some(last) if last.0 == at => last.1 = ahead,
            _ => curve.push((at, ahead)),
        }
    }
    curve
}

/// Draws the curve and the area beneath it.
pub(super) fn draw(
    lanes: &Lanes,
    horizon: u64,
    evidence: Evidence,
    plane: &Plane,
) -> Result<(), Fault> {
    let mut points = vec![(0.0, 0.0)];
    let mut height = 0.0;
    for (at, ahead) in curve(lanes).into_iter().filter(|(at, _)| *at <= horizon) {
        points.push((at as f64, height));
        height = ahead.max(0) as f64;
        points.push((at as f64, height));
    }
    points.push((horizon as f64, height));
    let outline = Form::Trace {
        hue: AHEAD,
        look: line_look(evidence),
    };
    let mut area = points.clone();
    area.push((horizon as f64, 0.0));
    plane.draw(&Element {
        points: area,
        form: Form::Region {
            hue: AHEAD,
            look: ahead_look(evidence),
        },
    })?;
    plane.draw(&Element {
        points,
        form: outline,
    })
}

/// Writes the most there ever were, above the place where that was first so.
pub(super) fn name(
    lanes: &Lanes,
    horizon: u64,
    places: &Places,
    layout: &Layout,
    canvas: &Canvas,
    plane: &Plane,
) {
    let most = lanes.most_ahead();
    let at = curve(lanes)
        .iter()
        .find(|(_, ahead)| *ahead == most as i64)
        .map_or(0, |(at, _)| *at);
    let text = format!(
        "{} ahead",
        super::format_value(super::Unit::Count, most as f64)
    );
    let (x, y) = on_sheet(plane, (at.min(horizon) as f64, most as f64));
    let width = text_width(&text, layout.font, true);
    let x = x.clamp(places.left, (places.right - width).max(places.left));
    let label = layout.label(&text, (x, y - 0.3 * layout.font), Anchor::Start);
    canvas.text(label.strong(true).on_grid());
}
