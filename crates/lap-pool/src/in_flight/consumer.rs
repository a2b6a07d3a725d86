//! What the consumer does with what is in flight: it puts items in, takes results out, runs what is due, and goes.

use super::*;

/// For how long a consumer looks for the result of a cheap item without giving its core away.
const AT_ONCE: Duration = Duration::from_micros(3);

/// What only the consumer knows and changes.
#[derive(Debug)]
pub(crate) struct Reader {
    /// Items put in.
    pub(super) pushed: u64,
    /// Results returned.
    pub(super) returned: u64,
    /// Of these, taken out of their places. In completion order that is the position of the next.
    pub(super) taken: u64,
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

    /// The item of [`InFlight::claim_due`] is done.
    #[inline]
    pub(crate) fn end_due(&self) {
        self.claims.end_cheap();
    }

    /// Whether the result of an item that the consumer has run is the next to be returned; then it counts as returned.
    #[inline(always)]
    pub(crate) fn is_next(&self, reader: &mut Reader, number: u64) -> bool {
        let is_next = match self.order {
            Order::Input => number == reader.returned,
            // What workers have finished meanwhile came first.
            Order::Completion => !self.results.is_full(reader.taken),
        };
        if is_next {
            reader.note_returned(false);
        }
        is_next
    }

    /// Puts the result of an item that the consumer has run to the others: it is not the next.
    pub(crate) fn keep(&self, number: u64, outcome: StreamOutcome<R>) {
        self.put(number, outcome);
    }

    /// Claims the next item for the consumer to run, whichever it is. Says also whether a worker should be called for others.
    pub(crate) fn claim_any(&self) -> Option<(u64, T, bool)> {
        let (number, more) = self.claims.claim_any(self.is_tiny())?;
        Some((number, self.item(number), more))
    }

    /// The item of [`InFlight::claim_any`] is done. The consumer looks afterwards whether a worker should be called.
    pub(crate) fn end_any(&self) {
        self.claims.end_any();
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
}
