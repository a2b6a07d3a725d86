//! What waits for a worker is counted, and what no longer does is not.
//!
//! The counts are looked at while the workers are busy, and judged once they may go on.

use std::time::Duration;

use crate::support::{Gate, Tally, held_pool, watchdog};
use lap_pool::ThreadPool;

fn hold(gate: &Gate, busy: &Tally) {
    busy.add();
    gate.pass();
}

#[test]
fn each_task_is_counted_until_a_worker_takes_it() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let start = |_| (pool.apply_async(|| ()).unwrap(), pool.queued());
    let (tasks, counted): (Vec<_>, Vec<_>) = (0..3).map(start).unzip();
    gate.open();
    for task in tasks {
        task.get().unwrap();
    }
    assert_eq!((counted, pool.queued()), (vec![1, 2, 3], 0));
    running.get().unwrap();
}

#[test]
fn what_its_waiter_has_run_is_not_counted() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(true);
    let task = pool.apply_async(|| ()).unwrap();
    let map = pool.map_async(vec![1, 2, 3], |x| x).unwrap();
    let mut counted = vec![pool.queued()];
    task.get().unwrap();
    counted.push(pool.queued());
    map.get().unwrap();
    counted.push(pool.queued());
    gate.open();
    assert_eq!(counted, [2, 1, 0]);
    running.get().unwrap();
}

#[test]
fn what_a_map_called_for_in_vain_is_not_counted() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let (gate, busy) = (Gate::default(), Tally::default());
    let counted = pool.scope(|scope| {
        for _ in 0..2 {
            drop(scope.apply_async(|| hold(&gate, &busy)).unwrap());
        }
        busy.wait_for(2);
        let results = pool.map(0..9, |x| x).unwrap();
        let counted = pool.queued();
        gate.open();
        (results.len(), counted)
    });
    assert_eq!(counted, (9, 0));
}

#[test]
fn a_map_calls_no_more_workers_than_it_has_items_for() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let (gate, busy) = (Gate::default(), Tally::default());
    let counted = pool.scope(|scope| {
        for _ in 0..2 {
            drop(scope.apply_async(|| hold(&gate, &busy)).unwrap());
        }
        busy.wait_for(2);
        let blocking = pool.map(0..9, |_| pool.queued()).unwrap();
        let map = scope.map_async(vec![0], |x| x).unwrap();
        let counted = (blocking, pool.queued());
        gate.open();
        map.get().unwrap();
        counted
    });
    assert_eq!(counted, (vec![0; 9], 1));
}

#[test]
fn what_a_dropped_stream_called_for_is_not_counted() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let mut stream = pool.imap(0..9, |x| x).unwrap();
    let looked = stream.next_timeout(Duration::ZERO);
    let before = pool.queued();
    drop(stream);
    let after = pool.queued();
    gate.open();
    assert!(looked.is_err(), "{looked:?}");
    assert_eq!((before, after), (1, 0));
    running.get().unwrap();
}

#[test]
fn what_a_terminated_pool_gave_up_is_not_counted() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let task = pool.apply_async(|| ()).unwrap();
    let before = pool.queued();
    pool.terminate();
    let after = pool.queued();
    gate.open();
    assert_eq!((before, after), (1, 0));
    assert!(task.get().is_err());
    running.get().unwrap();
}

#[test]
fn what_a_task_runs_at_the_end_of_its_scope_is_not_counted() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(1).caller_helps(false);
    let pool = builder.build().unwrap();
    let ends_a_scope = || {
        pool.scope(|scope| {
            drop(scope.apply_async(|| ()).unwrap());
            assert_eq!(pool.queued(), 1);
        });
        assert_eq!(pool.queued(), 0);
    };
    pool.apply(ends_a_scope).unwrap();
}
