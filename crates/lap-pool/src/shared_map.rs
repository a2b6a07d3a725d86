//! A map whose data stays on its caller's stack, shared with the workers that join by a gate.

use std::cell::Cell;
use std::panic::Location;
use std::time::Duration;

use crate::batch::{Around, Batch};
use crate::body::Body;
use crate::engine::Engine;
use crate::error::PoolError;
use crate::gate::{Gate, Shared};
use crate::gates::Taken;
use crate::lifecycle::Phase;
use crate::schedule::SHORT_CHUNK;
use crate::sleep::{OVERDUE, Wake};
use crate::source::Source;
use crate::work::{Progress, Turn};

/// Runs a map on as many threads as may be, the calling one among them if it `helps`, and returns when nobody is at it.
pub(crate) fn run<S, B>(
    engine: &Engine,
    batch: &Batch<S, B>,
    threads: usize,
    helps: bool,
    site: &'static Location<'static>,
) -> Result<Progress, PoolError>
where
    S: Source + Send + Sync,
    B: Body<S::Item> + Sync,
    B::Output: Send,
    B::Error: Send,
{
    let map = SharedMap { batch, site };
    let gate = Ends {
        engine,
        gate: engine.gates.take(),
    };
    {
        // Not while the last worker looks whether it is needed.
        let _state = engine.state.lock();
        if engine.phase() != Phase::Running {
            return Err(PoolError::NotRunning);
        }
        // SAFETY: this call has just taken the gate. `Ends`, which borrows nothing of the map, is dropped before it, on
        // every way out, and waits; a forked child, which forgets it, has no other thread.
        unsafe { gate.gate.open(&map, threads, usize::from(helps)) };
    }
    // Who does nothing but wait has no reason to put it off, and wakes two: the first may wait for a core for longer than all
    // of it takes, and would wake the second only then.
    let (wake, woken) = match helps {
        true => (Wake::Deferred, 1),
        false => (Wake::Now, threads.min(2)),
    };
    for wanted in 1..=woken {
        engine.notify(wake, wanted);
    }
    if helps {
        let caller = Caller {
            engine,
            gate: &gate.gate,
            spent: Cell::default(),
            asked: Cell::default(),
        };
        let progress = engine.run_inline(|| batch.work(engine, Turn::Waiting(None), &caller));
        if progress == Progress::Forked {
            std::mem::forget(gate);
            return Ok(progress);
        }
        gate.gate.close();
        gate.gate.leave();
    }
    Ok(Progress::Over)
}

/// The map, as workers see it.
struct SharedMap<'a, S: Source, B: Body<S::Item>> {
    batch: &'a Batch<S, B>,
    site: &'static Location<'static>,
}

impl<S, B> Shared for SharedMap<'_, S, B>
where
    S: Source + Send + Sync,
    B: Body<S::Item> + Sync,
    B::Output: Send,
    B::Error: Send,
{
    fn join_in(&self, engine: &Engine, gate: &Gate) -> Progress {
        self.batch
            .work(engine, Turn::Queued, &Worker { engine, gate })
    }

    fn site(&self) -> &'static Location<'static> {
        self.site
    }
}

/// Waits, at the call's end, until nobody is inside, and gives the gate back.
struct Ends<'a> {
    engine: &'a Engine,
    gate: Taken<'a>,
}

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        if !self.gate.is_done() {
            let spins = self.engine.sleep.has_free_core();
            self.engine.waiting(|| self.gate.wait_until_empty(spins));
        }
    }
}

/// What goes on around a worker that has joined.
struct Worker<'a> {
    engine: &'a Engine,
    gate: &'a Gate,
}

impl Around for Worker<'_> {
    fn exhausted(&self) {
        self.gate.close();
    }

    fn gives_way(&self) -> bool {
        self.engine.others_wait() || self.engine.gates.have_room_beside(self.gate)
    }
}

/// What goes on around the caller.
struct Caller<'a> {
    engine: &'a Engine,
    gate: &'a Gate,
    /// Time since the call began, as far as chunks took it.
    spent: Cell<Duration>,
    /// Time at which workers are called for again.
    asked: Cell<Duration>,
}

impl Around for Caller<'_> {
    fn exhausted(&self) {
        self.gate.close();
    }

    /// The wake-up at the beginning may have been left to a worker on watch, or have gone to one that the system does
    /// not run. Where there is work for longer than a wake-up takes, others are called now.
    fn goes_on(&self, took: Duration) {
        let spent = self.spent.get() + took;
        self.spent.set(spent);
        if spent < SHORT_CHUNK || spent < self.asked.get() {
            return;
        }
        self.asked.set(spent + OVERDUE);
        if self.gate.room() > 0 {
            self.engine.notify(Wake::Now, 1);
        }
    }
}
