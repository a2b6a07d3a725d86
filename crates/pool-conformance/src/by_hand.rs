//! A pool written by hand: threads, a queue behind a lock, and a place for each result. It owes lap-pool nothing, has
//! callbacks and workers of a limited life, and shows that the rows can be kept by another.

mod calls;
mod place;
mod reading;

use std::cell::Cell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::failure::{Answer, Failure};
use crate::runner::Candidate;
use crate::subject::{Setup, Subject};
pub(crate) use place::Place;

/// The pool written by hand.
pub const BY_HAND: Candidate = Candidate {
    name: "by hand",
    about: "std threads and a queue behind a lock",
    make: |setup| build(setup).map(|pool| Box::new(pool) as Box<dyn Subject>),
};

/// Whether a job is to be done or given up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Run,
    GiveUp,
}

/// Never panics.
type Job = Box<dyn FnOnce(Fate) + Send>;

/// Whether the pool takes work.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Running,
    Closed,
    Terminated,
}

struct State {
    phase: Phase,
    queue: VecDeque<Job>,
    threads: Vec<JoinHandle<()>>,
}

struct Shop {
    setup: Setup,
    state: Mutex<State>,
    changed: Condvar,
}

struct ByHand(Arc<Shop>);

thread_local!(static SHOP: Cell<usize> = const { Cell::new(0) });

fn contained<T>(code: impl FnOnce() -> T) -> Answer<T> {
    catch_unwind(AssertUnwindSafe(code)).map_err(Failure::Panicked)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn build(setup: &Setup) -> Answer<ByHand> {
    let limits = [
        ("workers", Some(setup.workers)),
        ("tasks_per_worker", setup.tasks_per_worker),
    ];
    if let Some((name, _)) = limits.iter().find(|(_, given)| *given == Some(0)) {
        return Err(Failure::Invalid(format!(
            "{name} must be at least 1, not 0"
        )));
    }
    let state = State {
        phase: Phase::Running,
        queue: VecDeque::new(),
        threads: Vec::new(),
    };
    let pool = ByHand(Arc::new(Shop {
        setup: setup.clone(),
        state: Mutex::new(state),
        changed: Condvar::new(),
    }));
    let (tell, told) = channel();
    for _ in 0..setup.workers {
        pool.0.hire(Some(tell.clone()))?;
    }
    drop(tell);
    told.into_iter().collect::<Answer<Vec<()>>>()?;
    Ok(pool)
}

impl Shop {
    /// Starts a worker.
    fn hire(self: &Arc<Self>, started: Option<Sender<Answer<()>>>) -> Answer<()> {
        let mut state = locked(&self.state);
        let name = self.setup.thread_name.as_deref().unwrap_or("by-hand");
        let thread = thread::Builder::new().name(format!("{name}-{}", state.threads.len()));
        let shop = Arc::clone(self);
        let handle = thread.spawn(move || shop.work(started));
        let handle = handle.map_err(|error| Failure::Other(error.to_string()))?;
        state.threads.push(handle);
        Ok(())
    }

    fn work(self: Arc<Self>, started: Option<Sender<Answer<()>>>) {
        SHOP.set(Arc::as_ptr(&self).addr());
        let initialized = match &self.setup.initializer {
            Some(initializer) => contained(|| initializer()),
            None => Ok(()),
        };
        if let Some(started) = started {
            started.send(initialized).ok();
        }
        for _ in 0..self.setup.tasks_per_worker.unwrap_or(usize::MAX) {
            let Some(job) = self.next_job() else { return };
            job(Fate::Run);
        }
        // Its successor is in the list before this thread ends, and so before it has been joined.
        if self.hire(None).is_err() {
            self.end(Phase::Terminated);
        }
    }

    fn next_job(&self) -> Option<Job> {
        let waiting = |state: &mut State| state.queue.is_empty() && state.phase == Phase::Running;
        let state = self.changed.wait_while(locked(&self.state), waiting);
        state
            .unwrap_or_else(PoisonError::into_inner)
            .queue
            .pop_front()
    }

    /// Whether the calling thread is one of this pool's workers.
    fn is_own_worker(&self) -> bool {
        SHOP.get() == std::ptr::from_ref(self).addr()
    }

    fn check_running(&self) -> Answer<()> {
        match locked(&self.state).phase {
            Phase::Running => Ok(()),
            Phase::Closed | Phase::Terminated => Err(Failure::NotRunning),
        }
    }

    /// Queues a job. One that a worker submits runs at once, on that worker, since it may be waited for there.
    fn submit(&self, job: Job) -> Answer<()> {
        self.check_running()?;
        if self.is_own_worker() {
            job(Fate::Run);
            return Ok(());
        }
        let mut state = locked(&self.state);
        if state.phase != Phase::Running {
            return Err(Failure::NotRunning);
        }
        state.queue.push_back(job);
        self.changed.notify_one();
        Ok(())
    }

    fn end(&self, phase: Phase) {
        let mut state = locked(&self.state);
        if state.phase != Phase::Terminated {
            state.phase = phase;
        }
        let given_up = match state.phase {
            Phase::Terminated => std::mem::take(&mut state.queue),
            Phase::Running | Phase::Closed => VecDeque::new(),
        };
        drop(state);
        self.changed.notify_all();
        for job in given_up {
            job(Fate::GiveUp);
        }
    }

    fn join(&self) -> Answer<()> {
        if self.check_running().is_ok() {
            return Err(Failure::StillRunning);
        }
        if self.is_own_worker() {
            return Err(Failure::Other("a task cannot join its own pool".into()));
        }
        loop {
            let thread = locked(&self.state).threads.pop();
            let Some(thread) = thread else { return Ok(()) };
            thread.join().ok();
        }
    }
}

impl Drop for ByHand {
    fn drop(&mut self) {
        self.0.end(Phase::Closed);
        self.0.join().ok();
    }
}
