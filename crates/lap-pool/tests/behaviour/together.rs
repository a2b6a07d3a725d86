//! Several threads that wait for the same thing: each of them is told.

use std::cell::RefCell;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::support::{Gate, Tally, held_pool, watchdog};
use lap_pool::{Joined, ThreadPool};

/// In each round some have yet to fall asleep when what they wait for comes; hardly all but one, and not in every round.
const ROUNDS: usize = 50;
const THREADS: usize = 4;

/// Runs `wait` on several threads, and `event` once all are about to.
fn all_wait_for(event: impl FnOnce(), wait: impl Fn(usize) + Sync) {
    let begun = Tally::default();
    thread::scope(|scope| {
        let (begun, wait) = (&begun, &wait);
        for number in 0..THREADS {
            scope.spawn(move || {
                begun.add();
                wait(number);
            });
        }
        begun.wait_for(THREADS);
        // For all of them to fall asleep, mostly.
        for _ in 0..THREADS {
            thread::yield_now();
        }
        event();
    });
}

#[test]
fn each_thread_that_waits_for_a_result_is_told() {
    let _watchdog = watchdog();
    for _ in 0..ROUNDS {
        let (pool, gate, running) = held_pool(false);
        let task = pool.apply_async(|| 1).unwrap();
        all_wait_for(
            || gate.open(),
            |number| match number % 2 {
                0 => task.wait(),
                _ => assert!(task.wait_timeout(Duration::MAX)),
            },
        );
        assert_eq!(task.get().unwrap(), 1);
        running.get().unwrap();
    }
}

fn join(pool: &ThreadPool, number: usize) {
    match number % 2 {
        0 => pool.join().unwrap(),
        _ => assert!(matches!(pool.join_timeout(Duration::MAX), Ok(Joined::All))),
    }
}

#[test]
fn each_thread_that_joins_is_told_of_the_last_task() {
    let _watchdog = watchdog();
    for _ in 0..ROUNDS {
        let (pool, gate, running) = held_pool(false);
        pool.close();
        all_wait_for(|| gate.open(), |number| join(&pool, number));
        running.get().unwrap();
    }
}

/// Waits at its gate when its thread ends.
struct SlowToGo(Arc<Gate>, Arc<Tally>);

impl Drop for SlowToGo {
    fn drop(&mut self) {
        self.1.add();
        self.0.pass();
    }
}

thread_local! {
    static SLOW: RefCell<Option<SlowToGo>> = const { RefCell::new(None) };
}

#[test]
fn each_thread_that_joins_is_told_of_the_last_destructor() {
    let _watchdog = watchdog();
    for _ in 0..ROUNDS {
        let builder = ThreadPool::builder().workers(1).caller_helps(false);
        let pool = builder.build().unwrap();
        let (gate, leaves) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
        let slow = SlowToGo(Arc::clone(&gate), Arc::clone(&leaves));
        pool.apply(|| SLOW.set(Some(slow))).unwrap();
        pool.close();
        leaves.wait_for(1);
        all_wait_for(|| gate.open(), |number| join(&pool, number));
    }
}
