//! Who waits at a stream: its consumer for results, and a worker that lingers until the consumer leaves items to it.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::Duration;

use crate::context;
use crate::engine::Engine;
use crate::in_flight::{InFlight, Reader};
use crate::sleep::Looker;
use crate::stream::Stream;
use crate::sync::{
    AtomicU64, AtomicUsize, Condvar, Instant, Mutex, cores, deadline_in, fence, spin_until,
};

/// For how long a consumer waits for several cheap results, or for a worker that spins: some ten times what it costs to
/// wake it, and less than a worker's watch ([`crate::sleep`]).
pub(crate) const PATIENCE: Duration = Duration::from_micros(100);

/// Work that is worth a wake-up: some ten times what one costs.
const WORTH_A_WAKE: Duration = Duration::from_micros(50);

/// The end of a short wait.
pub(crate) fn soon(deadline: Option<Instant>) -> Option<Instant> {
    deadline_in(PATIENCE).into_iter().chain(deadline).min()
}

/// What the consumer waits for, as one word; 0 while it does not wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Awaited(u64);

impl Awaited {
    const NOTHING: Self = Self(0);
    /// The position of the result, by its lowest bits.
    const POSITION: u64 = (1 << 32) - 1;
    /// How many results it wants at once.
    const ONE: u64 = 1 << 32;
    const COUNT: u64 = (1 << 20) - 1;
    /// It can run items itself, and has to be able to.
    const MUST: u64 = 1 << 62;
    const WAITS: u64 = 1 << 63;

    fn new(position: u64, results: u64, must: bool) -> Self {
        let must = if must { Self::MUST } else { 0 };
        let results = results.clamp(1, Self::COUNT) * Self::ONE;
        Self(Self::WAITS | must | results | (position & Self::POSITION))
    }

    /// Whether it is worth waking for a result at this position, or for a worker that leaves with it.
    fn is_worth_waking(self, position: u64, leaves: bool, is_there: impl Fn(u64) -> bool) -> bool {
        let due = self.0 & Self::POSITION;
        let came = (position.wrapping_sub(due) & Self::POSITION) + 1;
        let wanted = (self.0 / Self::ONE) & Self::COUNT;
        let must = leaves && self.0 & Self::MUST != 0;
        must || (leaves || came >= wanted) && is_there(due)
    }
}

/// Where the consumer sleeps.
///
/// # Why no wake-up is lost
/// The consumer says what it waits for, passes a fence, and looks; whoever puts a result in, or leaves, passes a fence
/// after that and then looks whether somebody waits. Of the two fences one comes first. Who sees somebody wait takes the
/// word back, so that one wakes and not all, and then wakes under the lock under which the consumer looks: it is
/// asleep by then, or looks once more and says again what it waits for.
///
/// # Memory ordering
/// `Relaxed`: the fences order, and results are handed over by their places. The word is only ever swapped: beside a plain
/// store loom lets a swap come in two places of its history at once. Models: `tests/loom/stream.rs`, `watch.rs`.
#[derive(Default)]
pub(crate) struct Bed {
    awaited: AtomicU64,
    lock: Mutex<()>,
    changed: Condvar,
    /// Workers that linger.
    lingering: AtomicUsize,
    /// The last one that began to.
    lingers: AtomicUsize,
}

impl Bed {
    /// A result was put in at this position, and a fence passed; and if the worker `leaves`, it has. Wakes a consumer to
    /// which that is worth it.
    #[inline]
    pub(super) fn wake_for<T, R>(&self, in_flight: &InFlight<T, R>, position: u64, leaves: bool) {
        if leaves {
            fence(SeqCst);
        }
        let awaited = Awaited(self.awaited.load(Relaxed));
        if awaited != Awaited::NOTHING
            && awaited.is_worth_waking(position, leaves, |due| in_flight.is_there(due))
        {
            self.wake();
        }
    }

    /// Something else has come of which the consumer is told: an item that was read ahead, or the end of its pool.
    #[cold]
    pub(crate) fn wake(&self) {
        fence(SeqCst);
        let awaited = Awaited(self.awaited.swap(0, Relaxed));
        if awaited != Awaited::NOTHING {
            drop(self.lock.lock());
            // What one of several can do here may not be for every other.
            match awaited.0 & Awaited::MUST {
                0 => self.changed.notify_one(),
                _ => self.changed.notify_all(),
            }
        }
    }

    /// One of several that share this bed waits until there is news for it, or until then. `is_news` is asked under the
    /// bed's lock; it says first what they wait for ([`Bed::say`]).
    pub(crate) fn wait_shared(&self, until: Option<Instant>, mut is_news: impl FnMut() -> bool) {
        let lock = self.lock.lock();
        drop((self.changed).wait_while_until(lock, until, |_| !is_news()));
    }

    /// Says what those wait for that share this bed: so many results, from this position on. Who says it looks after that.
    pub(crate) fn say(&self, position: u64, results: u64, must: bool) {
        let Awaited(awaited) = Awaited::new(position, results, must);
        self.awaited.swap(awaited, Relaxed);
        fence(SeqCst);
    }

