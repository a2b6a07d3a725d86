//! A stream's middle: items that were pulled and not yet returned. Workers take from it, the consumer feeds it.
//!
//! What is in flight, and who may touch it, is told by [`crate::in_flight`]; here is what workers do, who is called and
//! who is woken. A result is out before its worker's next item begins, also inside a chunk: an item may wait for what the
//! consumer does with the results before it.
//!
//! To wake a thread costs more than a cheap item. So a consumer that may help takes turns with a worker at cheap items, and neither
//! sleeps: it runs what is due if nobody has begun it, and looks for it awake if somebody has; the worker leaves the next one to
//! it ([`InFlight::leave_next`]). Of items that cost next to nothing it runs almost all, and calls a worker for soon, which wakes
//! none that is on watch ([`crate::sleep`]). A worker for which there is no room lingers meanwhile, and looks again after a short
//! time. A consumer that may not help is woken for several cheap items at once ([`Stream::wait`]). All of these put a wake-up
//! off for a short time, not for good.

mod waiting;

use std::panic::Location;

use crate::engine::Engine;
use crate::error::TaskError;
use crate::in_flight::{Arrival, Claim, InFlight, Order, Reader, StreamOutcome};
use crate::panics::{Guarded, contain, drop_quietly};
use crate::sleep::Wake;
use crate::stats::Count;
use crate::sync::{Arc, Stopwatch};
use crate::work::{Entry, Progress, Turn, Work};
#[cfg(lap_pool_loom)]
pub(crate) use waiting::PATIENCE;
pub(crate) use waiting::{Bed, soon};

pub(crate) struct Stream<T, F, R> {
    f: Guarded<F>,
    /// Items a worker takes at a time.
    chunksize: usize,
    pub(crate) in_flight: InFlight<T, R>,
    /// Where the consumer waits.
    bed: Arc<Bed>,
    site: &'static Location<'static>,
}

/// Which of a thread's items have their time taken.
#[derive(Debug, Default)]
pub(crate) struct Sampler {
    until_next: u32,
}

impl Sampler {
    /// Starts a watch for the next item, if it is one in so many.
    #[inline]
    fn watch(&mut self, one_in: u32) -> Option<Stopwatch> {
        if one_in > 1 && self.until_next > 0 {
            self.until_next -= 1;
            return None;
        }
        self.until_next = one_in - 1;
        Some(Stopwatch::start())
    }
}

impl<T, F, R> Stream<T, F, R> {
    pub(crate) fn new(
        f: F,
        order: Order,
        chunksize: usize,
        most: usize,
        room: usize,
        bed: Arc<Bed>,
        site: &'static Location<'static>,
    ) -> (Self, Reader) {
        let (in_flight, reader) = InFlight::new(order, most, room);
        let stream = Self {
            f: Guarded::new(f),
            chunksize,
            in_flight,
            bed,
            site,
        };
        (stream, reader)
    }

    /// Where those wait that read it.
    pub(crate) fn bed(&self) -> &Arc<Bed> {
        &self.bed
    }

    /// How soon a worker is wanted that is called now.
    pub(crate) fn wake(&self) -> Wake {
        match self.in_flight.is_tiny() {
            true => Wake::Deferred,
            false => Wake::Now,
        }
    }

    /// What waits comes out as an error, what runs comes out as it ends.
    pub(crate) fn give_up(&self, error: fn() -> TaskError) {
        if let Some(claim) = self.in_flight.claim_all() {
            self.give_up_claim(claim, error);
        }
        self.bed.wake();
    }

    /// The pool refused a worker that was counted as called. What waits comes out as an error, unless another worker is at it,
    /// or the consumer may help.
    pub(crate) fn note_refused(&self, engine: &Engine, may_help: bool) {
        let others = self.in_flight.uncall();
        if engine.is_terminated() {
            self.give_up(|| TaskError::Terminated);
        } else if !others && !may_help {
            self.give_up(|| TaskError::NotRunning);
        }
    }

    /// What this thread has claimed comes out as an error. Each item leaves its place before its result is there, and is
    /// dropped after all results are.
    fn give_up_claim(&self, claim: Claim, error: fn() -> TaskError) {
        let items = claim.numbers().map(|number| self.in_flight.item(number));
        let items: Vec<T> = items.collect();
        for number in claim.numbers() {
            let (_, unwanted) = self.in_flight.publish(number, Err(error()));
            drop_quietly(unwanted);
        }
        items.into_iter().for_each(drop_quietly);
    }

