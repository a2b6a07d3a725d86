//! How a call is to be carried out: one form for every call.

use std::panic::Location;

use crate::callbacks::{Call, Callback, Callbacks};
use crate::engine::Engine;
use crate::error::{PoolError, TaskError};
use crate::input::Input;
use crate::map::How;
use crate::panics::beside;
use crate::pool::Pool;
use crate::result::AsyncResult;
use crate::spread::Spread;
use crate::sync::Arc;
use crate::{apply, map};

mod calls;
mod readahead;

pub use readahead::ReadaheadOptions;

/// A pool with options for the next call; see [`Pool::options`].
#[derive(Clone, Copy, Debug)]
#[must_use = "options do nothing until a call is made on them"]
pub struct Options<'p, 'scope, 'env: 'scope, C = (), E = ()> {
    pool: &'p Pool<'scope, 'env>,
    chunksize: Option<usize>,
    buffersize: Option<usize>,
    concurrency: Option<usize>,
    prefetch: Option<bool>,
    callback: C,
    error_callback: E,
}

impl<'p, 'scope, 'env> Options<'p, 'scope, 'env> {
    pub(crate) fn new(pool: &'p Pool<'scope, 'env>) -> Self {
        Self {
            pool,
            chunksize: None,
            buffersize: None,
            concurrency: None,
            prefetch: None,
            callback: (),
            error_callback: (),
        }
    }
}

impl<'p, 'scope, 'env, C, E> Options<'p, 'scope, 'env, C, E> {
    /// Items a worker takes at a time. Without it the pool follows the work: one at a time while items are slow, more
    /// while they are cheap.
    pub fn chunksize(self, items: usize) -> Self {
        Self {
            chunksize: Some(items),
            ..self
        }
    }

    /// Items of a stream that may be in flight: pulled from the source and not yet returned. By default twice the
    /// number of workers, and while items are short as many as take about 0.6 ms together, up to 64. What is
    /// [read ahead](Options::readahead) counts. More than 65,536 count as so many.
    pub fn buffersize(self, items: usize) -> Self {
        Self {
            buffersize: Some(items),
            ..self
        }
    }

