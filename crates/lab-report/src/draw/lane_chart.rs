//! What a chart of lanes shows.

use lab_measure::record::{Lanes, Span};
use lab_verdict::claims::Evidence;

use super::Head;

/// Worker lanes, the consumer's lane, and how far the input was read ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneChart {
    /// What it is called.
    pub head: Head,
    /// The traced visit.
    pub lanes: Lanes,
    /// Lanes to draw, also those that stayed empty.
    pub workers: u32,
    /// How many tasks there are. What the calling thread does beyond them is its own work, not one of them.
    pub tasks: u32,
    /// Right end of the time axis: the same for all charts that stand side by side.
    pub horizon_ns: u64,
    /// Tasks at least this long are drawn in the second colour.
    pub slow_from_ns: u64,
    /// Recorded data is drawn hatched or dashed.
    pub evidence: Evidence,
}

/// What a bar on a lane stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bar {
    /// A task.
    Task,
    /// A task that took much longer than most.
    Slow,
    /// What the calling thread does beside the tasks.
    Own,
}

/// Whether a bar is what the calling thread does beside so many tasks: it bears a number beyond them.
pub(crate) fn is_own(span: &Span, tasks: u32) -> bool {
    span.lane == Lanes::CALLER && span.task >= tasks
}

impl LaneChart {
    /// The right end of the axis; never 0.
    pub(super) fn horizon(&self) -> u64 {
        if self.horizon_ns > 0 {
            return self.horizon_ns;
        }
        let ends = self.lanes.spans.iter().map(|span| span.end_ns);
        let last = ends.chain(self.lanes.yielded.iter().map(|result| result.at_ns));
        last.max().unwrap_or(0).max(1)
    }

    /// Whether it was traced when inputs were read. Where it was not, nothing is known of how far ahead.
    pub(super) fn has_inputs(&self) -> bool {
        !self.lanes.pulls.is_empty()
    }

    /// What one of its bars stands for.
    pub(super) fn bar(&self, span: &Span) -> Bar {
        if is_own(span, self.tasks) {
            Bar::Own
        } else if span.end_ns.saturating_sub(span.start_ns) >= self.slow_from_ns {
            Bar::Slow
        } else {
            Bar::Task
        }
    }

    /// The name of a lane.
    pub(super) fn lane_name(lane: u32) -> String {
        match lane {
            Lanes::CALLER => "caller".to_owned(),
            worker => format!("worker {worker}"),
        }
    }
}
