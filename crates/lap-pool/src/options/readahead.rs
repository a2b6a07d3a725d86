//! A stream whose source is read ahead on a thread of its own.

use std::fmt;
use std::panic::Location;

use super::Options;
use crate::error::PoolError;
use crate::imap::Imap;
use crate::in_flight::Order;
use crate::latch::Latch;
use crate::panics::beside;
use crate::readahead::{Ahead, Buffer, Readahead, start};
use crate::sync::Arc;

/// Options, and a source to be read ahead; see [`Options::readahead`].
#[must_use = "a source is read only by a stream: call imap() or imap_unordered() on it"]
pub struct ReadaheadOptions<'p, 'scope, 'env: 'scope, B> {
    options: Options<'p, 'scope, 'env>,
    most: usize,
    build: B,
}

impl<'p, 'scope, 'env> Options<'p, 'scope, 'env> {
    /// Reads the source of a stream ahead, on a thread of its own: up to `items` of it, before the stream has room for them in
    /// flight. For sources that block, such as lines and channels.
    ///
    /// `build` makes the source on that thread, so it need not be `Send`: `stdin().lines()` is not. As with any stream nothing
    /// is built and nothing pulled before the first `next()`.
    ///
    /// What it buys: `next()` never waits for the source while a result is there, and whichever comes first ends its wait, a
    /// result or a new item. [`Imap::next_timeout`] keeps its limit. A source that cannot say that it will not block is
    /// asked while the consumer is busy, as one that promises is. What it costs: a thread, and a hand-over for each item,
    /// which takes microseconds where one thread waits for the other. A source that never blocks is read faster without.
    ///
    /// ```
    /// use std::io::{BufRead, Cursor};
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let lines = || Cursor::new("lap\npool\n").lines().map_while(Result::ok); // or stdin().lines()
    /// let lengths = pool.options().readahead(8, lines).imap(|line| line.len())?;
    /// assert_eq!(lengths.collect::<Vec<_>>(), [3, 4]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    ///
    /// # How many items there are at once
    ///
    /// Items read ahead count in the [`buffersize`](Options::buffersize). At every moment those read ahead and those in flight
    /// are `buffersize` at most, a pull that has begun included, and those read ahead also `items` at most: where `items` is
    /// more, `buffersize` decides. So wherever your loop looks, `pulled <= returned + buffersize`. A result counts as returned
    /// when `next()` takes it, a moment before your code has it. Without a `buffersize` there is room for `items` more than
    /// in other streams.
    ///
    /// What was read ahead waits for a `next()` to put it in flight: while the consumer is away, workers have what is in flight.
    ///
    /// # How it ends
    ///
    /// A panic of `build`, or of the source, goes on in the `next()` behind all results before it. Once the pool is closed or
    /// terminated, `next()` gives what is in flight, then the error, whatever the source is at; what was only read ahead is
    /// dropped. In a forked child, which has no reader, it gives [`TaskError::Forked`](crate::TaskError::Forked).
    ///
    /// The thread ends with the source, or when the stream is dropped: at once, or as soon as a pull that blocks returns. On
    /// an owned pool nobody waits for that. In a scope the scope's end does, since the source may borrow: a source that
    /// blocks for ever hangs it, and so does a stream that was given to [`mem::forget`](std::mem::forget).
    ///
    /// # A loop that feeds its own source
    ///
    /// Any number of items may be outstanding, and it is the loop that knows when there are none:
    ///
    /// ```
    /// use std::{collections::HashSet, sync::mpsc::channel};
    /// // What a page links to: the first page, and two of its own. A GET, in earnest.
    /// let links = |page: u32| [1, 2 * page, 2 * page + 1].into_iter().filter(|link| *link < 50);
    ///
    /// let pool = lap_pool::ThreadPool::new(4)?;
    /// let (send, pages) = channel();
    /// let mut crawl = pool.options().readahead(8, || pages).imap_unordered(move |page| links(page).collect::<Vec<_>>())?;
    /// let (mut seen, mut outstanding) = (HashSet::from([1]), 1);
    /// send.send(1)?;
    /// while outstanding > 0 {
    ///     let found = crawl.next().expect("the channel is open");
    ///     outstanding -= 1;
    ///     for link in found.into_iter().filter(|link| seen.insert(*link)) {
    ///         send.send(link)?;
    ///         outstanding += 1;
    ///     }
    /// }
    /// assert_eq!(seen.len(), 49);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn readahead<S, B>(self, items: usize, build: B) -> ReadaheadOptions<'p, 'scope, 'env, B>
    where
        B: FnOnce() -> S + Send + 'scope,
        S: IntoIterator + 'scope,
        S::Item: Send + 'scope,
    {
        ReadaheadOptions {
            options: self,
            most: items,
            build,
        }
    }
}

