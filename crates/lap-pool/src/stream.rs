//! A stream's middle: items that were pulled and not yet returned. Workers take from it, the consumer feeds it.
//!
//! One lock over the ring ([`crate::ring`]). User code (the closure, the source, destructors) runs outside it. The
//! consumer alone adds items and takes results; so the number in flight grows and shrinks on one thread, and the bound
//! is exact.
//!
//! A worker puts a result in and takes its next item under one lock. So a result is out before the next item begins,
//! and an item may wait for what the consumer does with the results before it; handing cheap items out several at a
//! time would save no lock, and would keep results back.

use std::collections::VecDeque;
use std::panic::Location;
use std::time::Instant;

use crate::engine::Engine;
use crate::error::TaskError;
use crate::ring::{Order, Ring, StreamOutcome};
use crate::sync::{Condvar, Mutex, Stopwatch};
use crate::unwind::{contain, drop_quietly};
use crate::work::{Progress, Turn, Work};

pub(crate) struct Stream<T, F, R> {
    f: F,
    /// Items a worker takes at a time.
    chunksize: usize,
    ring: Mutex<Ring<T, R>>,
    /// A result is in, or the stream was given up: for the consumer.
    changed: Condvar,
    site: &'static Location<'static>,
}

/// What came of the consumer's offer to run an item itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Help {
    /// There was nothing it should run.
    Unwanted,
    /// It ran one.
    Ran {
        /// Items wait, and a worker should be called for them.
        call: bool,
    },
}

impl<T, F, R> Stream<T, F, R> {
    pub(crate) fn new(
        f: F,
        order: Order,
        chunksize: usize,
        helpers: usize,
        site: &'static Location<'static>,
    ) -> Self {
        let ring = Mutex::new(Ring::new(order, helpers));
        Self {
            f,
            chunksize,
            ring,
            changed: Condvar::new(),
            site,
        }
    }

    pub(crate) fn site(&self) -> &'static Location<'static> {
        self.site
    }

    /// Puts a pulled item in, and takes the next result, if it is there; says whether a worker should be called.
    pub(crate) fn push(&self, item: T) -> (bool, Option<StreamOutcome<R>>) {
        let mut ring = self.ring.lock();
        ring.push(item);
        (ring.call_one(), ring.take())
    }

    /// Whether items wait for whom a worker should be called.
    pub(crate) fn wants_worker(&self) -> bool {
        self.ring.lock().call_one()
    }

    /// A worker that was called does not come. Says whether any other is called or at it.
    pub(crate) fn uncall(&self) -> bool {
        let mut ring = self.ring.lock();
        ring.called -= 1;
        ring.called + ring.running > 0
    }

    /// Takes the next result, if it is there.
    pub(crate) fn take(&self) -> Option<StreamOutcome<R>> {
        self.ring.lock().take()
    }

    /// Waits until there is a result to take, nothing is in flight, or the time is up; and, where the consumer `must`
    /// be able to finish alone, until there is something that it can run.
    pub(crate) fn wait(&self, must: bool, deadline: Option<Instant>) -> Option<StreamOutcome<R>> {
        let mut ring = self.ring.lock();
        ring.must = must;
        let mut ring = self
            .changed
            .wait_while_until(ring, deadline, |ring| !ring.is_news());
        ring.take()
    }

    /// What waits comes out as an error, what runs comes out as it ends.
    pub(crate) fn give_up(&self, error: fn() -> TaskError) {
        let mut ring = self.ring.lock();
        let waiting = ring.give_up(error);
        drop(ring);
        self.changed.notify_all();
        waiting.into_iter().for_each(drop_quietly);
    }

    /// The consumer is gone: what waits is dropped, what runs is dropped when it is done.
    pub(crate) fn close(&self) {
        let (waiting, results) = self.ring.lock().close();
        waiting.into_iter().for_each(drop_quietly);
        results.into_iter().for_each(drop_quietly);
    }
}

impl<T, F, R> Stream<T, F, R>
where
    F: Fn(T) -> R,
{
    /// Lets the consumer run an item where that is safe and worth it, or where it `must`.
    pub(crate) fn help(&self, must: bool) -> Help {
        let mut ring = self.ring.lock();
        if !(must || ring.is_worth_helping()) {
            return Help::Unwanted;
        }
        let Some((number, item)) = ring.begin() else {
            return Help::Unwanted;
        };
        drop(ring);
        let begin = Stopwatch::start();
        let outcome = self.apply(number, item);
        let mut ring = self.ring.lock();
        let unwanted = ring.put(number, outcome, begin.elapsed());
        ring.running -= 1;
        let call = ring.call_one();
        drop(ring);
        drop_quietly(unwanted);
        Help::Ran { call }
    }

    fn apply(&self, number: usize, item: T) -> StreamOutcome<R> {
        contain(|| (self.f)(item))
            .map_err(|payload| TaskError::panicked(payload, Some(number), self.site))
    }

    /// A worker's turn. `chunk` is what it has taken beyond the item it runs.
    fn serve(&self, engine: &Engine) -> Progress {
        let mut chunk = VecDeque::new();
        let Some(mut next) = self.ring.lock().arrive(self.chunksize, &mut chunk) else {
            return Progress::Done;
        };
        loop {
            let (number, item) = next;
            let begin = Stopwatch::start();
            let outcome = self.apply(number, item);
            let cost = begin.elapsed();
            let gives_way = chunk.is_empty() && engine.others_wait() || engine.is_terminated();
            let mut ring = self.ring.lock();
            let unwanted = ring.put(number, outcome, cost);
            let goes_on = if gives_way || ring.is_closed() {
                None
            } else {
                chunk
                    .pop_front()
                    .or_else(|| ring.claim(self.chunksize, &mut chunk))
            };
            let again = goes_on.is_none() && ring.pause(&mut chunk);
            let news = ring.is_news();
            drop(ring);
            if news {
                self.changed.notify_one();
            }
            drop_quietly(unwanted);
            match goes_on {
                Some(claimed) => next = claimed,
                None if again => return Progress::Again,
                None => {
                    chunk.into_iter().for_each(drop_quietly);
                    return Progress::Done;
                }
            }
        }
    }
}

impl<T, F, R> Work for Stream<T, F, R>
where
    T: Send,
    F: Fn(T) -> R + Send + Sync,
    R: Send,
{
    fn run(&self, engine: &Engine, _turn: Turn) -> Progress {
        if engine.is_terminated() {
            self.abandon();
            return Progress::Done;
        }
        self.serve(engine)
    }

    fn abandon(&self) {
        self.uncall();
        self.give_up(|| TaskError::Terminated);
    }
}
