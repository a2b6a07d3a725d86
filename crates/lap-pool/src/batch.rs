//! A map's items being run: what each came to, and what all of them come to in the end.

use std::ops::Range;
use std::panic::Location;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use crate::engine::Engine;
use crate::error::TaskError;
use crate::feed::{Claim, Feed};
use crate::interrupts;
use crate::promise::Outcome;
use crate::slots::Slots;
use crate::source::Source;
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
pub(crate) struct Batch<S: Source, F, R> {
    feed: Feed<S>,
    f: F,
    slots: Slots<R>,
    /// The lowest index that failed so far, or `usize::MAX`; 0 where the map was given up.
    ///
    /// # Memory ordering
    /// `Relaxed`: a stale value makes a thread run an item above the failure, which is allowed.
    lowest: AtomicUsize,
    /// How many items the last claim took or, after it was measured, the next one should: for whoever claims next.
    ///
    /// # Memory ordering
    /// A hint: `Relaxed`.
    pace: AtomicUsize,
    /// No further items: the map was given up.
    ///
    /// # Memory ordering
    /// `Relaxed`: a thread that sees it late runs one item more, as it may.
    stopped: AtomicBool,
    faults: Mutex<Faults>,
    claims: Claims,
    site: &'static Location<'static>,
}

#[derive(Default)]
struct Faults {
    /// The failure of the lowest index so far.
    first: Option<(usize, Payload)>,
    /// Claimed indices without a result: per claim that was not run to its end, what is missing from there on.
    holes: Vec<Range<usize>>,
    /// Why the map was given up, where it was not the pool's termination.
    given_up: Option<fn() -> TaskError>,
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

impl<S, F, R> Batch<S, F, R>
where
    S: Source,
    F: Fn(S::Item) -> R,
{
    pub(crate) fn new(source: S, f: F, claims: Claims, site: &'static Location<'static>) -> Self {
        let feed = Feed::new(source);
        let slots = Slots::new(feed.len());
        Self {
            feed,
            f,
            slots,
            lowest: AtomicUsize::new(usize::MAX),
            pace: AtomicUsize::new(1),
            stopped: AtomicBool::new(false),
            faults: Mutex::default(),
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
        let mut watch = Stopwatch::start();
        while let Some(claim) = self.claim(engine, turn) {
            let Range { start, end } = claim.left();
            if end == self.feed.len() {
                around.exhausted();
            }
            self.run_claim(engine, claim);
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

    fn run_claim(&self, engine: &Engine, mut claim: Claim<'_, S>) {
        loop {
            let seen = interrupts::count();
            let next = claim.left().start;
            if next > self.lowest.load(Relaxed) || engine.is_terminated() {
                return self.skip(next, claim, None);
            }
            let ran = contain(|| self.run_until_interrupted(seen, &mut claim));
            if engine.is_forked() {
                return leave_lying((ran, claim));
            }
            match ran {
                Ok(()) if claim.left().is_empty() => return,
                Ok(()) => {}
                // The item that panicked was the last to be taken.
                Err(payload) => return self.skip(claim.left().start - 1, claim, Some(payload)),
            }
        }
    }

    /// The loop that everything is about. It has no lock, no clock and no read-modify-write; after each item it looks once
    /// whether anything has happened that may concern it, and then ends.
    ///
    /// In the child of a fork the result is in its place like any other, and lies there for good.
    #[inline]
    fn run_until_interrupted(&self, seen: u64, claim: &mut Claim<'_, S>) {
        let places = self.slots.places();
        for (index, item) in claim.taking() {
            let result = (self.f)(item);
            // SAFETY: `index` is below the length, and this claim's alone, which fills it once. The slots are there as
            // long as this map.
            unsafe { places.fill(index, result) };
            if interrupts::hint() != seen {
                break;
            }
        }
    }

    /// Leaves a hole in the results: from `index`, which failed or will not be run, to the end of its claim.
    fn skip(&self, index: usize, mut claim: Claim<'_, S>, failure: Option<Payload>) {
        let hole = index..claim.left().end;
        claim.taking().for_each(|(_, item)| drop_quietly(item));
        if failure.is_some() {
            self.lowest.fetch_min(index, Relaxed);
            interrupts::raise();
        }
        let mut faults = self.faults.lock();
        faults.holes.push(hole);
        let loser = match failure {
            Some(payload)
                if faults
                    .first
                    .as_ref()
                    .is_none_or(|(known, _)| index < *known) =>
            {
                faults
                    .first
                    .replace((index, payload))
                    .map(|(_, payload)| payload)
            }
            loser => loser,
        };
        drop(faults);
        if let Some(payload) = loser {
            discard(payload);
        }
    }

    /// What the map comes to. Everything it was given is dropped by then, the results excepted.
    ///
    /// Having the batch, this thread has it to itself: what the others wrote was handed over by the map's door.
    pub(crate) fn into_outcome(self) -> Outcome<Vec<R>> {
        let Self {
            feed,
            f,
            slots,
            faults,
            site,
            ..
        } = self;
        let (claimed, len) = (feed.claimed(), feed.len());
        drop(feed);
        let closure = contain_drop(f);
        let Faults {
            first,
            mut holes,
            given_up,
        } = std::mem::take(&mut *faults.lock());
        if first.is_none() && holes.is_empty() && closure.is_ok() && claimed == len {
            // SAFETY: every index was claimed and every claim is over; without a hole each filled its places.
            return Ok(unsafe { slots.into_vec() });
        }
        holes.sort_unstable_by_key(|hole| hole.start);
        // SAFETY: every claim is over, and filled its places up to the hole it left, if it left one. Claims do not
        // overlap, so neither do their holes.
        unsafe { slots.discard(claimed, &holes) };
        match (first, closure) {
            (Some((index, payload)), closure) => {
                closure.unwrap_or_else(discard);
                Err(TaskError::panicked(payload, Some(index), site))
            }
            (None, Err(payload)) => Err(TaskError::panicked(payload, None, site)),
            (None, Ok(())) => Err(given_up.map_or(TaskError::Terminated, |error| error())),
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
