//! The consumer's side of a stream: a lazy iterator that pulls its source no further than it was told to.

mod advance;
mod ahead;
mod help;
mod limit;
mod pull;
mod shared;

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::panic::Location;
use std::time::Duration;

use crate::engine::Engine;
use crate::error::TaskError;
use crate::in_flight::{MOST, Order, Reader};
use crate::latch::Latch;
use crate::panics::Guarded;
use crate::queue::Tickets;
use crate::readahead::Ahead;
use crate::results::Results;
use crate::stats::Count;
use crate::stream::{Sampler, Stream};
use crate::sync::Arc;
use crate::work::{Work, erase};
use limit::Limit;
pub use shared::{SharedImap, SharedResults};

/// The stream of results that [`crate::Pool::imap`] and [`crate::Pool::imap_unordered`] return.
///
/// It pulls its source on the thread that calls `next()`, and not before: at every moment
/// `pulled <= returned + buffersize`. ([`readahead`](crate::Options::readahead) pulls it on another.) Dropping it stops the
/// work: what waits is dropped, what runs is dropped when done.
///
/// [`Iterator::next`] goes on with a task's panic, and panics when the pool was closed or terminated before the source
/// was at its end: never a silent `None`. [`Imap::results`] gives the same as values.
///
/// # Who runs items
///
/// The workers; and while items measure under 10 us (in completion order under one), the thread that calls `next()` too: each
/// only when all before it have been returned and nobody has begun it, so at most every other one. In completion order, what
/// becomes ready meanwhile waits for it, and is returned first. Items under 0.2 us it runs almost alone, and a worker looks
/// after them every 200 us, so that an item may wait for a later one. With
/// [`caller_helps(false)`](crate::Builder::caller_helps) and in [`Imap::next_timeout`] only workers run items, unless the
/// consumer is itself a task of the pool.
///
/// # Sources that block
///
/// A pull that blocks holds back whatever becomes ready meanwhile, so it matters when `next()` pulls.
///
/// - While nothing is ready, it pulls until `buffersize` items are in flight, looking for a result after each.
/// - A result that is ready is returned first, unless the source *promises* to have an item at once: its `size_hint`,
///   asked before each such pull, is at least 1 and has an upper bound. Vectors, ranges with an end, and `map`,
///   `enumerate` or `zip` of these promise. Channels, `lines()`, `filter`, `from_fn` and `0..` do not.
///
/// What promises can block all the same: `(0..n).map(|_| rx.recv())`, `repeat_with(..).take(n)`. Say
/// [`prefetch(false)`](crate::Options::prefetch) there. What does not promise pulls later than it could: with a `filter`,
/// 2 workers, tasks of 100 ms and a consumer that takes 50 ms for each result, 75 ms an item instead of 50. Say
/// `prefetch(true)` there.
///
/// Lines that are to be handed over as they come want a `buffersize` of 1: then `next()` pulls one, and returns its result
/// before it pulls another.
///
/// ```
/// use std::io::{BufRead, Cursor};
/// let input = Cursor::new("lap\npool\n"); // stdin().lock() is one too
/// let pool = lap_pool::ThreadPool::new(2)?;
/// let lines = input.lines().map_while(Result::ok);
/// for length in pool.options().buffersize(1).imap(lines, |line| line.len())? {
///     println!("{length}");
/// }
/// # Ok::<(), lap_pool::PoolError>(())
/// ```
///
/// [`readahead`](crate::Options::readahead) reads the source on a thread of its own: then `next()` never waits for it while a
/// result is there, and [`Imap::next_timeout`] keeps its limit.
///
/// A loop that *feeds its own source* hangs unless it keeps `buffersize` items outstanding: `next()` waits for an item
/// that only its result would lead to. With a `buffersize` of 1 such a chain works; with `readahead`, whatever is outstanding.
///
/// ```
/// use std::sync::mpsc::channel;
/// let (send, receive) = channel();
/// send.send(1_u64)?;
/// let pool = lap_pool::ThreadPool::new(2)?;
/// for double in pool.options().buffersize(1).imap(receive, |x| 2 * x)? {
///     if double > 1_000 {
///         break; // what is sent and never read is dropped
///     }
///     send.send(double)?;
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a stream is lazy: nothing runs before the first next()"]
pub struct Imap<'scope, I: Iterator, R, F> {
    source: Guarded<I>,
    /// Whether the source may have more: false once it ended or panicked.
    open: bool,
    /// Whether the caller was told that the pool refused.
    told: bool,
    stream: Arc<Stream<I::Item, F, R>>,
    /// The same stream, for the queue.
    work: Arc<dyn Work>,
    /// Of the entries in the queue; `None` before the first.
    tickets: Option<Tickets>,
    engine: Arc<Engine>,
    latch: Option<Arc<Latch>>,
    buffersize: Buffersize,
    /// Whether to pull ahead of a ready result; `None` leaves it to what the source promises.
    prefetch: Option<bool>,
    /// What the source takes its items from, where it is read ahead.
    ahead: Option<Arc<dyn Ahead + 'scope>>,
    reader: Reader,
    sampler: Sampler,
    /// Items that the consumer ran and that were not yet counted.
    uncounted: u64,
    /// The pool closed between a pull and the call of a worker for it: no more workers come, and the consumer has to run
    /// what those do not that are at it.
    orphaned: bool,
    scope: PhantomData<&'scope mut &'scope ()>,
}

