//! A consumer's turn: reading the source on, calling workers, running an item where it may, and waiting.

use crate::context::Room;
use crate::error::TaskError;
use crate::imap::help::Help;
use crate::imap::{Imap, Limit};
use crate::sleep::Looker;

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
                    Help::Ran(Some(outcome)) => return Some(outcome),
                    Help::Ran(None) => continue,
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

    /// Takes the next result, if it is there.
    #[inline]
    pub(super) fn take(&mut self) -> Option<Result<R, TaskError>> {
        self.stream.in_flight.take(&mut self.reader)
    }

    /// Calls a worker, if items wait for one.
    pub(super) fn call_where_wanted(&mut self) -> bool {
        let wanted = !self.orphaned && self.stream.in_flight.call_one();
        match wanted {
            true => self.call_worker(),
            // It may linger for this consumer's sake.
            false if self.uncounted > 0 => self.stream.rouse(&self.engine),
            false => {}
        }
        wanted
    }

    #[cold]
    fn call_worker(&mut self) {
        let wake = self.stream.wake();
        let (work, latch) = (&self.work, self.latch.as_ref());
        match self.engine.submit(work, 1, wake, latch) {
            Ok(tickets) => drop(self.tickets.get_or_insert(tickets)),
            Err(_) => {
                self.orphaned = true;
                self.stream
                    .note_refused(&self.engine, self.engine.may_help());
            }
        }
    }

    /// What a forked child gets, where nobody works on the stream: an error, once.
    pub(super) fn end_forked(&mut self) -> Option<Result<R, TaskError>> {
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
