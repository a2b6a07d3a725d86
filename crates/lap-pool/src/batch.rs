//! A map's items being run: what each came to, and what all of them come to in the end.

use std::ops::Range;
use std::panic::Location;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use crate::body::Body;
use crate::engine::Engine;
use crate::error::TaskError;
use crate::feed::{Claim, Feed};
use crate::interrupts;
use crate::padded::Padded;
use crate::slots::Slots;
use crate::source::Source;
use crate::stats::Count;
use crate::sync::{AtomicBool, AtomicUsize, Instant, Mutex, Stopwatch};
use crate::unwind::{Payload, contain, contain_drop, discard, drop_quietly};
use crate::work::{Progress, Turn};

/// A claim that takes less than this is made larger next time: well above a claim's own cost (about 50 ns), well below
/// what a reader of the docs would call a slow item.
pub(crate) const SHORT_CLAIM: Duration = Duration::from_micros(10);

/// What goes on around a map, for a thread that is between two claims.
pub(crate) trait Around {
    /// The last item has been claimed: nobody needs to come any more.
    fn exhausted(&self) {}

    /// Items are left. A claim took so long.
    fn goes_on(&self, took: Duration) {
        _ = took;
    }

    /// Whether others wait for this thread.
    fn gives_way(&self) -> bool {
        false
    }
}

/// Nobody else is at it.
pub(crate) struct Alone;

impl Around for Alone {}

/// The inside of a map, shared by the threads that have joined in.
pub(crate) struct Batch<S: Source, B: Body<S::Item>> {
    feed: Feed<S>,
    body: B,
    slots: Slots<B::Output>,
    /// The lowest index that failed so far, or `usize::MAX`; 0 where the map was given up.
    ///
    /// # Memory ordering
    /// `Relaxed`: a stale value makes a thread run an item above the failure, which is allowed.
    lowest: AtomicUsize,
    /// How many items the last claim took or, after it was measured, the next one should: for whoever claims next.
    ///
    /// # Memory ordering
    /// A hint: `Relaxed`. Padded, like the cursor that is written with it.
    pace: Padded<AtomicUsize>,
    /// No further items: the map was given up.
    ///
    /// # Memory ordering
    /// `Relaxed`: a thread that sees it late runs one item more, as it may.
    stopped: AtomicBool,
    faults: Mutex<Faults<B::Error>>,
    claims: Claims,
    site: &'static Location<'static>,
}

struct Faults<E> {
    /// The failure of the lowest index so far.
    first: Option<(usize, Fault<E>)>,
    /// Claimed indices without a result: per claim that was not run to its end, what is missing from there on.
    holes: Vec<Range<usize>>,
    /// Why the map was given up, where it was not the pool's termination.
    given_up: Option<fn() -> TaskError>,
}

/// How an item failed.
enum Fault<E> {
    Panic(Payload),
    /// With what its function returned.
    Error(E),
}

/// Why there are no results.
pub(crate) enum Failure<E> {
    Task(TaskError),
    /// What the function returned for the lowest item that failed.
    Item(E),
}

/// What a map comes to.
pub(crate) type MapOutcome<R, E> = Result<Vec<R>, Failure<E>>;

impl<E> From<TaskError> for Failure<E> {
    fn from(error: TaskError) -> Self {
        Self::Task(error)
    }
}

/// How many items a thread takes at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Claims {
    /// So many, as asked for by `chunksize`.
    Fixed(usize),
    /// One at first; twice as many after a claim that took under 10 us, half after one that took longer; never more
    /// than a quarter of a worker's even share of what is left (guided self-scheduling, Polychronopoulos and Kuck 1987).
    Growing {
        /// Threads that may join in.
        threads: usize,
    },
}

impl<S: Source, B: Body<S::Item>> Batch<S, B> {
    pub(crate) fn new(
        source: S,
        body: B,
        claims: Claims,
        site: &'static Location<'static>,
    ) -> Self {
        let feed = Feed::new(source);
        let slots = Slots::new(feed.len());
        Self {
            feed,
            body,
            slots,
            lowest: AtomicUsize::new(usize::MAX),
            pace: Padded(AtomicUsize::new(1)),
            stopped: AtomicBool::new(false),
            faults: Mutex::new(Faults {
                first: None,
                holes: Vec::new(),
                given_up: None,
            }),
            claims,
            site,
        }
    }

