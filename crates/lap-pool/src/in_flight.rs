//! What is in flight in a stream: items that wait, results that were not yet returned, and who is at it.
//!
//! Two circles of [`Places`]: items by their number, and results by their number too, or in completion order by how many came
//! before. The consumer alone puts items in and takes results out; so the number in flight grows and shrinks on one thread,
//! and the bound is exact. Who else may take an item is told by [`Claims`].
//!
//! # Why a place is empty when it is written
//!
//! Let there be `c` places; no more are in flight at once.
//!
//! - *An item's*: the consumer looks. In completion order a worker may have claimed the item of `c` numbers before and not yet
//!   moved it out, though later ones were returned: then there is no room for a moment ([`InFlight::has_room`]).
//! - *A result's, in input order*: item `n` was put in after the result of `n - c` was taken out, and who has the result of `n`
//!   has claimed item `n`.
//! - *A result's, in completion order*: of the first `p + 1` results that come, one is of an item numbered `p` or more, not
//!   counting those that the consumer ran and returned at once. When that one was put in, all but `c - 1` before it had been
//!   returned, and so had result `p - c`. The positions are given out by read-modify-writes that acquire and release, so whoever
//!   gets `p` comes after who had claimed that item.

mod claims;
mod consumer;
mod cost;
mod places;

use std::sync::atomic::Ordering::{AcqRel, Relaxed, SeqCst};
use std::time::Duration;

use crate::error::TaskError;
use crate::padded::Padded;
use crate::sync::{AtomicU64, fence, spin_for, spin_until};
use claims::Claims;
pub(crate) use claims::{Arrival, Claim};
pub(crate) use consumer::Reader;
use cost::UNKNOWN;
use places::Places;

/// For how long a worker leaves an item to the consumer: about what that needs to return two results and come back.
const GRACE: Duration = Duration::from_nanos(500);

/// More are never in flight at once: beyond it nobody waits less.
pub(crate) const MOST: usize = 1 << 16;

/// The order in which results come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// That of the input.
    Input,
    /// That of completion.
    Completion,
}

pub(crate) type StreamOutcome<R> = Result<R, TaskError>;

pub(crate) struct InFlight<T, R> {
    pub(crate) order: Order,
    claims: Claims,
    items: Places<T>,
    results: Places<StreamOutcome<R>>,
    /// In completion order: results so far that workers worked out.
    finished: Padded<AtomicU64>,
    /// What an item costs, as a moving average in nanoseconds.
    ///
    /// # Memory ordering
    /// `Relaxed`, and updates may be lost: an estimate.
    cost: AtomicU64,
}

impl<T, R> InFlight<T, R> {
    /// With room for so many, of which `most` may run at once.
    pub(crate) fn new(order: Order, most: usize, room: usize) -> (Self, Reader) {
        // Models begin just before the numbers that threads claim by wrap around.
        let first = if cfg!(lap_pool_loom) { claims::LAST } else { 0 };
        Self::starting_at(first, order, most, room)
    }

    fn starting_at(first: u64, order: Order, most: usize, room: usize) -> (Self, Reader) {
        let in_flight = Self {
            order,
            claims: Claims::new(most, first),
            items: Places::new(room),
            results: Places::new(room),
            finished: Padded(AtomicU64::new(first)),
            cost: AtomicU64::new(UNKNOWN),
        };
        let reader = Reader {
            pushed: first,
            returned: first,
            taken: first,
        };
        (in_flight, reader)
    }

    /// [`Claims::arrive`].
    pub(crate) fn arrive(&self, most: u64) -> Arrival {
        self.claims.arrive(most)
    }

    /// [`Claims::go_on`].
    pub(crate) fn go_on(&self, most: u64) -> Option<Claim> {
        self.claims.go_on(most)
    }

    /// A drainer of a shared stream claims an item, to run it as a worker does.
    pub(crate) fn step_in(&self) -> Option<u64> {
        self.claims.enter(1).map(|claim| claim.first)
    }

    /// [`Claims::leave`].
    pub(crate) fn step_out(&self) {
        self.claims.leave();
    }

