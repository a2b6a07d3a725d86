//! How many of a map's items a thread takes at a time.

use std::time::Duration;

/// A chunk that takes less than this is made larger next time: well above a chunk's own cost (about 50 ns), well below
/// what a reader of the docs would call a slow item.
pub(crate) const SHORT_CHUNK: Duration = Duration::from_micros(10);

/// How many items a thread takes at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Schedule {
    /// So many, as asked for by `chunksize`.
    Fixed(usize),
    /// One at first; twice as many after a claim that took under 10 us, half after one that took longer; never more
    /// than a quarter of a worker's even share of what is left (guided self-scheduling, Polychronopoulos and Kuck 1987).
    Guided {
        /// Threads that may join in.
        threads: usize,
    },
}

impl Schedule {
    pub(crate) fn size(self, wanted: usize, left: usize) -> usize {
        match self {
            Schedule::Fixed(size) => size.min(left),
            Schedule::Guided { threads } => wanted.min(left / (4 * threads)).max(1),
        }
    }
}
