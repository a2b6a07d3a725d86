//! What the drainers of a shared stream have in common: one consumer's side of it, at which one of them is at a time.

use crate::context::Room;
use crate::error::TaskError;
use crate::imap::shared::sleepers::Sleepers;
use crate::imap::{Imap, Limit};
use crate::in_flight::StreamOutcome;
use crate::panics::Guarded;

/// A stream's source. It goes to who asks it, and comes back.
pub(super) type Source<I> = Box<Guarded<I>>;

pub(super) struct Desk<'scope, I: Iterator, R, F> {
    /// Without its source. Dropped before that, as that of any stream.
    pub(super) imap: Imap<'scope, I, R, F>,
    /// `None` while a drainer asks it.
    source: Option<Source<I>>,
    /// The thread that asks it.
    asked_by: Option<usize>,
    /// Items that it has left at most, as far as it has told.
    left: Option<usize>,
    pub(super) sleepers: Sleepers,
}

/// A drainer in a call of `next()`.
#[derive(Debug)]
pub(super) struct Drainer {
    pub(super) limit: Limit,
    /// It is a task of the stream's pool, for whose workers it may have to do.
    pub(super) is_task: bool,
    pub(super) may_help: bool,
    thread: usize,
    /// The limit was not over when it last looked.
    punctual: bool,
    /// Its limit may still be overshot, by one item.
    overshoots: bool,
    /// The source was asked whether it promises, and does not.
    is_refused: bool,
}

/// What a drainer does next.
pub(super) enum Step<I: Iterator, R> {
    Return(StreamOutcome<R>),
    /// Ask the source, perhaps only if it promises.
    Ask(Source<I>, Asking),
    /// Run an item.
    Run(u64),
    /// Give up what waits.
    GiveUp(fn() -> TaskError),
    /// Call a worker.
    Call,
    /// Wait; and run what waits, if it `must`.
    Wait {
        must: bool,
    },
    TimedOut,
    /// The source was at its end.
    Over,
    Refused(TaskError),
    /// It is the source that asks.
    AskedBySource,
}

/// How a source is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    Anyway,
    IfItPromises,
}

/// What a source said.
pub(super) enum Answer<T> {
    Item(T),
    /// It does not promise.
    Refusal,
    /// It has no more, or panicked.
    End,
}

impl Drainer {
    pub(super) fn new(limit: Limit, is_task: bool, may_help: bool, thread: usize) -> Self {
        Self {
            limit,
            is_task,
            may_help,
            thread,
            punctual: true,
            overshoots: limit != Limit::Zero,
            is_refused: false,
        }
    }
}

