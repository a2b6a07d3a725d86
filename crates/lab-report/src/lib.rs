//! Records and verdicts become charts and pages. Never runs a benchmark, needs no benchmark binary.

pub mod chart;
pub mod palette;
