//! What the server counts, and what it tells of that.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use cpu_time::ProcessTime;
use serde::{Deserialize, Serialize};

/// What the server tells of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// CPU time that its process has used since it started, in nanoseconds.
    pub cpu_ns: u64,
    /// Requests that have arrived, refused ones and those that warm connections up included.
    pub requests: u64,
    /// Requests that wait for their answer now.
    pub in_flight: u64,
    /// The most requests that ever waited at once.
    pub most_in_flight: u64,
    /// Connections that were admitted so far.
    pub connections: u64,
    /// Admitted connections that are open now.
    pub open: u64,
    /// Connections that were answered 503 and closed, because as many as are allowed were open.
    pub refused: u64,
}

/// The counts themselves. Relaxed: each stands alone, and what is read while requests come and go is a moment's picture
/// anyhow.
#[derive(Debug, Default)]
pub(super) struct Counters {
    requests: AtomicU64,
    in_flight: AtomicU64,
    most_in_flight: AtomicU64,
    connections: AtomicU64,
    open: AtomicU64,
    refused: AtomicU64,
}

impl Counters {
    pub(super) fn status(&self) -> Status {
        Status {
            cpu_ns: ProcessTime::now().as_duration().as_nanos() as u64,
            requests: self.requests.load(Relaxed),
            in_flight: self.in_flight.load(Relaxed),
            most_in_flight: self.most_in_flight.load(Relaxed),
            connections: self.connections.load(Relaxed),
            open: self.open.load(Relaxed),
            refused: self.refused.load(Relaxed),
        }
    }

    /// Admitted connections that are open now.
    pub(super) fn open(&self) -> u64 {
        self.open.load(Relaxed)
    }

    /// Counts a connection that is turned away.
    pub(super) fn refuse(&self) {
        self.refused.fetch_add(1, Relaxed);
    }
}

/// An admitted connection, open until this is dropped.
#[derive(Debug)]
pub(super) struct Admitted(Arc<Counters>);

impl Admitted {
    pub(super) fn new(counters: &Arc<Counters>) -> Self {
        counters.connections.fetch_add(1, Relaxed);
        counters.open.fetch_add(1, Relaxed);
        Self(Arc::clone(counters))
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Relaxed);
    }
}

/// A request that waits for its answer, or whose client has not given up yet.
pub(super) struct InFlight<'counters>(&'counters Counters);

impl<'counters> InFlight<'counters> {
    pub(super) fn new(counters: &'counters Counters) -> Self {
        counters.requests.fetch_add(1, Relaxed);
        let now = counters.in_flight.fetch_add(1, Relaxed) + 1;
        counters.most_in_flight.fetch_max(now, Relaxed);
        Self(counters)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Relaxed);
    }
}
