//! Practice 5: its visits as they run.

#[path = "../by_hand/judge.rs"]
mod judge;
mod visits;
