//! What a thread does about the work that it waits for: it runs it, and takes out of the queue what that makes dead.

use crate::context::Room;
use crate::engine::Engine;
use crate::error::TaskError;
use crate::job::Job;
use crate::latch::{Latch, Token};
use crate::queue::Tickets;
use crate::sleep::Wake;
use crate::stats::Count;
use crate::sync::{Arc, Instant};
use crate::work::{Entry, Progress, Turn, Work};

impl Engine {
    /// Takes this work's entries out of the queue: it is over, so they are dead.
    pub(crate) fn sweep(&self, work: &Arc<dyn Work>, tickets: &Tickets) {
        // If only the caller still holds this work, nothing is queued.
        let elsewhere = Arc::strong_count(work) - 1;
        if elsewhere == 0 {
            return;
        }
        let mut state = self.state.lock();
        let entries = state.queue.remove(work, tickets, elsewhere);
        self.note_length(&state);
        drop(state);
        drop(entries);
    }

    /// Runs a task that this thread waits for, unless somebody else has begun with it.
    pub(crate) fn help_with_task(&self, task: &dyn Job) -> Progress {
        match self.claim_elsewhere(task) {
            true => {
                self.count(Count::Tasks, 1);
                self.run_inline(|| task.run(self))
            }
            false => Progress::Elsewhere,
        }
    }

    /// Waits until all of a scope's work is gone. One of this pool's tasks runs what is still queued of it. Where its stack
    /// has no room for that, free workers may, and what they leave is given up. Says how much that was.
    pub(crate) fn wait_for(&self, latch: &Latch) -> usize {
        let mut given_up = 0;
        if !self.runs_own_task() {
            latch.wait();
            return given_up;
        }
        // Whatever is locked in the child of a fork stays so.
        while !self.is_forked() {
            let seen = latch.queued();
            let room = self.room();
            if room == Room::Elsewhere {
                latch.wait();
                return given_up;
            }
            let state = self.state.lock();
            if room == Room::TooDeep && state.alive > self.at_work.busy().count() {
                drop(state);
                latch.wait_a_moment();
                if latch.is_clear() {
                    return given_up;
                }
                continue;
            }
            drop(state);
            if let Some(task) = latch.next_task() {
                if !self.claim_elsewhere(&*task) {
                    continue;
                }
                if room == Room::TooDeep {
                    task.give_up(TaskError::TooDeep);
                    given_up += 1;
                } else {
                    self.count(Count::Tasks, 1);
                    if self.run_inline(|| task.run(self)) == Progress::Forked {
                        std::mem::forget(task);
                    }
                }
                continue;
            }
            let mut state = self.state.lock();
            let entry = state.queue.pop_of(latch);
            self.note_length(&state);
            drop(state);
            match entry {
                Some(entry) if room == Room::TooDeep => {
                    self.give_up(entry, || TaskError::TooDeep);
                    given_up += 1;
                }
                Some(entry) => self.run_inline(|| self.run(entry)),
                None if latch.is_clear() => return given_up,
                None => latch.wait_or_queued(seen),
            }
        }
        given_up
    }

    /// Runs `work` that this thread waits for, until `deadline` or as long as there is something to do. Its entries in
    /// the queue stay there for the caller to sweep, once it is over.
    pub(crate) fn help(
        &self,
        work: &Arc<dyn Work>,
        deadline: Option<Instant>,
        token: Option<Token>,
    ) -> Progress {
        let progress = self.run_inline(|| work.run(self, Turn::Waiting(deadline), None));
        match progress {
            Progress::Again => {
                let work = Arc::clone(work);
                self.requeue(Entry { work, token }, Wake::Now);
            }
            // The token's latch may be locked by a thread that is not there.
            Progress::Forked => std::mem::forget(token),
            Progress::Over | Progress::Elsewhere | Progress::Pause => drop(token),
        }
        progress
    }
}
