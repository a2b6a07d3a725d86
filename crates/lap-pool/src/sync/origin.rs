//! In the crate's own tests a lock knows the process that it was made in, and ends a forked child that takes it: a thread of
//! the parent may hold it, and would for ever. So each fork there stands for a fork under every lock that the child meets.

use std::io::Write as _;
use std::panic::Location;

use crate::fork;

#[derive(Debug)]
pub(super) struct Origin(u64);

impl Default for Origin {
    fn default() -> Self {
        Self(fork::generation())
    }
}

impl Origin {
    #[track_caller]
    pub(super) fn check(&self) {
        if self.0 != fork::generation() {
            let site = Location::caller();
            writeln!(std::io::stderr(), "a lock of the parent's taken at {site}").ok();
            std::process::abort();
        }
    }
}
