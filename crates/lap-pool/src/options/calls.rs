//! The calls that an [`Options`] without callbacks can make; see [`Pool`] for what each does.

use std::panic::Location;

use super::Options;
use crate::body::{Fallible, Plain, Stateful};
use crate::error::PoolError;
use crate::imap::{Imap, Reading};
use crate::in_flight::Order;
use crate::input::Input;
use crate::panics::beside;
#[cfg(doc)]
use crate::pool::Pool;
use crate::readahead::Ahead;
use crate::spread::Spread;
use crate::sync::Arc;
use crate::{apply, map};

impl<'p, 'scope, 'env> Options<'p, 'scope, 'env> {
    /// See [`Pool::map`].
    ///
    /// # Errors
    /// As [`Pool::map`], and [`PoolError::Invalid`] for an option of zero.
    #[track_caller]
    pub fn map<K, I, R, F>(self, input: I, f: F) -> Result<Vec<R>, PoolError>
    where
        I: Input<K>,
        I::Item: Send,
        I::Source: Send + Sync,
        R: Send,
        F: Fn(I::Item) -> R + Sync,
    {
        let engine = self.admit()?;
        let (source, f) = beside(f, || input.into_source());
        let Ok(results) = map::blocking(engine, source, Plain(f), self.how(), Location::caller())?;
        Ok(results)
    }

    /// See [`Pool::for_each`].
    ///
    /// # Errors
    /// As [`Options::map`].
    #[track_caller]
    pub fn for_each<K, I, F>(self, input: I, f: F) -> Result<(), PoolError>
    where
        I: Input<K>,
        I::Item: Send,
        I::Source: Send + Sync,
        F: Fn(I::Item) + Sync,
    {
        self.map(input, f).map(drop)
    }

    /// See [`Pool::try_map`].
    ///
    /// # Errors
    /// As [`Options::map`].
    #[track_caller]
    pub fn try_map<K, I, R, E, F>(self, input: I, f: F) -> Result<Result<Vec<R>, E>, PoolError>
    where
        I: Input<K>,
        I::Item: Send,
        I::Source: Send + Sync,
        R: Send,
        E: Send,
        F: Fn(I::Item) -> Result<R, E> + Sync,
    {
        let engine = self.admit()?;
        let (source, f) = beside(f, || input.into_source());
        map::blocking(engine, source, Fallible(f), self.how(), Location::caller())
    }

    /// See [`Pool::map_with`].
    ///
    /// # Errors
    /// As [`Options::map`].
    #[track_caller]
    pub fn map_with<K, I, S, R, N, F>(self, input: I, state: N, f: F) -> Result<Vec<R>, PoolError>
    where
        I: Input<K>,
        I::Item: Send,
        I::Source: Send + Sync,
        S: Send,
        R: Send,
        N: Fn() -> S + Sync,
        F: Fn(&mut S, I::Item) -> R + Sync,
    {
        let engine = self.admit()?;
        let (source, body) = beside(Stateful::new(state, f), || input.into_source());
        let Ok(results) = map::blocking(engine, source, body, self.how(), Location::caller())?;
        Ok(results)
    }

    /// See [`Pool::starmap`].
    ///
    /// # Errors
    /// As [`Options::map`].
    #[track_caller]
    pub fn starmap<K, I, A, B, R, F>(self, input: I, f: F) -> Result<Vec<R>, PoolError>
    where
        I: Input<K>,
        I::Item: Send + Spread<(A, B)>,
        I::Source: Send + Sync,
        R: Send,
        F: Fn(A, B) -> R + Sync,
    {
        self.map(input, move |item: I::Item| {
            let (a, b) = item.spread();
            f(a, b)
        })
    }

    /// [`Options::starmap`] for tasks of three arguments.
    ///
    /// # Errors
    /// As [`Options::map`].
    #[track_caller]
    pub fn starmap3<K, I, A, B, C, R, F>(self, input: I, f: F) -> Result<Vec<R>, PoolError>
    where
        I: Input<K>,
        I::Item: Send + Spread<(A, B, C)>,
        I::Source: Send + Sync,
        R: Send,
        F: Fn(A, B, C) -> R + Sync,
    {
        self.map(input, move |item: I::Item| {
            let (a, b, c) = item.spread();
            f(a, b, c)
        })
    }

    /// [`Options::starmap`] for tasks of four arguments.
    ///
    /// # Errors
    /// As [`Options::map`].
    #[track_caller]
    pub fn starmap4<K, I, A, B, C, D, R, F>(self, input: I, f: F) -> Result<Vec<R>, PoolError>
    where
        I: Input<K>,
        I::Item: Send + Spread<(A, B, C, D)>,
        I::Source: Send + Sync,
        R: Send,
        F: Fn(A, B, C, D) -> R + Sync,
    {
        self.map(input, move |item: I::Item| {
            let (a, b, c, d) = item.spread();
            f(a, b, c, d)
        })
    }

    /// See [`Pool::imap`].
    ///
    /// # Errors
    /// As [`Pool::imap`], and [`PoolError::Invalid`] for an option of zero.
    #[track_caller]
    pub fn imap<I, R, F>(
        self,
        source: I,
        f: F,
    ) -> Result<Imap<'scope, I::IntoIter, R, F>, PoolError>
    where
        I: IntoIterator,
        I::Item: Send + 'scope,
        R: Send + 'scope,
        F: Fn(I::Item) -> R + Send + Sync + 'scope,
    {
        self.stream(Order::Input, source, f, Location::caller())
    }

    /// See [`Pool::imap_unordered`].
    ///
    /// # Errors
    /// As [`Options::imap`].
    #[track_caller]
    pub fn imap_unordered<I, R, F>(
        self,
        source: I,
        f: F,
    ) -> Result<Imap<'scope, I::IntoIter, R, F>, PoolError>
    where
        I: IntoIterator,
        I::Item: Send + 'scope,
        R: Send + 'scope,
        F: Fn(I::Item) -> R + Send + Sync + 'scope,
    {
        self.stream(Order::Completion, source, f, Location::caller())
    }

    fn stream<I, R, F>(
        self,
        order: Order,
        source: I,
        f: F,
        site: &'static Location<'static>,
    ) -> Result<Imap<'scope, I::IntoIter, R, F>, PoolError>
    where
        I: IntoIterator,
        I::Item: Send + 'scope,
        R: Send + 'scope,
        F: Fn(I::Item) -> R + Send + Sync + 'scope,
    {
        let engine = self.admit()?;
        let reading = self.reading(order, None, site);
        let (source, f) = beside(f, || source.into_iter());
        Ok(Imap::new(
            engine.clone(),
            self.pool.latch().cloned(),
            source,
            f,
            reading,
        ))
    }

    pub(super) fn reading(
        &self,
        order: Order,
        ahead: Option<(Arc<dyn Ahead + 'scope>, usize)>,
        site: &'static Location<'static>,
    ) -> Reading<'scope> {
        Reading {
            order,
            chunksize: self.chunksize.unwrap_or(1),
            buffersize: self.buffersize,
            concurrency: self.concurrency,
            prefetch: self.prefetch,
            ahead,
            site,
        }
    }

    /// See [`Pool::apply`].
    ///
    /// # Errors
    /// As [`Pool::apply`].
    #[track_caller]
    pub fn apply<R, F>(self, f: F) -> Result<R, PoolError>
    where
        R: Send,
        F: FnOnce() -> R + Send,
    {
        apply::blocking(self.admit()?, f, Location::caller())
    }
}
