//! A stream that several threads read: each item reaches exactly one of them.
//!
//! The consumer's side is one, and lies on a [`desk`](desk::Desk) behind a short lock: who is there puts items in flight, takes results
//! out, and leaves. What may take time is done away from the desk: to ask the source, which whoever does so takes along; to
//! run an item; to call a worker; to wait. So no user code runs under the lock, and who finds the source taken waits for
//! results.
//!
//! All that wait do so in the stream's bed, which workers know. A worker wakes one, and whoever leaves the desk wakes another
//! if there is more ([`drain`]).

mod desk;
mod drain;
mod results;
mod sleepers;

use std::fmt;
use std::iter::FusedIterator;
use std::time::Duration;

use crate::engine::Engine;
use crate::error::TaskError;
use crate::imap::{Imap, Limit};
use crate::latch::Latch;
use crate::stream::Stream;
use crate::sync::{Arc, Mutex};
use crate::work::Work;
use desk::Desk;
use drain::Next;
pub use results::SharedResults;

/// One of several handles on a stream; see [`Imap::shared`]. A clone is another one.
///
/// Each item's result reaches exactly one of them, whichever asks: in completion order as it is done, in input order each in
/// its turn, so that the results of one handle are in the order of their items. What is said of [`Imap`] goes for all handles
/// together: the source is pulled by whoever calls `next()`, by one thread at a time, and `pulled <= returned + buffersize`.
///
/// While one thread is in a source that blocks, the others get what becomes ready meanwhile, and are told if the pool ends.
///
/// # How it ends
///
/// All handles come to `None` when the source has ended and all results were returned. A pool that was closed or terminated
/// before that is told to each of them, as in [`Imap`]: by a panic, in [`SharedImap::results`] by one `Err` and then `None`.
/// A task's panic goes on in the `next()` that its result would have gone to, and a source's in the one that pulled: then the
/// source has ended, and the others get what is left.
///
/// Dropping a handle changes nothing for the others. Dropping the last one stops the work, as with [`Imap`].
///
/// # Who runs items
///
/// The workers, whatever an item costs: a thread outside the pool that waits here runs none, unless the pool was closed and no
/// worker comes any more. A handle that is read by a task of the same pool runs the items that it waits for.
///
/// # Panics
///
/// A source that asks for a result of its own stream, which it would wait for for ever, is told so by a panic.
#[must_use = "a stream is lazy: nothing runs before the first next()"]
pub struct SharedImap<'scope, I: Iterator, R, F> {
    shared: Arc<Shared<'scope, I, R, F>>,
    /// Whether this handle was told that the pool refused. Then there is nothing more for it: who is in the source as the pool
    /// ends gets what it pulls.
    told: bool,
    /// Whether it has come to the source's end.
    over: bool,
}

/// What the handles share.
struct Shared<'scope, I: Iterator, R, F> {
    desk: Mutex<Desk<'scope, I, R, F>>,
    // The same as the desk's, to be used away from it.
    stream: Arc<Stream<I::Item, F, R>>,
    work: Arc<dyn Work>,
    engine: Arc<Engine>,
    latch: Option<Arc<Latch>>,
    prefetch: Option<bool>,
    buffersize: usize,
}

impl<'scope, I, R, F> Imap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    /// Makes a handle of it that can be cloned, for several threads to read the stream. Mostly for
    /// [`imap_unordered`](crate::Pool::imap_unordered).
    ///
    /// The source is pulled by whichever thread asks for more, so it has to be `Send`; one that is not can be
    /// [read ahead](crate::Options::readahead). See [`SharedImap`].
    ///
    /// ```
    /// use std::thread;
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let squares = pool.imap_unordered(1..=100_u64, |x| x * x)?.shared();
    /// let sum: u64 = thread::scope(|threads| {
    ///     let drainers = [squares.clone(), squares].map(|handle| threads.spawn(move || handle.sum::<u64>()));
    ///     drainers.into_iter().map(|drainer| drainer.join().unwrap()).sum()
    /// });
    /// assert_eq!(sum, 338_350);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn shared(mut self) -> SharedImap<'scope, I, R, F>
    where
        I: Send,
    {
        let is_forked = self.engine.is_forked();
        if !is_forked {
            self.note_count();
            self.stream.hand_over(&self.engine);
        }
        let (told, is_read_ahead) = (self.told, self.ahead.is_some());
        let shared = Shared {
            stream: Arc::clone(&self.stream),
            work: Arc::clone(&self.work),
            engine: Arc::clone(&self.engine),
            latch: self.latch.clone(),
            prefetch: self.prefetch,
            buffersize: self.buffersize.while_cheap,
            desk: Mutex::new(Desk::new(self)),
        };
        // One that is read ahead is among them.
        if !is_forked && !is_read_ahead {
            shared.engine.consumers.add(shared.stream.bed());
        }
        SharedImap {
            shared: Arc::new(shared),
            told,
            over: false,
        }
    }
}

