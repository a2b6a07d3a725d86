//! A consumer's turn: reading the source on, calling workers, running an item where it may, and waiting.

use crate::context::Room;
use crate::error::TaskError;
use crate::imap::{Imap, Limit};
use crate::lifecycle::Phase;
use crate::sleep::{Looker, Wake};
use crate::stream::Help;

/// What came of asking the source.
enum Pulled<R> {
    /// An item, and with it the next result, if that is there.
    Item(Option<Result<R, TaskError>>),
    /// It is at its end.
    Nothing,
    /// This is the child of a fork that it made.
    Forked,
}

impl<'scope, I, R, F> Imap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    pub(super) fn advance(&mut self, limit: Limit) -> Option<Result<R, TaskError>> {
        if !self.open && self.in_flight == 0 {
            return None;
        }
        if self.engine.is_forked() {
            return self.end_forked();
        }
        if let Some(outcome) = self.read_on(limit) {
            return Some(self.returned(outcome));
        }
        let (mut in_doubt, mut overshoots) = (false, limit != Limit::Zero);
        loop {
            if self.engine.is_forked() {
                return self.end_forked();
            }
            if self.in_flight == 0 {
                return if self.may_pull() {
                    Some(Err(TaskError::TimedOut))
                } else {
                    self.end()
                };
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
            if has_to && no_one_can && self.stream.has_waiting() {
                self.stream.give_up(|| TaskError::TooDeep);
            }
            let must = has_to && room == Room::Inline;
            if room == Room::Inline {
                match self.stream.help(&self.engine, must) {
                    Help::Unwanted => {}
                    Help::Forked => continue,
                    Help::Ran { call } => {
                        if let Some(call) = call {
                            self.call_worker(call);
                        }
                        if let Some(outcome) = self.stream.take() {
                            return Some(self.returned(outcome));
                        }
                        continue;
                    }
                }
            }
            if !self.orphaned
                && let Some(call) = self.stream.wants_worker()
            {
                self.call_worker(call);
                continue;
            }
            let looker = match limit {
                // It only looks, and waits for nobody.
                Limit::Zero => Looker::Sure,
                _ => self.engine.wake_if_needed(in_doubt),
            };
            in_doubt = looker == Looker::Soon;
            let wait = || self.stream.wait(must, limit.deadline(), looker);
            if let Some(outcome) = self.engine.waiting(wait) {
                return Some(self.returned(outcome));
            }
            if limit.is_over() {
                return Some(Err(TaskError::TimedOut));
            }
        }
    }

    /// Whether this thread has to be able to finish alone: a task of the pool always, for the workers may wait for it;
    /// anybody, once no more workers come.
    fn must_help(&self) -> bool {
        if self.engine.is_terminated() {
            return false;
        }
        self.engine.runs_own_task() || self.orphaned && self.engine.may_help()
    }

    fn returned(&mut self, outcome: Result<R, TaskError>) -> Result<R, TaskError> {
        self.in_flight -= 1;
        outcome
    }

    /// Reads the source on while no result is there, and gives the next result if it is. Only a source that promises is
    /// read before a ready result is returned.
    fn read_on(&mut self, limit: Limit) -> Option<Result<R, TaskError>> {
        let mut punctual = true;
        loop {
            let may_pull = self.may_pull();
            let promises = may_pull && self.promises();
            if !promises && let Some(outcome) = self.stream.take() {
                return Some(outcome);
            }
            if !may_pull {
                return None;
            }
            if limit.is_over() && !(promises && punctual) {
                return self.stream.take();
            }
            punctual = !limit.is_over();
            match self.pull() {
                Pulled::Item(None) => {}
                Pulled::Item(outcome) => return outcome,
                Pulled::Nothing => return self.stream.take(),
                Pulled::Forked => return None,
            }
        }
    }

    /// Whether there is room for another item, and the source may have one and the pool takes it.
    fn may_pull(&self) -> bool {
        self.open && self.in_flight < self.buffersize && self.engine.check_running().is_ok()
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
        matches!(hint, (1.., Some(_)) | (_, Some(0)))
    }

    /// Pulls one item, if the source has one.
    fn pull(&mut self) -> Pulled<R> {
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
        self.in_flight += 1;
        let (call, next) = self.stream.push(item);
        if let Some(call) = call {
            self.call_worker(call);
        }
        Pulled::Item(next)
    }

    fn call_worker(&mut self, call: Wake) {
        let (work, latch) = (&self.work, self.latch.as_ref());
        match self.engine.submit(work, 1, call, latch) {
            Ok(tickets) => drop(self.tickets.get_or_insert(tickets)),
            Err(_) => {
                let others = self.stream.uncall();
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
        match self.engine.phase() {
            Phase::Terminated => Some(Err(TaskError::Terminated)),
            Phase::Closed | Phase::Running => Some(Err(TaskError::NotRunning)),
        }
    }
}
