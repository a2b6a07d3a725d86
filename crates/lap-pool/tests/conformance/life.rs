//! A pool's making and its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::{PoolError, TaskError, ThreadPool};

use crate::support::{Census, Gate, Tally, watchdog};
use crate::{pool, square};

#[test]
fn n16_test_make_pool() {
    assert!(matches!(
        ThreadPool::new(0),
        Err(PoolError::Invalid("workers", 0))
    ));
    assert_eq!(ThreadPool::new(3).unwrap().workers(), 3);
}

#[test]
fn n17_test_terminate() {
    let _watchdog = watchdog();
    let (pool, gate, running) = (
        pool(),
        Arc::new(Gate::default()),
        Arc::new(Tally::default()),
    );
    let (waits, says) = (Arc::clone(&gate), Arc::clone(&running));
    let task = move |_| {
        says.add();
        waits.pass();
    };
    let map = pool
        .options()
        .chunksize(1)
        .map_async(0..10_000, task)
        .unwrap();
    running.wait_for(4);
    pool.terminate();
    gate.open();
    pool.join().unwrap();
    assert_eq!(running.count(), 4, "the running ones only");
    assert!(matches!(map.get(), Err(TaskError::Terminated)));
}

#[test]
fn n19_n24_test_context_and_enter() {
    let _watchdog = watchdog();
    let squares = ThreadPool::with(2, |pool| {
        let map = pool.map_async(0..10, square).unwrap();
        let squares = map.get().unwrap();
        pool.close();
        assert!(matches!(
            pool.map_async(0..10, square),
            Err(PoolError::NotRunning)
        ));
        pool.join().unwrap();
        squares
    });
    assert!(squares.unwrap().into_iter().eq((0..10).map(square)));
    let pool = pool();
    pool.terminate();
    let refusal = pool.scope(|scope| scope.apply_async(|| ()).map(|_| ()));
    assert!(matches!(refusal, Err(PoolError::NotRunning)));
}

#[test]
fn n23_test_release_task_refs() {
    let _watchdog = watchdog();
    let (pool, census) = (pool(), Census::of(20));
    let items: Vec<_> = (0..10).map(|number| census.subject(number)).collect();
    let results = pool.map_async(items, |item| item).unwrap().get().unwrap();
    drop(results);
    let task = census.subject(10);
    pool.apply(move || drop(task)).unwrap();
    let items: Vec<_> = (11..20).map(|number| census.subject(number)).collect();
    pool.imap(items, |item| item).unwrap().for_each(drop);
    census.assert_each_dropped_once();
}

#[test]
fn n32_test_pool_initializer() {
    let ran = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&ran);
    let initializer = move || _ = counts.fetch_add(1, SeqCst);
    let pool = ThreadPool::builder()
        .workers(1)
        .initializer(initializer)
        .build()
        .unwrap();
    pool.close();
    pool.join().unwrap();
    assert_eq!(ran.load(SeqCst), 1);
}

#[test]
fn n36_no_thread_is_left() {
    // The pool's threads hold this; they have ended, destructors of thread-locals included, when `join` returns.
    struct Held(#[expect(dead_code, reason = "held")] Arc<()>);
    thread_local!(static HELD: std::cell::RefCell<Option<Held>> = const { std::cell::RefCell::new(None) });
    let held = Arc::new(());
    for _ in 0..10 {
        let hold = Arc::clone(&held);
        let initializer = move || HELD.set(Some(Held(Arc::clone(&hold))));
        let pool = ThreadPool::builder()
            .workers(8)
            .initializer(initializer)
            .build()
            .unwrap();
        drop(pool);
        assert_eq!(Arc::strong_count(&held), 1);
    }
}
