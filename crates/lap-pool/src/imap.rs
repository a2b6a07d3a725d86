//! The consumer's side of a stream: a lazy iterator that pulls its source no further than it was told to.

use std::fmt;
use std::marker::PhantomData;
use std::panic::{Location, resume_unwind};
use std::time::{Duration, Instant};

use crate::context::Room;
use crate::engine::Engine;
use crate::error::TaskError;
use crate::latch::Latch;
use crate::lifecycle::Phase;
use crate::queue::Tickets;
use crate::ring::Order;
use crate::sleep::{Call, Looker};
use crate::stream::{Help, Stream};
use crate::sync::Arc;
use crate::unwind::Guarded;
use crate::work::{Line, Work, erase};

/// The stream of results that [`crate::Pool::imap`] and [`crate::Pool::imap_unordered`] return.
///
/// It pulls its source on the thread that calls `next()`, and not before: at every moment
/// `pulled <= returned + buffersize`. Dropping it stops the work: what waits is dropped, what runs is dropped when done.
///
/// [`Iterator::next`] goes on with a task's panic, and panics when the pool was closed or terminated before the source
/// was at its end: never a silent `None`. [`Imap::results`] gives the same as values.
#[must_use = "a stream is lazy: nothing runs before the first next()"]
pub struct Imap<'scope, I: Iterator, R, F> {
    source: Guarded<I>,
    /// Whether the source may have more: false once it ended or panicked.
    open: bool,
    /// Whether the caller was told that the pool refused.
    told: bool,
    stream: Arc<Stream<I::Item, F, R>>,
    /// The same stream, for the queue.
    work: Arc<dyn Work>,
    /// Of the entries in the queue; `None` before the first.
    tickets: Option<Tickets>,
    engine: Arc<Engine>,
    latch: Option<Arc<Latch>>,
    buffersize: usize,
    /// Whether to pull ahead of a ready result; `None` leaves it to what the source promises.
    prefetch: Option<bool>,
    /// Pulled and not yet returned.
    in_flight: usize,
    /// The pool closed between a pull and the call of a worker for it: no more workers come, and the consumer has to run
    /// what those do not that are at it.
    orphaned: bool,
    scope: PhantomData<&'scope mut &'scope ()>,
}

/// For how long a call may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    None,
    /// Not at all: it looks.
    Zero,
    /// Until then; `None` where that is beyond the clock.
    Until(Option<Instant>),
}

impl Limit {
    fn deadline(self) -> Option<Instant> {
        match self {
            Limit::None => None,
            Limit::Zero => Some(Instant::now()),
            Limit::Until(deadline) => deadline,
        }
    }

    fn is_over(self) -> bool {
        match self {
            Limit::None => false,
            Limit::Zero => true,
            Limit::Until(deadline) => deadline.is_some_and(|deadline| Instant::now() >= deadline),
        }
    }
}

/// How a stream is to be read.
pub(crate) struct Reading {
    pub(crate) order: Order,
    pub(crate) chunksize: usize,
    pub(crate) buffersize: usize,
    pub(crate) prefetch: Option<bool>,
    pub(crate) site: &'static Location<'static>,
}

