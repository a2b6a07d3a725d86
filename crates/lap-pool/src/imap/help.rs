//! Items that the consumer runs itself: those that are due and cheap, and whatever it must.

use crate::context::Room;
use crate::error::TaskError;
use crate::imap::Imap;

/// Items that the consumer has run before they are counted: for all threads outside the pool there is one count.
const UNCOUNTED: u64 = 64;

/// What came of the consumer's offer to run an item itself.
pub(super) enum Help<R> {
    /// There was nothing it should run.
    Unwanted,
    /// It ran one. With the result that is to be returned next, this one's or another, if it is there; not where it forked, and
    /// this is the child.
    Ran(Option<Result<R, TaskError>>),
}

impl<'scope, I, R, F> Imap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    /// Runs what is due here where it is cheap, and half of those that may be in flight are: what the source has is pulled for
    /// several at a time.
    #[inline(always)]
    pub(super) fn next_cheap(&mut self) -> Option<Result<R, TaskError>> {
        let is_for_here = self.reader.in_flight() > self.buffersize.while_cheap / 2
            && !self.orphaned
            && self.stream.in_flight.is_for_consumer()
            && self.engine.may_help()
            && !self.engine.is_terminated()
            && self.engine.room() == Room::Inline;
        if is_for_here { self.run_due() } else { None }
    }

    /// Runs what is due here, if nobody has begun it, and gives the result that is next then. `None` also where it forked, and this
    /// is the child.
    #[inline(always)]
    pub(super) fn run_due(&mut self) -> Option<Result<R, TaskError>> {
        let (number, item, more) = self.stream.in_flight.claim_due(&self.reader)?;
        if more {
            self.call_where_wanted();
        }
        let outcome = self.run_claimed(number, item)?;
        self.stream.in_flight.end_due();
        if self.stream.in_flight.is_next(&mut self.reader, number) {
            return Some(outcome);
        }
        self.stream.in_flight.keep(number, outcome);
        self.take()
    }

    /// Whether this thread has to be able to finish alone: a task of the pool always, for the workers may wait for it;
    /// anybody, once no more workers come.
    pub(super) fn must_help(&self) -> bool {
        if self.engine.is_terminated() {
            return false;
        }
        self.engine.runs_own_task() || self.orphaned && self.engine.may_help()
    }

    /// Runs an item here, since this thread must.
    pub(super) fn help(&mut self) -> Help<R> {
        let Some((number, item, more)) = self.stream.in_flight.claim_any() else {
            return Help::Unwanted;
        };
        if more {
            self.call_where_wanted();
        }
        let Some(outcome) = self.run_claimed(number, item) else {
            return Help::Ran(None);
        };
        self.stream.in_flight.end_any();
        // A worker that came meanwhile was not to wait for the end of this one.
        self.call_where_wanted();
        if self.stream.in_flight.is_next(&mut self.reader, number) {
            return Help::Ran(Some(outcome));
        }
        self.stream.in_flight.keep(number, outcome);
        Help::Ran(self.take())
    }

    /// Runs an item that was claimed for this thread. `None` where it forked, and this is the child.
    #[inline(always)]
    fn run_claimed(&mut self, number: u64, item: I::Item) -> Option<Result<R, TaskError>> {
        let (stream, sampler) = (&self.stream, &mut self.sampler);
        let outcome = (self.engine).run_inline(|| stream.run_item(sampler, number, item));
        if self.engine.is_forked() {
            std::mem::forget(outcome);
            return None;
        }
        self.uncounted += 1;
        if self.uncounted >= UNCOUNTED {
            self.note_count();
        }
        Some(outcome)
    }
}
