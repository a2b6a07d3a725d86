//! The consumer's lane: every result is a dot when it is in the caller's hands.

use lab_verdict::claims::Evidence;

use super::Unit;
use super::backend::{Canvas, Plane, on_sheet};
use super::evidence::{Body, body};
use super::format::format_value;
use super::label::Anchor;
use super::lane_places::Places;
use super::layout::Layout;
use super::legend::RESULT;
use super::marker::circle;
use super::surface::Surface;
use super::text_width::text_width;

/// Radius of a dot.
const RADIUS: f64 = 3.0;
/// Between two words in a row.
const GAP: f64 = 10.0;

/// Draws the dots of rising `times`. Those that come together stand upon each other, so that twenty
/// results at once do not look like one.
pub(super) fn draw(
    times: &[u64],
    horizon: u64,
    evidence: Evidence,
    plane: &Plane,
    sheet: &mut Surface,
) {
    let shown: Vec<(f64, u64)> = times
        .iter()
        .filter(|at| **at <= horizon)
        .map(|at| (on_sheet(plane, (*at as f64, 0.0)).0, *at))
        .collect();
    let (base, top) = (
        on_sheet(plane, (0.0, 0.0)).1,
        plane.dim_in_pixel().1 as f64 / super::backend::FINE,
    );
    let room = top - 2.0 * RADIUS;
    let mut rest = shown.as_slice();
    while let Some((x, _)) = rest.first() {
        let together = rest
            .iter()
            .take_while(|(other, _)| other - x < 1.6 * RADIUS)
            .count();
        let (stack, later) = rest.split_at(together);
        let pitch = (room / (together.max(2) - 1) as f64).min(1.75 * RADIUS);
        // From the top down, so that the first of them lies in front.
        for (at, (_, time)) in stack.iter().enumerate().rev() {
            let place = (*x, base - at as f64 * pitch);
            let tip = format!(
                "result {} at {}",
                shown.len() - rest.len() + at + 1,
                words(*time)
            );
            let first = rest.len() == shown.len() && at == 0;
            let (radius, body) = match body(evidence, false) {
                _ if first => (5.0, Body::Hollow),
                Body::Full => (RADIUS, Body::Dense),
                other => (RADIUS, other),
            };
            sheet.marker(
                &circle(place, radius),
                place,
                radius,
                RESULT,
                body,
                Some(&tip),
            );
        }
        rest = later;
    }
}

/// Writes when the first came, and the last where there is room.
pub(super) fn name(
    times: &[u64],
    horizon: u64,
    places: &Places,
    layout: &Layout,
    canvas: &Canvas,
    plane: &Plane,
) {
    let y = layout.baseline(places.result_words);
    let place = |at: u64, text: &str, bold: bool| {
        let half = text_width(text, layout.font, bold) / 2.0;
        let x = on_sheet(plane, (at.min(horizon) as f64, 0.0)).0;
        (
            x.clamp(
                places.left + half,
                (layout.width - half).max(places.left + half),
            ),
            y,
        )
    };
    let (Some(first), Some(last)) = (times.first(), times.last()) else {
        let text = "no result";
        return canvas.text(
            layout
                .label(text, place(0, text, false), Anchor::Middle)
                .on_grid(),
        );
    };
    // A first result beyond the edge is named there, with an arrow: it is not on the picture.
    let arrow = if *first > horizon { " →" } else { "" };
    let text = format!("first result {}{arrow}", words(*first));
    let label = layout.label(&text, place(*first, &text, true), Anchor::Middle);
    let strong = label.strong(true);
    canvas.text(strong.on_grid());
    if times.len() < 2 || *last > horizon {
        return;
    }
    let together = place(*first, "", false).0 == place(*last, "", false).0;
    let text = if together {
        format!("all {} at once", times.len())
    } else {
        format!("last {}", words(*last))
    };
    let beside = strong.area();
    let mut spot = layout.label(&text, place(*last, &text, false), Anchor::Middle);
    if together {
        let width = text_width(&text, layout.font, false);
        let right = beside.right + GAP + width / 2.0;
        let left = beside.left - GAP - width / 2.0;
        spot.x = if right + width / 2.0 <= layout.width {
            right
        } else {
            left
        };
    }
    let area = spot.area();
    let clear = area.right + GAP <= beside.left + 0.1 || area.left >= beside.right + GAP - 0.1;
    if clear && area.left >= places.left {
        canvas.text(spot.on_grid());
    }
}

fn words(at: u64) -> String {
    format_value(Unit::Nanoseconds, at as f64)
}
