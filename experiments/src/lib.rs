//! What several lessons share. Each lesson is a binary of its own: `src/bin/NAME/main.rs`.
//!
//! | module | what it is |
//! |---|---|
//! | [`expected`] | the check that all contenders compute the same |
//! | [`alone`] | tests with a process of their own |
//! | [`controls`] | checks of the measurement itself, in the same rounds |
//! | [`held`] | tasks that are held in the middle while their pool is ended, and what is left afterwards |
//! | [`live`] | the live subject: CPython, one interpreter a process |
//! | [`pools`] | the pools of one process, kept to its end |
//! | [`recorded`] | what the recordings counted of CPython, held against what the same visits count of its model |
//! | [`mod@sources`] | what a record says of a lesson's code: its marked parts, and versions |
//! | [`tasks`] | tasks of a settable length: short ones compute, long ones wait |
//! | [`visits`] | the visits of an experiment that have a process to themselves, as a list that grows |
//! | [`lanes`] | the same few tasks under every contender, with who ran what when |

pub mod alone;
pub mod controls;
pub mod expected;
pub mod held;
pub mod lanes;
pub mod live;
pub mod pools;
pub mod recorded;
pub mod sources;
pub mod tasks;
pub mod visits;
