//! The calls whose results are a stream.

use crate::error::PoolError;
use crate::imap::Imap;
use crate::pool::Pool;
#[cfg(doc)]
use crate::pool::ThreadPool;

impl<'scope, 'env> Pool<'scope, 'env> {
    /// Applies `f` to the items of `source` as they are asked for: results in the order of the input.
    ///
    /// Lazy: the source runs on the thread that calls `next()`, needs neither `Send` nor `'static`, may be infinite, and
    /// is never read further than `buffersize` items ahead of the results returned.
    ///
    /// The items, the closure and the results live as long as the pool's tasks may: on an owned pool they are `'static`,
    /// so a stream of `&urls` does not compile there. Give it `urls`, or read it inside [`ThreadPool::with`] or
    /// [`Pool::scope`], where tasks borrow.
    ///
    /// # Errors
    /// [`PoolError::NotRunning`] on a pool that was closed.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let squares = pool.imap(1_u64.., |x| x * x)?;
    /// assert_eq!(squares.take(4).collect::<Vec<_>>(), [1, 4, 9, 16]);
    ///
    /// let words = vec![String::from("lap"), String::from("pool")];
    /// let letters: usize = pool.scope(|scope| {
    ///     Ok::<_, lap_pool::PoolError>(scope.imap(&words, |word| word.len())?.sum())
    /// })?;
    /// assert_eq!(letters, 7);
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
}
