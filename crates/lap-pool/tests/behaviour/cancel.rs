//! Cancelling: before, during and after.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::{TaskError, ThreadPool};

use crate::support::{Gate, held_pool, watchdog};

#[test]
fn a_task_that_is_queued_is_dropped_at_once() {
    let _watchdog = watchdog();
    let (pool, gate, held) = held_pool(false);
    let token = Arc::new(());
    let owns = Arc::clone(&token);
    let task = pool.apply_async(move || drop(owns)).unwrap();
    assert!(task.cancel());
    assert_eq!(Arc::strong_count(&token), 1);
    assert!(task.ready() && !task.cancel());
    assert_eq!((task.successful(), pool.queued()), (Some(false), 0));
    assert!(matches!(task.get(), Err(TaskError::Cancelled)));
    gate.open();
    held.get().unwrap();
}

#[test]
fn what_runs_or_has_run_is_not_cancelled() {
    let _watchdog = watchdog();
    let (pool, gate, held) = held_pool(false);
    assert!(!held.cancel());
    gate.open();
    held.get().unwrap();
    let task = pool.apply_async(|| 7).unwrap();
    task.wait();
    assert!(!task.cancel());
    assert_eq!(task.get().unwrap(), 7);
}

#[test]
fn a_map_begins_no_more_items_and_waits_for_those_that_run() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder().workers(1).caller_helps(false);
    let pool = pool.build().unwrap();
    let (begun, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(Gate::default()));
    let (counts, waits) = (Arc::clone(&begun), Arc::clone(&gate));
    let item = move |_| {
        counts.fetch_add(1, SeqCst);
        waits.pass();
    };
    let map = pool.options().chunksize(1).map_async(0..100, item).unwrap();
    while begun.load(SeqCst) == 0 {
        std::thread::yield_now();
    }
    assert!(map.cancel());
    assert!(!map.ready());
    gate.open();
    assert!(matches!(map.get(), Err(TaskError::Cancelled)));
    assert_eq!(begun.load(SeqCst), 1);
}

#[test]
fn a_cancelled_task_of_a_scope_does_not_hold_its_end() {
    let _watchdog = watchdog();
    let (pool, gate, held) = held_pool(false);
    let text = String::from("borrowed");
    pool.scope(|scope| {
        assert!(scope.apply_async(|| text.len()).unwrap().cancel());
        assert!(scope.map_async(0..3, |_| text.len()).unwrap().cancel());
    });
    gate.open();
    held.get().unwrap();
}