    /// Begins no more items; they come to this error.
    pub(crate) fn give_up(&self, error: fn() -> TaskError) {
        self.faults.lock().given_up = Some(error);
        // Who is within a claim looks at this one only.
        self.lowest.store(0, Relaxed);
        self.stopped.store(true, Relaxed);
        interrupts::raise();
    }

    /// Claims and runs until nothing is left, until others wait for this worker, or until its time is up.
    pub(crate) fn work(&self, engine: &Engine, turn: Turn, around: &impl Around) -> Progress {
        let (mut state, mut chunks) = (None, 0);
        let progress = self.work_with(engine, turn, around, &mut state, &mut chunks);
        match (progress, state) {
            (Progress::Forked, state) => leave_lying(state),
            (_, Some(state)) => self.body.leave(state),
            (_, None) => {}
        }
        engine.count(Count::Chunks, chunks);
        progress
    }

    fn work_with(
        &self,
        engine: &Engine,
        turn: Turn,
        around: &impl Around,
        state: &mut Option<B::State>,
        chunks: &mut u64,
    ) -> Progress {
        let mut watch = Stopwatch::start();
        while let Some(claim) = self.claim(engine, turn) {
            *chunks += 1;
            let Range { start, end } = claim.left();
            if end == self.feed.len() {
                around.exhausted();
            }
            self.run_claim(engine, claim, state);
            if engine.is_forked() {
                return Progress::Forked;
            }
            if self.feed.claimed() == self.feed.len() {
                break;
            }
            let took = watch.lap();
            let size = if took < SHORT_CLAIM {
                (end - start).saturating_mul(2)
            } else {
                ((end - start) / 2).max(1)
            };
            self.pace.store(size, Relaxed);
            let leaves = match turn {
                Turn::Queued => around.gives_way(),
                Turn::Waiting(deadline) => deadline.is_some_and(|end| Instant::now() >= end),
            };
            if leaves {
                return Progress::Again;
            }
            around.goes_on(took);
        }
        Progress::Over
    }

