//! The calls, each with default options; [`crate::options`] is how to choose others.

mod streams;

use crate::error::PoolError;
use crate::input::Input;
use crate::pool::Pool;
use crate::result::AsyncResult;
use crate::spread::Spread;

impl<'scope, 'env> Pool<'scope, 'env> {
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

    /// Runs `f` on every item, for what it does, and waits.
    ///
    /// # Errors
    /// As [`Pool::map`].
    ///
    /// # Panics
    /// As [`Pool::map`].
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let mut lanes = vec![1, 2, 3];
    /// pool.for_each(&mut lanes, |lane| *lane *= 2)?;
    /// assert_eq!(lanes, [2, 4, 6]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[track_caller]
    pub fn for_each<K, I, F>(&self, input: I, f: F) -> Result<(), PoolError>
    where
        I: Input<K>,
        I::Item: Send,
        I::Source: Send + Sync,
        F: Fn(I::Item) + Sync,
    {
        self.options().for_each(input, f)
    }

    /// [`Pool::map`] for a function that can fail: all results, or the error of the lowest item that failed, whatever the
    /// order in which they ran. Every item below it has run by then, those above may not have: no more are begun.
    ///
    /// The outer result is the pool's, the inner one the function's: `pool.try_map(..)??` takes both.
    ///
    /// # Errors
    /// As [`Pool::map`].
    ///
    /// # Panics
    /// With the panic of an item, where no item below it failed.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let parsed = pool.try_map(&["1", "2", "3"], |text| text.parse::<u32>())?;
    /// assert_eq!(parsed, Ok(vec![1, 2, 3]));
    /// let failed = pool.try_map(&["1", "two", "drei"], |text| text.parse::<u32>().map_err(|_| *text))?;
    /// assert_eq!(failed, Err("two"));
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[track_caller]
    pub fn try_map<K, I, R, E, F>(&self, input: I, f: F) -> Result<Result<Vec<R>, E>, PoolError>
    where
        I: Input<K>,
        I::Item: Send,
        I::Source: Send + Sync,
        R: Send,
        E: Send,
        F: Fn(I::Item) -> Result<R, E> + Sync,
    {
        self.options().try_map(input, f)
    }

    /// [`Pool::map`] with a state that each thread has for itself: a connection, a parser, a buffer. It is made by `state`
    /// when a thread joins in, and used for all items that this thread runs; there are never more of them than items that
    /// run at once. A thread that leaves the map for a while may come back to another one's. All are dropped at the
    /// call's end, on the calling thread. A map within an item has states of its own.
    ///
    /// # Errors
    /// As [`Pool::map`].
    ///
    /// # Panics
    /// As [`Pool::map`], also where `state` panics, which counts as a panic of the item that it was made for, or where a
    /// state does as it is dropped.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let write = |line: &mut String, number: &u32| {
    ///     line.clear();
    ///     line.push_str("lane ");
    ///     line.push_str(&number.to_string());
    ///     line.len()
    /// };
    /// assert_eq!(pool.map_with(&[7, 42], String::new, write)?, [6, 7]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[track_caller]
    pub fn map_with<K, I, S, R, N, F>(&self, input: I, state: N, f: F) -> Result<Vec<R>, PoolError>
    where
        I: Input<K>,
        I::Item: Send,
        I::Source: Send + Sync,
        S: Send,
        R: Send,
        N: Fn() -> S + Sync,
        F: Fn(&mut S, I::Item) -> R + Sync,
    {
        self.options().map_with(input, state, f)
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

    /// [`Pool::starmap`] for tasks of three arguments.
    ///
    /// # Errors
    /// As [`Pool::map`].
    ///
    /// # Panics
    /// As [`Pool::map`].
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// assert_eq!(pool.starmap3([(2, 3, 4), (5, 6, 7)], |a, b, c| a * b + c)?, [10, 37]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[track_caller]
    pub fn starmap3<K, I, A, B, C, R, F>(&self, input: I, f: F) -> Result<Vec<R>, PoolError>
    where
        I: Input<K>,
        I::Item: Send + Spread<(A, B, C)>,
        I::Source: Send + Sync,
        R: Send,
        F: Fn(A, B, C) -> R + Sync,
    {
        self.options().starmap3(input, f)
    }

    /// [`Pool::starmap`] for tasks of four arguments.
    ///
    /// # Errors
    /// As [`Pool::map`].
    ///
    /// # Panics
    /// As [`Pool::map`].
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let rectangles = [(1, 1, 3, 4), (0, 0, 2, 5)];
    /// let area = |left: i32, top: i32, right: i32, bottom: i32| (right - left) * (bottom - top);
    /// assert_eq!(pool.starmap4(rectangles, area)?, [6, 10]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[track_caller]
    pub fn starmap4<K, I, A, B, C, D, R, F>(&self, input: I, f: F) -> Result<Vec<R>, PoolError>
    where
        I: Input<K>,
        I::Item: Send + Spread<(A, B, C, D)>,
        I::Source: Send + Sync,
        R: Send,
        F: Fn(A, B, C, D) -> R + Sync,
    {
        self.options().starmap4(input, f)
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
}
