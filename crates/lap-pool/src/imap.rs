//! The consumer's side of a stream: a lazy iterator that pulls its source no further than it was told to.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::panic::{Location, resume_unwind};
use std::time::{Duration, Instant};

use crate::engine::Engine;
use crate::error::TaskError;
use crate::latch::Latch;
use crate::lifecycle::Phase;
use crate::queue::Tickets;
use crate::results::Results;
use crate::ring::Order;
use crate::sleep::{Call, Looker};
use crate::stream::{Help, Stream};
use crate::sync::Arc;
use crate::unwind::Payload;
use crate::work::{Work, erase};

/// The stream of results that [`crate::Pool::imap`] and [`crate::Pool::imap_unordered`] return.
///
/// It pulls its source on the thread that calls `next()`, and not before: at every moment
/// `pulled <= returned + buffersize`. Dropping it stops the work: what waits is dropped, what runs is dropped when done.
///
/// [`Iterator::next`] goes on with a task's panic, and panics when the pool was closed or terminated before the source
/// was at its end: never a silent `None`. [`Imap::results`] gives the same as values.
#[must_use = "a stream is lazy: nothing runs before the first next()"]
pub struct Imap<'scope, I: Iterator, R, F> {
    source: I,
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
    /// Pulled and not yet returned.
    in_flight: usize,
    /// The pool closed between a pull and the call of a worker for it: no more workers come, and the consumer has to run
    /// what those do not that are at it.
    orphaned: bool,
    scope: PhantomData<&'scope mut &'scope ()>,
}

/// How a stream is to be read.
pub(crate) struct Reading {
    pub(crate) order: Order,
    pub(crate) chunksize: usize,
    pub(crate) buffersize: usize,
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
            source,
            open: true,
            told: false,
            stream,
            work,
            tickets: None,
            engine,
            latch,
            buffersize,
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
    /// # Errors
    /// [`TaskError::TimedOut`] when the limit ran out (the stream can be read on), and whatever the task or the pool
    /// came to, as in [`Imap::results`].
    pub fn next_timeout(&mut self, limit: Duration) -> Result<Option<R>, TaskError> {
        self.advance(Instant::now().checked_add(limit)).transpose()
    }

    /// How many results can still come, as far as that is known.
    pub(crate) fn most(&self) -> Option<usize> {
        let ahead = if self.can_be_refused() {
            self.source.size_hint().1?
        } else {
            0
        };
        ahead.checked_add(self.in_flight)
    }

    /// Whether an error may still come that stands for no item.
    pub(crate) fn can_be_refused(&self) -> bool {
        self.open && !self.told
    }

    pub(crate) fn advance(&mut self, deadline: Option<Instant>) -> Option<Result<R, TaskError>> {
        if !self.open && self.in_flight == 0 {
            return None;
        }
        if self.engine.is_forked() {
            return (!std::mem::replace(&mut self.told, true)).then_some(Err(TaskError::Forked));
        }
        let mut pulled = self.pull();
        if pulled.is_none() {
            pulled = self.stream.take().map(Some);
        }
        // As long as no result is there, the source is read on.
        while let Some(next) = pulled {
            if let Some(outcome) = next {
                return Some(self.returned(outcome));
            }
            pulled = self.pull();
        }
        let mut in_doubt = false;
        loop {
            if self.in_flight == 0 {
                return self.end();
            }
            if self.orphaned && self.engine.is_terminated() {
                self.stream.give_up(|| TaskError::Terminated);
            }
            let must = self.must_help();
            // One with a time limit runs an item only where it has to: nothing bounds how long that takes.
            let may = must || deadline.is_none() && self.engine.may_help();
            if may && let Help::Ran { call } = self.stream.help(must) {
                if let Some(call) = call {
                    self.call_worker(call);
                }
                if let Some(outcome) = self.stream.take() {
                    return Some(self.returned(outcome));
                }
                continue;
            }
            if !self.orphaned
                && let Some(call) = self.stream.wants_worker()
            {
                self.call_worker(call);
                continue;
            }
            let looker = self.engine.nudge(in_doubt);
            in_doubt = looker == Looker::Spins;
            if let Some(outcome) = self.stream.wait(must, deadline, looker) {
                return Some(self.returned(outcome));
            }
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Some(Err(TaskError::TimedOut));
            }
        }
    }

    /// Whether this thread has to be able to finish alone: a worker of the pool always, for the others may wait for it;
    /// anybody, once no more workers come.
    fn must_help(&self) -> bool {
        if self.engine.is_terminated() {
            return false;
        }
        self.engine.is_own_worker() || self.orphaned && self.engine.may_help()
    }

    fn returned(&mut self, outcome: Result<R, TaskError>) -> Result<R, TaskError> {
        self.in_flight -= 1;
        outcome
    }

    /// Pulls one item if there is room for it and the pool takes it; with it comes the next result, if that is there.
    fn pull(&mut self) -> Option<Option<Result<R, TaskError>>> {
        if !self.open || self.in_flight >= self.buffersize || self.engine.check_running().is_err() {
            return None;
        }
        // A source that panics has ended: this stays false when `next` unwinds.
        self.open = false;
        let item = self.source.next()?;
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
        let site = self.stream.site();
        match self.engine.submit(work, 1, call, latch, site) {
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

    fn next(&mut self) -> Option<R> {
        match self.advance(None)? {
            Ok(result) => Some(result),
            Err(error) => {
                // Never a silent `None`: who asks again is told again.
                self.told = false;
                resume_unwind(payload(error))
            }
        }
    }

    /// Promises nothing: a stream can fail. At most what its source has left, and what is in flight.
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.most())
    }
}

/// After `None` there is nothing but `None`: the source was at its end, and is not asked again. A pool that was closed or
/// terminated is a panic before that.
impl<'scope, I, R, F> FusedIterator for Imap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
}

fn payload(error: TaskError) -> Payload {
    match error {
        TaskError::Panicked(panicked) => panicked.into_payload(),
        error => Box::new(error.to_string()),
    }
}

impl<I: Iterator, R, F> Drop for Imap<'_, I, R, F> {
    fn drop(&mut self) {
        if self.engine.is_forked() {
            return;
        }
        self.stream.close();
        if let Some(tickets) = &self.tickets {
            self.engine.sweep(&self.work, tickets);
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
