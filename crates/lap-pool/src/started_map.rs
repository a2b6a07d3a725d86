//! What a handle does about a map that was started and not waited for.

use crate::engine::Engine;
use crate::error::TaskError;
use crate::latch::{Latch, Token};
use crate::promise::{Promise, Vacancies};
use crate::queue::Tickets;
use crate::sync::{Arc, Instant};
use crate::work::{Progress, Work};

/// A map's results to come, and its work.
pub(crate) struct StartedMap<T> {
    pub(crate) promise: Arc<Promise<T>>,
    pub(crate) work: Arc<dyn Work>,
    /// Of its entries in the queue.
    pub(crate) tickets: Tickets,
    /// What the work's tokens are owed to, where it borrows.
    pub(crate) latch: Option<Arc<Latch>>,
}

impl<T> StartedMap<T> {
    /// Gives up the items that nobody has taken; says whether there were any.
    pub(crate) fn cancel(&self, engine: &Engine) -> bool {
        // As for helping: what is dropped here borrows.
        let token: Option<Token> = match &self.latch {
            None => None,
            Some(latch) => match latch.join() {
                None => return false,
                token => token,
            },
        };
        let cancelled = self.work.is_open();
        if cancelled {
            self.work.abandon(|| TaskError::Cancelled);
            if engine.is_forked() {
                std::mem::forget(token);
                return true;
            }
            engine.sweep(&self.work, &self.tickets);
        }
        drop(token);
        cancelled
    }

    /// Runs it as far as nobody else does, until `deadline`. Says how many vacancies there had been before.
    pub(crate) fn help(&self, engine: &Engine, deadline: Option<Instant>) -> Option<Vacancies> {
        let seen = self.promise.vacancies()?;
        // The handle may be anywhere, also outside the scope whose data the work borrows: without a token of its own
        // the scope could end under it. Where none is left, the work is over.
        let token: Option<Token> = match &self.latch {
            None => None,
            Some(latch) => match latch.join() {
                None => return Some(seen),
                token => token,
            },
        };
        if engine.help(&self.work, deadline, token) == Progress::Over {
            engine.sweep(&self.work, &self.tickets);
        }
        Some(seen)
    }
}
