//! Who waits beside others is told as well, and what is no longer queued is no longer counted.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::support::{Gate, Tally, held_pool, watchdog};
use lap_pool::{Joined, ThreadPool};

/// Long enough to be no limit, and not so long that it counts as none.
const AN_HOUR: Duration = Duration::from_secs(3600);

/// Waits at its gate when its thread ends.
struct SlowToGo(Arc<Gate>);

impl Drop for SlowToGo {
    fn drop(&mut self) {
        self.0.pass();
    }
}

thread_local! {
    static SLOW: RefCell<Option<SlowToGo>> = const { RefCell::new(None) };
}

#[test]
fn each_of_several_threads_that_join_with_a_limit_is_told() {
    let _watchdog = watchdog();
    for _ in 0..20 {
        let pool = ThreadPool::builder()
            .workers(1)
            .caller_helps(false)
            .build()
            .unwrap();
        let gate = Arc::new(Gate::default());
        let slow = SlowToGo(Arc::clone(&gate));
        pool.apply_async(move || SLOW.set(Some(slow)))
            .unwrap()
            .get()
            .unwrap();
        pool.close();
        let begun = Tally::default();
        thread::scope(|threads| {
            for _ in 0..3 {
                threads.spawn(|| {
                    begun.add();
                    let joined = pool.join_timeout(AN_HOUR).unwrap();
                    assert!(matches!(joined, Joined::All));
                });
            }
            begun.wait_for(3);
            // They are on their way to sleep: few of the rounds open the gate before they are there.
            (0..100).for_each(|_| thread::yield_now());
            gate.open();
        });
    }
}

#[test]
fn a_task_at_the_end_of_its_scope_is_told_of_one_that_comes_later() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder()
        .workers(2)
        .caller_helps(false)
        .build()
        .unwrap();
    for _ in 0..100 {
        let ends_a_scope = || {
            pool.scope(|scope| {
                let begun = Arc::new(Tally::default());
                let says = Arc::clone(&begun);
                // On the other worker, which it keeps until what it submits has run: here, for nobody else is free.
                let first = scope.apply_async(move || {
                    says.add();
                    (0..100).for_each(|_| thread::yield_now());
                    let (send, receive) = channel();
                    let last = scope.apply_async(move || send.send(()).unwrap());
                    drop(last.unwrap());
                    receive.recv().unwrap();
                });
                begun.wait_for(1);
                drop(first.unwrap());
            });
        };
        pool.scope(|scope| scope.apply_async(ends_a_scope).unwrap().get().unwrap());
    }
}

#[test]
fn nothing_is_queued_in_a_pool_that_was_terminated() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let map = pool.map_async(0..10, |x| x).unwrap();
    assert!(pool.queued() > 0);
    pool.terminate();
    let left = pool.queued();
    gate.open();
    running.get().unwrap();
    assert_eq!(left, 0);
    assert!(map.get().is_err());
}

#[test]
fn what_a_task_took_at_the_end_of_its_scope_is_not_queued_any_more() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder()
        .workers(1)
        .caller_helps(false)
        .build()
        .unwrap();
    let task = || {
        pool.scope(|scope| drop(scope.map_async(0..10, |x| x).unwrap()));
        pool.queued()
    };
    let queued = pool.scope(|scope| scope.apply_async(task).unwrap().get().unwrap());
    assert_eq!(queued, 0);
}
