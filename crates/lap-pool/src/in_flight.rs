//! What is in flight in a stream: items that wait, results that were not yet returned, and who is at it. Everything
//! here happens under the stream's lock, and no user code runs here.

use std::collections::VecDeque;
use std::time::Duration;

use crate::error::TaskError;
use crate::sleep::Wake;

/// While a stream's items take less than this, its consumer may run one itself, is woken for several at a time, and calls
/// workers for soon.
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

/// An item and its number.
pub(crate) type Numbered<T> = (usize, T);

pub(crate) struct InFlight<T, R> {
    order: Order,
    /// Pulled, not yet taken by a worker; in ascending order, until the stream is given up.
    waiting: VecDeque<Numbered<T>>,
    /// Emptied buffers of workers that took several items at a time, for the next to come.
    spare: Vec<VecDeque<Numbered<T>>>,
    /// Results not yet returned. In input order: place `i` is for number `returned + i`. In completion order: as they came.
    results: VecDeque<Option<StreamOutcome<R>>>,
    /// Items pulled so far.
    pulled: usize,
    /// Results returned so far.
    returned: usize,
    /// Threads that may be at it at once.
    most: usize,
    /// Workers that were called and have not come: their entries are in the queue, or about to be.
    pub(crate) called: usize,
    /// Threads that are running items now, a helping consumer included.
    pub(crate) running: usize,
    /// The consumer can run every item itself, if it has to.
    pub(crate) must: bool,
    /// The consumer waits for several results rather than for the first.
    pub(crate) patient: bool,
    /// Results that came since it does.
    ripe: usize,
    /// What an item costs, as a moving average; `None` before the first.
    cost: Option<Duration>,
    /// The consumer is gone.
    closed: bool,
}

