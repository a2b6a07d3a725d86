//! A stream's middle: items that were pulled and not yet returned. Workers take from it, the consumer feeds it.
//!
//! One lock over the ring. User code (the closure, the source, destructors) runs outside it. The consumer alone adds
//! items and takes results; so the number in flight grows and shrinks on one thread, and the bound is exact.

use std::collections::VecDeque;
use std::panic::Location;
use std::time::{Duration, Instant};

use crate::engine::Engine;
use crate::error::TaskError;
use crate::sync::{Condvar, Mutex};
use crate::unwind::{contain, drop_quietly};
use crate::work::{Progress, Work};

/// Items that take less than this are handed out several at a time, and the consumer may run one itself.
const CHEAP: Duration = Duration::from_micros(10);

/// The order in which results come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// That of the input.
    Input,
    /// That of completion.
    Completion,
}

pub(crate) type StreamOutcome<R> = Result<R, TaskError>;

pub(crate) struct Stream<T, F, R> {
    f: F,
    order: Order,
    /// Items a worker takes at a time, where the user asked for a number.
    chunksize: Option<usize>,
    /// Entries that may be in the queue or running at once.
    helpers: usize,
    ring: Mutex<Ring<T, R>>,
    /// A result is in, or the stream was given up: for the consumer.
    changed: Condvar,
    site: &'static Location<'static>,
}

struct Ring<T, R> {
    /// Pulled, not yet taken by a worker: (number, item).
    waiting: VecDeque<(usize, T)>,
    /// Results not yet returned. In input order: place `i` is for number `returned + i`. In completion order: as they came.
    results: VecDeque<Option<StreamOutcome<R>>>,
    /// Items pulled so far.
    pulled: usize,
    /// Results returned so far.
    returned: usize,
    /// Entries in the queue or running.
    helpers: usize,
    /// Threads that are running items now, a helping consumer included.
    running: usize,
    /// What an item costs, as a moving average; `None` before the first.
    cost: Option<Duration>,
    /// The consumer is gone.
    closed: bool,
}

impl<T, F, R> Stream<T, F, R> {
    pub(crate) fn new(
        f: F,
        order: Order,
        chunksize: Option<usize>,
        helpers: usize,
        site: &'static Location<'static>,
    ) -> Self {
        let ring = Ring {
            waiting: VecDeque::new(),
            results: VecDeque::new(),
            pulled: 0,
            returned: 0,
            helpers: 0,
            running: 0,
            cost: None,
            closed: false,
        };
        Self {
            f,
            order,
            chunksize,
            helpers,
            ring: Mutex::new(ring),
            changed: Condvar::new(),
            site,
        }
    }

    pub(crate) fn site(&self) -> &'static Location<'static> {
        self.site
    }

    /// Puts a pulled item in; says whether another worker should be called.
    pub(crate) fn push(&self, item: T) -> bool {
        let mut ring = self.ring.lock();
        let number = ring.pulled;
        ring.pulled += 1;
        ring.waiting.push_back((number, item));
        if self.order == Order::Input {
            ring.results.push_back(None);
        }
        ring.call_one(self.helpers)
    }

    /// Whether items wait for whom a worker should be called.
    pub(crate) fn wants_worker(&self) -> bool {
        self.ring.lock().call_one(self.helpers)
    }

    /// A worker that was to be called could not be.
    pub(crate) fn uncall(&self) {
        self.ring.lock().helpers -= 1;
    }

    /// Takes the next result, if it is there.
    pub(crate) fn take(&self) -> Option<StreamOutcome<R>> {
        self.ring.lock().take()
    }

    /// Waits until there is a result to take, nothing is in flight, or the time is up.
    pub(crate) fn wait(&self, deadline: Option<Instant>) -> Option<StreamOutcome<R>> {
        let ring = self.ring.lock();
        let mut ring = self.changed.wait_while_until(ring, deadline, |ring| {
            !ring.has_result() && ring.in_flight() > 0
        });
        ring.take()
    }

    /// The pool was terminated: what waits comes out as an error, what runs comes out as it ends.
    pub(crate) fn give_up(&self) {
        let mut ring = self.ring.lock();
        let waiting = std::mem::take(&mut ring.waiting);
        if !ring.closed {
            for (number, _) in &waiting {
                ring.put(self.order, *number, Err(TaskError::Terminated));
            }
        }
        drop(ring);
        self.changed.notify_all();
        waiting.into_iter().for_each(drop_quietly);
    }

