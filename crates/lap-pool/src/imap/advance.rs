//! A consumer's turn: reading the source on, calling workers, running an item where it may, and waiting.

use crate::context::Room;
use crate::error::TaskError;
use crate::imap::{Imap, Limit};
use crate::sleep::Looker;

/// Items that the consumer has run before they are counted: for all threads outside the pool there is one count.
const UNCOUNTED: u64 = 64;

/// What came of the consumer's offer to run an item itself.
enum Help<R> {
    /// There was nothing it should run.
    Unwanted,
    /// It ran one, whose result is the next to be returned unless it went to its place.
    Ran(Option<Result<R, TaskError>>),
    /// It ran one that forked, and this is the child.
    Forked,
}

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
    pub(super) fn advance(&mut self, limit: Limit) -> Option<Result<R, TaskError>> {
        let outcome = self.next_outcome(limit);
        if self.ahead.is_some() {
            // What is returned makes room, also while the caller is at it.
            self.tell_room();
        }
        outcome
    }

    #[inline]
    fn next_outcome(&mut self, limit: Limit) -> Option<Result<R, TaskError>> {
        if !self.open && self.reader.in_flight() == 0 {
            return None;
        }
        if self.engine.is_forked() {
            return self.end_forked();
        }
        if limit == Limit::None
            && let Some(outcome) = self.next_cheap()
        {
            return Some(outcome);
        }
        if let Some(outcome) = self.read_on(limit) {
            return Some(outcome);
        }
        let (mut in_doubt, mut overshoots) = (false, limit != Limit::Zero);
        loop {
            if self.engine.is_forked() {
                return self.end_forked();
            }
            // Any other source has been read as far as it may be.
            if self.ahead.is_some()
                && let Some(outcome) = self.read_on_again(limit)
            {
                return Some(outcome);
            }
            if self.reader.in_flight() == 0 {
                match self.may_pull() {
                    true if limit.is_over() => return Some(Err(TaskError::TimedOut)),
                    // It was read just now.
                    true => continue,
                    false if self.waits_for_an_item() => {}
                    false => return self.end(),
                }
            }
            if self.orphaned && self.engine.is_terminated() {
                self.stream.give_up(|| TaskError::Terminated);
            }
            // A limit is overshot by the item that is run first, and by no more.
            let has_to = self.must_help() && (overshoots || !limit.is_over());
            overshoots = false;
            // One with a time limit runs an item only where it has to: nothing bounds how long that takes.
            let may = has_to || limit == Limit::None && self.engine.may_help();
            let room = if may {
                self.engine.room()
            } else {
                Room::Elsewhere
            };
            let no_one_can = room == Room::TooDeep || self.orphaned && room == Room::Elsewhere;
            if has_to && no_one_can && self.stream.in_flight.has_waiting() {
                self.stream.give_up(|| TaskError::TooDeep);
            }
            let must = has_to && room == Room::Inline;
            if must {
                match self.help() {
                    Help::Unwanted => {}
                    Help::Forked => continue,
                    Help::Ran(Some(outcome)) => return Some(outcome),
                    Help::Ran(None) => {
                        if let Some(outcome) = self.take() {
                            return Some(outcome);
                        }
                        continue;
                    }
                }
            }
            if room == Room::Inline && self.stream.in_flight.is_for_consumer() {
                if let Some(outcome) = self.run_due() {
                    return Some(outcome);
                }
                if self.engine.is_forked() {
                    continue;
                }
                if self.stream.in_flight.spin_for_due(&self.reader) {
                    return self.take();
                }
            }
            self.note_count();
            if self.call_where_wanted() {
                continue;
            }
            let looker = match limit {
                // It only looks, and waits for nobody.
                Limit::Zero => Looker::Sure,
                _ => self.engine.wake_if_needed(in_doubt),
            };
            in_doubt = looker == Looker::Soon;
            let (engine, how) = (&self.engine, (limit.deadline(), looker));
            let awaited: (_, &dyn Fn() -> bool) = (must, &|| self.is_news(must));
            engine.waiting(|| self.stream.wait(engine, &self.reader, awaited, how));
            if let Some(outcome) = self.take() {
                return Some(outcome);
            }
            if limit.is_over() {
                return Some(Err(TaskError::TimedOut));
            }
        }
    }

    /// Runs what is due here where it is cheap, and half of those that may be in flight are: what the source has is pulled for
    /// several at a time.
    #[inline(always)]
    fn next_cheap(&mut self) -> Option<Result<R, TaskError>> {
        let is_for_here = self.reader.in_flight() > self.buffersize.while_cheap / 2
            && !self.orphaned
            && self.stream.in_flight.is_for_consumer()
            && self.engine.may_help()
            && !self.engine.is_terminated()
            && self.engine.room() == Room::Inline;
        if is_for_here { self.run_due() } else { None }
    }

    /// Runs what is due here, if nobody has begun it. `None` also where it forked, and this is the child.
    #[inline(always)]
    fn run_due(&mut self) -> Option<Result<R, TaskError>> {
        let (number, item, more) = self.stream.in_flight.claim_due(&self.reader)?;
        if more {
            self.call_where_wanted();
        }
        let outcome = self.run_claimed(number, item)?;
        self.stream.in_flight.end_due(&mut self.reader);
        Some(outcome)
    }

    /// Whether this thread has to be able to finish alone: a task of the pool always, for the workers may wait for it;
    /// anybody, once no more workers come.
    fn must_help(&self) -> bool {
        if self.engine.is_terminated() {
            return false;
        }
        self.engine.runs_own_task() || self.orphaned && self.engine.may_help()
    }

    /// Takes the next result, if it is there.
    #[inline]
    fn take(&mut self) -> Option<Result<R, TaskError>> {
        self.stream.in_flight.take(&mut self.reader)
    }

    /// Runs an item here, since this thread must.
    fn help(&mut self) -> Help<R> {
        let Some((number, item, more)) = self.stream.in_flight.claim_any() else {
            return Help::Unwanted;
        };
        if more {
            self.call_where_wanted();
        }
        let Some(outcome) = self.run_claimed(number, item) else {
            return Help::Forked;
        };
        let ran = (self.stream.in_flight).end_any(&mut self.reader, number, outcome);
        // A worker that came meanwhile was not to wait for the end of this one.
        self.call_where_wanted();
        Help::Ran(ran)
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

    /// Calls a worker, if items wait for one.
    fn call_where_wanted(&mut self) -> bool {
        let wanted = !self.orphaned && self.stream.in_flight.call_one();
        match wanted {
            true => self.call_worker(),
            // It may linger for this consumer's sake.
            false if self.uncounted > 0 => self.stream.rouse(&self.engine),
            false => {}
        }
        wanted
    }

    /// Reads the source on while no result is there, and gives the next result if it is. Only a source that promises is
    /// read before a ready result is returned.
    #[inline]
    fn read_on(&mut self, limit: Limit) -> Option<Result<R, TaskError>> {
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
    fn read_on_again(&mut self, limit: Limit) -> Option<Result<R, TaskError>> {
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

    #[cold]
    fn call_worker(&mut self) {
        let wake = self.stream.wake();
        let (work, latch) = (&self.work, self.latch.as_ref());
        match self.engine.submit(work, 1, wake, latch) {
            Ok(tickets) => drop(self.tickets.get_or_insert(tickets)),
            Err(_) => {
                let others = self.stream.in_flight.uncall();
                self.orphaned = true;
                if self.engine.is_terminated() {
                    self.stream.give_up(|| TaskError::Terminated);
                } else if !others && !self.engine.may_help() {
                    self.stream.give_up(|| TaskError::NotRunning);
                }
            }
        }
    }

    /// What a forked child gets, where nobody works on the stream: an error, once.
    fn end_forked(&mut self) -> Option<Result<R, TaskError>> {
        (!std::mem::replace(&mut self.told, true)).then_some(Err(TaskError::Forked))
    }

    /// What comes after the last result.
    fn end(&mut self) -> Option<Result<R, TaskError>> {
        if !self.open || self.told {
            return None;
        }
        self.told = true;
        Some(Err(TaskError::refused(self.engine.phase())))
    }
}
