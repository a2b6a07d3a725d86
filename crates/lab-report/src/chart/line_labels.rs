//! Names beside lines, where there is room for them.

use super::LineChart;
use super::backend::Canvas;
use super::label::{Anchor, Area};
use super::layout::Layout;
use super::obstacles::Obstacles;
use super::scale::Projection;
use super::text_width::text_width;

/// Names at the right ends of the series: all of them or none.
pub(super) struct Ends<'a> {
    /// Name and height within the plot, from its top.
    names: Vec<(&'a str, f64)>,
    room: f64,
}

impl<'a> Ends<'a> {
    /// Decides whether the names can stand there: on the wide rendition, where all series end at the same x,
    /// with a line's height between them and no long name.
    pub(super) fn of(
        chart: &'a LineChart,
        layout: &Layout,
        x: &Projection,
        y: &Projection,
        plot_height: f64,
    ) -> Self {
        let none = Self {
            names: Vec::new(),
            room: 0.0,
        };
        if !layout.wide || chart.lines.len() < 2 {
            return none;
        }
        let mut names = Vec::new();
        let mut last = None;
        for line in &chart.lines {
            let Some((across, up)) = chart.placed(line, x, y).pop() else {
                return none;
            };
            if last.is_some_and(|last| last != across) {
                return none;
            }
            last = Some(across);
            let (low, high) = y.range();
            names.push((line.name.as_str(), (high - up) / (high - low) * plot_height));
        }
        names.sort_by(|a, b| a.1.total_cmp(&b.1));
        let apart = names
            .windows(2)
            .all(|pair| pair[1].1 - pair[0].1 >= 1.25 * layout.font);
        let widest = names
            .iter()
            .map(|(name, _)| text_width(name, layout.font, false))
            .fold(0.0, f64::max);
        if !apart || widest > 0.22 * layout.width {
            return none;
        }
        Self {
            names,
            room: widest + 10.0,
        }
    }

    /// Width to keep free at the right of the plot.
    pub(super) fn room(&self) -> f64 {
        self.room
    }

    pub(super) fn draw(&self, layout: &Layout, canvas: &Canvas, plot: &Area) {
        for (name, down) in &self.names {
            let y = layout.centred(plot.top + down);
            let label = layout.label(name, (layout.width - self.room + 6.0, y), Anchor::Start);
            canvas.text(label.strong(false));
        }
    }
}

/// Writes the name of a limit above or beneath its line, as far right as nothing is in the way.
/// Where no place is free the legend alone has it.
pub(super) fn name_limit(
    name: &str,
    points: &[(f64, f64)],
    layout: &Layout,
    canvas: &Canvas,
    plot: &Area,
    obstacles: &mut Obstacles,
) {
    let width = text_width(name, layout.font, false);
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return;
    };
    let mut right = last.0 - 4.0;
    while right - width >= first.0.max(plot.left) {
        for above in [true, false] {
            let Some(baseline) = beside(points, (right - width, right), above, layout) else {
                continue;
            };
            let label = layout.label(name, (right, baseline), Anchor::End);
            let area = label.area();
            let inside =
                area.top >= plot.top && area.bottom <= plot.bottom && area.left >= plot.left;
            let clear = !canvas
                .sheet
                .borrow()
                .texts()
                .iter()
                .any(|other| other.meets(&area));
            if inside && clear && obstacles.free(&area) {
                canvas.text(label.strong(false).on_grid());
                obstacles.area(area);
                return;
            }
        }
        right -= 12.0;
    }
}

/// The baseline that keeps a text clear of a line over a stretch.
fn beside(
    points: &[(f64, f64)],
    (left, right): (f64, f64),
    above: bool,
    layout: &Layout,
) -> Option<f64> {
    let mut heights: Vec<f64> = points
        .iter()
        .filter(|point| (left..=right).contains(&point.0))
        .map(|point| point.1)
        .collect();
    heights.extend([left, right].iter().filter_map(|x| height_at(points, *x)));
    let highest = heights.iter().copied().reduce(f64::min)?;
    let lowest = heights.iter().copied().reduce(f64::max)?;
    Some(if above {
        highest - 0.24 * layout.font - 3.0
    } else {
        layout.baseline(lowest + 3.0)
    })
}

fn height_at(points: &[(f64, f64)], x: f64) -> Option<f64> {
    points
        .windows(2)
        .find(|pair| (pair[0].0..=pair[1].0).contains(&x))
        .map(|pair| {
            let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
            if x1 > x0 {
                y0 + (y1 - y0) * (x - x0) / (x1 - x0)
            } else {
                y0
            }
        })
}