    fn claim(&self, engine: &Engine, turn: Turn) -> Option<Claim<'_, S>> {
        let stopped = self.stopped.load(Relaxed) || engine.is_terminated();
        let pace = self.pace.load(Relaxed);
        self.feed.claim(|start, left| {
            let over = self.lowest.load(Relaxed) < start || stopped;
            match turn {
                _ if over => 0,
                // Its limit may be overshot by one item.
                Turn::Waiting(Some(_)) => 1,
                _ => self.claims.size(pace, left),
            }
        })
    }

    fn run_claim(&self, engine: &Engine, mut claim: Claim<'_, S>, place: &mut Option<B::State>) {
        loop {
            let seen = interrupts::count();
            let next = claim.left().start;
            if next > self.lowest.load(Relaxed) || engine.is_terminated() {
                return self.skip(next, claim, None);
            }
            let state = match place {
                Some(state) => state,
                None => match contain(|| self.body.state()) {
                    made if engine.is_forked() => return leave_lying((made, claim)),
                    Ok(made) => place.insert(made),
                    Err(payload) => return self.skip(next, claim, Some(Fault::Panic(payload))),
                },
            };
            let ran = contain(|| self.run_until_interrupted(seen, &mut claim, state));
            if engine.is_forked() {
                return leave_lying((ran, claim));
            }
            let fault = match ran {
                Ok(None) if claim.left().is_empty() => return,
                Ok(None) => continue,
                Ok(Some(error)) => Fault::Error(error),
                Err(payload) => {
                    // Whatever the panic has left of it.
                    drop_quietly(place.take());
                    Fault::Panic(payload)
                }
            };
            // The item that failed was the last to be taken.
            return self.skip(claim.left().start - 1, claim, Some(fault));
        }
    }

    /// The loop that everything is about. It has no lock, no clock and no read-modify-write; after each item it looks once
    /// whether anything has happened that may concern it, and then ends.
    ///
    /// In the child of a fork the result is in its place like any other, and lies there for good.
    #[inline]
    fn run_until_interrupted(
        &self,
        seen: u64,
        claim: &mut Claim<'_, S>,
        state: &mut B::State,
    ) -> Option<B::Error> {
        let places = self.slots.places();
        for (index, item) in claim.taking() {
            let result = match self.body.call(state, item) {
                Ok(result) => result,
                Err(error) => return Some(error),
            };
            // SAFETY: `index` is below the length, and this claim's alone, which fills it once. The slots are there as
            // long as this map.
            unsafe { places.fill(index, result) };
            if interrupts::hint() != seen {
                break;
            }
        }
        None
    }

    /// Leaves a hole in the results: from `index`, which failed or will not be run, to the end of its claim.
    fn skip(&self, index: usize, mut claim: Claim<'_, S>, failure: Option<Fault<B::Error>>) {
        let hole = index..claim.left().end;
        claim.taking().for_each(|(_, item)| drop_quietly(item));
        if failure.is_some() {
            self.lowest.fetch_min(index, Relaxed);
            interrupts::raise();
        }
        let mut faults = self.faults.lock();
        faults.holes.push(hole);
        let is_first = faults
            .first
            .as_ref()
            .is_none_or(|(known, _)| index < *known);
        let loser = match failure {
            Some(fault) if is_first => faults.first.replace((index, fault)).map(|(_, fault)| fault),
            loser => loser,
        };
        drop(faults);
        if let Some(fault) = loser {
            fault.discard();
        }
    }

    /// What the map comes to. Everything it was given is dropped by then, the results excepted.
    ///
    /// Having the batch, this thread has it to itself: what the others wrote was handed over by the map's door.
    pub(crate) fn into_outcome(self) -> MapOutcome<B::Output, B::Error> {
        let Self {
            feed,
            body,
            slots,
            faults,
            site,
            ..
        } = self;
        let (claimed, len) = (feed.claimed(), feed.len());
        drop(feed);
        let closure = contain_drop(body);
        let mut faults = faults.lock();
        let (first, given_up) = (faults.first.take(), faults.given_up);
        let mut holes = std::mem::take(&mut faults.holes);
        drop(faults);
        if first.is_none() && holes.is_empty() && closure.is_ok() && claimed == len {
            // SAFETY: every index was claimed and every claim is over; without a hole each filled its places.
            return Ok(unsafe { slots.into_vec() });
        }
        holes.sort_unstable_by_key(|hole| hole.start);
        // SAFETY: every claim is over, and filled its places up to the hole it left, if it left one. Claims do not
        // overlap, so neither do their holes.
        unsafe { slots.discard(claimed, &holes) };
        let failure = match (first, closure) {
            (Some((index, fault)), closure) => {
                closure.unwrap_or_else(discard);
                match fault {
                    Fault::Panic(payload) => TaskError::panicked(payload, Some(index), site).into(),
                    Fault::Error(error) => Failure::Item(error),
                }
            }
            (None, Err(payload)) => TaskError::panicked(payload, None, site).into(),
            (None, Ok(())) => given_up
                .map_or(TaskError::Terminated, |error| error())
                .into(),
        };
        Err(failure)
    }
}

impl<E> Fault<E> {
    /// Nobody is told of it: another one counts.
    fn discard(self) {
        match self {
            Self::Panic(payload) => discard(payload),
            Self::Error(error) => drop_quietly(error),
        }
    }
}

/// What the child of a fork has of a map stays as it is.
#[cold]
fn leave_lying<T>(left: T) {
    std::mem::forget(left);
}

impl Claims {
    fn size(self, wanted: usize, left: usize) -> usize {
        match self {
            Claims::Fixed(size) => size.min(left),
            Claims::Growing { threads } => wanted.min(left / (4 * threads)).max(1),
        }
    }
}
