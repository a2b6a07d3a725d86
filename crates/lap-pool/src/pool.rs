//! The pool as its users see it.

use std::fmt;
use std::marker::PhantomData;

use crate::builder::Builder;
use crate::ending::{Owner, ScopeEnd};
use crate::engine::Engine;
use crate::error::{Error, PoolError};
use crate::latch::Latch;
use crate::options::Options;
use crate::sync::Arc;

/// A pool that owns its threads: fits struct fields and statics. Its tasks own what they use; tasks that borrow go
/// through [`ThreadPool::with`] or [`Pool::scope`], or through the blocking calls, which may borrow everywhere.
pub type ThreadPool = Pool<'static, 'static>;

/// A thread pool, or a scope's view of one.
///
/// `'scope` is how long its tasks may live, `'env` what they may borrow from. For a [`ThreadPool`] both are `'static`.
/// Dropping the pool is `close` and `join`; dropped by one of its own tasks it closes and lets its threads go. A pool in
/// a static is never dropped: call [`Pool::close`] and [`Pool::join`] yourself if its tasks must be done.
///
/// A function that takes `&Pool<'_, '_>` takes both. One that starts tasks which borrow names `'scope`, and borrows for
/// so long; it can be given a scope only:
///
/// ```
/// use lap_pool::{AsyncResult, Pool, PoolError, ThreadPool};
///
/// fn lengths(pool: &Pool<'_, '_>, words: &[String]) -> Result<Vec<usize>, PoolError> {
///     pool.map(words, |word| word.len())
/// }
///
/// fn start<'scope>(scope: &Pool<'scope, '_>, word: &'scope str) -> Result<AsyncResult<usize>, PoolError> {
///     scope.apply_async(move || word.len())
/// }
///
/// let words = vec![String::from("lap"), String::from("pool")];
/// let pool = ThreadPool::new(2)?;
/// assert_eq!(lengths(&pool, &words)?, [3, 4]);
/// let first = pool.scope(|scope| {
///     assert_eq!(lengths(scope, &words)?, [3, 4]);
///     start(scope, &words[0])
/// })?;
/// assert_eq!(first.get()?, 3);
/// # Ok::<(), lap_pool::Error>(())
/// ```
pub struct Pool<'scope, 'env: 'scope> {
    owner: Owner,
    /// What a scope's end waits on; an owned pool's tasks borrow nothing.
    latch: Option<Arc<Latch>>,
    /// Invariant, like `std::thread::Scope`.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

impl ThreadPool {
    /// A pool of `workers` threads.
    ///
    /// # Errors
    /// [`PoolError::Invalid`] for zero workers and for more than [`MAX_WORKERS`](crate::MAX_WORKERS),
    /// [`PoolError::Spawn`] when a thread cannot be started.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(4)?;
    /// assert_eq!(pool.map(&[1, 2, 3], |x| x + 1)?, [2, 3, 4]);
    /// let refused = lap_pool::ThreadPool::new(0).unwrap_err();
    /// assert_eq!(refused.to_string(), "workers must be from 1 to 16000, not 0");
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn new(workers: usize) -> Result<Self, PoolError> {
        Self::builder().workers(workers).build()
    }

