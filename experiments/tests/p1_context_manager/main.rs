//! Practice 1: its rules on records made by hand, and its visits as they run.

#[path = "../by_hand/judge.rs"]
mod judge;
#[path = "../by_hand/record.rs"]
mod record;
mod rules;
mod visits;