impl<'scope, 'env, B> ReadaheadOptions<'_, 'scope, 'env, B> {
    /// See [`Pool::imap`](crate::Pool::imap); the source is the one that was given.
    ///
    /// # Errors
    /// As [`Pool::imap`](crate::Pool::imap), [`PoolError::Invalid`] for an option of zero, and [`PoolError::Spawn`] where the
    /// thread that reads cannot be started.
    #[track_caller]
    pub fn imap<S, R, F>(self, f: F) -> Result<Imap<'scope, Readahead<S::Item>, R, F>, PoolError>
    where
        B: FnOnce() -> S + Send + 'scope,
        S: IntoIterator + 'scope,
        S::Item: Send + 'scope,
        R: Send + 'scope,
        F: Fn(S::Item) -> R + Send + Sync + 'scope,
    {
        self.stream(Order::Input, f, Location::caller())
    }

    /// See [`Pool::imap_unordered`](crate::Pool::imap_unordered); the source is the one that was given.
    ///
    /// # Errors
    /// As [`ReadaheadOptions::imap`].
    #[track_caller]
    pub fn imap_unordered<S, R, F>(
        self,
        f: F,
    ) -> Result<Imap<'scope, Readahead<S::Item>, R, F>, PoolError>
    where
        B: FnOnce() -> S + Send + 'scope,
        S: IntoIterator + 'scope,
        S::Item: Send + 'scope,
        R: Send + 'scope,
        F: Fn(S::Item) -> R + Send + Sync + 'scope,
    {
        self.stream(Order::Completion, f, Location::caller())
    }

    fn stream<S, R, F>(
        self,
        order: Order,
        f: F,
        site: &'static Location<'static>,
    ) -> Result<Imap<'scope, Readahead<S::Item>, R, F>, PoolError>
    where
        B: FnOnce() -> S + Send + 'scope,
        S: IntoIterator + 'scope,
        S::Item: Send + 'scope,
        R: Send + 'scope,
        F: Fn(S::Item) -> R + Send + Sync + 'scope,
    {
        let Self {
            options,
            most,
            build,
        } = self;
        if most == 0 {
            return Err(PoolError::Invalid("readahead", 0));
        }
        let engine = options.admit()?;
        let latch = options.pool.latch();
        let buffer = Arc::new(Buffer::new(most));
        let reader = || {
            // SAFETY: `'scope` is `'static`, or a scope's lifetime, whose end waits for every token of its latch.
            unsafe { start(build, Arc::clone(&buffer), latch.map(Latch::acquire)) }
        };
        let (started, f) = beside(f, reader);
        started.map_err(PoolError::Spawn)?;
        let ahead: Arc<dyn Ahead + 'scope> = Arc::clone(&buffer) as _;
        Ok(Imap::new(
            Arc::clone(engine),
            latch.cloned(),
            Readahead(buffer),
            f,
            options.reading(order, Some((ahead, most)), site),
        ))
    }
}

impl<B> fmt::Debug for ReadaheadOptions<'_, '_, '_, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadaheadOptions")
            .field("options", &self.options)
            .field("items", &self.most)
            .finish_non_exhaustive()
    }
}
