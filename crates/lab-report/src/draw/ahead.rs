//! How many inputs had been taken whose results were not yet in the caller's hands, over time.

use lab_measure::record::Lanes;

use super::evidence::line_look;
use super::label::Anchor;
use super::lane_places::Places;
use super::layout::Layout;
use super::legend::{AHEAD, ahead_look};
use super::line_drawing::joined;
use super::sheet::Sheet;
use super::text_width::text_width;
use super::thin::thinned;
use super::{Join, LaneChart, Point, Unit, format_value};
use crate::palette::Hue;

/// Inputs ahead over time. Of events at the same time results count first, as in [`Lanes::most_ahead`].
fn curve(lanes: &Lanes) -> Vec<Point> {
    let mut events: Vec<(u64, i64)> = lanes.pulls.iter().map(|pull| (pull.at_ns, 1)).collect();
    events.extend(lanes.yielded.iter().map(|result| (result.at_ns, -1)));
    events.sort_unstable();
    let mut ahead = 0;
    let each = events
        .chunk_by(|one, other| one.0 == other.0)
        .map(|together| {
            ahead += together.iter().map(|(_, step)| step).sum::<i64>();
            Point {
                x: together[0].0 as f64,
                y: ahead.max(0) as f64,
                ..Point::default()
            }
        });
    each.collect()
}

/// Draws the curve, the area beneath it, and the most there ever were, above the place where that was first so.
pub(super) fn draw(chart: &LaneChart, places: &Places, layout: &Layout, sheet: &mut Sheet) {
    let (lanes, area) = (&chart.lanes, places.ahead);
    // Full height is the whole input, so that charts side by side have the same scale.
    let inputs = lanes.pulls.len().max(lanes.yielded.len()).max(1) as f64;
    let up = |ahead: f64| area.bottom - ahead / inputs * area.height();
    let curve = curve(lanes);

    let is_shown = |point: &&Point| point.x <= chart.horizon() as f64;
    let shown = thinned(curve.iter().filter(is_shown).collect(), &places.time);
    let mut points = vec![(area.left, area.bottom)];
    points.extend(shown.iter().map(|point| (places.at(point.x), up(point.y))));
    let last = points[points.len() - 1].1;
    points.push((area.right, last));
    let points = joined(points, Join::Steps);
    let mut beneath = points.clone();
    beneath.push((area.right, area.bottom));

    sheet.open("ahead");
    sheet.region(&beneath, AHEAD, ahead_look(chart.evidence));
    sheet.line(&points, AHEAD, line_look(chart.evidence));
    sheet.hair(
        (area.left, area.bottom),
        (area.right, area.bottom),
        Hue::Soft,
    );
    let middle = area.bottom - 0.4 * layout.font;
    let name = layout.label(
        "read ahead",
        (area.left - 8.0, layout.centred(middle)),
        Anchor::End,
    );
    sheet.text(name.strong(false));

    let most = lanes.most_ahead() as f64;
    let first = curve.iter().find(|point| point.y == most);
    let text = format!("{} ahead", format_value(Unit::Count, most));
    let width = text_width(&text, layout.font, true);
    let x = places.at(first.map_or(0.0, |point| point.x));
    let x = x.clamp(area.left, (area.right - width).max(area.left));
    let label = layout.label(&text, (x, up(most) - 0.3 * layout.font), Anchor::Start);
    sheet.text(label.strong(true).on_grid());
    sheet.close();
}
