//! A result that is not there yet: written once, waited for by its handle.
//!
//! States: *open* -> *complete* (value or error) -> *taken*; or *open* -> *detached* (the handle is gone) -> *taken*. All
//! changes are under one lock; user code (a value's destructor, a waker) runs after it is released.
//!
//! While it is open, a waiter that could do some of the work itself is told of a *vacancy*: a thread has left the work
//! before it was over. The waiter reads the count of these before it looks whether it can join in, and does
//! not wait, or leave a waker, where it has changed since: so it misses none. Models: those of `tests/loom/give_way.rs`.

use std::task::Waker;

use crate::error::TaskError;
use crate::panics::{drop_each_quietly, drop_quietly};
use crate::sync::{Condvar, Instant, Mutex};

/// The outcome of a task.
pub(crate) type Outcome<T> = Result<T, TaskError>;

pub(crate) struct Promise<T> {
    state: Mutex<State<T>>,
    /// It is complete, or there is a vacancy.
    changed: Condvar,
    /// Drops a value that nobody wants any more, without panicking.
    dispose: fn(T),
}

enum State<T> {
    Open {
        waker: Option<Waker>,
        /// Vacancies so far.
        vacancies: u64,
        /// Waiters that are to be told of the next one, a waker among them.
        helpers: usize,
    },
    Kept(Outcome<T>),
    Detached,
    Taken {
        /// Whether it had been kept with a value.
        success: bool,
    },
}

/// How many vacancies there had been when a waiter looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Vacancies(u64);

/// How a wait for a promise ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waited {
    Kept,
    /// There may be room for the waiter.
    Vacancy,
    TimedOut,
}

impl<T> Promise<T> {
    fn disposing(dispose: fn(T)) -> Self {
        Self {
            state: Mutex::new(State::Open {
                waker: None,
                vacancies: 0,
                helpers: 0,
            }),
            changed: Condvar::new(),
            dispose,
        }
    }

    fn dispose_of(&self, outcome: Outcome<T>) {
        match outcome {
            Ok(value) => (self.dispose)(value),
            Err(error) => drop_quietly(error),
        }
    }

    /// Completes it. Where nobody waits for it any more, the outcome is dropped before this returns.
    pub(crate) fn complete(&self, outcome: Outcome<T>) {
        let mut state = self.state.lock();
        match std::mem::replace(&mut *state, State::Taken { success: false }) {
            State::Open { waker, .. } => {
                *state = State::Kept(outcome);
                drop(state);
                self.changed.notify_all();
                wake(waker);
            }
            State::Detached => {
                drop(state);
                self.dispose_of(outcome);
            }
            before @ (State::Kept(_) | State::Taken { .. }) => {
                *state = before;
                drop(state);
                debug_assert!(false, "a promise is completed once");
            }
        }
    }

    /// A thread left the work before it was over: a waiter may join in.
    pub(crate) fn announce_vacancy(&self) {
        let mut state = self.state.lock();
        let State::Open {
            waker,
            vacancies,
            helpers,
        } = &mut *state
        else {
            return;
        };
        *vacancies += 1;
        if std::mem::take(helpers) == 0 {
            return;
        }
        let waker = waker.take();
        drop(state);
        self.changed.notify_all();
        wake(waker);
    }

    /// Vacancies so far, or `None` once the promise is no longer open.
    pub(crate) fn vacancies(&self) -> Option<Vacancies> {
        match *self.state.lock() {
            State::Open { vacancies, .. } => Some(Vacancies(vacancies)),
            _ => None,
        }
    }

    pub(crate) fn is_kept(&self) -> bool {
        self.vacancies().is_none()
    }

    /// Whether it was kept with a value; `None` while it is open.
    pub(crate) fn is_success(&self) -> Option<bool> {
        match &*self.state.lock() {
            State::Open { .. } => None,
            State::Kept(outcome) => Some(outcome.is_ok()),
            State::Taken { success } => Some(*success),
            State::Detached => Some(false),
        }
    }

    /// Waits until it is kept, until `deadline`, or, for a waiter that can help, until there were more vacancies than `seen`.
    pub(crate) fn wait(&self, deadline: Option<Instant>, seen: Option<Vacancies>) -> Waited {
        let nothing_new = |state: &State<T>| match state {
            State::Open { vacancies, .. } => seen.is_none_or(|seen| seen.0 == *vacancies),
            _ => false,
        };
        let mut state = self.state.lock();
        if let State::Open { helpers, .. } = &mut *state {
            *helpers += usize::from(seen.is_some());
        }
        let state = self
            .changed
            .wait_while_until(state, deadline, |state| nothing_new(state));
        match &*state {
            State::Open { .. } if nothing_new(&state) => Waited::TimedOut,
            State::Open { .. } => Waited::Vacancy,
            _ => Waited::Kept,
        }
    }

    /// Takes the outcome, if it is there and nobody has taken it.
    pub(crate) fn take(&self) -> Option<Outcome<T>> {
        let mut state = self.state.lock();
        match std::mem::replace(&mut *state, State::Taken { success: false }) {
            State::Kept(outcome) => {
                let success = outcome.is_ok();
                *state = State::Taken { success };
                Some(outcome)
            }
            other => {
                *state = other;
                None
            }
        }
    }

    /// Leaves a waker, or says what is there instead: never [`Waited::TimedOut`].
    pub(crate) fn leave_waker(&self, waker: &Waker, seen: Option<Vacancies>) -> Option<Waited> {
        // Cloning a waker is user code, so it is done before the lock is taken.
        let waker = waker.clone();
        let mut state = self.state.lock();
        let State::Open {
            waker: place,
            vacancies,
            helpers,
        } = &mut *state
        else {
            return Some(Waited::Kept);
        };
        if seen.is_some_and(|seen| seen.0 != *vacancies) {
            return Some(Waited::Vacancy);
        }
        *helpers += usize::from(seen.is_some());
        let before = place.replace(waker);
        drop(state);
        drop(before);
        None
    }

    /// The handle is gone: what is there is dropped now, what comes later is dropped when it comes.
    pub(crate) fn detach(&self) {
        let mut state = self.state.lock();
        let next = if matches!(*state, State::Open { .. }) {
            State::Detached
        } else {
            State::Taken { success: false }
        };
        let before = std::mem::replace(&mut *state, next);
        drop(state);
        match before {
            State::Kept(outcome) => self.dispose_of(outcome),
            State::Open { waker, .. } => drop_quietly(waker),
            State::Detached | State::Taken { .. } => {}
        }
    }
}

/// Wakes a future. That is user code, so no lock is held.
pub(crate) fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        drop_quietly(crate::panics::contain(|| waker.wake()));
    }
}

impl<R> Promise<Vec<R>> {
    /// For a map.
    pub(crate) fn of_many() -> Self {
        Self::disposing(drop_each_quietly)
    }
}
