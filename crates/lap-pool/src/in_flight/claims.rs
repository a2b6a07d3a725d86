//! Who is at a stream and what is claimed of it, in one word: so that each of these changes at one moment.
//!
//! - The number of the next item that nobody has claimed, by its lowest bits. Items are claimed in their order.
//! - How many workers are *at it*: they run an item, or are between two.
//! - How many workers are *called*: they will look, since an entry of theirs is in the queue or they look again by themselves.
//! - Whether the consumer has a *seat*. It takes one before it runs an item, and keeps it until somebody needs it: so it
//!   touches this word once for each item.
//! - Whether the stream is *closed*, its consumer gone: nothing is claimed any more.
//!
//! # Why no more than `most` run items at once
//!
//! Workers at it and the consumer's seat are `most` at most. A worker that finds them all taken may take the consumer's seat
//! if the consumer runs nothing: that is what `inline` says. The consumer says there that it runs something *before* it claims
//! the item, by a change of the word, and takes it back when the item is done. A worker reads the word, then `inline`, then
//! changes the word from what it read. If the consumer claimed in between, the word is another one, and the worker looks again;
//! if it claimed before, the worker has read its word and with it what `inline` says since. If it claims after, it finds its
//! seat gone.
//!
//! # Why no item is left lying
//!
//! Whoever leaves changes the word, passes a fence, and looks for items once more. The consumer adds an item and then looks who
//! is at it or called: both are sequentially consistent, or it looks in a word that it has just changed. Of the fence and the
//! consumer's look, and of the two changes, one comes first: either the worker sees the item, or the consumer sees that the
//! worker has gone. The same goes for a called worker that comes and finds nothing; where the consumer's item was in its way, that
//! one is over before a fence ([`Claims::end_any`]). One that comes and finds that only the consumer is in its way, which runs
//! a cheap item or is about to, stays called, and looks again by itself ([`Arrival::Busy`]).
//!
//! # Memory ordering
//!
//! `pushed`: a swap by the consumer, `SeqCst` for the argument above, and `Acquire` by who claims: so it sees the item. The word:
//! `AcqRel` by all who change it, for the two arguments above, and `SeqCst` by the consumer that looks. `inline`: taken back `Release` and read `Acquire`: the consumer's item is over before another one
//! begins in its place. Models: `tests/loom/stream.rs`.

mod consumer;
mod worker;

use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

use crate::padded::Padded;
use crate::sync::{AtomicU8, AtomicU64, fence};

/// Lowest bits of an item's number: with more than twice as many values as can be in flight.
const NUMBER: u64 = (1 << 34) - 1;
/// The last item before these wrap around.
pub(super) const LAST: u64 = NUMBER;
/// One worker at it, and one that is called; [`MAX_WORKERS`](crate::MAX_WORKERS) of each fit.
const AT_IT: u64 = 1 << 34;
const CALLED: u64 = 1 << 48;
const WORKERS: u64 = (1 << 14) - 1;
const SEATED: u64 = 1 << 62;
const CLOSED: u64 = 1 << 63;

pub(super) struct Claims {
    word: Padded<AtomicU64>,
    /// Items so far.
    pushed: Padded<AtomicU64>,
    /// What the consumer runs.
    inline: AtomicU8,
    /// Threads that may run items at once.
    most: u64,
}

/// What a consumer runs.
const NOTHING: u8 = 0;
/// A cheap item, for a short time as far as is known.
const CHEAP: u8 = 1;
/// Whatever it must.
const ANY: u8 = 2;
/// Nothing yet: it waits for a cheap item that a worker is at, and means to run the next one itself.
const NEXT: u8 = 3;

/// What a called worker finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// Items for it, and it is at it.
    At(Claim),
    /// Nothing, and it is no longer called.
    Nothing,
    /// Items, but the consumer runs a cheap one and no more may run at once. It is called still, and looks again soon.
    Busy,
}

/// Items that one thread has claimed, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    /// The number of the first.
    pub(crate) first: u64,
    /// How many, at least one.
    pub(crate) items: u64,
}

fn at_it(word: u64) -> u64 {
    (word / AT_IT) & WORKERS
}

fn called(word: u64) -> u64 {
    (word / CALLED) & WORKERS
}

impl Claim {
    /// Their numbers.
    pub(crate) fn numbers(self) -> impl Iterator<Item = u64> + Clone {
        (0..self.items).map(move |item| self.first.wrapping_add(item))
    }
}

impl Claims {
    pub(super) fn new(most: usize, first: u64) -> Self {
        Self {
            word: Padded(AtomicU64::new(first & NUMBER)),
            pushed: Padded(AtomicU64::new(first)),
            inline: AtomicU8::new(NOTHING),
            most: most as u64,
        }
    }

