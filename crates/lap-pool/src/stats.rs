//! What a pool has done so far, counted: [`crate::Pool::stats`].
//!
//! A worker's counts are written by that worker alone, with a load and a store each, on a cache line of their own; those of
//! other threads, which call or help, are added up in one place.
//!
//! # Memory ordering
//! `Relaxed` throughout: each number is right by itself, a moment ago; what is read together need not have been true together.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use crate::context;
use crate::engine::Engine;
use crate::padded::Padded;
use crate::pool::Pool;
use crate::sync::{AtomicU64, Stopwatch};

/// What a pool has done since it was built; see [`Pool::stats`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Stats {
    /// By worker.
    pub workers: Vec<ThreadStats>,
    /// All other threads together: those that made calls, and what they ran of them.
    pub callers: ThreadStats,
    /// What waits in the queue now; see [`Pool::queued`].
    pub queued: usize,
    /// Single tasks that panicked and whose handle was dropped before anybody had taken the result.
    pub unread_panics: u64,
}

/// What a thread has done, or several together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThreadStats {
    /// Tasks of `apply_async` that it ran. An `apply` that is not run by its caller counts as a chunk.
    pub tasks: u64,
    /// Chunks of maps that it took, whatever the number of items in each.
    pub chunks: u64,
    /// Items of streams that it ran.
    pub stream_items: u64,
    /// Times it fell asleep for want of work. Zero for callers.
    pub parks: u64,
    /// Workers that it woke.
    pub wakes: u64,
    /// Times it was woken and found nothing to do. Zero for callers.
    pub wakes_in_vain: u64,
    /// Time with work, up to when it last ran out of it; what of it was `waiting` is included. Zero for callers.
    pub busy: Duration,
    /// Time without work, awake or asleep, up to when it last found some. Zero for callers.
    pub idle: Duration,
    /// Time in which it waited for others within its work: for the last of a map's items, for a result, for a stream's
    /// next one.
    pub waiting: Duration,
}

impl ThreadStats {
    /// One count for all: of workers, for example.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(2)?;
    /// pool.map(0..100, |x| x + 1)?;
    /// let stats = pool.stats();
    /// let all = stats.workers.iter().copied().fold(stats.callers, lap_pool::ThreadStats::plus);
    /// assert!(all.chunks >= 1);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            tasks: self.tasks + other.tasks,
            chunks: self.chunks + other.chunks,
            stream_items: self.stream_items + other.stream_items,
            parks: self.parks + other.parks,
            wakes: self.wakes + other.wakes,
            wakes_in_vain: self.wakes_in_vain + other.wakes_in_vain,
            busy: self.busy + other.busy,
            idle: self.idle + other.idle,
            waiting: self.waiting + other.waiting,
        }
    }
}

impl Pool<'_, '_> {
    /// What the pool has done so far, of all its scopes. Counting costs less than can be measured; a look costs a
    /// load for each number.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::builder().workers(2).caller_helps(false).build()?;
    /// pool.apply_async(|| ())?.get().unwrap();
    /// let stats = pool.stats();
    /// assert_eq!(stats.workers.iter().map(|worker| worker.tasks).sum::<u64>(), 1);
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn stats(&self) -> Stats {
        let (engine, tally) = (self.engine(), &self.engine().tally);
        Stats {
            workers: tally.workers.iter().map(|worker| worker.read()).collect(),
            callers: tally.callers.read(),
            queued: engine.queued(),
            unread_panics: tally.unread_panics.load(Relaxed),
        }
    }
}

/// A pool's counts.
pub(crate) struct Tally {
    workers: Box<[Padded<Counts>]>,
    callers: Padded<Counts>,
    unread_panics: AtomicU64,
}

/// What is counted.
#[derive(Clone, Copy)]
pub(crate) enum Count {
    Tasks,
    Chunks,
    StreamItems,
    Parks,
    Wakes,
    WakesInVain,
    BusyNanos,
    IdleNanos,
    WaitingNanos,
}

#[derive(Default)]
struct Counts([AtomicU64; 9]);

impl Counts {
    fn read(&self) -> ThreadStats {
        let count = |count: Count| self.0[count as usize].load(Relaxed);
        ThreadStats {
            tasks: count(Count::Tasks),
            chunks: count(Count::Chunks),
            stream_items: count(Count::StreamItems),
            parks: count(Count::Parks),
            wakes: count(Count::Wakes),
            wakes_in_vain: count(Count::WakesInVain),
            busy: Duration::from_nanos(count(Count::BusyNanos)),
            idle: Duration::from_nanos(count(Count::IdleNanos)),
            waiting: Duration::from_nanos(count(Count::WaitingNanos)),
        }
    }
}

impl Tally {
    pub(crate) fn new(workers: usize) -> Self {
        Self {
            workers: (0..workers).map(|_| Padded::default()).collect(),
            callers: Padded::default(),
            unread_panics: AtomicU64::new(0),
        }
    }

    /// Of a worker's own.
    pub(crate) fn add_own(&self, worker: usize, count: Count, more: u64) {
        let place = &self.workers[worker].0.0[count as usize];
        place.store(place.load(Relaxed).wrapping_add(more), Relaxed);
    }

    /// A count of a worker's own so far.
    pub(crate) fn own(&self, worker: usize, count: Count) -> u64 {
        self.workers[worker].0.0[count as usize].load(Relaxed)
    }

    pub(crate) fn note_unread_panic(&self) {
        self.unread_panics.fetch_add(1, Relaxed);
    }
}

impl Engine {
    /// Counts for the calling thread.
    pub(crate) fn count(&self, count: Count, more: u64) {
        match context::worker_of(self.id()) {
            Some(worker) => self.tally.add_own(worker, count, more),
            None => drop(self.tally.callers.0.0[count as usize].fetch_add(more, Relaxed)),
        }
    }

    /// Waits for others, on the clock.
    pub(crate) fn waiting<R>(&self, wait: impl FnOnce() -> R) -> R {
        let watch = Stopwatch::start();
        let result = wait();
        self.count(Count::WaitingNanos, watch.elapsed().as_nanos() as u64);
        result
    }
}
