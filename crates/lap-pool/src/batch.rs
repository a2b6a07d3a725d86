//! A map's items being run: what each came to, and what all of them come to in the end.

use std::ops::Range;
use std::panic::Location;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use crate::body::Body;
use crate::dispenser::{Chunk, Dispenser};
use crate::engine::Engine;
use crate::error::TaskError;
use crate::failure::{Failure, Fault, Faults, MapOutcome};
use crate::interrupts;
use crate::padded::Padded;
use crate::panics::{contain, contain_drop, discard, drop_quietly};
use crate::schedule::{SHORT_CHUNK, Schedule};
use crate::slots::Slots;
use crate::source::Source;
use crate::stats::Count;
use crate::sync::{AtomicBool, AtomicUsize, Instant, Mutex, Stopwatch};
use crate::work::{Progress, Turn};

/// What goes on around a map, for a thread that is between two chunks.
pub(crate) trait Around {
    /// The last item has been claimed: nobody needs to come any more.
    fn exhausted(&self) {}

    /// Items are left. A chunk took so long.
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
    dispenser: Dispenser<S>,
    body: B,
    slots: Slots<B::Output>,
    /// The lowest index that failed so far, or `usize::MAX`; 0 where the map was given up.
    ///
    /// # Memory ordering
    /// `Relaxed`: a stale value makes a thread run an item above the failure, which is allowed.
    lowest: AtomicUsize,
    /// How many items the last chunk had or, after it was measured, the next one should: for whoever takes one next.
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
    schedule: Schedule,
    site: &'static Location<'static>,
}

impl<S: Source, B: Body<S::Item>> Batch<S, B> {
    pub(crate) fn new(
        source: S,
        body: B,
        schedule: Schedule,
        site: &'static Location<'static>,
    ) -> Self {
        let dispenser = Dispenser::new(source);
        let slots = Slots::new(dispenser.len());
        Self {
            dispenser,
            body,
            slots,
            lowest: AtomicUsize::new(usize::MAX),
            pace: Padded(AtomicUsize::new(1)),
            stopped: AtomicBool::new(false),
            faults: Mutex::default(),
            schedule,
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

    /// Takes chunks and runs them until nothing is left, until others wait for this worker, or until its time is up.
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
        loop {
            // Before it is claimed, so that what happens meanwhile is seen after its first item.
            let seen = interrupts::count();
            let Some(chunk) = self.claim(engine, turn) else {
                break;
            };
            *chunks += 1;
            let Range { start, end } = chunk.left();
            if end == self.dispenser.len() {
                around.exhausted();
            }
            self.run_chunk(engine, chunk, seen, state);
            if engine.is_forked() {
                return Progress::Forked;
            }
            if self.dispenser.claimed() == self.dispenser.len() {
                break;
            }
            let took = watch.lap();
            let size = if took < SHORT_CHUNK {
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

    fn claim(&self, engine: &Engine, turn: Turn) -> Option<Chunk<'_, S>> {
        let stopped = self.stopped.load(Relaxed) || engine.is_terminated();
        let pace = self.pace.load(Relaxed);
        self.dispenser.claim(|start, left| {
            let over = self.lowest.load(Relaxed) < start || stopped;
            match turn {
                _ if over => 0,
                // Its limit may be overshot by one item.
                Turn::Waiting(Some(_)) => 1,
                _ => self.schedule.size(pace, left),
            }
        })
    }

    fn run_chunk(
        &self,
        engine: &Engine,
        mut chunk: Chunk<'_, S>,
        mut seen: u64,
        place: &mut Option<B::State>,
    ) {
        loop {
            let state = match place {
                Some(state) => state,
                None => match contain(|| self.body.state()) {
                    made if engine.is_forked() => return leave_lying((made, chunk)),
                    Ok(made) => place.insert(made),
                    Err(payload) => {
                        let next = chunk.left().start;
                        return self.skip(next, chunk, Some(Fault::Panic(payload)));
                    }
                },
            };
            let ran = contain(|| self.run_until_interrupted(seen, &mut chunk, state));
            if engine.is_forked() {
                return leave_lying((ran, chunk));
            }
            let fault = match ran {
                Ok(None) if chunk.left().is_empty() => return,
                Ok(None) => {
                    seen = interrupts::count();
                    let next = chunk.left().start;
                    if next > self.lowest.load(Relaxed) || engine.is_terminated() {
                        return self.skip(next, chunk, None);
                    }
                    continue;
                }
                Ok(Some(error)) => Fault::Error(error),
                Err(payload) => {
                    // Whatever the panic has left of it.
                    drop_quietly(place.take());
                    Fault::Panic(payload)
                }
            };
            // The item that failed was the last to be taken.
            return self.skip(chunk.left().start - 1, chunk, Some(fault));
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
        chunk: &mut Chunk<'_, S>,
        state: &mut B::State,
    ) -> Option<B::Error> {
        let places = self.slots.places();
        for (index, item) in chunk.taking() {
            let result = match self.body.call(state, item) {
                Ok(result) => result,
                Err(error) => return Some(error),
            };
            // SAFETY: `index` is below the length, and this chunk's alone, which fills it once. The slots are there as
            // long as this map.
            unsafe { places.fill(index, result) };
            if interrupts::hint() != seen {
                break;
            }
        }
        None
    }

    /// Leaves a hole in the results: from `index`, which failed or will not be run, to the end of its chunk.
    fn skip(&self, index: usize, mut chunk: Chunk<'_, S>, failure: Option<Fault<B::Error>>) {
        let hole = index..chunk.left().end;
        chunk.taking().for_each(|(_, item)| drop_quietly(item));
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
    /// Having the batch, this thread has it to itself: what the others wrote was handed over by the map's door or gate.
    pub(crate) fn into_outcome(self) -> MapOutcome<B::Output, B::Error> {
        let Self {
            dispenser,
            body,
            slots,
            faults,
            site,
            ..
        } = self;
        let (claimed, len) = (dispenser.claimed(), dispenser.len());
        drop(dispenser);
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
        // SAFETY: every chunk is over, and filled its places up to the hole it left, if it left one. Chunks do not
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

/// What the child of a fork has of a map stays as it is.
#[cold]
fn leave_lying<T>(left: T) {
    std::mem::forget(left);
}
