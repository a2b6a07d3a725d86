//! Side effects: in which order they happen, and which do not happen because another task failed.
//!
//! The order is forced: every task waits for its turn in the log, and the second of each pair comes before the first. A
//! call that runs two tasks at once follows it. One that runs them one after the other cannot: its first task waits, and
//! nobody is left who could let it on. Then no turns are kept any more, and all are written in the order of the loop.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use lab_kit::contender::{Contender, Streams};
use lab_measure::quiescence;

/// The log that all tasks write to. Cloning it gives the same.
#[derive(Clone, Default)]
pub struct Log(Arc<(Mutex<Lines>, Condvar)>);

#[derive(Default)]
struct Lines {
    written: Vec<u64>,
    /// Nobody waits for a turn any more.
    has_no_turns: bool,
}

impl Log {
    /// Makes a call of so many tasks that write in turn. When all threads sleep before all tasks are written, the tasks
    /// run one after the other, and turns are kept no longer.
    fn in_turn<R>(&self, tasks: u64, call: impl FnOnce() -> R) -> R {
        thread::scope(|scope| {
            scope.spawn(|| {
                quiescence::wait_until(|| self.lines().written.len() as u64 == tasks);
                self.change(|lines| lines.has_no_turns = true);
            });
            call()
        })
    }

    /// Writes the task's number when it is its turn: 1, 0, 3, 2, 5, 4 and so on.
    pub fn write_in_turn(&self, task: u64) -> u64 {
        let turn = (task ^ 1) as usize;
        let is_early = |lines: &mut Lines| lines.written.len() < turn && !lines.has_no_turns;
        let lines = self.0.1.wait_while(self.lines(), is_early);
        lines
            .unwrap_or_else(PoisonError::into_inner)
            .written
            .push(task);
        self.0.1.notify_all();
        task
    }

    /// Writes the task's number, whoever's turn it is.
    pub fn write(&self, task: u64) {
        self.change(|lines| lines.written.push(task));
    }

    /// The tasks in the order in which they wrote.
    pub fn written(&self) -> Vec<u64> {
        self.lines().written.clone()
    }

    fn change(&self, how: impl FnOnce(&mut Lines)) {
        how(&mut self.lines());
        self.0.1.notify_all();
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The order of the effects of so many tasks by `map`.
pub fn order_by_map(pool: &impl Contender, tasks: u64) -> u64 {
    let log = Log::default();
    let items: Vec<u64> = (0..tasks).collect();
    log.in_turn(tasks, || {
        // lesson: lap-pool: tasks with side effects, by map and by imap
        pool.map(&items, |&task| log.write_in_turn(task));
        // lesson ends
    });
    effects_out_of_order(&log, tasks)
}

/// The same by `imap`.
pub fn order_by_imap(pool: &impl Streams, tasks: u64) -> u64 {
    let log = Log::default();
    let writer = log.clone();
    log.in_turn(tasks, || {
        pool.imap(0..tasks, move |task| writer.write_in_turn(task))
            .for_each(drop);
    });
    effects_out_of_order(&log, tasks)
}

fn effects_out_of_order(log: &Log, tasks: u64) -> u64 {
    let written = log.written();
    assert_eq!(written.len() as u64, tasks, "a task is missing");
    inversions(&written)
}

/// Results that `map` hands over in another order than that in which their tasks ended.
pub fn results_by_map(pool: &impl Contender, tasks: u64) -> u64 {
    let log = Log::default();
    let items: Vec<u64> = (0..tasks).collect();
    let results = log.in_turn(tasks, || {
        // lesson: lap-pool: tasks end in another order than that of their inputs
        let results = pool.map(&items, |&task| log.write_in_turn(task));
        // lesson ends
        results
    });
    let ended = log.written();
    let place = |task: &u64| ended.iter().position(|other| other == task);
    let places: Vec<u64> = results
        .iter()
        .filter_map(place)
        .map(|place| place as u64)
        .collect();
    inversions(&places)
}

/// Effects that did not happen although their own task did not fail: the first of all tasks fails, by an error that it
/// returns.
pub fn missing_by_map(pool: &impl Contender, tasks: u64) -> u64 {
    let log = Log::default();
    let items: Vec<u64> = (0..tasks).collect();
    let results = pool.map(&items, |&task| first_fails(&log, task));
    let errors = results.iter().filter(|result| result.is_err()).count();
    effects_missing(&log, tasks, errors)
}

/// The same by `imap`.
pub fn missing_by_imap(pool: &impl Streams, tasks: u64) -> u64 {
    let log = Log::default();
    let writer = log.clone();
    let results = pool.imap(0..tasks, move |task| first_fails(&writer, task));
    let errors = results.filter(Result::is_err).count();
    effects_missing(&log, tasks, errors)
}

fn first_fails(log: &Log, task: u64) -> Result<(), String> {
    if task == 0 {
        return Err("an input was wrong".into());
    }
    log.write(task);
    Ok(())
}

/// Effects that are not in the log, the first task's own left aside.
fn effects_missing(log: &Log, tasks: u64, errors: usize) -> u64 {
    assert_eq!(errors, 1, "one task fails");
    tasks - 1 - log.written().len() as u64
}

/// The same by `map` where the first task panics. What that leaves out is the pool's policy.
pub fn missing_after_panic(pool: &impl Contender, tasks: u64) -> u64 {
    let log = Log::default();
    let items: Vec<u64> = (0..tasks).collect();
    let ended = catch_unwind(AssertUnwindSafe(|| {
        pool.map(&items, |&task| match task {
            0 => resume_unwind(Box::new("an input was wrong")),
            task => log.write(task),
        })
    }));
    effects_missing(&log, tasks, usize::from(ended.is_err()))
}

/// Pairs of which the larger number comes first.
pub fn inversions(numbers: &[u64]) -> u64 {
    let later = |index: usize| &numbers[index + 1..];
    (0..numbers.len())
        .map(|index| {
            let smaller = |other: &&u64| **other < numbers[index];
            later(index).iter().filter(smaller).count() as u64
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use std::thread;

    use lab_kit::contenders::Serial;

    use super::*;

    #[test]
    fn inversions_are_pairs_in_the_wrong_order() {
        assert_eq!(inversions(&[]), 0);
        assert_eq!(inversions(&[0, 1, 2]), 0);
        assert_eq!(inversions(&[1, 0, 3, 2]), 2);
        assert_eq!(inversions(&[2, 1, 0]), 3);
    }

    #[test]
    fn two_tasks_at_once_write_in_turn_whoever_comes_first() {
        let log = Log::default();
        thread::scope(|scope| {
            for task in [0, 2, 3, 1] {
                let log = &log;
                scope.spawn(move || log.write_in_turn(task));
            }
        });
        assert_eq!(log.written(), [1, 0, 3, 2]);
    }

    /// The rule can hold: a call that runs one task after the other has its effects in order.
    #[test]
    fn a_loop_writes_in_its_own_order() {
        assert_eq!(order_by_map(&Serial, 2), 0);
    }
}
