//! Reports side by side, for a terminal.

use std::fmt;

use crate::runner::{Outcome, Report};

/// Rows by pools: `+` passed, `-` failed, `!` hung, `.` absent, blank where the row is asked elsewhere.
#[derive(Debug)]
pub struct Table<'a>(
    /// One column each.
    pub &'a [Report],
);

fn mark(outcome: &Outcome) -> char {
    match outcome {
        Outcome::Passed => '+',
        Outcome::Failed(_) => '-',
        Outcome::Hung(_) => '!',
        Outcome::Absent(_) => '.',
        Outcome::Elsewhere(_) => ' ',
    }
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Table(reports) = self;
        for (column, report) in reports.iter().enumerate() {
            let (bars, name) = ("| ".repeat(column), report.candidate);
            writeln!(f, "     {bars}{name}")?;
        }
        let rows = reports.first().map_or(&[][..], |report| &report.outcomes);
        for (at, (row, _)) in rows.iter().enumerate() {
            write!(f, "{:>3}  ", row.number)?;
            for report in *reports {
                write!(f, "{} ", mark(&report.outcomes[at].1))?;
            }
            writeln!(f, " {}", row.sentence)?;
        }
        writeln!(
            f,
            "     + passed   - failed   ! hung   . not offered   (blank) asked in a process of its own"
        )
    }
}
