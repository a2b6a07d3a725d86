//! A map's work: which index is next, what came of each, and who is the last to leave.
//!
//! Threads that join in hold an `Arc` of the [`Batch`]. The first to find no index left takes the job's own `Arc`
//! away, so no later thread can join; each gives its `Arc` up through `Arc::into_inner`, of which exactly one call in
//! all gets the batch itself: that thread has everything to itself and ends the map. Its results were written by the
//! others before they gave their `Arc`s up, which is the release and acquire that hands them over.

use std::panic::Location;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::{Duration, Instant};

use crate::engine::Engine;
use crate::error::TaskError;
use crate::promise::{Outcome, Promise};
use crate::slots::Slots;
use crate::source::Source;
use crate::sync::{Arc, AtomicBool, AtomicUsize, Mutex};
use crate::unwind::{Payload, contain, contain_drop, discard, drop_quietly};
use crate::work::{Progress, Work};

/// A claim that takes less than this is made larger next time: well above a claim's own cost (about 50 ns), well below
/// what a reader of the docs would call a slow item.
const SHORT_CLAIM: Duration = Duration::from_micros(10);

/// A map that several threads may work on.
pub(crate) struct Map<S, F, R> {
    door: Mutex<Door<S, F, R>>,
    /// Threads that may be inside at once: the pool's workers, a helping caller counting as one of them.
    limit: usize,
    promise: Arc<Promise<Vec<R>>>,
}

/// Who may join in.
struct Door<S, F, R> {
    /// `None` once nothing is left to claim.
    batch: Option<Arc<Batch<S, F, R>>>,
    inside: usize,
}