    /// The consumer is gone: what waits is dropped, what runs is dropped when it is done.
    pub(crate) fn close(&self, engine: &Engine, reader: &Reader) {
        self.in_flight.close(reader, drop_quietly, drop_quietly);
        self.bed.rouse(engine);
    }
}

impl<T, F, R> Stream<T, F, R>
where
    F: Fn(T) -> R,
{
    /// Runs an item that this thread has claimed, now and then on the clock.
    #[inline(always)]
    pub(crate) fn run_item(&self, sampler: &mut Sampler, number: u64, item: T) -> StreamOutcome<R> {
        let watch = sampler.watch(self.in_flight.timed_one_in());
        let outcome = contain(|| (self.f)(item))
            .map_err(|payload| TaskError::panicked(payload, Some(number as usize), self.site));
        if let Some(watch) = watch {
            self.in_flight.note_cost(watch.elapsed());
        }
        outcome
    }

    /// A worker's turn.
    fn serve(&self, engine: &Engine, own: Option<&Entry>) -> Progress {
        let mut sampler = Sampler::default();
        loop {
            let paused = match self.in_flight.arrive(self.chunksize as u64) {
                Arrival::At(claim) => self.work(engine, own, claim, &mut sampler),
                Arrival::Nothing => Paused::For(Progress::Pause),
                Arrival::Busy => Paused::ForTheConsumer,
            };
            match paused {
                Paused::For(progress) => return progress,
                Paused::ForTheConsumer if self.linger(engine) => {}
                Paused::ForTheConsumer => return Progress::Again,
            }
        }
    }

    /// Runs items from a claim on, until there are none or somebody else comes first.
    fn work(
        &self,
        engine: &Engine,
        own: Option<&Entry>,
        mut claim: Claim,
        sampler: &mut Sampler,
    ) -> Paused {
        loop {
            // Before anything is run that may take long or wait for a later item.
            if let Some(own) = own
                && self.in_flight.call_another()
            {
                engine.call_another(own, self.wake());
            }
            let number = claim.first;
            let outcome = self.run_item(sampler, number, self.in_flight.item(number));
            engine.count(Count::StreamItems, 1);
            if engine.is_forked() {
                std::mem::forget(outcome);
                return Paused::For(Progress::Forked);
            }
            let (position, unwanted) = self.in_flight.publish(number, outcome);
            claim.first = number.wrapping_add(1);
            claim.items -= 1;
            if claim.items > 0 && (engine.is_terminated() || self.in_flight.is_closed()) {
                // Where the consumer is gone, nobody hears of it, and the items are dropped.
                self.give_up_claim(claim, || TaskError::Terminated);
                claim.items = 0;
            }
            if claim.items > 0 {
                self.bed.wake_for(&self.in_flight, position, false);
                drop_quietly(unwanted);
                continue;
            }
            let gives_way = self.others_wait(engine);
            self.in_flight.leave_next(number);
            let withdraws = self.in_flight.is_tiny() && self.in_flight.is_overtaken(number);
            let (next, again) = match gives_way || withdraws {
                true => (None, self.in_flight.pause()),
                false => (self.in_flight.go_on(self.chunksize as u64), false),
            };
            self.bed.wake_for(&self.in_flight, position, next.is_none());
            drop_quietly(unwanted);
            match next {
                Some(next) => claim = next,
                None if !again => return Paused::For(Progress::Pause),
                None if gives_way => return Paused::For(Progress::Again),
                None => return Paused::ForTheConsumer,
            }
        }
    }
}

/// Why a worker has left a stream.
enum Paused {
    /// As it says.
    For(Progress),
    /// The consumer is at its items, which cost next to nothing. The worker is called still.
    ForTheConsumer,
}

impl<T, F, R> Work for Stream<T, F, R>
where
    T: Send,
    F: Fn(T) -> R + Send + Sync,
    R: Send,
{
    fn run(&self, engine: &Engine, _turn: Turn, own: Option<&Entry>) -> Progress {
        if engine.is_terminated() {
            self.abandon(|| TaskError::Terminated);
            return Progress::Over;
        }
        self.serve(engine, own)
    }

    fn abandon(&self, error: fn() -> TaskError) {
        self.in_flight.uncall();
        self.give_up(error);
    }

    fn is_open(&self) -> bool {
        self.in_flight.has_waiting()
    }

    fn site(&self) -> &'static Location<'static> {
        self.site
    }
}
