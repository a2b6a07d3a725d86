//! What the caller waits for before it is given back: for tasks, for inputs?

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

use lab_kit::contender::{Deferred, Pending};
use lab_kit::contenders::{LapPool, PythonModel};
use lab_kit::workloads::gate::Gate;
use lab_kit::workloads::source::Counting;
use lab_measure::quiescence;

/// Calls that are made while every worker is held.
pub const CALLS: u64 = 50;

/// Inputs that are made one by one.
pub const INPUTS: u64 = 1_000;

/// Calls that came back while every worker was held by a task. A call that waits for the held tasks sleeps, as they do:
/// then they are let go, for it could not come back otherwise.
pub fn calls_returned(pool: &impl Deferred) -> u64 {
    let gate = Gate::new();
    let hold = |_| {
        let gate = gate.clone();
        pool.apply_async(move || gate.wait())
    };
    let held: Vec<_> = (0..pool.workers()).map(hold).collect();
    gate.wait_for_arrivals(pool.workers());
    let returned = Arc::new(AtomicU64::new(0));
    let doorman = {
        let (gate, returned) = (gate.clone(), Arc::clone(&returned));
        thread::spawn(move || {
            quiescence::wait_until(|| returned.load(Relaxed) == CALLS);
            let while_held = returned.load(Relaxed);
            gate.open();
            while_held
        })
    };
    let mut later = Vec::new();
    for _ in 0..CALLS {
        // lesson: lap-pool: does the call come back while every worker is held?
        later.push(pool.map_async([1, 2, 3], |item| item + 1));
        returned.fetch_add(1, Relaxed);
        // lesson ends
    }
    let while_held = doorman.join().expect("the doorman only counts");
    for handle in held {
        handle.get().expect("no task fails");
    }
    for handle in later {
        assert_eq!(handle.get().expect("no task fails"), [2, 3, 4]);
    }
    while_held
}

/// Inputs that were read when lap-pool's call came back.
pub fn pulled_by_lap_pool(pool: &LapPool) -> u64 {
    let source = Counting::new(0..INPUTS);
    let pulls = source.pulls();
    // lesson: lap-pool: how many inputs are read when the call comes back?
    let later = pool.pool().map_async(source, |item| item + 1);
    let pulled = pulls.count();
    // lesson ends
    let later = later.expect("the pool runs");
    assert_eq!(later.get().expect("no task fails").len() as u64, INPUTS);
    pulled
}

/// The same by the model of CPython's pool.
pub fn pulled_by_model(pool: &PythonModel) -> u64 {
    let source = Counting::new(0..INPUTS);
    let pulls = source.pulls();
    let later = pool.map_async(source, |item| item + 1);
    let pulled = pulls.count();
    assert_eq!(later.get().expect("no task fails").len() as u64, INPUTS);
    pulled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_calls_come_back_while_every_worker_is_held_and_read_their_input_first() {
        let pool = LapPool::new(2).expect("the pool starts");
        assert_eq!(calls_returned(&pool), CALLS);
        assert_eq!(pulled_by_lap_pool(&pool), INPUTS);
    }
}