struct Batch<S, F, R> {
    source: S,
    f: F,
    slots: Slots<R>,
    len: usize,
    /// The next index to hand out.
    ///
    /// # Memory ordering
    /// `Relaxed`: an index is claimed by whoever moves the cursor past it; nothing else is published by it.
    cursor: AtomicUsize,
    /// The lowest index that failed so far, or `usize::MAX`.
    ///
    /// # Memory ordering
    /// `Relaxed`: a stale value makes a thread run an item above the failure, which is allowed.
    lowest: AtomicUsize,
    failure: Mutex<Option<(usize, Payload)>>,
    terminated: AtomicBool,
    claims: Claims,
    site: &'static Location<'static>,
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

impl<S, F, R> Map<S, F, R>
where
    S: Source + Sync,
    F: Fn(S::Item) -> R + Sync,
    R: Send,
{
    pub(crate) fn new(
        source: S,
        f: F,
        limit: usize,
        claims: Claims,
        site: &'static Location<'static>,
    ) -> Self {
        let len = source.len();
        let batch = Batch {
            source,
            f,
            slots: Slots::new(len),
            len,
            cursor: AtomicUsize::new(0),
            lowest: AtomicUsize::new(usize::MAX),
            failure: Mutex::new(None),
            terminated: AtomicBool::new(false),
            claims,
            site,
        };
        let door = Door {
            batch: Some(Arc::new(batch)),
            inside: 0,
        };
        Self {
            door: Mutex::new(door),
            limit,
            promise: Arc::new(Promise::new()),
        }
    }

    pub(crate) fn promise(&self) -> &Arc<Promise<Vec<R>>> {
        &self.promise
    }

    /// Joins in, if there is anything left and room for one more.
    fn enter(&self) -> Option<Arc<Batch<S, F, R>>> {
        let mut door = self.door.lock();
        let batch = door.batch.clone().filter(|_| door.inside < self.limit)?;
        door.inside += 1;
        Some(batch)
    }

    /// Nobody can join any more; the last one in ends the map.
    fn finish(&self, mine: Arc<Batch<S, F, R>>) {
        let own = self.door.lock().batch.take();
        if let Some(own) = own {
            self.leave(own);
        }
        self.leave(mine);
    }

    fn leave(&self, batch: Arc<Batch<S, F, R>>) {
        if let Some(batch) = Arc::into_inner(batch) {
            self.promise.keep(batch.into_outcome());
        }
    }
}

impl<S, F, R> Work for Map<S, F, R>
where
    S: Source + Send + Sync,
    F: Fn(S::Item) -> R + Send + Sync,
    R: Send,
{
    fn run(&self, engine: &Engine) -> Progress {
        let Some(batch) = self.enter() else {
            return Progress::Done;
        };
        let progress = batch.work(engine);
        self.door.lock().inside -= 1;
        match progress {
            Progress::Done => self.finish(batch),
            Progress::Again => self.leave(batch),
        }
        progress
    }

    fn abandon(&self) {
        let batch = self.door.lock().batch.clone();
        let Some(batch) = batch else { return };
        batch.terminated.store(true, SeqCst);
        self.finish(batch);
    }
}

impl<S, F, R> Batch<S, F, R>
where
    S: Source,
    F: Fn(S::Item) -> R,
{
    /// Claims and runs until nothing is left, or until others wait for this worker.
    fn work(&self, engine: &Engine) -> Progress {
        let mut size = 1;
        while let Some(claim) = self.claim(size, engine) {
            let begin = Instant::now();
            for index in claim {
                self.run_one(index);
            }
            size = if begin.elapsed() < SHORT_CLAIM {
                size.saturating_mul(2)
            } else {
                (size / 2).max(1)
            };
            if engine.others_wait()
                && engine.is_own_worker()
                && self.cursor.load(Relaxed) < self.len
            {
                return Progress::Again;
            }
        }
        Progress::Done
    }

    fn claim(&self, size: usize, engine: &Engine) -> Option<std::ops::Range<usize>> {
        if engine.is_terminated() {
            self.terminated.store(true, SeqCst);
        }
        let taken = self.cursor.fetch_update(Relaxed, Relaxed, |next| {
            let stop = next >= self.len
                || self.lowest.load(Relaxed) < next
                || self.terminated.load(SeqCst);
            (!stop).then(|| next + self.claims.size(size, self.len - next))
        });
        let start = taken.ok()?;
        Some(start..start + self.claims.size(size, self.len - start))
    }

    fn run_one(&self, index: usize) {
        // SAFETY: `index` is below `len`, and the cursor gave it to this thread alone.
        let item = unsafe { self.source.take(index) };
        if index > self.lowest.load(Relaxed) {
            return drop_quietly(item);
        }
        match contain(|| (self.f)(item)) {
            // SAFETY: as above, this thread alone holds the claim to `index`, and fills it once.
            Ok(result) => unsafe { self.slots.fill(index, result) },
            Err(payload) => self.fail(index, payload),
        }
    }

    fn fail(&self, index: usize, payload: Payload) {
        self.lowest.fetch_min(index, Relaxed);
        let mut failure = self.failure.lock();
        let lower = failure.as_ref().is_none_or(|(known, _)| index < *known);
        let loser = if lower {
            failure
                .replace((index, payload))
                .map(|(_, payload)| payload)
        } else {
            Some(payload)
        };
        drop(failure);
        if let Some(payload) = loser {
            discard(payload);
        }
    }

    /// What the map comes to. Everything it was given is dropped by then, the results excepted.
    fn into_outcome(self) -> Outcome<Vec<R>> {
        let Self {
            source,
            f,
            slots,
            len,
            failure,
            terminated,
            site,
            ..
        } = self;
        drop(source);
        let closure = contain_drop(f);
        if let Some((index, payload)) = { failure }.lock().take() {
            if let Err(payload) = closure {
                discard(payload);
            }
            slots.into_results().for_each(drop_quietly);
            return Err(TaskError::panicked(payload, Some(index), site));
        }
        if let Err(payload) = closure {
            slots.into_results().for_each(drop_quietly);
            return Err(TaskError::panicked(payload, None, site));
        }
        let mut results = Vec::with_capacity(len);
        results.extend(slots.into_results().flatten());
        if results.len() == len {
            return Ok(results);
        }
        debug_assert!(
            terminated.load(SeqCst),
            "only termination leaves an item without result or failure"
        );
        results.into_iter().for_each(drop_quietly);
        Err(TaskError::Terminated)
    }
}

impl Claims {
    fn size(self, wanted: usize, left: usize) -> usize {
        match self {
            Claims::Fixed(size) => size.min(left),
            Claims::Growing { threads } => wanted.min(left / (4 * threads)).max(1),
        }
    }
}
