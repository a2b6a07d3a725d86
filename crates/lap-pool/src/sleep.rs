//! How a worker waits for work, and who is woken for what.
//!
//! A worker without work is in one of three states. *On watch*, for a short time, where it was just at cheap items of a
//! stream and more of them are likely to come; the first one on watch *spins* for a few microseconds of that time, where
//! cores are free. *Asleep*, until it is notified. A pool that nobody uses is asleep as a whole.
//!
//! To wake a thread costs more than a cheap item. So a stream's consumer asks for a worker in one of two ways
//! ([`Call`]): *now*, or *soon* where its items are known to be cheap. An entry that is called for soon is *quiet* if
//! there are at least as many workers on watch as entries in the queue: nobody is woken, and those on watch find it. A
//! consumer that is about to wait calls [`Engine::nudge`], so it never waits for the end of a watch. It counts on a worker
//! that spins for a short time ([`PATIENCE`](crate::stream)), and then wakes others after all.
//!
//! # Why no entry is left lying
//!
//! A *looker* is a worker that will look into the queue by itself: one on watch, or a sleeper that was notified. At every
//! moment entries <= lookers, or nobody sleeps who is no looker. Everything below is under the engine's lock.
//!
//! - *A quiet entry* comes in only where workers on watch >= entries, itself included.
//! - *Any other entry* notifies one more waiter that was not notified before, or there is none left. That can be one on
//!   watch, who was a looker already. So it notifies for each quiet entry in the queue too: then entries <= notified.
//! - *A watch ends* by the clock, a notification or a look: in each case the worker leaves it and takes an entry under
//!   the same lock, or there is none.
//! - *A look that finds nothing* happens to an empty queue only.
//! - Entries are taken out by others (a busy worker that is done, a sweep): that is in favour of the inequality.
//!
//! A notification cannot fall between a look and a sleep, since both are under the lock under which the entry came in
//! ([`crate::sync::Condvar`]). A worker that spins does not hear it: it looks afterwards, before it waits.
//!
//! The watch is short against a millisecond. So an item begins in time even where its consumer never comes back, or
//! where the item before it was thought to be cheap and blocks. To spin is to yield: where runnable threads exceed
//! cores, the others run. Where other programs compute on every core, one yield can last for milliseconds: the consumer
//! that waits wakes another worker then, and only an entry whose consumer does something else has to wait for the one
//! that spins. Models: those of `tests/loom` on streams, where a watch ends at once or never, and a spin at once.

use std::time::Duration;

use crate::engine::{Engine, State};
use crate::lifecycle::Phase;
use crate::sync::{MutexGuard, cores, deadline_in, spin_until};
use crate::work::Entry;

/// How long a worker stays on watch: a few dozen times what it costs to wake it, and well under a millisecond.
const WATCH: Duration = Duration::from_micros(200);

/// How soon a worker is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// At once.
    Now,
    /// When one on watch looks next: what there is to do is known to be cheap.
    Soon,
}

/// What a worker expects when it has run an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outlook {
    /// Nothing: it goes to sleep.
    None,
    /// Cheap items, soon; but the consumer may run them itself.
    Watch,
    /// Cheap items, at once.
    Spin,
}

/// Whom a consumer that waits can count on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looker {
    /// Somebody who was woken, whose watch ends by the clock, or who is not needed.
    Sure,
    /// One that spins, and looks in a few microseconds, or whenever the system gives it a core again.
    Spins,
}

/// Who is on watch. Part of the engine's state, under its lock.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// Workers on watch.
    on: usize,
    /// Whether one of them spins.
    spins: bool,
    /// Entries for which nobody was woken, or more.
    quiet: usize,
    /// Workers that were woken so far.
    #[cfg(all(test, not(lap_pool_loom)))]
    woken: usize,
}

impl Watch {
    /// So many entries came in, and with them so many are in the queue. Says how many workers to wake.
    pub(crate) fn wakes(&mut self, call: Call, came: usize, queued: usize) -> usize {
        let quiet = self.quiet.min(queued - came) + came;
        if call == Call::Soon && self.on >= queued {
            self.quiet = quiet;
            return 0;
        }
        self.quiet = 0;
        #[cfg(all(test, not(lap_pool_loom)))]
        {
            self.woken += quiet;
        }
        quiet
    }

    /// A consumer is about to wait, and so many entries are queued. Says how many workers to wake, and who looks then.
    /// Once it is `in_doubt`, one that spins counts for nothing.
    fn nudged(&mut self, queued: usize, in_doubt: bool) -> (usize, Looker) {
        let quiet = self.quiet.min(queued);
        match (self.spins, in_doubt) {
            (true, false) if quiet > 0 => (0, Looker::Spins),
            (true, true) => {
                self.quiet = 0;
                (quiet, Looker::Sure)
            }
            _ => (quiet.min(1), Looker::Sure),
        }
    }
}

impl Engine {
    /// The caller is about to wait for work that it called for soon. Wakes workers for it, if that takes any. A caller
    /// that is told of one that spins waits for a short time only, and comes back `in_doubt`.
    pub(crate) fn nudge(&self, in_doubt: bool) -> Looker {
        if !self.others_wait() {
            return Looker::Sure;
        }
        let mut state = self.state.lock();
        let queued = state.queue.len();
        let (wakes, looker) = state.watch.nudged(queued, in_doubt);
        drop(state);
        for _ in 0..wakes {
            self.work.notify_one();
        }
        looker
    }

    /// Waits for an entry, and takes it; none once the pool takes no more work and the queue is empty.
    pub(crate) fn next(&self, worker: usize, outlook: Outlook) -> Option<Entry> {
        let mut state = self.state.lock();
        state.busy[worker] = None;
        if outlook != Outlook::None && self.is_idle(&state) {
            state = self.watch(state, outlook);
        }
        state = self.work.wait_while(state, |state| self.is_idle(state));
        let entry = state.queue.pop()?;
        self.note_length(&state);
        self.note_busy(&mut state, worker, &entry);
        Some(entry)
    }

    /// On watch, until there is something to do or the time is up.
    fn watch<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        outlook: Outlook,
    ) -> MutexGuard<'a, State> {
        state.watch.on += 1;
        // This thread, the consumer, and who is busy.
        let running = 2 + state.busy.iter().flatten().count();
        if outlook == Outlook::Spin && !state.watch.spins && running <= cores() {
            state.watch.spins = true;
            drop(state);
            spin_until(|| self.others_wait());
            state = self.state.lock();
            state.watch.spins = false;
        }
        let until = deadline_in(WATCH);
        state = self
            .work
            .wait_while_until(state, until, |state| self.is_idle(state));
        state.watch.on -= 1;
        state
    }

    fn is_idle(&self, state: &State) -> bool {
        state.queue.is_empty() && self.phase() == Phase::Running
    }
}

#[cfg(all(test, not(lap_pool_loom)))]
mod tests;