impl<'scope, I, R, F> SharedImap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    /// Reads the stream as values, as [`Imap::results`] does: a failed task is an `Err` in the place of its result, and a pool
    /// that has ended before the source is one `Err` for each handle.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let halves = pool.imap(0..4, |x| if x == 1 { panic!("odd one out") } else { x / 2 })?.shared();
    /// let (mut one, other) = (halves.results(), pool.imap(0..0, |x: u8| x)?.shared().results());
    /// assert_eq!(one.next().unwrap().unwrap(), 0);
    /// assert_eq!(one.clone().filter(Result::is_err).count(), 1);
    /// assert!(one.next().is_none() && other.count() == 0);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn results(self) -> SharedResults<'scope, I, R, F> {
        SharedResults(self)
    }

    /// Waits for the next result, for `limit` at most; see [`Imap::next_timeout`].
    ///
    /// It is punctual also while another handle is in a source that blocks.
    ///
    /// # Errors
    /// [`TaskError::TimedOut`] when the limit ran out (the stream can be read on), and whatever the task or the pool
    /// came to, as in [`SharedImap::results`].
    ///
    /// # Panics
    /// As `next()`, where the source asks for a result of its own stream.
    #[track_caller]
    pub fn next_timeout(&mut self, limit: Duration) -> Result<Option<R>, TaskError> {
        self.advance(Limit::within(limit)).transpose()
    }

    #[track_caller]
    fn advance(&mut self, limit: Limit) -> Option<Result<R, TaskError>> {
        if self.is_done() {
            return None;
        }
        match self.shared.next(limit) {
            Next::Result(outcome) => Some(outcome),
            Next::TimedOut => Some(Err(TaskError::TimedOut)),
            Next::Refused(error) => {
                self.told = true;
                Some(Err(error))
            }
            Next::Over => {
                self.over = true;
                None
            }
        }
    }

    /// How many results can still come, as far as that is known.
    fn most(&self) -> Option<usize> {
        if self.is_done() {
            return Some(0);
        }
        if self.shared.engine.is_forked() {
            return None;
        }
        self.shared.desk.lock().most()
    }

    /// Whether nothing more comes, and no error that stands for no item.
    fn is_done(&self) -> bool {
        self.over || self.told
    }
}

/// Another handle, which is told by itself if the pool ends.
impl<I: Iterator, R, F> Clone for SharedImap<'_, I, R, F> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            told: false,
            over: self.over,
        }
    }
}

impl<'scope, I, R, F> Iterator for SharedImap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    type Item = R;

    #[track_caller]
    fn next(&mut self) -> Option<R> {
        let error = match self.advance(Limit::None)? {
            Ok(result) => return Some(result),
            Err(error) => error,
        };
        // Never a silent `None`: who asks again is told again.
        self.told = false;
        error.raise()
    }

    /// Promises nothing: a stream can fail, and others read it. At most what its source had left when it was shared, less what
    /// was pulled, and what is in flight.
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.most())
    }
}

/// After `None` there is nothing but `None`, as in [`Imap`].
impl<'scope, I, R, F> FusedIterator for SharedImap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
}

impl<I: Iterator, R, F> fmt::Debug for SharedImap<'_, I, R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedImap")
            .field("handles", &Arc::strong_count(&self.shared))
            .field("buffersize", &self.shared.buffersize)
            .finish_non_exhaustive()
    }
}