/// How many items may be in flight.
#[derive(Clone, Copy, Debug)]
struct Buffersize {
    while_cheap: usize,
    otherwise: usize,
}

/// Items in flight while they are cheap, where the user does not say: enough for a wake-up to be worth it. Of dearer ones, as
/// many as are worth as much: for tasks of 20 us, two for each worker are done before their consumer is awake.
const WHILE_CHEAP: usize = 64;

impl Buffersize {
    /// With room for so many more that are read ahead, where it is not given.
    fn new(given: Option<usize>, workers: usize, ahead: usize) -> Self {
        let (while_cheap, otherwise) = match given {
            Some(items) => (items, items),
            None => (
                WHILE_CHEAP.max(2 * workers).saturating_add(ahead),
                (2 * workers).saturating_add(ahead),
            ),
        };
        Self {
            while_cheap: while_cheap.min(MOST),
            otherwise: otherwise.min(MOST),
        }
    }
}

/// How a stream is to be read.
pub(crate) struct Reading<'scope> {
    pub(crate) order: Order,
    pub(crate) chunksize: usize,
    /// `None`: it follows the work.
    pub(crate) buffersize: Option<usize>,
    pub(crate) concurrency: Option<usize>,
    pub(crate) prefetch: Option<bool>,
    /// Of a source that is read ahead: what it takes its items from, and how many more may be in flight for it where
    /// `buffersize` does not say.
    pub(crate) ahead: Option<(Arc<dyn Ahead + 'scope>, usize)>,
    pub(crate) site: &'static Location<'static>,
}

