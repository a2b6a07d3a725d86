//! A result that is not there yet: written once, waited for by its handle.
//!
//! States: *open* -> *kept* (value or error) -> *taken*; or *open* -> *deserted* (the handle is gone) -> *taken*. All
//! changes are under one lock; user code (a value's destructor, a waker) runs after it is released.

use std::task::{Context, Poll, Waker};
use std::time::Instant;

use crate::error::TaskError;
use crate::sync::{Condvar, Mutex};
use crate::unwind::drop_quietly;

/// The outcome of a task.
pub(crate) type Outcome<T> = Result<T, TaskError>;

pub(crate) struct Promise<T> {
    state: Mutex<State<T>>,
    kept: Condvar,
    /// Drops a value that nobody wants any more, without panicking.
    dispose: fn(T),
}

enum State<T> {
    Open(Option<Waker>),
    Kept(Outcome<T>),
    Deserted,
    Taken,
}

impl<T> Promise<T> {
    pub(crate) fn new() -> Self {
        Self::disposing(drop_quietly)
    }

    fn disposing(dispose: fn(T)) -> Self {
        Self {
            state: Mutex::new(State::Open(None)),
            kept: Condvar::new(),
            dispose,
        }
    }

    fn dispose_of(&self, outcome: Outcome<T>) {
        match outcome {
            Ok(value) => (self.dispose)(value),
            Err(error) => drop_quietly(error),
        }
    }

    /// Keeps the promise. Where nobody waits for it any more, the outcome is dropped before this returns.
    pub(crate) fn keep(&self, outcome: Outcome<T>) {
        let mut state = self.state.lock();
        match std::mem::replace(&mut *state, State::Taken) {
            State::Open(waker) => {
                *state = State::Kept(outcome);
                drop(state);
                self.kept.notify_all();
                if let Some(waker) = waker {
                    drop_quietly(crate::unwind::contain(|| waker.wake()));
                }
            }
            State::Deserted => {
                drop(state);
                self.dispose_of(outcome);
            }
            before @ (State::Kept(_) | State::Taken) => {
                *state = before;
                drop(state);
                debug_assert!(false, "a promise is kept once");
            }
        }
    }

    pub(crate) fn is_kept(&self) -> bool {
        !matches!(*self.state.lock(), State::Open(_))
    }

    /// Whether it was kept with a value; `None` while it is open.
    pub(crate) fn is_success(&self) -> Option<bool> {
        match &*self.state.lock() {
            State::Open(_) => None,
            State::Kept(outcome) => Some(outcome.is_ok()),
            State::Deserted | State::Taken => Some(false),
        }
    }

    /// Waits until it is kept, or until `deadline`; says which.
    pub(crate) fn wait(&self, deadline: Option<Instant>) -> bool {
        let state = self
            .kept
            .wait_while_until(self.state.lock(), deadline, |state| {
                matches!(state, State::Open(_))
            });
        !matches!(*state, State::Open(_))
    }

    /// Takes the outcome, if it is there and nobody has taken it.
    pub(crate) fn take(&self) -> Option<Outcome<T>> {
        let mut state = self.state.lock();
        match std::mem::replace(&mut *state, State::Taken) {
            State::Kept(outcome) => Some(outcome),
            other => {
                *state = other;
                None
            }
        }
    }

    /// Takes the outcome, or leaves a waker. Panics where the outcome was taken before.
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<Outcome<T>> {
        if let Some(outcome) = self.take() {
            return Poll::Ready(outcome);
        }
        // Cloning a waker is user code, so it is done before the lock is taken.
        let waker = context.waker().clone();
        let mut state = self.state.lock();
        let State::Open(place) = &mut *state else {
            drop(state);
            let outcome = self.take();
            return Poll::Ready(outcome.expect("the result was taken by an earlier call"));
        };
        let before = place.replace(waker);
        drop(state);
        drop(before);
        Poll::Pending
    }

    /// The handle is gone: what is there is dropped now, what comes later is dropped when it comes.
    pub(crate) fn desert(&self) {
        let mut state = self.state.lock();
        let next = if matches!(*state, State::Open(_)) {
            State::Deserted
        } else {
            State::Taken
        };
        let before = std::mem::replace(&mut *state, next);
        drop(state);
        match before {
            State::Kept(outcome) => self.dispose_of(outcome),
            State::Open(waker) => drop_quietly(waker),
            State::Deserted | State::Taken => {}
        }
    }
}

impl<R> Promise<Vec<R>> {
    /// For a map. Of a vector's elements, two that panic when dropped would abort the process; one by one they do not.
    pub(crate) fn of_many() -> Self {
        Self::disposing(|results| results.into_iter().for_each(drop_quietly))
    }
}
