//! A stream's middle: items that were pulled and not yet returned. Workers take from it, the consumer feeds it.
//!
//! One lock over what is in flight ([`crate::in_flight`]). User code (the closure, the source, destructors) runs outside it. The
//! consumer alone adds items and takes results; so the number in flight grows and shrinks on one thread, and the bound
//! is exact.
//!
//! A worker puts a result in and takes its next item under one lock. So a result is out before the next item begins,
//! and an item may wait for what the consumer does with the results before it; handing cheap items out several at a
//! time would save no lock, and would keep results back.
//!
//! To wake a thread costs more than a cheap item. So a consumer of cheap items is woken for several of them
//! ([`Stream::wait`]), and calls workers for soon, which wakes none that is on watch ([`crate::sleep`]). Both put a
//! wake-up off for a short time, not for good.

use std::collections::VecDeque;
use std::panic::Location;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use crate::engine::Engine;
use crate::error::TaskError;
use crate::in_flight::{InFlight, Order, StreamOutcome};
use crate::panics::{Guarded, contain, drop_quietly};
use crate::sleep::{Looker, Wake};
use crate::stats::Count;
use crate::sync::{
    AtomicBool, Condvar, Instant, Mutex, MutexGuard, Stopwatch, cores, deadline_in, spin_until,
};
use crate::work::{Progress, Turn, Work};

/// For how long a consumer waits for several cheap results, or for a worker that spins: some ten times what it costs to
/// wake it, and less than a worker's watch ([`crate::sleep`]).
pub(crate) const PATIENCE: Duration = Duration::from_micros(100);

/// The end of a short wait.
fn soon(deadline: Option<Instant>) -> Option<Instant> {
    deadline_in(PATIENCE).into_iter().chain(deadline).min()
}

pub(crate) struct Stream<T, F, R> {
    f: Guarded<F>,
    /// Items a worker takes at a time.
    chunksize: usize,
    in_flight: Mutex<InFlight<T, R>>,
    /// A result is in, or the stream was given up: for the consumer.
    changed: Condvar,
    /// Set where a waiting consumer should look.
    ///
    /// # Memory ordering
    /// A hint for a consumer that spins: `Relaxed`. It looks under the lock afterwards, whatever it saw.
    news: AtomicBool,
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
        call: Option<Wake>,
    },
    /// It ran one that forked, and this is the child.
    Forked,
}

impl<T, F, R> Stream<T, F, R> {
    pub(crate) fn new(
        f: F,
        order: Order,
        chunksize: usize,
        helpers: usize,
        site: &'static Location<'static>,
    ) -> Self {
        let in_flight = Mutex::new(InFlight::new(order, helpers));
        Self {
            f: Guarded::new(f),
            chunksize,
            in_flight,
            changed: Condvar::new(),
            news: AtomicBool::new(false),
            site,
        }
    }

    /// Puts a pulled item in, and takes the next result, if it is there; says whether a worker should be called.
    pub(crate) fn push(&self, item: T) -> (Option<Wake>, Option<StreamOutcome<R>>) {
        let mut in_flight = self.in_flight.lock();
        in_flight.push(item);
        (in_flight.call_one(), in_flight.take())
    }

    /// Whether items wait for whom a worker should be called.
    pub(crate) fn wants_worker(&self) -> Option<Wake> {
        self.in_flight.lock().call_one()
    }

    /// Whether items wait to be begun.
    pub(crate) fn has_waiting(&self) -> bool {
        self.in_flight.lock().has_waiting()
    }

    /// A worker that was called does not come. Says whether any other is called or at it.
    pub(crate) fn uncall(&self) -> bool {
        let mut in_flight = self.in_flight.lock();
        in_flight.called -= 1;
        in_flight.called + in_flight.running > 0
    }

    /// Takes the next result, if it is there.
    pub(crate) fn take(&self) -> Option<StreamOutcome<R>> {
        self.in_flight.lock().take()
    }

    /// Waits until there is a result to take, nothing is in flight, or the time is up; and, where the consumer `must`
    /// be able to finish alone, until there is something that it can run. Not for long where only a worker that spins will
    /// look.
    pub(crate) fn wait(
        &self,
        must: bool,
        deadline: Option<Instant>,
        looker: Looker,
    ) -> Option<StreamOutcome<R>> {
        let mut in_flight = self.in_flight.lock();
        in_flight.must = must;
        if in_flight.be_patient() {
            in_flight = self.wait_for_several(in_flight, deadline);
            in_flight.patient = false;
        }
        let until = match looker {
            Looker::Sure => deadline,
            Looker::Soon => soon(deadline),
        };
        in_flight = self
            .changed
            .wait_while_until(in_flight, until, |in_flight| !in_flight.is_news());
        in_flight.take()
    }

