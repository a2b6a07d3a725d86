//! Practice 6: what becomes of its record when something dies or hangs, and an interpreter beside the subject.

mod deaths;
mod free_threaded;
mod hangs;
mod orphans;
mod process;
mod stub;
