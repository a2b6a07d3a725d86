//! Inputs of a settable size that know how many of them are alive.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

/// Counts the [`Payload`]s alive now, and the most that were alive at once. Cloning it gives the same gauge.
///
/// The counts are exact: every change is one atomic operation on one word. They are Relaxed, so a thread reads
/// the final numbers only after it has waited for the threads that changed them.
#[derive(Clone, Debug, Default)]
pub struct LiveGauge(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    current: AtomicU64,
    peak: AtomicU64,
}

impl LiveGauge {
    /// A gauge at zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// Payloads alive now.
    pub fn current(&self) -> u64 {
        self.0.current.load(Relaxed)
    }

    /// The most payloads that were alive at once.
    pub fn peak(&self) -> u64 {
        self.0.peak.load(Relaxed)
    }

    fn enter(&self) {
        let now = self.0.current.fetch_add(1, Relaxed) + 1;
        self.0.peak.fetch_max(now, Relaxed);
    }

    fn leave(&self) {
        self.0.current.fetch_sub(1, Relaxed);
    }
}

/// An input with a number and some bytes, counted by its gauge as long as it lives; a clone counts too.
#[derive(Debug)]
pub struct Payload {
    index: u32,
    bytes: Box<[u8]>,
    gauge: LiveGauge,
}

impl Payload {
    /// An input of `size` bytes, all of them the low byte of `index`. Size 0 allocates nothing.
    pub fn new(index: u32, size: usize, gauge: &LiveGauge) -> Self {
        gauge.enter();
        Self {
            index,
            bytes: vec![index as u8; size].into(),
            gauge: gauge.clone(),
        }
    }

    /// `count` inputs, in order.
    pub fn list(count: u32, size: usize, gauge: &LiveGauge) -> Vec<Self> {
        (0..count)
            .map(|index| Self::new(index, size, gauge))
            .collect()
    }

    /// The input's place in the list.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A number that depends on the index and on every byte: reading them all, in order, is the cheapest task
    /// that uses the whole input.
    pub fn digest(&self) -> u64 {
        self.bytes.iter().fold(u64::from(self.index), |sum, &byte| {
            sum.wrapping_mul(31).wrapping_add(u64::from(byte))
        })
    }
}

impl Clone for Payload {
    fn clone(&self) -> Self {
        self.gauge.enter();
        Self {
            index: self.index,
            bytes: self.bytes.clone(),
            gauge: self.gauge.clone(),
        }
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        self.gauge.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gauge_follows_births_clones_and_deaths() {
        let gauge = LiveGauge::new();
        let list = Payload::list(3, 8, &gauge);
        let copy = list[1].clone();
        assert_eq!((gauge.current(), gauge.peak()), (4, 4));
        drop(list);
        assert_eq!((gauge.current(), gauge.peak()), (1, 4));
        assert_eq!((copy.index(), copy.bytes()), (1, &[1; 8][..]));
        drop(copy);
        assert_eq!((gauge.current(), gauge.peak()), (0, 4));
    }

    #[test]
    fn the_digest_depends_on_the_index_and_on_the_size() {
        let gauge = LiveGauge::new();
        let digest = |index, size| Payload::new(index, size, &gauge).digest();
        assert_ne!(digest(1, 8), digest(2, 8));
        assert_ne!(digest(1, 8), digest(1, 9));
    }
}
