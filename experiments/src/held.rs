//! The forced schedule: tasks that are held in the middle while their pool is ended, and what is left afterwards.
//!
//! Every task waits at a gate. As many as there are workers are held there, the others queue behind them, and so the
//! pool's end finds both: work that runs and work that waits. No sleep decides what is counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{self, Sender, TryRecvError};
use std::thread::{self, JoinHandle};

use lab_kit::contender::{Failure, Pending};
use lab_kit::workloads::gate::Gate;
use lab_measure::experiment::{Findings, Finds};
use lab_measure::{quiescence, threads};

/// Tasks of one visit, and the gate that holds them. Cloning it gives the same.
#[derive(Clone, Default)]
pub struct Held {
    gate: Gate,
    done: Arc<AtomicU64>,
}

impl Held {
    /// One task: waits at the gate, and is done.
    pub fn task(&self, number: u64) -> impl FnOnce() -> u64 + Send + 'static {
        let held = self.clone();
        move || {
            held.gate.wait();
            held.done.fetch_add(1, Relaxed);
            number
        }
    }

    /// Waits until so many tasks have begun.
    pub fn wait_until_held(&self, tasks: usize) {
        self.gate.wait_for_arrivals(tasks);
    }

    /// Lets all tasks go, those that have not begun as well.
    pub fn release(&self) {
        self.gate.open();
    }

    /// Tasks that are done.
    pub fn done(&self) -> u64 {
        self.done.load(Relaxed)
    }

    /// Hires somebody to open the gate, for an end that does not come back before its tasks are done.
    pub fn doorman(&self) -> Doorman {
        let (tell, told) = mpsc::channel();
        let gate = self.gate.clone();
        let thread = thread::spawn(move || {
            // Where the sender is gone, so is the pool: nobody is to be kept waiting.
            if told.recv().is_ok() {
                // An end that waits for the tasks sleeps, as they do: it could not come back otherwise.
                quiescence::wait_until(|| told.try_recv() != Err(TryRecvError::Empty));
            }
            gate.open();
        });
        Doorman {
            gate: self.gate.clone(),
            tell,
            thread,
        }
    }
}

/// Opens the gate after the pool's end: when it is over, or when it is found to wait for the tasks.
pub struct Doorman {
    gate: Gate,
    tell: Sender<()>,
    thread: JoinHandle<()>,
}

impl Doorman {
    /// Once so many tasks are held, nothing but the end of the pool is left to do.
    pub fn leaving(&self, held: usize) {
        self.gate.wait_for_arrivals(held);
        self.tell.send(()).expect("the doorman listens");
    }

    /// The end is over.
    pub fn left(self) {
        // He may have opened already and gone.
        let _ = self.tell.send(());
        self.thread.join().expect("the doorman only waits");
    }
}

/// What a pool's end came to.
#[derive(Debug, Default)]
pub struct Ended {
    /// Tasks that were done when the end was over; absent where none were held.
    pub done_at_exit: Option<u64>,
    /// Tasks that were done when no thread was left to do one.
    pub run: u64,
    /// Threads that stayed, or why they cannot be counted.
    pub threads_left: Option<Result<u64, String>>,
    /// What became of the results, where somebody held their handles.
    pub results: Option<Results>,
}

/// What became of the results.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// There is one.
    pub value: u64,
    /// There is none, and who asks is told so.
    pub error: u64,
    /// There is none, and who asks waits for ever.
    pub never: u64,
}

impl Ended {
    /// Looks at what is left of a pool that was ended, with the handles on its results.
    ///
    /// `before` is the number of threads before there was a pool.
    pub fn look<H: Pending<u64>>(
        held: &Held,
        results: Vec<H>,
        before: Result<u64, String>,
    ) -> Self {
        let threads_left = before.and_then(threads_left);
        Self {
            done_at_exit: None,
            run: held.done(),
            threads_left: Some(threads_left),
            results: (!results.is_empty()).then(|| Results::of(results)),
        }
    }

    /// What [`Ended::report`] may put there.
    pub fn finds() -> Finds {
        Finds::counts(&[
            "tasks_done_at_exit",
            "tasks_run",
            "threads_left",
            "results_value",
            "results_error",
            "results_never",
        ])
    }

    /// Puts it into the record.
    pub fn report(self, found: &mut Findings) {
        if let Some(done) = self.done_at_exit {
            found.count("tasks_done_at_exit", done);
        }
        found.count("tasks_run", self.run);
        match self.threads_left {
            Some(Ok(left)) => found.count("threads_left", left),
            Some(Err(reason)) => found.absent("threads_left", reason),
            None => {}
        }
        if let Some(results) = self.results {
            found.count("results_value", results.value);
            found.count("results_error", results.error);
            found.count("results_never", results.never);
        }
    }
}

impl Results {
    fn of<H: Pending<u64>>(handles: Vec<H>) -> Self {
        let mut results = Self::default();
        for handle in handles {
            *match handle.get() {
                Ok(_) => &mut results.value,
                Err(Failure::Hangs) => &mut results.never,
                Err(_) => &mut results.error,
            } += 1;
        }
        results
    }
}

/// Threads that there are before a pool starts: those that stay sleep, and what an earlier one left behind has ended. Who
/// is counted and ends later would be missed when the pool's own are.
///
/// # Errors
/// In words for the reader: where the system does not tell.
pub fn threads_before() -> Result<u64, String> {
    threads::count()?;
    quiescence::wait_until(|| false);
    threads::count()
}

/// Threads beyond those that there were before, once no more of them end. One that was joined may be in the kernel's
/// list for another moment, and one that was only told to end needs that long. One that sleeps stays.
///
/// # Errors
/// In words for the reader: where the system does not tell.
pub fn threads_left(before: u64) -> Result<u64, String> {
    let left = || threads::count().map(|now| now.saturating_sub(before));
    quiescence::wait_until(|| !left().is_ok_and(|left| left > 0));
    left()
}
