//! A stream's middle: items that were pulled and not yet returned. Workers take from it, the consumer feeds it.
//!
//! One lock over the ring ([`crate::ring`]). User code (the closure, the source, destructors) runs outside it. The
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
use crate::ring::{Order, Ring, StreamOutcome};
use crate::sleep::{Looker, Wake};
use crate::sync::{
    AtomicBool, Condvar, Instant, Mutex, MutexGuard, Stopwatch, cores, deadline_in, spin_until,
};
use crate::unwind::{Guarded, contain, drop_quietly};
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
    ring: Mutex<Ring<T, R>>,
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
        let ring = Mutex::new(Ring::new(order, helpers));
        Self {
            f: Guarded::new(f),
            chunksize,
            ring,
            changed: Condvar::new(),
            news: AtomicBool::new(false),
            site,
        }
    }

    /// Puts a pulled item in, and takes the next result, if it is there; says whether a worker should be called.
    pub(crate) fn push(&self, item: T) -> (Option<Wake>, Option<StreamOutcome<R>>) {
        let mut ring = self.ring.lock();
        ring.push(item);
        (ring.call_one(), ring.take())
    }

    /// Whether items wait for whom a worker should be called.
    pub(crate) fn wants_worker(&self) -> Option<Wake> {
        self.ring.lock().call_one()
    }

    /// Whether items wait to be begun.
    pub(crate) fn has_waiting(&self) -> bool {
        self.ring.lock().has_waiting()
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
    /// be able to finish alone, until there is something that it can run. Not for long where only a worker that spins will
    /// look.
    pub(crate) fn wait(
        &self,
        must: bool,
        deadline: Option<Instant>,
        looker: Looker,
    ) -> Option<StreamOutcome<R>> {
        let mut ring = self.ring.lock();
        ring.must = must;
        if ring.be_patient() {
            ring = self.wait_for_several(ring, deadline);
            ring.patient = false;
        }
        let until = match looker {
            Looker::Sure => deadline,
            Looker::Soon => soon(deadline),
        };
        ring = self
            .changed
            .wait_while_until(ring, until, |ring| !ring.is_news());
        ring.take()
    }

    /// To be woken for each cheap result would cost more than to work it out. So the consumer waits for several, or for
    /// a worker to run out of items; first spinning, then asleep, and not for long: an item may wait for what the
    /// consumer does with a result that is there.
    fn wait_for_several<'a>(
        &'a self,
        mut ring: MutexGuard<'a, Ring<T, R>>,
        deadline: Option<Instant>,
    ) -> MutexGuard<'a, Ring<T, R>> {
        if deadline.is_none() && ring.running < cores() {
            self.news.store(false, Relaxed);
            drop(ring);
            spin_until(|| self.news.load(Relaxed));
            ring = self.ring.lock();
        }
        self.changed
            .wait_while_until(ring, soon(deadline), |ring| !ring.is_news())
    }

    /// What waits comes out as an error, what runs comes out as it ends.
    pub(crate) fn give_up(&self, error: fn() -> TaskError) {
        let mut ring = self.ring.lock();
        let waiting = ring.give_up(error);
        self.news.store(true, Relaxed);
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
    pub(crate) fn help(&self, engine: &Engine, must: bool) -> Help {
        let mut ring = self.ring.lock();
        if !(must || ring.is_worth_helping()) {
            return Help::Unwanted;
        }
        let Some((number, item)) = ring.begin() else {
            return Help::Unwanted;
        };
        drop(ring);
        let begin = Stopwatch::start();
        let outcome = engine.run_inline(|| self.apply(number, item));
        let cost = begin.elapsed();
        if engine.is_forked() {
            std::mem::forget(outcome);
            return Help::Forked;
        }
        let mut ring = self.ring.lock();
        let unwanted = ring.put(number, outcome, cost);
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
        let mut ring = self.ring.lock();
        let Some(mut next) = ring.arrive(self.chunksize, &mut chunk) else {
            return Progress::Pause;
        };
        drop(ring);
        loop {
            let (number, item) = next;
            let begin = Stopwatch::start();
            let outcome = self.apply(number, item);
            let cost = begin.elapsed();
            if engine.is_forked() {
                std::mem::forget((outcome, chunk));
                return Progress::Forked;
            }
            let mut ring = self.ring.lock();
            // Entries of this stream itself are no others.
            let others_wait = engine.queued() > ring.called;
            let gives_way = chunk.is_empty() && others_wait || engine.is_terminated();
            let unwanted = ring.put(number, outcome, cost);
            let goes_on = if gives_way || ring.is_closed() {
                None
            } else {
                chunk
                    .pop_front()
                    .or_else(|| ring.claim(self.chunksize, &mut chunk))
            };
            let again = goes_on.is_none() && ring.pause(&mut chunk);
            let wakes = ring.is_worth_waking(goes_on.is_none());
            if wakes {
                self.news.store(true, Relaxed);
            }
            drop(ring);
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