impl<T, R> InFlight<T, R> {
    pub(crate) fn new(order: Order, most: usize) -> Self {
        Self {
            order,
            waiting: VecDeque::new(),
            spare: Vec::new(),
            results: VecDeque::new(),
            pulled: 0,
            returned: 0,
            most,
            called: 0,
            running: 0,
            must: false,
            patient: false,
            ripe: 0,
            cost: None,
            closed: false,
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Puts a pulled item in.
    pub(crate) fn push(&mut self, item: T) {
        self.waiting.push_back((self.pulled, item));
        self.pulled += 1;
        if self.order == Order::Input {
            self.results.push_back(None);
        }
    }

    /// Counts one more worker as called, if there is room for it and something for it to do, and says how soon it is
    /// wanted.
    ///
    /// Who runs an item is not counted on to take the next one: for all we know the two wait for each other. So
    /// whenever items wait, that many threads have been called, or as many as may be are at it.
    pub(crate) fn call_one(&mut self) -> Option<Wake> {
        let wanted = self.called + self.running < self.most && self.called < self.waiting.len();
        self.called += usize::from(wanted);
        let wake = if self.is_cheap() {
            Wake::Deferred
        } else {
            Wake::Now
        };
        wanted.then_some(wake)
    }

    /// A called worker comes, and takes an item unless none waits or enough threads are at it.
    pub(crate) fn arrive(
        &mut self,
        count: usize,
        chunk: &mut VecDeque<Numbered<T>>,
    ) -> Option<Numbered<T>> {
        self.called -= 1;
        let first = self.begin()?;
        if count > 1 {
            *chunk = self.spare.pop().unwrap_or_default();
        }
        self.take_chunk(count, chunk);
        Some(first)
    }

    /// A thread that runs items takes the next.
    pub(crate) fn claim(
        &mut self,
        count: usize,
        chunk: &mut VecDeque<Numbered<T>>,
    ) -> Option<Numbered<T>> {
        let first = self.waiting.pop_front()?;
        self.take_chunk(count, chunk);
        Some(first)
    }

    fn take_chunk(&mut self, count: usize, chunk: &mut VecDeque<Numbered<T>>) {
        let more = (count - 1).min(self.waiting.len());
        chunk.extend(self.waiting.drain(..more));
    }

    /// A thread takes an item and is at it, unless none waits or enough threads are.
    pub(crate) fn begin(&mut self) -> Option<Numbered<T>> {
        if self.running >= self.most {
            return None;
        }
        let first = self.waiting.pop_front()?;
        self.running += 1;
        Some(first)
    }

    /// A worker stops running items. What it had taken waits again, unless the consumer is gone. Says whether it is to
    /// come again; then it counts as called.
    pub(crate) fn pause(&mut self, chunk: &mut VecDeque<Numbered<T>>) -> bool {
        self.running -= 1;
        if self.closed {
            return false;
        }
        while let Some(item) = chunk.pop_back() {
            self.waiting.push_front(item);
        }
        if chunk.capacity() > 0 {
            self.spare.push(std::mem::take(chunk));
        }
        let again = !self.waiting.is_empty();
        self.called += usize::from(again);
        again
    }

    /// Whether the consumer saves time by running an item itself: items are cheap, and the next one is the next due.
    pub(crate) fn is_worth_helping(&self) -> bool {
        let due = self
            .waiting
            .front()
            .is_some_and(|(number, _)| *number == self.returned);
        self.order == Order::Input && due && self.is_cheap()
    }

    pub(crate) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    fn is_cheap(&self) -> bool {
        self.cost.is_some_and(|cost| cost < CHEAP)
    }

    /// The consumer is about to wait; says whether for several results: while items are cheap, and where there is
    /// nothing to do.
    pub(crate) fn be_patient(&mut self) -> bool {
        self.patient = self.is_cheap() && !self.is_news();
        self.ripe = 0;
        self.patient
    }

    /// Whether a waiting consumer should be woken: for anything to do, or, where it is patient, once a worker leaves or
    /// so many results have come that they were worth a wake-up.
    pub(crate) fn is_worth_waking(&self, worker_leaves: bool) -> bool {
        self.is_news() && (!self.patient || worker_leaves || self.ripe >= self.several())
    }

    /// Items that take about as long as a wake-up.
    fn several(&self) -> usize {
        let cost = self.cost.unwrap_or(CHEAP).max(Duration::from_nanos(10));
        (CHEAP.as_nanos() / cost.as_nanos()) as usize
    }

    /// Whether a waiting consumer has something to do.
    pub(crate) fn is_news(&self) -> bool {
        let can_help = self.must && !self.waiting.is_empty() && self.running < self.most;
        self.has_result() || self.pulled == self.returned || can_help
    }

    fn has_result(&self) -> bool {
        matches!(self.results.front(), Some(Some(_)))
    }

    /// Takes the next result, if it is there.
    pub(crate) fn take(&mut self) -> Option<StreamOutcome<R>> {
        if !self.has_result() {
            return None;
        }
        self.returned += 1;
        self.results.pop_front().flatten()
    }

    /// Puts a result in, or gives it back where the consumer is gone.
    pub(crate) fn put(
        &mut self,
        number: usize,
        outcome: StreamOutcome<R>,
        cost: Duration,
    ) -> Option<StreamOutcome<R>> {
        self.cost = Some(self.cost.map_or(cost, |known| (known * 3 + cost) / 4));
        if self.closed {
            return Some(outcome);
        }
        self.ripe += 1;
        self.store(number, outcome);
        None
    }

    fn store(&mut self, number: usize, outcome: StreamOutcome<R>) {
        match self.order {
            Order::Completion => self.results.push_back(Some(outcome)),
            Order::Input => self.results[number - self.returned] = Some(outcome),
        }
    }

    /// Gives up what waits: an error in the place of each. The items are given back to be dropped.
    pub(crate) fn give_up(&mut self, error: fn() -> TaskError) -> VecDeque<Numbered<T>> {
        let waiting = std::mem::take(&mut self.waiting);
        if !self.closed {
            for (number, _) in &waiting {
                self.store(*number, Err(error()));
            }
        }
        waiting
    }

    /// The consumer is gone: what is here is given back to be dropped.
    pub(crate) fn close(&mut self) -> (VecDeque<Numbered<T>>, VecDeque<Option<StreamOutcome<R>>>) {
        self.closed = true;
        (
            std::mem::take(&mut self.waiting),
            std::mem::take(&mut self.results),
        )
    }
}

#[cfg(all(test, not(lap_pool_loom)))]
mod tests;
