//! The last task is held: what has the caller in hand by then?

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

use lab_kit::contender::{Contender, Streams};
use lab_kit::workloads::gate::Gate;
use lab_measure::quiescence;

/// Tasks of which the last waits at a gate. Cloning it gives the same.
#[derive(Clone)]
struct Tasks {
    count: u64,
    gate: Gate,
    done: Gate,
}

impl Tasks {
    fn new(count: u64) -> Self {
        let done = Gate::new();
        // Nobody waits at it: its arrivals are counted.
        done.open();
        Self {
            count,
            gate: Gate::new(),
            done,
        }
    }

    fn run(&self, task: u64) -> u64 {
        if task + 1 == self.count {
            self.gate.wait();
        } else {
            self.done.wait();
        }
        task
    }
}

/// Results in the caller's hands when all tasks but the last are done, by `map`.
pub fn by_map(pool: &impl Contender, count: u64) -> u64 {
    let items: Vec<u64> = (0..count).collect();
    in_hand(count, |tasks, has| {
        // lesson: lap-pool: all tasks but the last are done: what is in hand?
        let results = pool.map(&items, |&task| tasks.run(task));
        results.iter().for_each(|_| has());
        // lesson ends
    })
}

/// The same by `imap`.
pub fn by_imap(pool: &impl Streams, count: u64) -> u64 {
    in_hand(count, |tasks, has| {
        let tasks = tasks.clone();
        let results = pool.imap(0..count, move |task| tasks.run(task));
        results.for_each(|_| has());
    })
}

fn in_hand(count: u64, call: impl FnOnce(&Tasks, &dyn Fn()) + Send) -> u64 {
    let (tasks, handed) = (Tasks::new(count), AtomicU64::new(0));
    let before = thread::scope(|scope| {
        let caller = scope.spawn(|| {
            call(&tasks, &|| {
                handed.fetch_add(1, Relaxed);
            });
        });
        tasks.done.wait_for_arrivals(count as usize - 1);
        tasks.gate.wait_for_arrivals(1);
        // The caller gets no more when it sleeps, and all workers do.
        quiescence::wait_until(|| handed.load(Relaxed) == count - 1);
        let seen = handed.load(Relaxed);
        tasks.gate.open();
        caller.join().expect("the call ends");
        seen
    });
    assert_eq!(handed.load(Relaxed), count, "a result is missing");
    before
}
