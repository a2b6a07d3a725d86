//! The consumer's lane: every result is a dot when it is in the caller's hands.

use super::evidence::{Body, body};
use super::format::format_value;
use super::label::Anchor;
use super::lane_places::Places;
use super::layout::Layout;
use super::legend::RESULT;
use super::marker_outline::circle;
use super::sheet::Sheet;
use super::text_width::text_width;
use super::{LaneChart, Unit};
use crate::palette::Hue;

/// Radius of a dot.
const RADIUS: f64 = 3.0;
/// Between two words in a row.
const GAP: f64 = 10.0;

/// Draws the dots and what is to be said of the first and the last.
pub(super) fn draw(chart: &LaneChart, places: &Places, layout: &Layout, sheet: &mut Sheet) {
    let area = places.results;
    let base = area.bottom;
    let mut times: Vec<u64> = chart
        .lanes
        .yielded
        .iter()
        .map(|result| result.at_ns)
        .collect();
    times.sort_unstable();
    sheet.open("results");
    sheet.hair((area.left, base), (area.right, base), Hue::Soft);
    let name = layout.label(
        "you get",
        (area.left - 8.0, layout.centred(base)),
        Anchor::End,
    );
    sheet.text(name.strong(false));
    draw_dots(chart, &times, places, sheet);
    draw_words(&times, chart.horizon(), places, layout, sheet);
    sheet.close();
}

/// The dots of rising `times`. Those that come together stand upon each other, so that twenty results at once do not look
/// like one.
fn draw_dots(chart: &LaneChart, times: &[u64], places: &Places, sheet: &mut Sheet) {
    let shown: Vec<(f64, u64)> = times
        .iter()
        .filter(|at| **at <= chart.horizon())
        .map(|at| (places.at(*at as f64), *at))
        .collect();
    let room = places.results.height() - 2.0 * RADIUS;
    let mut rest = shown.as_slice();
    while let Some((x, _)) = rest.first() {
        let is_near = |(other, _): &&(f64, u64)| other - x < 1.6 * RADIUS;
        let together = rest.iter().take_while(is_near).count();
        let (stack, later) = rest.split_at(together);
        let pitch = (room / (together.max(2) - 1) as f64).min(1.75 * RADIUS);
        // From the top down, so that the first of them lies in front.
        for (at, (_, time)) in stack.iter().enumerate().rev() {
            let place = (*x, places.results.bottom - at as f64 * pitch);
            let number = shown.len() - rest.len() + at + 1;
            let tip = format!("result {number} at {}", words(*time));
            let (radius, body) = match body(chart.evidence, false) {
                _ if number == 1 => (5.0, Body::Hollow),
                Body::Full => (RADIUS, Body::Dense),
                other => (RADIUS, other),
            };
            let outline = circle(place, radius);
            sheet.marker(&outline, place, radius, RESULT, body, Some(&tip));
        }
        rest = later;
    }
}

/// Writes when the first came, and the last where there is room.
fn draw_words(times: &[u64], horizon: u64, places: &Places, layout: &Layout, sheet: &mut Sheet) {
    let y = layout.baseline(places.result_words);
    let left = places.time.start;
    let place = |at: u64, text: &str, bold: bool| {
        let half = text_width(text, layout.font, bold) / 2.0;
        let rightmost = (layout.width - half).max(left + half);
        (places.at(at as f64).clamp(left + half, rightmost), y)
    };
    let (Some(first), Some(last)) = (times.first(), times.last()) else {
        let text = "no result";
        let label = layout.label(text, place(0, text, false), Anchor::Middle);
        return sheet.text(label.on_grid());
    };
    // A first result beyond the edge is named there, with an arrow: it is not on the picture.
    let arrow = if *first > horizon { " →" } else { "" };
    let text = format!("first result {}{arrow}", words(*first));
    let label = layout.label(&text, place(*first, &text, true), Anchor::Middle);
    let strong = label.strong(true);
    sheet.text(strong.on_grid());
    if times.len() < 2 || *last > horizon {
        return;
    }
    let together = place(*first, "", false).0 == place(*last, "", false).0;
    let text = match together {
        true => format!("all {} at once", times.len()),
        false => format!("last {}", words(*last)),
    };
    let beside = strong.area();
    let mut spot = layout.label(&text, place(*last, &text, false), Anchor::Middle);
    if together {
        let half = text_width(&text, layout.font, false) / 2.0;
        let right = beside.right + GAP + half;
        spot.x = match right + half <= layout.width {
            true => right,
            false => beside.left - GAP - half,
        };
    }
    let area = spot.area();
    let clear = area.right + GAP <= beside.left + 0.1 || area.left >= beside.right + GAP - 0.1;
    if clear && area.left >= left {
        sheet.text(spot.on_grid());
    }
}

fn words(at: u64) -> String {
    format_value(Unit::Nanoseconds, at as f64)
}
