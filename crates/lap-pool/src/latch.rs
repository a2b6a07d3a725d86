//! Counting borrowed work that is still about, so that a borrow never ends before it.
//!
//! Every piece of work that borrows carries a [`Token`]. Whoever lent the data waits on the [`Latch`] until no token is
//! left. The count and the wait are under one lock, so a token released between the look and the sleep is not missed.

use std::time::Duration;

use crate::job::Job;
use crate::lane::Lane;
use crate::sync::{Arc, Condvar, Mutex, deadline_in};

/// Counts tokens and waits for the last one.
#[derive(Default)]
pub(crate) struct Latch {
    state: Mutex<State>,
    changed: Condvar,
    /// Whether who waits can run tasks itself, and so has to know them.
    keeps_tasks: bool,
}

#[derive(Default)]
struct State {
    tokens: usize,
    /// Raised whenever work is queued, for a waiter that can run it itself.
    queued: u64,
    /// Such a waiter's tasks, in the order in which they were queued.
    tasks: Lane,
}

/// One piece of borrowed work is about. Released on drop.
pub(crate) struct Token(Arc<Latch>);

impl Latch {
    /// Takes a token.
    pub(crate) fn acquire(self: &Arc<Self>) -> Token {
        self.state.lock().tokens += 1;
        Token(Arc::clone(self))
    }

    /// Takes a token beside those that are left, or none where none is left.
    ///
    /// While a token is left, whoever lent the data still waits or will; with the new token, until it is released. Once none
    /// is left and the lender has seen it, none comes back: only the lender's own closure and work that holds one call
    /// [`Latch::acquire`].
    pub(crate) fn join(self: &Arc<Self>) -> Option<Token> {
        let mut state = self.state.lock();
        if state.tokens == 0 {
            return None;
        }
        state.tokens += 1;
        Some(Token(Arc::clone(self)))
    }

    /// Whether no token is left.
    pub(crate) fn is_clear(&self) -> bool {
        self.state.lock().tokens == 0
    }

    /// Waits until no token is left.
    pub(crate) fn wait(&self) {
        drop(
            self.changed
                .wait_while(self.state.lock(), |state| state.tokens > 0),
        );
    }

    /// Waits until no token is left, for a millisecond at most.
    pub(crate) fn wait_a_moment(&self) {
        let until = deadline_in(Duration::from_millis(1));
        let state = self.state.lock();
        drop(
            self.changed
                .wait_while_until(state, until, |state| state.tokens > 0),
        );
    }

    /// How often work has been queued so far: for [`Latch::wait_or_queued`].
    pub(crate) fn queued(&self) -> u64 {
        self.state.lock().queued
    }

    /// For a waiter that can run tasks itself.
    pub(crate) fn of_a_task() -> Self {
        Self {
            keeps_tasks: true,
            ..Self::default()
        }
    }

    /// A task that holds a token of this latch is about to be queued.
    pub(crate) fn keep(&self, task: &Arc<dyn Job>) {
        if !self.keeps_tasks {
            return;
        }
        let mut state = self.state.lock();
        state.tasks.push(Arc::clone(task));
        state.queued += 1;
        drop(state);
        self.changed.notify_all();
    }

    /// The next of its tasks, for the waiter to try.
    pub(crate) fn next_task(&self) -> Option<Arc<dyn Job>> {
        self.state.lock().tasks.pop()
    }

    /// Work that carries a token of this latch has been put into the queue.
    pub(crate) fn note_queued(&self) {
        self.state.lock().queued += 1;
        self.changed.notify_all();
    }

    /// Waits until no token is left or more has been queued than `seen`.
    pub(crate) fn wait_or_queued(&self, seen: u64) {
        drop(self.changed.wait_while(self.state.lock(), |state| {
            state.tokens > 0 && state.queued == seen
        }));
    }
}

impl Token {
    /// Whether this is one of `latch`'s.
    pub(crate) fn is_of(&self, latch: &Latch) -> bool {
        std::ptr::eq(Arc::as_ptr(&self.0), latch)
    }

    /// The latch.
    pub(crate) fn latch(&self) -> &Arc<Latch> {
        &self.0
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.tokens -= 1;
        if state.tokens == 0 {
            drop(state);
            // The latch lives in an `Arc` of which this token holds one, so it cannot go away under the notification.
            self.0.changed.notify_all();
        }
    }
}
