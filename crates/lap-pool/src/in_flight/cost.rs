//! What a stream's items cost, as far as is known, and what follows from it.

use super::*;

/// While a stream's items take fewer nanoseconds, its consumer is woken for several at a time.
const CHEAP: u64 = 10_000;

/// While they take fewer, its consumer runs most of them itself, and calls a worker for soon: with so little work in each, two
/// threads get in each other's way.
const TINY: u64 = 200;

/// While they take fewer, a consumer that may help runs each one that is due and that no worker has begun. In completion
/// order whatever becomes ready meanwhile has to wait for it, so there it is less.
const fn for_consumer(order: Order) -> u64 {
    match order {
        Order::Input => CHEAP,
        Order::Completion => 1_000,
    }
}

/// Nobody has measured an item yet.
pub(super) const UNKNOWN: u64 = u64::MAX;

impl<T, R> InFlight<T, R> {
    /// An item took so long.
    pub(crate) fn note_cost(&self, cost: Duration) {
        let cost = cost.as_nanos().min(u128::from(u64::MAX / 8)) as u64;
        let known = self.cost.load(Relaxed);
        let mean = match known {
            UNKNOWN => cost,
            _ => (known * 3 + cost) / 4,
        };
        self.cost.store(mean, Relaxed);
    }

    /// What an item costs, as far as is known.
    #[inline]
    pub(crate) fn cost(&self) -> Option<Duration> {
        match self.cost.load(Relaxed) {
            UNKNOWN => None,
            nanos => Some(Duration::from_nanos(nanos)),
        }
    }

    /// Of `most` cheap items, how many of these take as long at most.
    #[inline]
    pub(crate) fn as_many_as(&self, most: usize) -> usize {
        match self.cost.load(Relaxed) {
            ..CHEAP => most,
            cost => (most as u64 * CHEAP / cost) as usize,
        }
    }

    /// Of items as cheap as these, one in so many is to have its time taken: to look at the clock costs as much as some of them.
    #[inline]
    pub(crate) fn timed_one_in(&self) -> u32 {
        match self.cost.load(Relaxed) {
            ..TINY => 64,
            TINY..CHEAP => 16,
            _ => 1,
        }
    }

    #[inline]
    pub(crate) fn is_cheap(&self) -> bool {
        self.cost.load(Relaxed) < CHEAP
    }

    /// Whether a consumer that may help is to run what is due itself.
    #[inline]
    pub(crate) fn is_for_consumer(&self) -> bool {
        self.cost.load(Relaxed) < for_consumer(self.order)
    }

    #[inline]
    pub(crate) fn is_tiny(&self) -> bool {
        self.cost.load(Relaxed) < TINY
    }
}