    /// To be woken for each cheap result would cost more than to work it out. So the consumer waits for several, or for
    /// a worker to run out of items; first spinning, then asleep, and not for long: an item may wait for what the
    /// consumer does with a result that is there.
    fn wait_for_several<'a>(
        &'a self,
        mut in_flight: MutexGuard<'a, InFlight<T, R>>,
        deadline: Option<Instant>,
    ) -> MutexGuard<'a, InFlight<T, R>> {
        if deadline.is_none() && in_flight.running < cores() {
            self.news.store(false, Relaxed);
            drop(in_flight);
            spin_until(|| self.news.load(Relaxed));
            in_flight = self.in_flight.lock();
        }
        self.changed
            .wait_while_until(in_flight, soon(deadline), |in_flight| !in_flight.is_news())
    }

    /// What waits comes out as an error, what runs comes out as it ends.
    pub(crate) fn give_up(&self, error: fn() -> TaskError) {
        let mut in_flight = self.in_flight.lock();
        let waiting = in_flight.give_up(error);
        self.news.store(true, Relaxed);
        drop(in_flight);
        self.changed.notify_all();
        waiting.into_iter().for_each(drop_quietly);
    }

    /// The consumer is gone: what waits is dropped, what runs is dropped when it is done.
    pub(crate) fn close(&self) {
        let (waiting, results) = self.in_flight.lock().close();
        waiting.into_iter().for_each(drop_quietly);
        results.into_iter().for_each(drop_quietly);
    }
}

impl<T, F, R> Stream<T, F, R>
where
    F: Fn(T) -> R,
{
    /// Lets the consumer run an item where that is safe and worth it, or where it `must`.
    pub(crate) fn help(&self, engine: &Engine, must: bool) -> Help {
        let mut in_flight = self.in_flight.lock();
        if !(must || in_flight.is_worth_helping()) {
            return Help::Unwanted;
        }
        let Some((number, item)) = in_flight.begin() else {
            return Help::Unwanted;
        };
        drop(in_flight);
        let begin = Stopwatch::start();
        let outcome = engine.run_inline(|| self.apply(number, item));
        let cost = begin.elapsed();
        engine.count(Count::StreamItems, 1);
        if engine.is_forked() {
            std::mem::forget(outcome);
            return Help::Forked;
        }
        let mut in_flight = self.in_flight.lock();
        let unwanted = in_flight.put(number, outcome, cost);
        in_flight.running -= 1;
        let call = in_flight.call_one();
        drop(in_flight);
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
        let mut in_flight = self.in_flight.lock();
        let Some(mut next) = in_flight.arrive(self.chunksize, &mut chunk) else {
            return Progress::Pause;
        };
        drop(in_flight);
        loop {
            let (number, item) = next;
            let begin = Stopwatch::start();
            let outcome = self.apply(number, item);
            let cost = begin.elapsed();
            engine.count(Count::StreamItems, 1);
            if engine.is_forked() {
                std::mem::forget((outcome, chunk));
                return Progress::Forked;
            }
            let mut in_flight = self.in_flight.lock();
            // Entries of this stream itself are no others.
            let others_wait = engine.queued() > in_flight.called || engine.gates.have_room();
            let gives_way = chunk.is_empty() && others_wait || engine.is_terminated();
            let unwanted = in_flight.put(number, outcome, cost);
            let goes_on = if gives_way || in_flight.is_closed() {
                None
            } else {
                chunk
                    .pop_front()
                    .or_else(|| in_flight.claim(self.chunksize, &mut chunk))
            };
            let again = goes_on.is_none() && in_flight.pause(&mut chunk);
            let wakes = in_flight.is_worth_waking(goes_on.is_none());
            if wakes {
                self.news.store(true, Relaxed);
            }
            drop(in_flight);
            if wakes {
                self.changed.notify_one();
            }
            drop_quietly(unwanted);
            match goes_on {
                Some(claimed) => next = claimed,
                None if again => return Progress::Again,
                None => {
                    chunk.into_iter().for_each(drop_quietly);
                    return Progress::Pause;
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
            self.abandon(|| TaskError::Terminated);
            return Progress::Over;
        }
        self.serve(engine)
    }

    fn abandon(&self, error: fn() -> TaskError) {
        self.uncall();
        self.give_up(error);
    }

    fn is_open(&self) -> bool {
        self.has_waiting()
    }

    fn site(&self) -> &'static Location<'static> {
        self.site
    }
}
