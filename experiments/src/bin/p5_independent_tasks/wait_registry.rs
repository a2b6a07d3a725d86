//! Who waits for what, noted while it happens: so a hang is counted, and not waited for.
//!
//! Tasks wait here and nowhere else. A hang is two facts: every worker of a pool is held by a task that waits for what has
//! not come, and all threads of the process sleep, so that nobody is left who could bring it. No clock decides. Then the
//! waiting ones are let go, so that the pool can end.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lab_measure::experiment::{Findings, Finds};
use lab_measure::{quiescence, threads};

/// Where all threads sleep, yet not every worker is seen to wait, so long is waited for one of them to move.
const UNSETTLED: Duration = Duration::from_secs(10);

/// The notes of one visit.
#[derive(Debug)]
pub struct WaitRegistry {
    tasks: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    begun: usize,
    arrived: usize,
    finished: usize,
    signalled: Vec<bool>,
    helped: Vec<bool>,
    /// What each task waits for, by its number.
    waits: Vec<Option<Wait>>,
    let_go: bool,
    most_threads: Option<u64>,
}

/// What a task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    /// Until all tasks have come.
    All,
    /// For the signal of the task of this number.
    Signal(usize),
    /// Until somebody works on the map that this task gave to the pool.
    OwnMap(usize),
}

/// What became of the tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Tasks that finished by themselves.
    pub finished: usize,
    /// Whether the others never will; `None` where that could not be shown.
    pub hangs: Option<bool>,
    /// Tasks that hold a worker and wait.
    pub waiting: usize,
    /// Tasks that no worker has taken.
    pub queued: usize,
    /// Threads of the pool or pools that were seen at work at once, where they were counted.
    pub threads: Option<u64>,
}

impl State {
    /// Whether what a task waits for has come.
    fn has(&self, wait: Wait, tasks: usize) -> bool {
        match wait {
            Wait::All => self.arrived == tasks,
            Wait::Signal(from) => self.signalled[from],
            Wait::OwnMap(task) => self.helped[task],
        }
    }

    /// Whether so many tasks wait, each for what has not come.
    fn is_stuck(&self, workers: usize, tasks: usize) -> bool {
        let mut waits = self.waits.iter().flatten();
        self.waiting() >= workers && !waits.any(|&wait| self.has(wait, tasks))
    }

    fn waiting(&self) -> usize {
        self.waits.iter().flatten().count()
    }
}

impl WaitRegistry {
    /// For tasks of the numbers from 0.
    pub fn for_tasks(tasks: usize) -> Self {
        let state = State {
            signalled: vec![false; tasks],
            helped: vec![false; tasks],
            waits: vec![None; tasks],
            ..State::default()
        };
        Self {
            tasks,
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    /// A worker has taken a task.
    pub fn begin(&self) {
        self.note(|state| state.begun += 1);
    }

    /// A task is done, unless it was only let go.
    pub fn finish(&self) {
        self.note(|state| state.finished += usize::from(!state.let_go));
    }

    /// A barrier: waits until all tasks have come.
    pub fn meet_all(&self, task: usize) {
        self.note(|state| state.arrived += 1);
        self.wait(task, Wait::All);
    }

    /// Gives a task's signal: one release of the semaphore that is its own.
    pub fn signal(&self, task: usize) {
        self.note(|state| state.signalled[task] = true);
    }

    /// Waits for another task's signal.
    pub fn wait_for_signal(&self, task: usize, from: usize) {
        self.wait(task, Wait::Signal(from));
    }

    /// Runs a call that waits for what the pool does for this task.
    pub fn wait_inside<R>(&self, task: usize, call: impl FnOnce() -> R) -> R {
        self.note(|state| state.waits[task] = Some(Wait::OwnMap(task)));
        let result = call();
        self.note(|state| state.waits[task] = None);
        result
    }

    /// Somebody works on the map of this task; beside `others` there are so many threads.
    pub fn help(&self, task: usize, others: &Result<u64, String>) {
        let threads = others.as_ref().ok().zip(threads::count().ok());
        self.note(|state| {
            state.helped[task] = true;
            let more = threads.map(|(others, now)| now.saturating_sub(*others));
            state.most_threads = state.most_threads.max(more);
        });
    }

    /// Waits until all tasks have finished or, by count, never will; then lets all go.
    ///
    /// `workers` is how many tasks the pool runs at once.
    pub fn watch(&self, workers: usize) -> Ended {
        let begin = Instant::now();
        let (mut state, hangs) = loop {
            let all_finish = quiescence::wait_until(|| self.lock().finished == self.tasks);
            let state = self.lock();
            if all_finish || state.is_stuck(workers, self.tasks) {
                break (state, Some(!all_finish));
            }
            // Threads that sleep though not every worker waits will move again.
            if begin.elapsed() >= UNSETTLED {
                break (state, None);
            }
        };
        let ended = Ended {
            finished: state.finished,
            hangs,
            waiting: state.waiting(),
            queued: self.tasks - state.begun,
            threads: state.most_threads,
        };
        state.let_go = true;
        self.changed.notify_all();
        ended
    }

    fn wait(&self, task: usize, wait: Wait) {
        self.note(|state| state.waits[task] = Some(wait));
        let blocked = |state: &mut State| !state.let_go && !state.has(wait, self.tasks);
        let state = self.changed.wait_while(self.lock(), blocked);
        drop(state.unwrap_or_else(PoisonError::into_inner));
        self.note(|state| state.waits[task] = None);
    }

    fn note(&self, what: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        what(&mut state);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ended {
    /// What [`Ended::report`] may put there.
    pub fn finds() -> Finds {
        Finds::counts(&[
            "tasks_finished",
            "hangs",
            "workers_waiting",
            "tasks_queued",
            "threads_alive",
        ])
    }

    /// Puts it into the record.
    pub fn report(self, found: &mut Findings) {
        let Some(hangs) = self.hangs else {
            let reason = "nothing moved for ten seconds, though not every worker was seen to wait";
            return found.failed("tasks_finished", reason);
        };
        found.count("tasks_finished", self.finished as u64);
        found.count("hangs", u64::from(hangs));
        if hangs {
            found.count("workers_waiting", self.waiting as u64);
            found.count("tasks_queued", self.queued as u64);
        }
        if let Some(threads) = self.threads {
            found.count("threads_alive", threads);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_worker_that_waits_for_what_is_queued_hangs_by_count() {
        let waits = WaitRegistry::for_tasks(2);
        let ended = thread::scope(|scope| {
            scope.spawn(|| {
                waits.begin();
                waits.wait_for_signal(0, 1);
                waits.finish();
            });
            waits.watch(1)
        });
        assert_eq!((ended.finished, ended.hangs), (0, Some(true)));
        assert_eq!((ended.waiting, ended.queued), (1, 1));
    }

    #[test]
    fn who_waits_for_what_has_come_is_not_stuck() {
        let state = State {
            signalled: vec![false, true],
            helped: vec![false; 2],
            waits: vec![Some(Wait::Signal(1)), None],
            ..State::default()
        };
        assert!(!state.is_stuck(1, 2));
        let blocked = State {
            signalled: vec![false; 2],
            ..state
        };
        assert!(blocked.is_stuck(1, 2));
        assert!(!blocked.is_stuck(2, 2), "a worker is free");
    }
}
