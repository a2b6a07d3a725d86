//! Practice 6: what becomes of its record when something dies or hangs, and an interpreter beside the subject.
#![cfg(target_os = "linux")]

mod deaths;
mod free_threaded;
mod hangs;
mod orphans;
mod process;
mod stub;
