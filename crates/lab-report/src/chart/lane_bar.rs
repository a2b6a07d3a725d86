//! What a bar of a lane chart stands for: a task, a long one, or the calling thread itself.

use lab_measure::record::{Lanes, Span};

use super::LaneChart;
use crate::palette::Hue;

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

impl Bar {
    /// Its colour.
    pub(super) fn hue(self) -> Hue {
        Hue::Slot(match self {
            Bar::Task => 0,
            Bar::Slow => 1,
            Bar::Own => 4,
        })
    }
}

/// Whether a bar is what the calling thread does beside so many tasks: it bears a number beyond them.
pub(crate) fn is_own(span: &Span, tasks: u32) -> bool {
    span.lane == Lanes::CALLER && span.task >= tasks
}

impl LaneChart {
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
}
