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
//!   counting those that the consumer ran. When that one was put in, all but `c - 1` before it had been returned, and so had
//!   result `p - c`. The positions are given out by read-modify-writes that acquire and release, so whoever gets `p` comes
//!   after who had claimed that item.

mod claims;
mod places;

use std::sync::atomic::Ordering::{AcqRel, Relaxed, SeqCst};
use std::time::Duration;

use crate::error::TaskError;
use crate::padded::Padded;
use crate::sync::{AtomicU64, fence, spin_for, spin_until};
use claims::Claims;
pub(crate) use claims::{Arrival, Claim};
use places::Places;

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

/// For how long a consumer looks for the result of a cheap item without giving its core away.
const AT_ONCE: Duration = Duration::from_micros(3);

/// For how long a worker leaves an item to the consumer: about what that needs to return two results and come back.
const GRACE: Duration = Duration::from_nanos(500);

/// More are never in flight at once: beyond it nobody waits less.
pub(crate) const MOST: usize = 1 << 16;

/// Nobody has measured an item yet.
const UNKNOWN: u64 = u64::MAX;

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

/// What only the consumer knows and changes.
#[derive(Debug)]
pub(crate) struct Reader {
    /// Items put in.
    pushed: u64,
    /// Results returned.
    returned: u64,
    /// Of these, taken out of their places. In completion order that is the position of the next.
    taken: u64,
}

impl Reader {
    /// Items pulled and not yet returned.
    #[inline]
    pub(crate) fn in_flight(&self) -> usize {
        self.pushed.wrapping_sub(self.returned) as usize
    }

    fn note_returned(&mut self, taken: bool) {
        self.returned = self.returned.wrapping_add(1);
        self.taken = self.taken.wrapping_add(u64::from(taken));
    }
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

    // ---- for the consumer ----

    /// Whether the next item has a place.
    #[inline]
    pub(crate) fn has_room(&self, reader: &Reader) -> bool {
        !self.items.is_full(reader.pushed)
    }

    /// Puts a pulled item in. There is room for it, and fewer than fit are in flight.
    #[inline]
    pub(crate) fn push(&self, reader: &mut Reader, item: T) {
        debug_assert!(reader.in_flight() < self.items.len());
        // SAFETY: the consumer alone writes items, each number once, and has looked that the place is empty
        // (`has_room`), which acquires what its reader did.
        unsafe { self.items.put(reader.pushed, item) };
        reader.pushed = reader.pushed.wrapping_add(1);
        self.claims.push(reader.pushed);
    }

    /// The position of the result that the consumer takes next.
    pub(crate) fn due(&self, reader: &Reader) -> u64 {
        match self.order {
            Order::Input => reader.returned,
            Order::Completion => reader.taken,
        }
    }

    /// Whether a result is there to be taken.
    #[inline]
    pub(crate) fn has_result(&self, reader: &Reader) -> bool {
        reader.in_flight() > 0 && self.results.is_full(self.due(reader))
    }

    /// Takes the next result, if it is there.
    #[inline]
    pub(crate) fn take(&self, reader: &mut Reader) -> Option<StreamOutcome<R>> {
        if !self.has_result(reader) {
            return None;
        }
        // SAFETY: it is full, as was just acquired, and the consumer alone takes results out as long as the stream
        // is not closed.
        let outcome = unsafe { self.results.take(self.due(reader)) };
        reader.note_returned(true);
        Some(outcome)
    }

    /// Claims the item that is due for the consumer to run, if nobody has: then all before it have been returned, and nothing
    /// else is under way. Says also whether a worker may have to be called for others.
    #[inline(always)]
    pub(crate) fn claim_due(&self, reader: &Reader) -> Option<(u64, T, bool)> {
        let number = reader.returned;
        if reader.in_flight() == 0 {
            return None;
        }
        let more = self.claims.claim_due(number)?;
        Some((number, self.item(number), more))
    }

    /// The item of [`InFlight::claim_due`] is done, and its result returned.
    #[inline(always)]
    pub(crate) fn end_due(&self, reader: &mut Reader) {
        self.claims.end_cheap();
        reader.note_returned(false);
    }

    /// Claims the next item for the consumer to run, whichever it is. Says also whether a worker should be called for others.
    pub(crate) fn claim_any(&self) -> Option<(u64, T, bool)> {
        let (number, more) = self.claims.claim_any(self.is_tiny())?;
        Some((number, self.item(number), more))
    }

    /// The item of [`InFlight::claim_any`] is done: its result, if it is the next to be returned; else it goes to its place. The
    /// consumer looks afterwards whether a worker should be called.
    pub(crate) fn end_any(
        &self,
        reader: &mut Reader,
        number: u64,
        outcome: StreamOutcome<R>,
    ) -> Option<StreamOutcome<R>> {
        self.claims.end_any();
        if self.order == Order::Completion || number == reader.returned {
            reader.note_returned(false);
            return Some(outcome);
        }
        self.put(number, outcome);
        None
    }

    /// The consumer waits, for a very short time, until a worker is done with the item that is due, and has the next one left for
    /// itself. Says whether the result is there.
    pub(crate) fn spin_for_due(&self, reader: &Reader) -> bool {
        if cfg!(lap_pool_loom) || self.at_it() == 0 {
            return false;
        }
        let is_there = || self.has_result(reader);
        self.claims.want_next();
        if !spin_for(AT_ONCE, is_there) {
            spin_until(is_there);
        }
        self.claims.end_cheap();
        is_there()
    }

    /// The consumer runs nothing for a while: who needs its seat may have it.
    pub(crate) fn rise(&self) {
        self.claims.rise();
    }

    /// Counts one more worker as called, if there is something for it to do and room.
    #[inline]
    pub(crate) fn call_one(&self) -> bool {
        self.claims.call_one(self.is_tiny())
    }

    /// Whether items wait for which nobody will come by himself: a hint, but after a fence.
    pub(crate) fn is_left_alone(&self) -> bool {
        self.claims.at_it() + self.claims.called() == 0
    }

    /// Whether a consumer that waits has something to do here: a result, or, where it `must`, an item that it can run.
    pub(crate) fn is_news(&self, reader: &Reader, must: bool) -> bool {
        let can_help = || must && self.claims.waiting() > 0 && self.claims.has_room();
        self.has_result(reader) || can_help()
    }

    /// The consumer is gone: what nobody has claimed is given back to be dropped, one by one; and so are results.
    pub(crate) fn close(
        &self,
        reader: &Reader,
        drop_item: impl Fn(T),
        drop_result: impl Fn(StreamOutcome<R>),
    ) {
        let left = self.claims.close();
        if let Some(left) = left {
            left.numbers()
                .for_each(|number| drop_item(self.item(number)));
        }
        fence(SeqCst);
        let due = self.due(reader);
        for ahead in 0..reader.in_flight() as u64 {
            let position = due.wrapping_add(ahead);
            // SAFETY: the stream is closed, so everybody takes results out in this way; they are written once.
            if let Some(outcome) = unsafe { self.results.try_take(position) } {
                drop_result(outcome);
            }
        }
    }

    // ---- for workers ----

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

    // ---- for all ----

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

#[cfg(all(test, not(lap_pool_loom)))]
mod tests;
