//! Where workers join in a call whose data is on its caller's stack.
//!
//! The gate belongs to the pool and outlives every call; the call's own data is reached through it, by those who are
//! *inside* and by nobody else. A call *opens* a gate; workers *join* while it is open and has room; whoever finds that
//! nothing is left to begin *closes* it. The call returns once the gate is closed and nobody is inside. A worker that
//! comes late finds it closed, or open for another call, which it may join as well: it is not waited for.
//!
//! # Why the caller's data outlives those inside
//!
//! The number of those inside, whether the gate is open, and how many may be inside are one word. A worker joins by a
//! compare-and-swap of the whole word, from a value that says "open, and room": so when it succeeds the gate is open at
//! that moment, whatever happened since the worker looked (it may have been closed, emptied and opened for another
//! call: then it is inside that one). The caller waits for "closed and empty", and a closed gate lets nobody in. The
//! last to leave takes itself out of the word and does not touch the call's data afterwards. It may still have to wake the
//! caller: by the gate's own lock, which is there as long as the pool is. If the caller has gone by then, somebody else is
//! woken for no reason, and looks again.
//!
//! # Memory ordering
//!
//! `word`: opening is `Release`, joining `Acquire`: who is inside sees the call's data. Leaving is `Release`, finding the gate
//! empty `Acquire`: the caller sees what was done inside. Joiners and leavers in between continue the release sequence,
//! all being read-modify-writes. Closing hands over nothing. Models: `tests/loom/gate.rs`.

use std::panic::Location;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};

use crate::engine::Engine;
use crate::sync::{AtomicU64, Condvar, Mutex, UnsafeCell, fence, spin_until};
use crate::work::Progress;

/// What is done behind a gate.
pub(crate) trait Shared: Sync {
    /// Works on it until nothing is left to begin, or others wait for this worker.
    fn join_in(&self, engine: &Engine, gate: &Gate) -> Progress;

    /// Where it was submitted.
    fn site(&self) -> &'static Location<'static>;
}

/// How many are inside: the lowest bits of the word.
const INSIDE: u64 = (1 << 16) - 1;
/// One place for how many may be.
const LIMIT: u32 = 16;
const OPEN: u64 = 1 << 32;
/// The caller sleeps until the gate is closed and empty.
const AWAITED: u64 = 1 << 33;

/// One gate.
#[derive(Default)]
pub(crate) struct Gate {
    word: AtomicU64,
    /// Written by the caller before it opens the gate, read inside.
    work: UnsafeCell<Option<&'static dyn Shared>>,
    /// Under which the caller falls asleep and is woken.
    bed: Mutex<()>,
    changed: Condvar,
}

// SAFETY: `work` is the one field that is not `Sync`. It is written by the thread that took the gate, while it is closed and
// nobody is inside (`open`), and read by those inside only (`work`), who joined by reading the word that was written
// after it. What it refers to is `Sync`.
unsafe impl Sync for Gate {}
// SAFETY: as above; a gate is moved only before it is shared.
unsafe impl Send for Gate {}

/// A worker inside. It exists from joining to leaving; in the child of a fork it is forgotten.
pub(crate) struct Inside<'a>(&'a Gate);

impl Gate {
    /// Opens it for `work`, with so many inside already: 1 for a caller that works too.
    ///
    /// # Safety
    /// The calling thread has taken this gate ([`crate::gates`]) and nobody is inside. The caller keeps `work` alive until
    /// [`Gate::wait_until_empty`] has returned.
    pub(crate) unsafe fn open(&self, work: &dyn Shared, limit: usize, inside: usize) {
        debug_assert!(limit as u64 <= INSIDE && inside <= limit);
        // SAFETY: only the lifetime changes. It is used by those inside, who have left before the borrow ends, by the
        // caller of this function.
        let work = unsafe { std::mem::transmute::<&dyn Shared, &'static dyn Shared>(work) };
        self.work.with_mut(|place| {
            // SAFETY: the gate is this thread's, closed and empty: nobody else reads or writes here.
            unsafe { *place = Some(work) }
        });
        let word = OPEN | (limit as u64) << LIMIT | inside as u64;
        self.word.store(word, Release);
    }

    /// How many workers could join: a hint.
    #[inline]
    pub(crate) fn room(&self) -> usize {
        room(self.word.load(Relaxed)) as usize
    }

    /// Joins, if there is room.
    pub(crate) fn join(&self) -> Option<Inside<'_>> {
        let mut word = self.word.load(Relaxed);
        while room(word) > 0 {
            match self
                .word
                .compare_exchange_weak(word, word + 1, Acquire, Relaxed)
            {
                Ok(_) => return Some(Inside(self)),
                Err(now) => word = now,
            }
        }
        None
    }

    /// Nothing is left to begin: nobody joins any more.
    #[inline]
    pub(crate) fn close(&self) {
        if self.word.load(Relaxed) & OPEN != 0 {
            self.word.fetch_and(!OPEN, Relaxed);
        }
    }

    /// Closes it from outside, also where nobody is inside who would tell its caller.
    pub(crate) fn shut(&self) {
        let before = self.word.fetch_and(!OPEN, Relaxed);
        if before & AWAITED != 0 && before & INSIDE == 0 {
            self.wake();
        }
    }

    /// One of those inside has left; it has not touched the work since.
    pub(crate) fn leave(&self) {
        let before = self.word.fetch_sub(1, Release);
        if before & INSIDE == 1 && before & AWAITED != 0 && before & OPEN == 0 {
            self.wake();
        }
    }

    #[cold]
    fn wake(&self) {
        // The caller looks and falls asleep under this lock.
        drop(self.bed.lock());
        self.changed.notify_all();
    }

    /// Whether it is closed and nobody is inside.
    pub(crate) fn is_done(&self) -> bool {
        is_done(self.word.load(Acquire))
    }

    /// The caller waits until it is closed and empty.
    pub(crate) fn wait_until_empty(&self, spins: bool) {
        if spins {
            spin_until(|| self.is_done());
        }
        let bed = self.bed.lock();
        let is_awaited = |_: &mut ()| !is_done(self.word.fetch_or(AWAITED, Acquire));
        drop(self.changed.wait_while(bed, is_awaited));
    }
}

fn room(word: u64) -> u64 {
    match word & OPEN {
        0 => 0,
        _ => (word >> LIMIT & INSIDE) - (word & INSIDE),
    }
}

fn is_done(word: u64) -> bool {
    word & (OPEN | INSIDE) == 0
}

impl Inside<'_> {
    /// The call's work. Not beyond this worker's stay.
    fn work(&self) -> &dyn Shared {
        let work = self.0.work.with(|place| {
            // SAFETY: this worker is inside, so the caller has written it and does not write before this one has left.
            unsafe { *place }
        });
        work.expect("written before the gate was opened")
    }

    pub(crate) fn site(&self) -> &'static Location<'static> {
        self.work().site()
    }

    /// Works, and leaves. Says whether user code forked, and this is the child.
    pub(crate) fn work_and_leave(self, engine: &Engine) -> Progress {
        let progress = self.work().join_in(engine, self.0);
        match progress {
            Progress::Forked => return progress,
            Progress::Over => self.0.close(),
            _ => {}
        }
        self.0.leave();
        if progress == Progress::Again {
            // There is room now, which is news: whoever is about to sleep sees it, or is seen asleep.
            fence(SeqCst);
        }
        progress
    }
}