    /// The consumer is gone: what waits is dropped, what runs is dropped when it is done.
    pub(crate) fn close(&self) {
        let mut ring = self.ring.lock();
        ring.closed = true;
        let waiting = std::mem::take(&mut ring.waiting);
        let results = std::mem::take(&mut ring.results);
        drop(ring);
        waiting.into_iter().for_each(drop_quietly);
        results.into_iter().for_each(drop_quietly);
    }

    /// Items for one turn of a worker; none when nothing waits or enough threads are at it.
    fn claim(&self) -> Vec<(usize, T)> {
        let mut ring = self.ring.lock();
        if ring.waiting.is_empty() || ring.running >= self.helpers {
            ring.helpers -= 1;
            return Vec::new();
        }
        ring.running += 1;
        let count = self
            .chunksize
            .unwrap_or_else(|| ring.batch())
            .min(ring.waiting.len());
        ring.waiting.drain(..count).collect()
    }
}

impl<T, F, R> Stream<T, F, R>
where
    F: Fn(T) -> R,
{
    /// Lets the consumer run an item where that is safe and worth it: `must` says that it is a worker of the pool, which
    /// has to be able to finish alone.
    pub(crate) fn help(&self, must: bool) -> bool {
        let mut ring = self.ring.lock();
        let cheap = self.order == Order::Input && ring.cost.is_some_and(|cost| cost < CHEAP);
        let due = ring
            .waiting
            .front()
            .is_some_and(|(number, _)| *number == ring.returned);
        let worth_it = cheap && due;
        if !must && !worth_it {
            return false;
        }
        if ring.running >= self.helpers {
            return false;
        }
        let Some(item) = ring.waiting.pop_front() else {
            return false;
        };
        ring.running += 1;
        drop(ring);
        self.run_claimed(std::iter::once(item));
        true
    }

    /// Runs items and puts their results in, all at once.
    fn run_claimed(&self, items: impl Iterator<Item = (usize, T)>) {
        let begin = Instant::now();
        let outcomes: Vec<(usize, StreamOutcome<R>)> = items
            .map(|(number, item)| {
                let outcome = contain(|| (self.f)(item));
                (
                    number,
                    outcome
                        .map_err(|payload| TaskError::panicked(payload, Some(number), self.site)),
                )
            })
            .collect();
        let each = begin.elapsed() / outcomes.len().max(1) as u32;
        let mut ring = self.ring.lock();
        ring.running -= 1;
        ring.cost = Some(ring.cost.map_or(each, |cost| (cost * 3 + each) / 4));
        if ring.closed {
            drop(ring);
            return drop_quietly(outcomes);
        }
        for (number, outcome) in outcomes {
            ring.put(self.order, number, outcome);
        }
        drop(ring);
        self.changed.notify_one();
    }
}

impl<T, R> Ring<T, R> {
    /// Counts one more helper if there is room for it and something for it to do.
    fn call_one(&mut self, most: usize) -> bool {
        let wanted = self.helpers < most && self.helpers < self.waiting.len();
        self.helpers += usize::from(wanted);
        wanted
    }

    fn in_flight(&self) -> usize {
        self.pulled - self.returned
    }

    fn has_result(&self) -> bool {
        matches!(self.results.front(), Some(Some(_)))
    }

    fn take(&mut self) -> Option<StreamOutcome<R>> {
        if !self.has_result() {
            return None;
        }
        self.returned += 1;
        self.results.pop_front().flatten()
    }

    fn put(&mut self, order: Order, number: usize, outcome: StreamOutcome<R>) {
        match order {
            Order::Completion => self.results.push_back(Some(outcome)),
            Order::Input => {
                let place = number - self.returned;
                self.results[place] = Some(outcome);
            }
        }
    }

    /// Slow items singly, cheap ones in batches of about 10 us, never more than half of what waits.
    fn batch(&self) -> usize {
        let Some(cost) = self.cost.filter(|cost| *cost < CHEAP) else {
            return 1;
        };
        let batch = CHEAP.as_nanos() / cost.as_nanos().max(10);
        (batch as usize).clamp(1, (self.waiting.len() / 2).max(1))
    }
}

impl<T, F, R> Work for Stream<T, F, R>
where
    T: Send,
    F: Fn(T) -> R + Send + Sync,
    R: Send,
{
    fn run(&self, engine: &Engine) -> Progress {
        loop {
            if engine.is_terminated() {
                self.abandon();
                return Progress::Done;
            }
            let claimed = self.claim();
            if claimed.is_empty() {
                return Progress::Done;
            }
            self.run_claimed(claimed.into_iter());
            if engine.others_wait() {
                return Progress::Again;
            }
        }
    }

    fn abandon(&self) {
        self.uncall();
        self.give_up();
    }
}