    /// Waits until there is news, or until then. It is woken for so many results.
    fn wait_until<T, R>(
        &self,
        in_flight: &InFlight<T, R>,
        reader: &Reader,
        (must, is_news): (bool, &dyn Fn() -> bool),
        (results, until): (u64, Option<Instant>),
    ) {
        let Awaited(awaited) = Awaited::new(in_flight.due(reader), results, must);
        let lock = self.lock.lock();
        let waits = |_: &mut ()| {
            self.awaited.swap(awaited, Relaxed);
            fence(SeqCst);
            !is_news()
        };
        drop(self.changed.wait_while_until(lock, until, waits));
        self.awaited.swap(0, Relaxed);
    }

    /// Has a worker that lingers look, if one does.
    pub(super) fn rouse(&self, engine: &Engine) {
        fence(SeqCst);
        if self.lingering.load(Relaxed) > 0 {
            engine.sleep.rouse(self.lingers.load(Relaxed));
        }
    }
}

impl<T, F, R> Stream<T, F, R> {
    /// Has a worker that lingers look, if one does, and is of use.
    #[inline]
    pub(crate) fn rouse(&self, engine: &Engine) {
        if self.bed.lingering.load(Relaxed) > 0 && self.in_flight.has_use_for_more() {
            self.bed.rouse(engine);
        }
    }

    /// The consumer waits until there is news, or the time is up. It is news for it when a result can be taken; where it
    /// `must` be able to finish alone, when there is something that it can run; and whatever it is else, which
    /// [`Bed::wake`] tells it. Not for long where only a worker that spins will look.
    pub(crate) fn wait(
        &self,
        engine: &Engine,
        reader: &Reader,
        awaited: (bool, &dyn Fn() -> bool),
        (deadline, looker): (Option<Instant>, Looker),
    ) {
        let in_flight = &self.in_flight;
        self.hand_over(engine);
        let (_, is_news) = awaited;
        if in_flight.is_cheap() && !is_news() {
            self.wait_for_several(reader, awaited, deadline);
        }
        let until = match looker {
            Looker::Sure => deadline,
            Looker::Soon => soon(deadline),
        };
        self.bed.wait_until(in_flight, reader, awaited, (1, until));
    }

    /// The consumer runs nothing for a while: what waits is left to workers.
    pub(crate) fn hand_over(&self, engine: &Engine) {
        self.in_flight.rise();
        if self.in_flight.has_waiting() {
            self.bed.rouse(engine);
        }
    }

    /// To be woken for each cheap result would cost more than to work it out. So the consumer waits for several, or for
    /// a worker to run out of items; first spinning, then asleep, and not for long: an item may wait for what the
    /// consumer does with a result that is there.
    fn wait_for_several(
        &self,
        reader: &Reader,
        awaited: (bool, &dyn Fn() -> bool),
        deadline: Option<Instant>,
    ) {
        let in_flight = &self.in_flight;
        if deadline.is_none() && in_flight.at_it() < cores() {
            spin_until(|| in_flight.has_result(reader));
        }
        let how = (self.several(reader), soon(deadline));
        self.bed.wait_until(in_flight, reader, awaited, how);
    }

    /// Results of cheap items that are worth a wake-up.
    pub(crate) fn several(&self, reader: &Reader) -> u64 {
        let cost = self.in_flight.cost().unwrap_or(WORTH_A_WAKE);
        let worth = WORTH_A_WAKE.as_nanos() / cost.as_nanos().max(1);
        let half = reader.in_flight().div_ceil(2) as u64;
        half.min(worth as u64).max(1)
    }

    /// A worker that is called waits until it is time to look again, and goes on waiting as long as a consumer that runs items
    /// gets on with them: to look touches what the consumer uses, and takes items off it. Says whether it is to look here: false
    /// where others want it, or it has no bed of its own to linger in.
    pub(super) fn linger(&self, engine: &Engine) -> bool {
        let in_flight = &self.in_flight;
        let Some(worker) = context::serving(engine.id()) else {
            return false;
        };
        self.bed.lingers.store(worker, Relaxed);
        self.bed.lingering.fetch_add(1, Relaxed);
        let is_wanted =
            || self.others_wait(engine) || in_flight.is_closed() || !in_flight.is_consumer_at_it();
        let woken = loop {
            let before = in_flight.claimed_so_far();
            let woken = engine.linger(worker, is_wanted);
            let gets_on = in_flight.claimed_so_far() != before;
            if woken || !gets_on || is_wanted() || in_flight.has_use_for_more() {
                break woken;
            }
        };
        // As long as this one counts as lingering: else its call would be taken for an entry in the queue.
        let looks_here = !woken && !self.others_wait(engine);
        self.bed.lingering.fetch_sub(1, Relaxed);
        looks_here
    }

    /// Whether others than this stream want a worker: a hint. Workers that it has called have an entry in the queue, or linger.
    pub(super) fn others_wait(&self, engine: &Engine) -> bool {
        let own = || {
            self.in_flight
                .called()
                .saturating_sub(self.bed.lingering.load(Relaxed))
        };
        let queued = engine.queued();
        queued > 0 && queued > own() || engine.gates.have_room() || engine.is_terminated()
    }
}

#[cfg(all(test, not(lap_pool_loom)))]
mod tests;
