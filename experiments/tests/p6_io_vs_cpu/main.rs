//! Practice 6: what becomes of its record when something dies or hangs, and an interpreter beside the subject.
#![cfg(target_os = "linux")]

mod deaths;
mod free_threaded;
mod hangs;
mod orphans;
mod process;
#[path = "../../../crates/lab-kit/tests/kit/script.rs"]
mod script;
mod stub;
