//! What the queue, a scope and a handle know of a task.

use std::panic::Location;
use std::task::Waker;

use crate::engine::Engine;
use crate::error::TaskError;
use crate::promise::{Outcome, Waited};
use crate::sync::Instant;
use crate::work::Progress;

/// A task, whatever it comes to: what the queue and a scope hold.
pub(crate) trait Job: Send + Sync {
    /// Claims it for the caller, who then runs it or gives it up.
    fn claim(&self) -> bool;

    /// Runs it. Only for who has claimed it, and once.
    fn run(&self, engine: &Engine) -> Progress;

    /// Gives it up: it comes to this error. Only for who has claimed it, and once.
    fn give_up(&self, error: TaskError);

    /// Drops it untold: its submission is refused. Only for who has claimed it, and once.
    fn take_back(&self);

    /// Whether it has yet to be claimed.
    fn is_open(&self) -> bool;

    /// Where it was submitted.
    fn site(&self) -> &'static Location<'static>;
}

/// A task that comes to an `R`: what its handle holds.
pub(crate) trait Eventual<R>: Job {
    fn is_done(&self) -> bool;

    /// Whether it is done with a value; `None` while it is not done.
    fn is_success(&self) -> Option<bool>;

    /// Waits until it is done, or until `deadline`.
    fn wait(&self, deadline: Option<Instant>) -> Waited;

    /// Leaves a waker, or says that it is done.
    fn leave_waker(&self, waker: &Waker) -> Option<Waited>;

    /// Takes the outcome, if it is there and was not taken.
    ///
    /// # Safety
    /// The caller has the handle to itself.
    unsafe fn take(&self) -> Option<Outcome<R>>;

    /// The handle goes: what is there is dropped now, what comes later is dropped when it comes. Says whether a panic went
    /// that nobody had asked for.
    ///
    /// # Safety
    /// The caller has the handle to itself, and does this last.
    unsafe fn detach(&self) -> bool;
}
