//! What is called with a result, on the thread that has it, before its handle can see it.

use std::panic::Location;

use crate::error::TaskError;
use crate::panics::{Guarded, Payload, contain, contain_drop, discard, drop_quietly};
use crate::promise::Outcome;

/// A callback, or `()` for none. Made by [`crate::Options::callback`] and [`crate::Options::error_callback`].
///
/// This trait is sealed.
pub trait Callback<T>: sealed::Sealed<T> {}

/// A function to call once.
#[derive(Clone, Copy, Debug)]
pub struct Call<F>(pub(crate) F);

pub(crate) mod sealed {
    pub trait Sealed<T> {
        #[doc(hidden)]
        fn call(self, value: &T);
    }
}

impl<T> sealed::Sealed<T> for () {
    fn call(self, _value: &T) {}
}

impl<T> Callback<T> for () {}

impl<T, F: FnOnce(&T)> sealed::Sealed<T> for Call<F> {
    fn call(self, value: &T) {
        (self.0)(value);
    }
}

impl<T, F: FnOnce(&T)> Callback<T> for Call<F> {}

/// What is to be told of an outcome: of a value, and of an error. Guarded, since either may panic as it is dropped.
pub(crate) struct Callbacks<C, E> {
    of_value: Guarded<C>,
    of_error: Guarded<E>,
    pub(crate) site: &'static Location<'static>,
}

impl<C, E> Callbacks<C, E> {
    pub(crate) fn new(of_value: C, of_error: E, site: &'static Location<'static>) -> Self {
        Self {
            of_value: Guarded::new(of_value),
            of_error: Guarded::new(of_error),
            site,
        }
    }
}

impl<C, E: Callback<TaskError>> Callbacks<C, E> {
    /// Tells of an outcome. A callback's panic takes its place, and is not told of in its turn; `dispose` drops the value then.
    pub(crate) fn tell<R>(self, outcome: Outcome<R>, dispose: fn(R)) -> Outcome<R>
    where
        C: Callback<R>,
    {
        let Self {
            of_value,
            of_error,
            site,
        } = self;
        let (of_value, of_error) = (of_value.into_inner(), of_error.into_inner());
        let told = match &outcome {
            Ok(value) => instead_of(of_error, || of_value.call(value)),
            Err(error) => instead_of(of_value, || of_error.call(error)),
        };
        match told {
            Ok(()) => outcome,
            Err(payload) => {
                match outcome {
                    Ok(value) => dispose(value),
                    Err(error) => drop_quietly(error),
                }
                Err(TaskError::panicked(payload, None, site))
            }
        }
    }
}

/// Drops the callback that is not called, and calls the other.
fn instead_of<T>(unused: T, call: impl FnOnce()) -> Result<(), Payload> {
    let dropped = contain_drop(unused);
    let called = contain(call);
    match (dropped, called) {
        (Ok(()), called) => called,
        (dropped, Ok(())) => dropped,
        (Err(second), Err(first)) => {
            discard(second);
            Err(first)
        }
    }
}