    /// Everything else there is to choose: see [`Builder`].
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A pool for the time of a closure: at its end, by whatever way, all its tasks have run and its threads have been
    /// joined. CPython's `with ThreadPool(..)` drops what is queued instead.
    ///
    /// Tasks may borrow what outlives the closure, and use the pool they run on.
    ///
    /// # Errors
    /// As [`ThreadPool::new`].
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    /// let done = AtomicU32::new(0);
    /// lap_pool::ThreadPool::with(4, |pool| {
    ///     for _ in 0..50 {
    ///         let _ = pool.apply_async(|| done.fetch_add(1, Relaxed)).unwrap();
    ///     }
    /// })?;
    /// assert_eq!(done.into_inner(), 50);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn with<'e, R>(
        workers: usize,
        f: impl for<'s> FnOnce(&'s Pool<'s, 'e>) -> R,
    ) -> Result<R, PoolError> {
        let pool = ThreadPool::new(workers)?;
        Ok(pool.scope(f))
    }

    /// [`ThreadPool::with`] for a closure that fails: one `?` for whatever went wrong, with the pool or with a task.
    ///
    /// A closure with errors of its own goes to [`ThreadPool::with`], which hands back whatever it returns.
    ///
    /// # Errors
    /// As [`ThreadPool::new`], and whatever `f` returns.
    ///
    /// ```
    /// use lap_pool::ThreadPool;
    ///
    /// let text = String::from("two lanes");
    /// let total = ThreadPool::try_with(2, |pool| {
    ///     let length = pool.apply_async(|| text.len())?.get()?;
    ///     let squares = pool.map(1..=3, |x| x * x)?;
    ///     Ok(length + squares.len())
    /// })?;
    /// assert_eq!(total, 12);
    /// # Ok::<(), lap_pool::Error>(())
    /// ```
    pub fn try_with<'e, R>(
        workers: usize,
        f: impl for<'s> FnOnce(&'s Pool<'s, 'e>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        Self::with(workers, f)?
    }

    pub(crate) fn of(engine: Arc<Engine>) -> Self {
        Self {
            owner: Owner::Root(engine),
            latch: None,
            scope: PhantomData,
            env: PhantomData,
        }
    }
}

impl<'scope, 'env> Pool<'scope, 'env> {
    /// Lets tasks borrow: runs `f` with a view of this pool, and waits for the tasks submitted through it, for no others.
    ///
    /// # Panics
    /// As `f` does; and where it ends in one of the pool's tasks, on a worker with less than 64 KiB of stack left, with
    /// tasks in the queue that no free worker takes: these are given up as [`TaskError::TooDeep`](crate::TaskError).
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let text = String::from("two lanes");
    /// let length = pool.scope(|scope| scope.apply_async(|| text.len()).unwrap().get().unwrap());
    /// assert_eq!(length, 9);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn scope<'e, R>(&self, f: impl for<'s> FnOnce(&'s Pool<'s, 'e>) -> R) -> R {
        let latch = Arc::new(match self.engine().runs_own_task() {
            true => Latch::of_a_task(),
            false => Latch::default(),
        });
        let view = Pool {
            owner: Owner::View(Arc::clone(self.engine())),
            latch: Some(Arc::clone(&latch)),
            scope: PhantomData,
            env: PhantomData,
        };
        let _end = ScopeEnd {
            engine: self.engine(),
            latch: &latch,
        };
        f(&view)
    }

    /// Options for the next call.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let lengths = pool.options().chunksize(2).map(&["a", "bc", "def"], |word| word.len())?;
    /// assert_eq!(lengths, [1, 2, 3]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn options(&self) -> Options<'_, 'scope, 'env> {
        Options::new(self)
    }

    /// Number of worker threads.
    pub fn workers(&self) -> usize {
        self.engine().workers()
    }

    /// What waits in the queue for a worker: an entry for each `apply_async`, and for a `map_async` or a stream as many as
    /// workers may join in, whatever the number of its items. A blocking map queues nothing. Out of date as soon as it is read.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// pool.map(0..1_000, |x| x + 1)?;
    /// assert_eq!(pool.queued(), 0);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn queued(&self) -> usize {
        self.engine().queued()
    }

    pub(crate) fn engine(&self) -> &Arc<Engine> {
        match &self.owner {
            Owner::Root(engine) | Owner::View(engine) => engine,
        }
    }

    pub(crate) fn latch(&self) -> Option<&Arc<Latch>> {
        self.latch.as_ref()
    }
}

impl fmt::Debug for Pool<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("workers", &self.workers())
            .finish_non_exhaustive()
    }
}
