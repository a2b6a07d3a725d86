//! Statistics, rules, answers: pure functions of records, no clock, no IO.
//!
//! - [`claims`]: what `claims.toml` says: claims, regimes, thresholds, controls, seconds.
//! - [`answer`]: the words of an answer, and what stands behind it.

pub mod answer;
pub mod claims;
