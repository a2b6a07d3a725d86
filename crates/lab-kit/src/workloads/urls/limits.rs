//! How long a fetch may take, how much it may read, how far it may be led, and how many may ask a host at once.

use std::time::Duration;

/// Fetches from a host at once, over all threads. A pool of 64 workers is no reason to open 64 connections to somebody
/// else's server; browsers open six.
pub const FETCHES_PER_HOST: usize = 4;

/// Redirects that are followed: as many as ureq follows by default.
pub(super) const REDIRECTS: usize = 10;

/// How long a fetch may take and how much it may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the connection, from the numbers that its name stands for to the end of the TLS handshake, at each redirect
    /// anew. Looking the name up counts for the whole fetch only.
    pub connect: Duration,
    /// For the whole fetch, redirects included. Waiting for a host's permit does not count.
    pub total: Duration,
    /// Bytes of a body that are read, after decompression. What is beyond is left.
    pub body_bytes: u64,
}

impl Default for Limits {
    /// 5 s, 10 s, 16 MiB.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(10),
            body_bytes: 16 * 1024 * 1024,
        }
    }
}