impl<'scope, I, R, F> Desk<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    pub(super) fn new(mut imap: Imap<'scope, I, R, F>) -> Self {
        let left = imap.source.size_hint().1;
        let source = Box::new(imap.source.take());
        Self {
            imap,
            source: Some(source),
            asked_by: None,
            left,
            sleepers: Sleepers::default(),
        }
    }

    /// What a drainer does next. It does it without the desk.
    pub(super) fn step(&mut self, drainer: &mut Drainer) -> Step<I, R> {
        if self.asked_by == Some(drainer.thread) {
            return Step::AskedBySource;
        }
        let is_over = drainer.limit.is_over();
        if let Some(asking) = self.wants_more(drainer, is_over)
            && let Some(source) = self.source.take()
        {
            self.asked_by = Some(drainer.thread);
            drainer.punctual = !is_over;
            return Step::Ask(source, asking);
        }
        drainer.is_refused = false;
        let imap = &mut self.imap;
        if let Some(outcome) = imap.stream.in_flight.take(&mut imap.reader) {
            return Step::Return(outcome);
        }
        if let Some(end) = self.end() {
            return end;
        }
        if let Some(step) = self.help(drainer, is_over) {
            return step;
        }
        if self.calls() {
            return Step::Call;
        }
        match is_over {
            true => Step::TimedOut,
            false => Step::Wait {
                must: drainer.is_task && self.imap.engine.room() == Room::Inline,
            },
        }
    }

    /// Whether the source is to be asked before a result is taken, and how. As by any stream, only one that promises is
    /// asked while a result is there or when a limit is over, and then once.
    fn wants_more(&self, drainer: &Drainer, is_over: bool) -> Option<Asking> {
        let imap = &self.imap;
        let is_ready = imap.stream.in_flight.has_result(&imap.reader);
        let asking = match is_ready || is_over {
            true => Asking::IfItPromises,
            false => Asking::Anyway,
        };
        let in_vain = asking == Asking::IfItPromises
            && (drainer.is_refused || imap.prefetch == Some(false))
            || is_over && !drainer.punctual
            || is_ready && self.has_plenty();
        (!in_vain && self.may_pull()).then_some(asking)
    }

    /// Whether so much is in flight, and costs so little, that the source can be read later.
    fn has_plenty(&self) -> bool {
        let imap = &self.imap;
        imap.stream.in_flight.is_tiny() && imap.reader.in_flight() > imap.buffersize.while_cheap / 2
    }

    pub(super) fn may_pull(&self) -> bool {
        self.source.is_some() && self.imap.may_pull()
    }

    /// Whether what was asked for may still come from the source, though nothing is in flight.
    fn awaits_source(&self) -> bool {
        let is_asked = || self.source.is_none() || self.imap.ahead.is_some() || self.may_pull();
        self.imap.open && self.imap.engine.check_running().is_ok() && is_asked()
    }

    pub(super) fn end(&self) -> Option<Step<I, R>> {
        if self.imap.reader.in_flight() > 0 || self.awaits_source() {
            return None;
        }
        Some(match self.imap.open {
            false => Step::Over,
            true => Step::Refused(TaskError::refused(self.imap.engine.phase())),
        })
    }

    /// What has to be done here about items that wait: by a task of the pool, or by any drainer once no more workers come.
    fn help(&self, drainer: &mut Drainer, is_over: bool) -> Option<Step<I, R>> {
        let (imap, in_flight) = (&self.imap, &self.imap.stream.in_flight);
        let may = std::mem::take(&mut drainer.overshoots) || !is_over;
        if !in_flight.has_waiting() {
            return None;
        }
        if imap.orphaned && imap.engine.is_terminated() {
            return Some(Step::GiveUp(|| TaskError::Terminated));
        }
        if !imap.engine.is_terminated() && (drainer.is_task || imap.orphaned && drainer.may_help) {
            return match imap.engine.room() {
                _ if !may => None,
                Room::Inline => in_flight.step_in().map(Step::Run),
                Room::Elsewhere if !imap.orphaned => None,
                Room::Elsewhere | Room::TooDeep => Some(Step::GiveUp(|| TaskError::TooDeep)),
            };
        }
        let is_lost = imap.orphaned && in_flight.is_left_alone();
        is_lost.then_some(Step::GiveUp(|| TaskError::NotRunning))
    }

    /// Counts one more worker as called, if items wait for one. Who asks calls it.
    pub(super) fn calls(&self) -> bool {
        !self.imap.orphaned && self.imap.stream.in_flight.call_one()
    }

    /// The source comes back, with what it has said.
    pub(super) fn put_back(
        &mut self,
        source: Source<I>,
        answer: Answer<I::Item>,
        drainer: &mut Drainer,
    ) {
        self.asked_by = None;
        self.source = Some(source);
        let imap = &mut self.imap;
        match answer {
            Answer::Item(item) => {
                imap.stream.in_flight.push(&mut imap.reader, item);
                self.left = self.left.map(|left| left.saturating_sub(1));
            }
            Answer::Refusal => drainer.is_refused = true,
            Answer::End => imap.open = false,
        }
        self.tell_room();
    }

    /// Tells the reader of a source that is read ahead what room there is. Whoever asks the source may have an item in its
    /// hands, which is neither read ahead any more nor in flight yet; so it is told when the source is back.
    pub(super) fn tell_room(&self) {
        if self.source.is_some() {
            self.imap.tell_room();
        }
    }

    /// The source comes back from an unwinding thread.
    pub(super) fn put_back_panicked(&mut self, source: Source<I>) {
        self.asked_by = None;
        self.source = Some(source);
        self.imap.open = false;
    }

    /// How many results can still come, as far as that is known.
    pub(super) fn most(&self) -> Option<usize> {
        let ahead = if self.imap.open { self.left? } else { 0 };
        ahead.checked_add(self.imap.reader.in_flight())
    }
}

impl<I: Iterator, R, F> Drop for Desk<'_, I, R, F> {
    fn drop(&mut self) {
        // What is read ahead was there before it was shared, and goes as it does unshared.
        if !self.imap.engine.is_forked() && self.imap.ahead.is_none() {
            self.imap.engine.consumers.remove(self.imap.stream.bed());
        }
    }
}
