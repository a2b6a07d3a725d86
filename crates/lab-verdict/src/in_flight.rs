//! Little's law as a check of the instruments: an identity that cannot fail unless one of them does.

use lab_measure::record::Record;

use crate::scaling::little;

/// How far the two sides may lie apart, as a share: the caller wakes up a little after the last task has ended.
pub const TOLERANCE: f64 = 0.05;

/// Mean number of tasks under way during one traced call, twice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InFlight {
    /// By the time integral of a gauge that tasks raise when they enter and lower when they leave.
    pub by_integral: f64,
    /// By Little's law: tasks per second of the whole call's clock, times a task's mean length in the trace.
    ///
    /// Source: Little, "A proof for the queuing formula L = lambda W", *Operations Research* 9 (1961).
    pub by_law: f64,
}

impl InFlight {
    /// Both sides, from the one visit of a record that has been traced and counted. `None` where something of it is
    /// missing, which is a broken instrument as well.
    pub fn of(record: &Record) -> Option<Self> {
        let lanes = record.lanes.first()?;
        let count = |name: &str| {
            let mut counts = record
                .counts
                .iter()
                .filter(|count| count.cell == lanes.cell);
            let found = counts.find(|count| count.name == name && count.value > 0)?;
            Some(found.value as f64)
        };
        let tasks = record.cells.get(lanes.cell as usize)?.param("n")? as f64;
        let spans = lanes.spans.iter();
        let lengths: Vec<f64> = spans
            .map(|span| span.end_ns.saturating_sub(span.start_ns) as f64)
            .collect();
        let mean_ns = lengths.iter().sum::<f64>() / lengths.len() as f64;
        let seen = lengths.len() as f64 == tasks;
        seen.then_some(Self {
            by_integral: count("in_flight_integral_ns")? / count("in_flight_window_ns")?,
            by_law: little(tasks * 1e9 / count("wall_ns")?, mean_ns),
        })
    }

    /// Whether the law holds.
    pub fn agrees(self) -> bool {
        (self.by_law / self.by_integral - 1.0).abs() <= TOLERANCE
    }
}
