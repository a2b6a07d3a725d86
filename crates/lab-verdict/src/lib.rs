//! Statistics, rules, answers: pure functions of records, no clock, no IO, no randomness.
//!
//! What the rules say, and what an answer looks like:
//!
//! - [`claims`]: the rules: claims, cases, thresholds, controls, seconds.
//! - [`files`]: the files that they stand in, and their forms.
//! - [`sentences`]: where every sentence of the article went.
//! - [`load`]: from their text to [`claims::Claims`], refusing what could not be judged soundly.
//! - [`fault`]: what was refused, where it stands, and what to do about it.
//! - [`answer`]: the words of an answer, and what stands behind it.
//!
//! From raw samples to an interval:
//!
//! - [`metric`]: what a test compares: a clock's reading or a count.
//! - [`cell`]: finding the one cell of a record that is meant.
//! - [`paired`]: the pairs of samples that were taken in the same round.
//! - [`interval`]: Student's t over fresh processes.
//! - [`absolute`]: time per item of one cell, for charts.
//! - [`mod@compare`]: the ratio of two cells, for charts.
//! - [`metg`]: the smallest task that is worth its handing over, for charts.
//! - [`scaling`]: throughput against workers and its bounds, for charts.
//!
//! From an interval to an answer:
//!
//! - [`noise`]: the smallest difference that this machine can carry, and thresholds widened to it.
//! - [`side`]: on which side of its thresholds a figure lies.
//! - [`timing`]: one test of times, with all that can stand in its way.
//! - [`counting`]: one test of counts.
//! - [`control`]: whether the measurement itself worked.
//! - [`combine`]: tests to a regime, regimes to an answer.
//! - [`mod@judge`]: a claim, a record and a subject to a verdict.
//! - [`target`]: how fast a call is meant to be, and whether it is.
//! - [`prediction`]: guesses made before a run, and whether its answers bear them out.
//! - [`mod@agreement`]: whether several runs give the same answers.
//! - [`earlier`]: figures measured before and elsewhere, and whether a record shows the same.
//! - [`sabotage`]: a measurement spoilt on purpose, read naively and by the same code as any claim.
//! - [`mod@detect`]: slower, faster or the same: the lab's test of itself, by the same code.
//! - [`in_flight`]: Little's law, which holds unless an instrument is broken.

pub mod absolute;
pub mod agreement;
pub mod answer;
pub mod cell;
mod check;
pub mod claims;
pub mod combine;
pub mod compare;
pub mod control;
pub mod counting;
pub mod detect;
pub mod earlier;
pub mod fault;
pub mod files;
mod geometric_mean;
pub mod in_flight;
pub mod interval;
pub mod judge;
pub mod load;
mod locate;
pub mod metg;
pub mod metric;
pub mod noise;
pub mod paired;
pub mod prediction;
pub mod sabotage;
pub mod scaling;
pub mod sentences;
pub mod side;
pub mod target;
pub mod timing;

pub use absolute::{Absolute, summary};
pub use cell::CellKey;
pub use compare::compare;
pub use detect::{Detection, detect};
pub use in_flight::InFlight;
pub use judge::{judge, judge_all, record_for};
pub use metric::{Clock, Metric};
