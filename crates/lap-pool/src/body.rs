//! What a map does with an item: the one thing in which its kinds differ.

use std::convert::Infallible;

use crate::panics::{Guarded, contain_drop};
use crate::sync::Mutex;

/// What a thread does that works on a map.
pub(crate) trait Body<T> {
    /// What each thread has for itself, for as long as it is at this map.
    type State;
    type Output;
    /// What an item can come to instead.
    type Error;

    /// A thread joins in.
    fn state(&self) -> Self::State;

    fn call(&self, state: &mut Self::State, item: T) -> Result<Self::Output, Self::Error>;

    /// It leaves.
    fn leave(&self, state: Self::State);
}

impl<T, B: Body<T>> Body<T> for &B {
    type State = B::State;
    type Output = B::Output;
    type Error = B::Error;

    fn state(&self) -> B::State {
        (**self).state()
    }

    #[inline]
    fn call(&self, state: &mut B::State, item: T) -> Result<B::Output, B::Error> {
        (**self).call(state, item)
    }

    fn leave(&self, state: B::State) {
        (**self).leave(state);
    }
}

/// Of `map`: a function.
pub(crate) struct Plain<F>(pub(crate) F);

impl<T, R, F: Fn(T) -> R> Body<T> for Plain<F> {
    type State = ();
    type Output = R;
    type Error = Infallible;

    fn state(&self) {}

    #[inline]
    fn call(&self, (): &mut (), item: T) -> Result<R, Infallible> {
        Ok((self.0)(item))
    }

    fn leave(&self, (): ()) {}
}

/// Of `try_map`: a function that can fail.
pub(crate) struct Fallible<F>(pub(crate) F);

impl<T, R, E, F: Fn(T) -> Result<R, E>> Body<T> for Fallible<F> {
    type State = ();
    type Output = R;
    type Error = E;

    fn state(&self) {}

    #[inline]
    fn call(&self, (): &mut (), item: T) -> Result<R, E> {
        (self.0)(item)
    }

    fn leave(&self, (): ()) {}
}

/// Of `map_with`: a function of a state, and how to make one.
pub(crate) struct Stateful<N, F, S> {
    make: N,
    /// Guarded: `make` may panic as it is dropped, and then this is dropped while that unwinds.
    f: Guarded<F>,
    /// States of threads that have left, for those that come. So there are never more than threads at the map at once.
    spare: Spare<S>,
}

struct Spare<S>(Mutex<Vec<S>>);

impl<N, F, S> Stateful<N, F, S> {
    pub(crate) fn new(make: N, f: F) -> Self {
        Self {
            make,
            f: Guarded::new(f),
            spare: Spare(Mutex::new(Vec::new())),
        }
    }
}

impl<T, R, S, N, F> Body<T> for Stateful<N, F, S>
where
    N: Fn() -> S,
    F: Fn(&mut S, T) -> R,
{
    type State = S;
    type Output = R;
    type Error = Infallible;

    fn state(&self) -> S {
        let spare = self.spare.0.lock().pop();
        spare.unwrap_or_else(|| (self.make)())
    }

    #[inline]
    fn call(&self, state: &mut S, item: T) -> Result<R, Infallible> {
        Ok((self.f)(state, item))
    }

    fn leave(&self, state: S) {
        self.spare.0.lock().push(state);
    }
}

impl<S> Drop for Spare<S> {
    /// One by one: two that panic would abort the process. The first panic goes on when all are gone.
    fn drop(&mut self) {
        let states = std::mem::take(&mut *self.0.lock());
        let panics = states
            .into_iter()
            .filter_map(|state| contain_drop(state).err());
        let mut panics = panics.collect::<Vec<_>>().into_iter();
        let first = panics.next();
        panics.for_each(crate::panics::discard);
        match first {
            Some(payload) if !std::thread::panicking() => std::panic::resume_unwind(payload),
            Some(payload) => crate::panics::discard(payload),
            None => {}
        }
    }
}
