//! Reading the source on: how far, when, and what comes of it.

use crate::error::TaskError;
use crate::imap::{Imap, Limit};

/// What came of asking the source.
enum Pulled {
    /// An item.
    Item,
    /// It is at its end.
    Nothing,
    /// This is the child of a fork that it made.
    Forked,
}

/// Whether a source with this `size_hint` is believed not to block.
pub(super) fn hint_promises(hint: (usize, Option<usize>)) -> bool {
    matches!(hint, (1.., Some(_)) | (_, Some(0)))
}

impl<'scope, I, R, F> Imap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    /// Reads the source on while no result is there, and gives the next result if it is. Only a source that promises is
    /// read before a ready result is returned.
    #[inline]
    pub(super) fn read_on(&mut self, limit: Limit) -> Option<Result<R, TaskError>> {
        let mut punctual = true;
        loop {
            let may_pull = self.may_pull();
            let promises = may_pull && self.promises();
            if !promises && let Some(outcome) = self.take() {
                return Some(outcome);
            }
            if !may_pull {
                return None;
            }
            if limit.is_over() && !(promises && punctual) {
                return self.take();
            }
            punctual = !limit.is_over();
            match self.pull() {
                // Before the source is asked again: it may block, also one that promises.
                Pulled::Item => drop(self.call_where_wanted()),
                Pulled::Nothing => return self.take(),
                Pulled::Forked => return self.end_forked(),
            }
        }
    }

    /// The same where more may have come since.
    #[cold]
    pub(super) fn read_on_again(&mut self, limit: Limit) -> Option<Result<R, TaskError>> {
        self.read_on(limit)
    }

    /// Whether there is room for another item, and the source may have one and the pool takes it.
    #[inline(always)]
    pub(super) fn may_pull(&self) -> bool {
        self.open
            && self.reader.in_flight() < self.buffersize()
            && self.engine.check_running().is_ok()
            && self.stream.in_flight.has_room(&self.reader)
            && self.is_read()
    }

    /// Items that may be in flight now.
    #[inline]
    pub(super) fn buffersize(&self) -> usize {
        let while_short = self
            .stream
            .in_flight
            .as_many_as(self.buffersize.while_cheap);
        while_short.max(self.buffersize.otherwise)
    }

    /// Whether the source is believed not to block: it knows how many items it has at most, and that there is one, or
    /// none at all.
    fn promises(&mut self) -> bool {
        if let Some(ahead) = self.prefetch {
            return ahead;
        }
        // A source that panics has ended, here as in `pull`.
        self.open = false;
        let hint = self.source.size_hint();
        self.open = true;
        hint_promises(hint)
    }

    /// Pulls one item, if the source has one.
    #[inline]
    fn pull(&mut self) -> Pulled {
        // A source that panics has ended: this stays false when `next` unwinds.
        self.open = false;
        let item = self.source.next();
        if self.engine.is_forked() {
            std::mem::forget(item);
            return Pulled::Forked;
        }
        let Some(item) = item else {
            return Pulled::Nothing;
        };
        self.open = true;
        self.stream.in_flight.push(&mut self.reader, item);
        Pulled::Item
    }
}