impl<'scope, I, R, F> Imap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    pub(crate) fn new(
        engine: Arc<Engine>,
        latch: Option<Arc<Latch>>,
        source: I,
        f: F,
        reading: Reading<'scope>,
    ) -> Self {
        let Reading {
            order,
            chunksize,
            buffersize,
            concurrency,
            prefetch,
            ahead,
            site,
        } = reading;
        let (ahead, more) = ahead.unzip();
        let buffersize = Buffersize::new(buffersize, engine.workers(), more.unwrap_or(0));
        let room = buffersize.while_cheap;
        let most = engine.workers().min(concurrency.unwrap_or(usize::MAX));
        let bed = ahead.as_ref().map(|ahead| Arc::clone(ahead.bed()));
        if let Some(bed) = &bed {
            engine.consumers.add(bed);
        }
        let bed = bed.unwrap_or_default();
        let (stream, reader) = Stream::new(f, order, chunksize, most.min(room), room, bed, site);
        let stream = Arc::new(stream);
        // SAFETY: `'scope` is `'static`, or a scope's lifetime, whose end waits for the token of every entry of this
        // stream. This handle cannot outlive `'scope`, and nor can those that share it, so a consumer that runs items is
        // the scope's closure or a thread that ends within it, or one of its tasks or a reader of one of its streams, which
        // hold a token. Dropping the last handle empties the stream, forgetting one leaks the stream.
        let work = unsafe { erase(Arc::clone(&stream) as Arc<dyn Work + 'scope>) };
        Self {
            source: Guarded::new(source),
            open: true,
            told: false,
            stream,
            work,
            tickets: None,
            engine,
            latch,
            buffersize,
            prefetch: prefetch.or(ahead.is_some().then_some(true)),
            ahead,
            reader,
            sampler: Sampler::default(),
            uncounted: 0,
            orphaned: false,
            scope: PhantomData,
        }
    }

    /// Reads the stream as values: a failed task is an `Err` in its place, and the stream goes on after it. A pool that
    /// was closed or terminated before the source was at its end is one `Err` at the end.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// let halves = pool.imap(0..4, |x| if x == 1 { panic!("odd one out") } else { x / 2 })?;
    /// let outcomes: Vec<_> = halves.results().map(|result| result.ok()).collect();
    /// assert_eq!(outcomes, [Some(0), None, Some(1), Some(1)]);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn results(self) -> Results<'scope, I, R, F> {
        Results(self)
    }

    /// Waits for the next result, for `limit` at most.
    ///
    /// The limit is looked at before each pull from the source. So it is punctual where pulling does not block; a source
    /// that blocks is waited for, unless it is [read ahead](crate::Options::readahead). In a task of the same pool it may
    /// run an item, and overshoot by its length. A limit of zero runs nothing; it pulls one item of a source that promises
    /// not to block (see [`Imap`]), so that a loop that only looks gets on.
    ///
    /// # Errors
    /// [`TaskError::TimedOut`] when the limit ran out (the stream can be read on), and whatever the task or the pool
    /// came to, as in [`Imap::results`].
    pub fn next_timeout(&mut self, limit: Duration) -> Result<Option<R>, TaskError> {
        self.advance(Limit::within(limit)).transpose()
    }

    /// How many results can still come, as far as that is known.
    pub(crate) fn most(&self) -> Option<usize> {
        let ahead = if self.can_be_refused() {
            self.source.size_hint().1?
        } else {
            0
        };
        ahead.checked_add(self.reader.in_flight())
    }

    /// Whether an error may still come that stands for no item.
    pub(crate) fn can_be_refused(&self) -> bool {
        self.open && !self.told
    }

    #[cfg(all(test, not(lap_pool_loom)))]
    pub(crate) fn stream(&self) -> &Stream<I::Item, F, R> {
        &self.stream
    }

    /// The next result, as a value.
    pub(crate) fn next_result(&mut self) -> Option<Result<R, TaskError>> {
        self.advance(Limit::None)
    }
}

impl<'scope, I, R, F> Iterator for Imap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    type Item = R;

    #[track_caller]
    fn next(&mut self) -> Option<R> {
        let error = match self.next_result()? {
            Ok(result) => return Some(result),
            Err(error) => error,
        };
        // Never a silent `None`: who asks again is told again.
        self.told = false;
        error.raise()
    }

    /// Promises nothing: a stream can fail. At most what its source has left, and what is in flight.
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.most())
    }
}

/// After `None` there is nothing but `None`: the source was at its end, and is not asked again. A pool that was closed or
/// terminated is a panic before that.
impl<'scope, I, R, F> FusedIterator for Imap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
}

impl<I: Iterator, R, F> Imap<'_, I, R, F> {
    /// Counts the items that the consumer ran.
    fn note_count(&mut self) {
        let items = std::mem::take(&mut self.uncounted);
        if items > 0 {
            self.engine.count(Count::StreamItems, items);
        }
    }
}

impl<I: Iterator, R, F> Drop for Imap<'_, I, R, F> {
    fn drop(&mut self) {
        if self.engine.is_forked() {
            return;
        }
        self.note_count();
        if let Some(ahead) = &self.ahead {
            self.engine.consumers.remove(ahead.bed());
            ahead.close();
        }
        self.stream.close(&self.engine, &self.reader);
        if let Some(tickets) = &self.tickets {
            self.engine.sweep(&self.work, tickets);
        }
    }
}

impl<I: Iterator, R, F> fmt::Debug for Imap<'_, I, R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Imap")
            .field("in_flight", &self.reader.in_flight())
            .field("buffersize", &self.buffersize.while_cheap)
            .finish_non_exhaustive()
    }
}
