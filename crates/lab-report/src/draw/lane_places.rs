//! Where the parts of a lane chart lie, from top to bottom: workers, caller, results, read-ahead, time.

use lab_measure::record::Lanes;

use super::label::Area;
use super::layout::Layout;
use super::scale::{Projection, Ruler};
use super::text_width::text_width;
use super::{LaneChart, Scale};

/// More lanes than this are not drawn; no machine of a course has them.
const MOST_LANES: u32 = 256;

/// Places of the parts.
pub(super) struct Places {
    /// Time, from left to right.
    pub(super) time: Ruler,
    /// Lane numbers from the top; the caller's last, if it ran tasks.
    pub(super) lanes: Vec<u32>,
    /// The consumer's lane; its lower edge is the line on which results stand.
    pub(super) results: Area,
    /// Top of the words beneath that lane.
    pub(super) result_words: f64,
    /// The curve of inputs read ahead; of no height where no input was traced.
    pub(super) ahead: Area,
    /// Top of the time axis's labels.
    pub(super) ticks: f64,
    /// Of the picture.
    pub(super) height: f64,
    pitch: f64,
    named_every: usize,
}

impl Places {
    pub(super) fn of(chart: &LaneChart, layout: &Layout) -> Self {
        let spans = &chart.lanes.spans;
        let seen = spans
            .iter()
            .map(|span| span.lane)
            .filter(|lane| *lane != Lanes::CALLER);
        let workers = seen
            .map(|lane| lane.saturating_add(1))
            .max()
            .unwrap_or(0)
            .max(chart.workers)
            .min(MOST_LANES);
        let mut lanes: Vec<u32> = (0..workers).collect();
        if spans.iter().any(|span| span.lane == Lanes::CALLER) {
            lanes.push(Lanes::CALLER);
        }

        let names = lanes.iter().map(|lane| LaneChart::lane_name(*lane));
        let beneath: &[&str] = match chart.has_inputs() {
            true => &["you get", "read ahead"],
            false => &["you get"],
        };
        let widest = names
            .chain(beneath.iter().map(|name| (*name).to_owned()))
            .map(|name| text_width(&name, layout.font, false))
            .fold(0.0, f64::max);
        let (left, right) = (widest + 8.0, layout.width - 6.0);

        let pitch = (220.0 / lanes.len().max(1) as f64).clamp(3.0, layout.line() + 4.0);
        let named_every = (layout.line() / pitch).ceil().max(1.0) as usize;
        // Half a line above the first lane and beneath the last, where its name is higher than the lane.
        let overhang = ((layout.line() - 0.8 * pitch) / 2.0 + 0.5).max(0.0);
        let mut y = overhang + lanes.len() as f64 * pitch + overhang + 8.0;
        let results = Area {
            left,
            top: y,
            right,
            bottom: y + 26.0,
        };
        let result_words = results.bottom + 0.45 * layout.font;
        y = result_words + layout.line() + 4.0;
        let (over, high) = match chart.has_inputs() {
            true => (layout.line(), 36.0),
            false => (0.0, 0.0),
        };
        let ahead = Area {
            left,
            top: y + over,
            right,
            bottom: y + over + high,
        };
        let ticks = ahead.bottom + 6.0;
        let height = (ticks + layout.line() + 1.0).ceil();
        Self {
            time: Ruler {
                axis: Projection::exactly(Scale::Linear, 0.0, chart.horizon() as f64),
                start: left,
                end: right,
            },
            lanes,
            results,
            result_words,
            ahead,
            ticks,
            height,
            pitch,
            named_every,
        }
    }

    /// The bed of the lane in a row.
    pub(super) fn lane(&self, row: usize) -> Area {
        let overhang = (self.results.top - 8.0 - self.lanes.len() as f64 * self.pitch) / 2.0;
        let top = overhang + row as f64 * self.pitch;
        let gap = (0.2 * self.pitch).clamp(0.5, 4.0);
        Area {
            left: self.time.start,
            top,
            right: self.time.end,
            bottom: top + self.pitch - gap,
        }
    }

    /// Whether there is room for the name of the lane in a row.
    pub(super) fn named(&self, row: usize) -> bool {
        let callers = self.lanes.get(row) == Some(&Lanes::CALLER);
        let beneath_named =
            self.lanes.last() == Some(&Lanes::CALLER) && row + self.named_every >= self.lanes.len();
        callers
            || (row.is_multiple_of(self.named_every) && (self.named_every == 1 || !beneath_named))
    }

    /// Where a time stands; beyond the end of time, at it.
    pub(super) fn at(&self, ns: f64) -> f64 {
        self.time.at_or_end(ns).unwrap_or(self.time.end)
    }
}
