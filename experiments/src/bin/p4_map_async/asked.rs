//! The two ways to ask for what was started: `wait` until it is done, `get` its values.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use lab_kit::contender::{Deferred, Pending};
use lab_kit::contenders::LapPool;
use lab_kit::workloads::gate::Gate;

/// Workers: one for the task that is done last, one for all others.
pub const WORKERS: usize = 2;

/// Tasks of a call of which the first is done last.
pub const TASKS: u64 = 20;

/// Tasks of a call of which one fails, and which.
pub const FAILING_TASKS: u64 = 200;
const FAILS: u64 = 3;

/// Tasks of which the first waits until all others are done.
#[derive(Clone, Default)]
struct FirstLast {
    gate: Gate,
    done: Arc<AtomicU64>,
}

impl FirstLast {
    fn run(&self, number: u64) -> u64 {
        if number == 0 {
            self.gate.wait();
        }
        let done = self.done.fetch_add(1, Relaxed) + 1;
        if done == TASKS - 1 {
            self.gate.open();
        }
        number * number
    }

    fn right(values: &[u64]) -> u64 {
        let right = |(number, value): &(u64, &u64)| number * number == **value;
        (0..).zip(values).filter(right).count() as u64
    }
}

/// Values of `get` that stand in the place of their input. The pool is to take tasks one at a time.
pub fn right_results(pool: &impl Deferred) -> u64 {
    let tasks = FirstLast::default();
    let own = tasks.clone();
    // lesson: lap-pool: all values, when they are there
    let later = pool.map_async(0..TASKS, move |number| own.run(number));
    let values = later.get().expect("no task fails");
    // lesson ends
    FirstLast::right(&values)
}

/// Tasks that were done when `wait` came back.
pub fn done_after_wait(pool: &LapPool) -> u64 {
    let tasks = FirstLast::default();
    let own = tasks.clone();
    // lesson: lap-pool: wait until all tasks are done
    let later = pool
        .pool()
        .map_async(0..TASKS, move |number| own.run(number));
    let later = later.expect("the pool runs");
    later.wait();
    // lesson ends
    tasks.done.load(Relaxed)
}

/// Tasks that had run, the failed one included, when `wait` came back from a call of which one fails.
///
/// Those behind the failed one wait until its worker has left the call: then the failure is known, and whether the rest
/// still runs is the pool's decision and no race. The proof is a task of its own, queued while the failing one runs: its
/// worker, or one that is not held, comes to it only after that.
pub fn run_after_wait_with_a_failure(pool: Arc<LapPool>) -> u64 {
    let (run, known) = (Arc::new(AtomicU64::new(0)), Gate::new());
    let work = {
        let (pool, run) = (Arc::clone(&pool), Arc::clone(&run));
        move |number: u64| {
            if number > FAILS {
                known.wait();
            }
            run.fetch_add(1, Relaxed);
            if number == FAILS {
                // The other worker is held by a task of its own: this one comes to it, after this call.
                known.wait_for_arrivals(1);
                let known = known.clone();
                drop(pool.apply_async(move || known.open()));
                resume_unwind(Box::new("a task fails"));
            }
            number
        }
    };
    let later = pool.pool().map_async(0..FAILING_TASKS, work);
    let later = later.expect("the pool runs");
    // `wait` alone would let this thread work as well, and leave a worker free to come to the proof too early.
    while !later.wait_timeout(Duration::from_secs(1)) {}
    later.wait();
    assert_eq!(later.successful(), Some(false));
    run.load(Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lap_pool() -> LapPool {
        LapPool::new(WORKERS).expect("the pool starts")
    }

    #[test]
    fn values_stand_in_the_place_of_their_input_though_the_first_is_done_last() {
        assert_eq!(right_results(&lap_pool().with_chunksize(1)), TASKS);
        assert_eq!(FirstLast::right(&[0, 1, 9, 4, 16]), 3);
    }

    #[test]
    fn wait_comes_back_when_all_are_done() {
        assert_eq!(done_after_wait(&lap_pool()), TASKS);
    }

    #[test]
    fn behind_a_failed_task_the_rest_is_left() {
        let run = run_after_wait_with_a_failure(Arc::new(lap_pool()));
        assert!((FAILS + 1..FAILING_TASKS / 2).contains(&run), "{run} ran");
    }
}