    /// [`Claims::call_another`].
    #[inline]
    pub(crate) fn call_another(&self) -> bool {
        self.claims.call_another()
    }

    /// [`Claims::pause`].
    pub(crate) fn pause(&self) -> bool {
        self.claims.pause()
    }

    /// [`Claims::uncall`].
    pub(crate) fn uncall(&self) -> bool {
        self.claims.uncall()
    }

    /// Whether the consumer is at the items too: it runs one or is about to, or not all since this one were this worker's.
    pub(crate) fn is_overtaken(&self, number: u64) -> bool {
        self.claims.is_consumer_at_it()
            && (self.claims.is_consumer_busy() || !self.claims.is_next(number.wrapping_add(1)))
    }

    /// Items are begun in their order, and the consumer runs only what is due: a worker that always came first would have it wait
    /// for each. So, after an item that is not tiny, it leaves the next one to a consumer that is at the items too, unless that
    /// takes its time.
    #[inline]
    pub(crate) fn leave_next(&self, number: u64) {
        let next = number.wrapping_add(1);
        // Models do not spin.
        if !cfg!(lap_pool_loom) && !self.is_tiny() && self.claims.is_left_to_consumer(next) {
            spin_for(GRACE, || !self.claims.is_next(next));
        }
    }

    /// Whether the consumer runs items itself, and has not begun to wait since.
    pub(crate) fn is_consumer_at_it(&self) -> bool {
        self.claims.is_consumer_at_it()
    }

    /// Moves an item out that this thread has claimed and not yet moved out.
    #[inline]
    pub(crate) fn item(&self, number: u64) -> T {
        // SAFETY: it was put in before it could be claimed, which acquires; and it is this thread's, once.
        unsafe { self.items.take(number) }
    }

    /// Puts in the result of an item that this thread has claimed, or gives it back where the consumer is gone. Says also
    /// which position it has.
    pub(crate) fn publish(
        &self,
        number: u64,
        outcome: StreamOutcome<R>,
    ) -> (u64, Option<StreamOutcome<R>>) {
        let position = self.put(number, outcome);
        fence(SeqCst);
        let unwanted = match self.claims.is_closed() {
            // SAFETY: the stream is closed, so everybody takes results out in this way; they are written once.
            true => unsafe { self.results.try_take(position) },
            false => None,
        };
        (position, unwanted)
    }

    #[inline]
    fn put(&self, number: u64, outcome: StreamOutcome<R>) -> u64 {
        let position = match self.order {
            Order::Input => number,
            Order::Completion => self.finished.fetch_add(1, AcqRel),
        };
        // SAFETY: this thread has the position, by its claim of the item or by the count; the place is empty, as the
        // module says.
        unsafe { self.results.put(position, outcome) };
        position
    }

    /// Whether there is a result at this position.
    pub(crate) fn is_there(&self, position: u64) -> bool {
        self.results.is_full(position)
    }

    /// Claims what waits, to give it up.
    pub(crate) fn claim_all(&self) -> Option<Claim> {
        self.claims.claim_all()
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.claims.is_closed()
    }

    pub(crate) fn has_waiting(&self) -> bool {
        self.claims.waiting() > 0
    }

    /// Whether a worker more would be of use, though the consumer is at the items too: a hint.
    pub(crate) fn has_use_for_more(&self) -> bool {
        !self.is_tiny() && self.claims.has_room_for_worker()
    }

    /// A number that changes when items are claimed: a hint. In models no time passes, and so none in which it could.
    pub(crate) fn claimed_so_far(&self) -> u64 {
        match cfg!(lap_pool_loom) {
            true => 0,
            false => self.claims.claimed_so_far(),
        }
    }

    /// Workers that are at it: a hint.
    pub(crate) fn at_it(&self) -> usize {
        self.claims.at_it() as usize
    }

    /// Workers that are called: a hint.
    pub(crate) fn called(&self) -> usize {
        self.claims.called() as usize
    }
}

#[cfg(all(test, not(lap_pool_loom)))]
mod tests;