impl<'scope, I, R, F> Imap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    pub(crate) fn new(
        engine: Arc<Engine>,
        latch: Option<Arc<Latch>>,
        source: I,
        f: F,
        reading: Reading,
    ) -> Self {
        let Reading {
            order,
            chunksize,
            buffersize,
            prefetch,
            site,
        } = reading;
        let helpers = engine.workers().min(buffersize);
        let helped = engine.may_help();
        let stream = Arc::new(Stream::new(f, order, chunksize, helpers, helped, site));
        // SAFETY: `'scope` is `'static`, or a scope's lifetime, whose end waits for the debt of every entry of this
        // stream. This handle cannot outlive `'scope`, so a consumer that runs items is the scope's closure or one of
        // its indebted tasks. Dropping the handle empties the stream, forgetting it leaks the stream.
        let work = unsafe { erase(Arc::clone(&stream) as Arc<dyn Work + 'scope>) };
        Self {
            source: Guarded::new(source),
            open: true,
            told: false,
            stream,
            work,
            tickets: None,
            engine,
            latch,
            buffersize,
            prefetch,
            in_flight: 0,
            orphaned: false,
            scope: PhantomData,
        }
    }

    /// Reads the stream as values: a failed task is an `Err` in its place, and the stream goes on after it. A pool that
    /// was closed or terminated before the source was at its end is one `Err` at the end.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let halves = pool.imap(0..4, |x| if x == 1 { panic!("odd one out") } else { x / 2 })?;
    /// let outcomes: Vec<_> = halves.results().map(|result| result.ok()).collect();
    /// assert_eq!(outcomes, [Some(0), None, Some(1), Some(1)]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn results(self) -> Results<'scope, I, R, F> {
        Results(self)
    }

    /// Waits for the next result, for `limit` at most.
    ///
    /// The limit is looked at before each pull from the source. So it is punctual where pulling does not block; a source
    /// that blocks is waited for. In a task of the same pool it may run an item, and overshoot by its length. A limit of
    /// zero runs nothing; it pulls one item of a source that promises not to block (see [`Imap`]), so that a loop
    /// that only looks gets on.
    ///
    /// # Errors
    /// [`TaskError::TimedOut`] when the limit ran out (the stream can be read on), and whatever the task or the pool
    /// came to, as in [`Imap::results`].
    pub fn next_timeout(&mut self, limit: Duration) -> Result<Option<R>, TaskError> {
        let limit = if limit.is_zero() {
            Limit::Zero
        } else {
            Limit::Until(Instant::now().checked_add(limit))
        };
        self.advance(limit).transpose()
    }

    fn advance(&mut self, limit: Limit) -> Option<Result<R, TaskError>> {
        if self.engine.is_forked() {
            return self.end_forked();
        }
        if let Some(outcome) = self.read_on(limit) {
            return Some(self.returned(outcome));
        }
        let mut in_doubt = false;
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
            if let Some(outcome) = self.stream.take() {
                return Some(self.returned(outcome));
            }
            if self.orphaned && self.engine.is_terminated() {
                self.stream.give_up(|| TaskError::Terminated);
            }
            let room = self.engine.room();
            let has_to = self.must_help() && !limit.is_over();
            let no_one_can = room == Room::TooDeep || self.orphaned && room == Room::Elsewhere;
            if has_to && no_one_can && self.stream.has_waiting() {
                return Some(Err(TaskError::TooDeep));
            }
            let must = has_to && room == Room::Inline;
            // One with a time limit runs an item only where it has to: nothing bounds how long that takes.
            let may = room == Room::Inline && limit == Limit::None && self.engine.may_help();
            if must || may {
                match self.stream.help(&self.engine, must) {
                    Help::Unwanted => {}
                    Help::Forked => continue,
                    Help::Ran { call } => {
                        if let Some(call) = call {
                            self.call_worker(call);
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
            let looker = self.engine.nudge(in_doubt);
            in_doubt = looker == Looker::Spins;
            if let Some(outcome) = self.stream.wait(must, limit.deadline(), looker) {
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
            if !may_pull || limit.is_over() && !(promises && punctual) {
                return None;
            }
            punctual = !limit.is_over();
            if let Some(outcome) = self.pull()? {
                return Some(outcome);
            }
        }
    }

    /// Whether there is room for another item, and the source may have one and the pool takes it.
    fn may_pull(&self) -> bool {
        self.open && self.in_flight < self.buffersize && self.engine.check_running().is_ok()
    }

    /// Whether the source is believed not to block: it knows how many items it has at most, and that there is one, or
    /// none at all.
    fn promises(&self) -> bool {
        let knows = || matches!(self.source.size_hint(), (1.., Some(_)) | (_, Some(0)));
        self.prefetch.unwrap_or_else(knows)
    }

    /// Pulls one item, if the source has one; with it comes the next result, if that is there.
    fn pull(&mut self) -> Option<Option<Result<R, TaskError>>> {
        // A source that panics has ended: this stays false when `next` unwinds.
        self.open = false;
        let item = self.source.next()?;
        if self.engine.is_forked() {
            std::mem::forget(item);
            return None;
        }
        self.open = true;
        self.in_flight += 1;
        let (call, next) = self.stream.push(item);
        if let Some(call) = call {
            self.call_worker(call);
        }
        Some(next)
    }

    fn call_worker(&mut self, call: Call) {
        let (work, latch) = (&self.work, self.latch.as_ref());
        match self.engine.submit(work, Line::Shared, 1, call, latch) {
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

impl<'scope, I, R, F> Iterator for Imap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    type Item = R;

    #[track_caller]
    fn next(&mut self) -> Option<R> {
        let error = match self.advance(Limit::None)? {
            Ok(result) => return Some(result),
            Err(error) => error,
        };
        // Never a silent `None`: who asks again is told again.
        self.told = false;
        match error {
            TaskError::Panicked(panicked) => resume_unwind(panicked.payload),
            error => panic!("{error}"),
        }
    }
}

impl<I: Iterator, R, F> Drop for Imap<'_, I, R, F> {
    fn drop(&mut self) {
        if self.engine.is_forked() {
            return;
        }
        self.stream.close();
        if let Some(tickets) = &self.tickets {
            self.engine.sweep(&self.work, Line::Shared, tickets);
        }
    }
}

impl<I: Iterator, R, F> fmt::Debug for Imap<'_, I, R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Imap")
            .field("in_flight", &self.in_flight)
            .field("buffersize", &self.buffersize)
            .finish_non_exhaustive()
    }
}

/// A stream's results as values; see [`Imap::results`].
#[must_use = "a stream is lazy: nothing runs before the first next()"]
#[derive(Debug)]
pub struct Results<'scope, I: Iterator, R, F>(Imap<'scope, I, R, F>);

impl<'scope, I, R, F> Iterator for Results<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    type Item = Result<R, TaskError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.advance(Limit::None)
    }
}