    /// Items so far.
    #[inline]
    pub(super) fn pushed(&self) -> u64 {
        self.pushed.load(Acquire)
    }

    #[inline]
    fn change(&self, from: u64, to: u64) -> Result<(), u64> {
        let changed = (self.word).compare_exchange_weak(from, to, AcqRel, Acquire);
        changed.map(drop)
    }

    /// Counts one more worker as called, as long as it may be by the word, which was read before. Says whether it has.
    #[inline]
    fn call_if(&self, mut word: u64, may_call: impl Fn(u64) -> bool) -> bool {
        while may_call(word) {
            match self.change(word, word + CALLED) {
                Ok(()) => return true,
                Err(now) => word = now,
            }
        }
        false
    }

    /// Items that nobody has claimed by this word, which was read before.
    #[inline]
    fn waiting_by(&self, word: u64) -> u64 {
        match word & CLOSED {
            0 => self.pushed().wrapping_sub(word) & NUMBER,
            _ => 0,
        }
    }

    /// The word after a claim of so many.
    #[inline]
    fn past(word: u64, items: u64) -> u64 {
        word & !NUMBER | word.wrapping_add(items) & NUMBER
    }

    /// A claim of up to `most` of those that wait by this word, with what the word says then.
    #[inline]
    fn claimed(&self, word: u64, most: u64) -> Option<(Claim, u64)> {
        if word & CLOSED != 0 {
            return None;
        }
        let pushed = self.pushed();
        let waiting = pushed.wrapping_sub(word) & NUMBER;
        let claim = Claim {
            first: pushed.wrapping_sub(waiting),
            items: waiting.min(most),
        };
        (waiting > 0).then(|| (claim, Self::past(word, claim.items)))
    }

    /// Whether a consumer that is at the items too is to run the item with this number, which is the next: a hint.
    #[inline]
    pub(super) fn is_left_to_consumer(&self, number: u64) -> bool {
        self.is_consumer_at_it() && self.has_room() && self.is_next(number)
    }

    /// Whether all items below this one are claimed and this one is not.
    #[inline]
    pub(super) fn is_next(&self, number: u64) -> bool {
        let word = self.word.load(Acquire);
        (number ^ word) & NUMBER == 0 && self.waiting_by(word) > 0
    }

    /// Claims all that wait, to give them up.
    pub(super) fn claim_all(&self) -> Option<Claim> {
        let mut word = self.word.load(Acquire);
        loop {
            let (claim, next) = self.claimed(word, u64::MAX)?;
            match self.change(word, next) {
                Err(now) => word = now,
                Ok(()) => return Some(claim),
            }
        }
    }

    #[inline]
    pub(super) fn is_closed(&self) -> bool {
        self.word.load(Acquire) & CLOSED != 0
    }

    /// Whether the consumer is at the items: it has a seat, or is about to take one. A hint, but after a fence.
    #[inline]
    pub(super) fn is_consumer_at_it(&self) -> bool {
        // In models, which do not spin, it is about to only where it has one.
        let is_about_to = || !cfg!(lap_pool_loom) && self.is_consumer_busy();
        self.word.load(Relaxed) & SEATED != 0 || is_about_to()
    }

    /// Whether the consumer runs an item, or is about to: a hint.
    #[inline]
    pub(super) fn is_consumer_busy(&self) -> bool {
        self.inline.load(Relaxed) != NOTHING
    }

    /// Items that wait: a hint, but after a fence.
    pub(super) fn waiting(&self) -> u64 {
        self.waiting_by(self.word.load(Acquire))
    }

    /// Of the number of the next item to be claimed, the lowest bits: a hint.
    pub(super) fn claimed_so_far(&self) -> u64 {
        self.word.load(Relaxed) & NUMBER
    }

    /// Workers that are at it: a hint.
    pub(super) fn at_it(&self) -> u64 {
        at_it(self.word.load(Relaxed))
    }

    /// Workers that are called: a hint.
    pub(super) fn called(&self) -> u64 {
        called(self.word.load(Relaxed))
    }

    /// Whether items wait and a worker more may be at it, beside a consumer that keeps its seat: a hint.
    pub(super) fn has_room_for_worker(&self) -> bool {
        let word = self.word.load(Relaxed);
        at_it(word) + u64::from(word & SEATED != 0) < self.most && self.waiting_by(word) > 0
    }

    fn has_room_for_consumer(&self, word: u64) -> bool {
        word & SEATED != 0 || at_it(word) < self.most
    }

    /// Whether the consumer may run an item: a hint.
    pub(super) fn has_room(&self) -> bool {
        self.has_room_for_consumer(self.word.load(Relaxed))
    }
}