    /// Items of this call that run at once, at most; a caller that helps counts as one. By default, and at most, as many
    /// as the pool has workers. A limit on one call, such as the connections that a server allows; of several calls at a
    /// time each has its own.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(8)?;
    /// let lengths = pool.options().concurrency(2).map(&["a", "bc", "def"], |word| word.len())?;
    /// assert_eq!(lengths, [1, 2, 3]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn concurrency(self, items: usize) -> Self {
        Self {
            concurrency: Some(items),
            ..self
        }
    }

    /// Whether a stream pulls its source ahead of a result that is ready. By default it does if the source promises to
    /// have an item at once; see [`crate::Imap`] for who promises. Say `true` for a source that never blocks but cannot
    /// know its length, such as a `filter` over a vector, and `false` for one that knows it and blocks all the same.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let even = (0..10).filter(|number| number % 2 == 0);
    /// let squares = pool.options().prefetch(true).imap(even, |x| x * x)?;
    /// assert_eq!(squares.collect::<Vec<_>>(), [0, 4, 16, 36, 64]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn prefetch(self, ahead: bool) -> Self {
        Self {
            prefetch: Some(ahead),
            ..self
        }
    }

    /// Calls `f` with the result of an `apply_async`, `map_async` or `starmap_async`, on the thread that has worked it out,
    /// before its handle can see it. Where `f` panics, that panic is the result. The argument's type has to be written.
    ///
    /// ```
    /// use std::sync::mpsc::channel;
    /// let (tell, told) = channel();
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let sum = pool.options().callback(move |sum: &u32| tell.send(*sum).unwrap()).apply_async(|| 6 * 7)?;
    /// assert_eq!(sum.get()?, 42);
    /// assert_eq!(told.recv()?, 42);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn callback<T, F>(self, f: F) -> Options<'p, 'scope, 'env, Call<F>, E>
    where
        F: FnOnce(&T) + Send + 'scope,
    {
        Options {
            pool: self.pool,
            chunksize: self.chunksize,
            buffersize: self.buffersize,
            concurrency: self.concurrency,
            prefetch: self.prefetch,
            callback: Call(f),
            error_callback: self.error_callback,
        }
    }

    /// Calls `f` with the error, where an `apply_async`, `map_async` or `starmap_async` comes to none but that: once, also
    /// for what is cancelled or terminated, then on the thread that gives it up.
    ///
    /// ```
    /// use std::sync::mpsc::channel;
    /// let (tell, told) = channel();
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let options = pool.options().error_callback(move |error| tell.send(error.to_string()).unwrap());
    /// let task = options.apply_async(|| -> u32 { panic!("lane 3 is closed") })?;
    /// assert!(task.get().is_err());
    /// assert!(told.recv()?.ends_with("lane 3 is closed"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn error_callback<F>(self, f: F) -> Options<'p, 'scope, 'env, C, Call<F>>
    where
        F: FnOnce(&TaskError) + Send + 'scope,
    {
        Options {
            pool: self.pool,
            chunksize: self.chunksize,
            buffersize: self.buffersize,
            concurrency: self.concurrency,
            prefetch: self.prefetch,
            callback: self.callback,
            error_callback: Call(f),
        }
    }

    /// See [`Pool::map_async`].
    ///
    /// # Errors
    /// As [`Pool::map_async`], and [`PoolError::Invalid`] for an option of zero.
    #[track_caller]
    pub fn map_async<K, I, R, F>(self, input: I, f: F) -> Result<AsyncResult<Vec<R>>, PoolError>
    where
        I: Input<K>,
        I::Item: Send,
        I::Source: Send + Sync + 'scope,
        R: Send + 'scope,
        C: Callback<Vec<R>> + Send + 'scope,
        E: Callback<TaskError> + Send + 'scope,
        F: Fn(I::Item) -> R + Send + Sync + 'scope,
    {
        let (how, latch, engine) = (self.how(), self.pool.latch(), self.admit());
        // Guarded from here on, also where the call is refused.
        let callbacks = self.callbacks(Location::caller());
        let engine = engine?;
        let ((source, f), callbacks) = beside(callbacks, || beside(f, || input.into_source()));
        map::deferred(engine, latch, source, f, how, callbacks)
    }

    /// See [`Pool::starmap_async`].
    ///
    /// # Errors
    /// As [`Options::map_async`].
    #[track_caller]
    pub fn starmap_async<K, I, A, B, R, F>(
        self,
        input: I,
        f: F,
    ) -> Result<AsyncResult<Vec<R>>, PoolError>
    where
        I: Input<K>,
        I::Item: Send + Spread<(A, B)>,
        I::Source: Send + Sync + 'scope,
        R: Send + 'scope,
        C: Callback<Vec<R>> + Send + 'scope,
        E: Callback<TaskError> + Send + 'scope,
        F: Fn(A, B) -> R + Send + Sync + 'scope,
    {
        self.map_async(input, move |item: I::Item| {
            let (a, b) = item.spread();
            f(a, b)
        })
    }

    /// See [`Pool::apply_async`].
    ///
    /// # Errors
    /// As [`Pool::apply_async`].
    #[track_caller]
    pub fn apply_async<R, F>(self, f: F) -> Result<AsyncResult<R>, PoolError>
    where
        R: Send + 'scope,
        C: Callback<R> + Send + 'scope,
        E: Callback<TaskError> + Send + 'scope,
        F: FnOnce() -> R + Send + 'scope,
    {
        let (latch, engine) = (self.pool.latch(), self.admit());
        let callbacks = self.callbacks(Location::caller());
        apply::deferred(engine?, latch, f, callbacks)
    }

    fn callbacks(self, site: &'static Location<'static>) -> Callbacks<C, E> {
        Callbacks::new(self.callback, self.error_callback, site)
    }

    /// Refuses what cannot be done, before any input is touched.
    fn admit(&self) -> Result<&'p Arc<Engine>, PoolError> {
        if self.chunksize == Some(0) {
            return Err(PoolError::Invalid("chunksize", 0));
        }
        if self.buffersize == Some(0) {
            return Err(PoolError::Invalid("buffersize", 0));
        }
        if self.concurrency == Some(0) {
            return Err(PoolError::Invalid("concurrency", 0));
        }
        let engine = self.pool.engine();
        engine.check_running()?;
        Ok(engine)
    }

    fn how(&self) -> How {
        How {
            chunksize: self.chunksize,
            concurrency: self.concurrency,
        }
    }
}
