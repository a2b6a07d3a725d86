//! A worker's life: what it looks for, in which order, and what it does about it.

use std::panic::Location;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::Duration;

use crate::engine::Engine;
use crate::error::TaskError;
use crate::gate::Inside;
use crate::job::Job;
use crate::lifecycle::Phase;
use crate::panics::drop_quietly;
use crate::sleep::{Habit, Rose, Wake};
use crate::stats::Count;
use crate::sync::{Arc, Stopwatch, fence, yield_now};
use crate::work::{Entry, Progress, Turn};

/// Workers that one which was woken wakes in its turn, if there is more to do: so many are awake in few steps.
const RELAY: usize = 2;

/// What a worker has found to do.
enum Found<'a> {
    Task(Arc<dyn Job>),
    Entry(Entry),
    Inside(Inside<'a>),
}

impl Found<'_> {
    fn site(&self) -> &'static Location<'static> {
        match self {
            Self::Task(job) => job.site(),
            Self::Entry(entry) => entry.work.site(),
            Self::Inside(inside) => inside.site(),
        }
    }
}

/// Where a worker looks first.
#[derive(Default)]
struct Order {
    /// After what it found last time: tasks, entries and gates take turns.
    first: Place,
    /// Gates from this one on.
    gate: usize,
}

#[derive(Clone, Copy, Default)]
enum Place {
    #[default]
    Tasks,
    Queue,
    Gates,
}

impl Engine {
    /// A worker's life, from its first look for news to its end.
    pub(crate) fn serve(&self, worker: usize) {
        self.sleep.adopt(worker);
        let (mut habit, mut order, mut was_woken) = (Habit::default(), Order::default(), false);
        // What the running lap counts as: a look that finds nothing is no work.
        let (mut watch, mut lap) = (Stopwatch::start(), Count::IdleNanos);
        // Without work before the running lap: what comes to it meanwhile was spent lingering.
        let mut idle = 0;
        loop {
            let found = self.find(&mut order);
            if was_woken {
                self.sleep.note_use(found.is_some());
                // The end of the pool wakes everybody.
                let in_vain = u64::from(found.is_none() && self.phase() == Phase::Running);
                self.tally.add_own(worker, Count::WakesInVain, in_vain);
            }
            let Some(found) = found else {
                let lingered = self.tally.own(worker, Count::IdleNanos).wrapping_sub(idle);
                let took = (watch.lap().as_nanos() as u64).saturating_sub(lingered);
                self.tally.add_own(worker, lap, took);
                lap = Count::IdleNanos;
                if self.phase() != Phase::Running {
                    // Giving up a task may have forked, too.
                    if self.is_forked() || self.is_over() {
                        return;
                    }
                    // Somebody is about to put in what he takes back, or another worker was faster.
                    yield_now();
                }
                let rose = self.sleep.wait(worker, &mut habit, || self.is_news());
                was_woken = rose == Rose::Woken;
                self.note_rest(worker, rose, watch.lap());
                idle = self.tally.own(worker, Count::IdleNanos);
                continue;
            };
            was_woken = false;
            lap = Count::BusyNanos;
            // Before anything is run that may take long.
            self.relay();
            self.at_work.begin(worker, found.site());
            match found {
                Found::Task(job) => {
                    self.tally.add_own(worker, Count::Tasks, 1);
                    run_task(self, job);
                }
                Found::Entry(entry) => self.run(entry),
                Found::Inside(inside) => drop(inside.work_and_leave(self)),
            }
            // Whatever is locked in the child of a fork stays so.
            if self.is_forked() {
                return;
            }
            self.at_work.end(worker);
        }
    }

    /// A worker that has something to come back to waits for other news, for a short time. Says whether it was woken: then
    /// somebody counts on it to look.
    pub(crate) fn linger(&self, worker: usize, is_news: impl Fn() -> bool) -> bool {
        let watch = Stopwatch::start();
        let rose = self.sleep.linger(worker, is_news);
        self.note_rest(worker, rose, watch.elapsed());
        rose == Rose::Woken
    }

    fn note_rest(&self, worker: usize, rose: Rose, idle: Duration) {
        self.tally
            .add_own(worker, Count::IdleNanos, idle.as_nanos() as u64);
        let parks = u64::from(rose != Rose::Awake);
        self.tally.add_own(worker, Count::Parks, parks);
    }

    /// A worker has taken something: if there is more, it sees to it that others look, before it runs anything that may
    /// take long.
    fn relay(&self) {
        for _ in 0..RELAY {
            if !self.sleep.someone_sleeps() || !self.is_work() {
                return;
            }
            // How many look is weighed against how much there is, which may be more than is counted just now.
            let more = (self.queued() + self.gates.room()).max(1);
            if !self.notify(Wake::Now, more) {
                return;
            }
        }
    }

    /// Takes a task or an entry, or joins in a call: whichever comes after the last, so that none waits for the end of
    /// another.
    fn find(&self, order: &mut Order) -> Option<Found<'_>> {
        let mut place = order.first;
        for _ in 0..3 {
            let (found, next) = match place {
                Place::Tasks => (self.claim_task().map(Found::Task), Place::Queue),
                Place::Queue => (self.pop().map(Found::Entry), Place::Gates),
                Place::Gates => {
                    let inside = self.gates.join(&mut order.gate);
                    (inside.map(Found::Inside), Place::Tasks)
                }
            };
            if found.is_some() {
                order.first = next;
                return found;
            }
            place = next;
        }
        None
    }

    fn claim_task(&self) -> Option<Arc<dyn Job>> {
        while self.tasks.is_ready() {
            let job = self.tasks.claim()?;
            if !self.is_terminated() {
                return Some(job);
            }
            job.give_up(TaskError::Terminated);
            if self.is_forked() {
                break;
            }
        }
        None
    }

    pub(crate) fn pop(&self) -> Option<Entry> {
        if self.queued.load(Relaxed) == 0 {
            return None;
        }
        let mut state = self.state.lock();
        let entry = state.queue.pop();
        self.note_length(&state);
        entry
    }

    /// Queues an entry more of work that this thread is at, and calls a worker for it.
    pub(crate) fn call_another(&self, own: &Entry, wake: Wake) {
        self.requeue(own.another(), wake);
    }

    /// Runs an entry.
    pub(crate) fn run(&self, entry: Entry) {
        match entry.work.run(self, Turn::Queued, Some(&entry)) {
            Progress::Again => self.requeue(entry, Wake::Now),
            // What is left of the user's in it is a stream's closure whose consumer has gone.
            Progress::Over | Progress::Elsewhere | Progress::Pause => drop_quietly(entry),
            Progress::Forked => std::mem::forget(entry),
        }
    }

    /// Whether no worker is needed any more. A call that needs one opens its gate under the same lock, while the pool
    /// runs: so it is seen here, or refused there. Who submits a task looks at the phase after a fence, and takes it back
    /// where the pool does not run; one that does not take it back is seen here, after the same fence.
    fn is_over(&self) -> bool {
        if self.phase() == Phase::Running {
            return false;
        }
        fence(SeqCst);
        let state = self.state.lock();
        if !state.queue.is_empty() || !self.tasks.is_empty() {
            return false;
        }
        // A worker that leaves a gate for a task has left it before it takes the task.
        fence(SeqCst);
        !self.gates.have_room()
    }
}

fn run_task(engine: &Engine, job: Arc<dyn Job>) {
    if job.run(engine) == Progress::Forked {
        std::mem::forget(job);
    }
}
