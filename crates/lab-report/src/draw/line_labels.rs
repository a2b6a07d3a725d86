//! Names at the right ends of lines, where there is room for them.

use super::label::{Anchor, Area};
use super::layout::Layout;
use super::scale::Projection;
use super::sheet::Sheet;
use super::text_width::text_width;
use super::{Join, LineChart, Point};

/// Names at the right ends of the series: all of them or none.
pub(super) struct Ends<'a> {
    /// Name and height within the plot, from its top.
    names: Vec<(&'a str, f64)>,
    room: f64,
}

impl<'a> Ends<'a> {
    /// Decides whether the names can stand there: on the wide rendition, where all series are lines that end at the same x,
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
        if !layout.wide || chart.lines.len() < 2 || chart.join == Join::Apart {
            return none;
        }
        let mut names = Vec::new();
        let mut last = None;
        for line in &chart.lines {
            let placed = |point: &Point| Some((x.share(point.x)?, y.share(point.y)?));
            let Some((across, up)) = line.points.iter().rev().find_map(placed) else {
                return none;
            };
            if last.is_some_and(|last| last != across) {
                return none;
            }
            last = Some(across);
            names.push((line.name.as_str(), (1.0 - up) * plot_height));
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

    /// Whether the names stand there.
    pub(super) fn are_there(&self) -> bool {
        !self.names.is_empty()
    }

    /// Width to keep free at the right of the plot.
    pub(super) fn room(&self) -> f64 {
        self.room
    }

    pub(super) fn draw(&self, layout: &Layout, sheet: &mut Sheet, plot: &Area) {
        for (name, down) in &self.names {
            let y = layout.centred(plot.top + down);
            let label = layout.label(name, (layout.width - self.room + 6.0, y), Anchor::Start);
            sheet.text(label.strong(false));
        }
    }
}
