//! One number that all tasks add to: drawn, and not judged. Tasks that compute without a pause show what a lock costs that
//! is never held for long.

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;

use lab_kit::contender::Contender;
use lab_kit::contenders::LapPool;
use lab_measure::experiment::{Timed, cell};

/// Additions of one task: so many that the time until all have begun is little beside them.
const ADDITIONS: u64 = 400_000;

/// Bytes within which two processors' writes disturb each other, on any common machine.
#[repr(align(128))]
#[derive(Default)]
struct Apart(AtomicU64);

/// A number that many tasks add to, and how.
trait Counter: Default + Sync + 'static {
    const CALL: &'static str;

    /// A task of this number adds one, so many times.
    fn add(&self, task: usize, times: u64);

    fn total(&self) -> u64;
}

/// The most tasks.
const MOST: usize = 8;

#[derive(Default)]
struct Locked(Mutex<u64>);

#[derive(Default)]
struct Atomic(AtomicU64);

#[derive(Default)]
struct Own([Apart; MOST]);

#[derive(Default)]
struct Neighbours([AtomicU64; MOST]);

// lesson: one number: under a lock, atomic, one for each task, and one for each in the same cache line
impl Counter for Locked {
    const CALL: &'static str = "counter_mutex";

    fn add(&self, _: usize, times: u64) {
        for _ in 0..times {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        }
    }

    fn total(&self) -> u64 {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counter for Atomic {
    const CALL: &'static str = "counter_atomic";

    fn add(&self, _: usize, times: u64) {
        for _ in 0..times {
            self.0.fetch_add(1, Relaxed);
        }
    }

    fn total(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

impl Counter for Own {
    const CALL: &'static str = "counter_apart";

    fn add(&self, task: usize, times: u64) {
        for _ in 0..times {
            self.0[task].0.fetch_add(1, Relaxed);
        }
    }

    fn total(&self) -> u64 {
        self.0.iter().map(|own| own.0.load(Relaxed)).sum()
    }
}

impl Counter for Neighbours {
    const CALL: &'static str = "counter_neighbours";

    fn add(&self, task: usize, times: u64) {
        for _ in 0..times {
            self.0[task].fetch_add(1, Relaxed);
        }
    }

    fn total(&self) -> u64 {
        self.0.iter().map(|own| own.load(Relaxed)).sum()
    }
}
// lesson ends

/// The cells: as many tasks as there are workers, one for each, and an addition is an item.
pub fn add(timed: &mut Timed, workers: usize) {
    let pool = LapPool::new(workers).expect("it starts").with_chunksize(1);
    let pool = pool.keep();
    add_one::<Locked>(timed, pool);
    add_one::<Atomic>(timed, pool);
    add_one::<Own>(timed, pool);
    add_one::<Neighbours>(timed, pool);
}

fn add_one<C: Counter>(timed: &mut Timed, pool: &'static LapPool) {
    let tasks: Vec<usize> = (0..pool.workers().min(MOST)).collect();
    let additions = tasks.len() as u64 * ADDITIONS;
    let at = [("n", additions), ("workers", tasks.len() as u64)];
    timed.add_large(cell(pool.name(), C::CALL, &at), move |watch| {
        let (counter, begun) = (C::default(), AtomicUsize::new(0));
        watch.time(|_| {
            pool.map(&tasks, |&task| {
                meet(&begun, tasks.len());
                counter.add(task, black_box(ADDITIONS));
            })
        });
        assert_eq!(counter.total(), additions, "no addition is lost");
    });
}

/// Waits, awake, until so many have come.
fn meet(begun: &AtomicUsize, tasks: usize) {
    begun.fetch_add(1, Relaxed);
    while begun.load(Relaxed) < tasks {
        thread::yield_now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_for_each_task_lets_all_of_them_meet() {
        for workers in [2, 3, MOST] {
            let pool = LapPool::new(workers).expect("it starts").with_chunksize(1);
            let (counter, begun) = (Own::default(), AtomicUsize::new(0));
            let tasks: Vec<usize> = (0..workers).collect();
            pool.map(&tasks, |&task| {
                meet(&begun, tasks.len());
                counter.add(task, 1);
            });
            assert_eq!(counter.total(), workers as u64);
        }
    }
}
