//! The pool as its users see it.

use std::fmt;
use std::marker::PhantomData;

use crate::builder::Builder;
use crate::ending::{Owner, ScopeEnd};
use crate::engine::Engine;
use crate::error::PoolError;
use crate::imap::Imap;
use crate::input::{Input, Spread};
use crate::latch::Latch;
use crate::options::Options;
use crate::result::AsyncResult;
use crate::sync::Arc;

/// A pool that owns its threads: fits struct fields and statics. Its tasks own what they use; tasks that borrow go
/// through [`ThreadPool::with`] or [`Pool::scope`], or through the blocking calls, which may borrow everywhere.
pub type ThreadPool = Pool<'static, 'static>;

/// A thread pool, or a scope's view of one.
///
/// `'scope` is how long its tasks may live, `'env` what they may borrow from. For a [`ThreadPool`] both are `'static`.
/// Dropping the pool is `close` and `join`; dropped by one of its own tasks it closes and lets its threads go. A pool in
/// a static is never dropped: call [`Pool::close`] and [`Pool::join`] yourself if its tasks must be done.
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
    /// [`PoolError::Invalid`] for zero workers, [`PoolError::Spawn`] when a thread cannot be started.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(4)?;
    /// assert_eq!(pool.map(&[1, 2, 3], |x| x + 1)?, [2, 3, 4]);
    /// assert_eq!(lap_pool::ThreadPool::new(0).unwrap_err().to_string(), "workers must be at least 1, not 0");
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
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let text = String::from("two lanes");
    /// let length = pool.scope(|scope| scope.apply_async(|| text.len()).unwrap().get().unwrap());
    /// assert_eq!(length, 9);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn scope<'e, R>(&self, f: impl for<'s> FnOnce(&'s Pool<'s, 'e>) -> R) -> R {
        let latch = Arc::new(Latch::default());
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

    /// Applies `f` to every item and waits: results in the order of the input.
    ///
    /// The calling thread works too, as one of the `workers`, unless the pool was built with `caller_helps(false)`.
    /// Input, closure and results may borrow from the caller.
    ///
    /// # Errors
    /// [`PoolError::NotRunning`] on a pool that was closed, [`PoolError::Terminated`] when it was terminated meanwhile.
    ///
    /// # Panics
    /// With the panic of the lowest item that panicked, once nothing can touch the caller's data any more. Every item
    /// below it has run by then, those above may not have.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let words = ["lap", "pool"];
    /// let shout = |word: &&str| word.to_uppercase();
    /// assert_eq!(pool.map(&words, shout)?, ["LAP", "POOL"]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[track_caller]
    pub fn map<K, I, R, F>(&self, input: I, f: F) -> Result<Vec<R>, PoolError>
    where
        I: Input<K>,
        I::Item: Send,
        I::Source: Send + Sync,
        R: Send,
        F: Fn(I::Item) -> R + Sync,
    {
        self.options().map(input, f)
    }

    /// [`Pool::map`] for tasks of two arguments, given as pairs or as references to pairs.
    ///
    /// # Errors
    /// As [`Pool::map`].
    ///
    /// # Panics
    /// As [`Pool::map`].
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// assert_eq!(pool.starmap([(2, 3), (4, 5)], |a, b| a * b)?, [6, 20]);
    /// assert_eq!(pool.starmap(&[("a", 1), ("b", 2)], |name, count| name.repeat(*count))?, ["a", "bb"]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[track_caller]
    pub fn starmap<K, I, A, B, R, F>(&self, input: I, f: F) -> Result<Vec<R>, PoolError>
    where
        I: Input<K>,
        I::Item: Send + Spread<(A, B)>,
        I::Source: Send + Sync,
        R: Send,
        F: Fn(A, B) -> R + Sync,
    {
        self.options().starmap(input, f)
    }

    /// Starts a map and returns at once; see [`AsyncResult`].
    ///
    /// # Errors
    /// [`PoolError::NotRunning`] on a pool that was closed.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let squares = pool.map_async(vec![1, 2, 3], |x| x * x)?;
    /// assert_eq!(squares.get()?, [1, 4, 9]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[track_caller]
    pub fn map_async<K, I, R, F>(&self, input: I, f: F) -> Result<AsyncResult<Vec<R>>, PoolError>
    where
        I: Input<K>,
        I::Item: Send,
        I::Source: Send + Sync + 'scope,
        R: Send + 'scope,
        F: Fn(I::Item) -> R + Send + Sync + 'scope,
    {
        self.options().map_async(input, f)
    }

    /// [`Pool::map_async`] for tasks of two arguments.
    ///
    /// # Errors
    /// As [`Pool::map_async`].
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// assert_eq!(pool.starmap_async([(2, 3), (4, 5)], |a, b| a + b)?.get()?, [5, 9]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[track_caller]
    pub fn starmap_async<K, I, A, B, R, F>(
        &self,
        input: I,
        f: F,
    ) -> Result<AsyncResult<Vec<R>>, PoolError>
    where
        I: Input<K>,
        I::Item: Send + Spread<(A, B)>,
        I::Source: Send + Sync + 'scope,
        R: Send + 'scope,
        F: Fn(A, B) -> R + Send + Sync + 'scope,
    {
        self.options().starmap_async(input, f)
    }

    /// Applies `f` to the items of `source` as they are asked for: results in the order of the input.
    ///
    /// Lazy: the source runs on the thread that calls `next()`, needs neither `Send` nor `'static`, may be infinite, and
    /// is never read further than `buffersize` items ahead of the results returned.
    ///
    /// # Errors
    /// [`PoolError::NotRunning`] on a pool that was closed.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let squares = pool.imap(1_u64.., |x| x * x)?;
    /// assert_eq!(squares.take(4).collect::<Vec<_>>(), [1, 4, 9, 16]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[track_caller]
    pub fn imap<I, R, F>(
        &self,
        source: I,
        f: F,
    ) -> Result<Imap<'scope, I::IntoIter, R, F>, PoolError>
    where
        I: IntoIterator,
        I::Item: Send + 'scope,
        R: Send + 'scope,
        F: Fn(I::Item) -> R + Send + Sync + 'scope,
    {
        self.options().imap(source, f)
    }

    /// [`Pool::imap`] with the results in the order in which they are done.
    ///
    /// # Errors
    /// As [`Pool::imap`].
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let mut squares: Vec<_> = pool.imap_unordered(1..=4, |x| x * x)?.collect();
    /// squares.sort();
    /// assert_eq!(squares, [1, 4, 9, 16]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[track_caller]
    pub fn imap_unordered<I, R, F>(
        &self,
        source: I,
        f: F,
    ) -> Result<Imap<'scope, I::IntoIter, R, F>, PoolError>
    where
        I: IntoIterator,
        I::Item: Send + 'scope,
        R: Send + 'scope,
        F: Fn(I::Item) -> R + Send + Sync + 'scope,
    {
        self.options().imap_unordered(source, f)
    }

    /// Runs one task and waits for it; on the calling thread, unless the pool was built with `caller_helps(false)`.
    ///
    /// # Errors
    /// As [`Pool::map`].
    ///
    /// # Panics
    /// With the task's panic.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(1)?;
    /// let name = String::from("lap");
    /// assert_eq!(pool.apply(|| name.len())?, 3);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[track_caller]
    pub fn apply<R, F>(&self, f: F) -> Result<R, PoolError>
    where
        R: Send,
        F: FnOnce() -> R + Send,
    {
        self.options().apply(f)
    }

    /// Starts one task and returns at once; see [`AsyncResult`].
    ///
    /// # Errors
    /// [`PoolError::NotRunning`] on a pool that was closed.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(1)?;
    /// let task = pool.apply_async(|| 6 * 7)?;
    /// assert_eq!(task.get()?, 42);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[track_caller]
    pub fn apply_async<R, F>(&self, f: F) -> Result<AsyncResult<R>, PoolError>
    where
        R: Send + 'scope,
        F: FnOnce() -> R + Send + 'scope,
    {
        self.options().apply_async(f)
    }

    /// Number of worker threads.
    pub fn workers(&self) -> usize {
        self.engine().workers()
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
