//! The child of a fork has none of the pool's threads: every call says so, and no drop waits for them.
//!
//! Run as a program of its own, and once more among the crate's own tests, where a lock of the parent's ends the child that
//! takes it (`sync::origin`).
#![cfg(unix)]

pub(crate) mod child;
mod outside;
#[path = "../support/mod.rs"]
pub(crate) mod support;
mod within;
