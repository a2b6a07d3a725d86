//! Practice 2, map for a loop: its visits as they run.

#[path = "../by_hand/judge.rs"]
mod judge;
mod visits;
