//! Tasks that fail.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::{TaskError, ThreadPool};

use crate::pool;
use crate::support::{Gate, Tally, panic_of, watchdog};

#[test]
fn n20_n21_test_traceback_and_wrapped_exception() {
    #[derive(Debug, PartialEq)]
    struct OwnError(u32);
    let pool = pool();
    let task = pool
        .apply_async(|| -> () { std::panic::panic_any(OwnError(123)) })
        .unwrap();
    let Err(TaskError::Panicked(panicked)) = task.get() else {
        panic!("it did not fail");
    };
    assert!(panicked.site().file().ends_with("failures.rs"));
    assert_eq!(panicked.into_payload().downcast_ref(), Some(&OwnError(123)));
}

#[test]
fn n22_test_map_no_failfast() {
    let _watchdog = watchdog();
    let pool = pool();
    let (slow, gate, ended) = (Tally::default(), Gate::default(), AtomicUsize::new(0));
    // What runs when an item fails is waited for; CPython runs the rest as well, which is one of the traps removed.
    let words = panic_of(|| {
        pool.options().chunksize(1).map(0..4, |x| {
            slow.add();
            slow.wait_for(4);
            if x == 0 {
                gate.open();
                panic!("first");
            }
            gate.pass();
            ended.fetch_add(1, SeqCst)
        })
    });
    assert_eq!((words.as_str(), ended.load(SeqCst)), ("first", 3));
    pool.close();
    pool.join().unwrap();
}

#[test]
fn n26_n27_failing_tasks_cost_no_worker() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder()
        .workers(2)
        .caller_helps(false)
        .build()
        .unwrap();
    for _ in 0..20 {
        let task = pool.apply_async(|| -> () { panic!("again") }).unwrap();
        assert!(matches!(task.get(), Err(TaskError::Panicked(_))));
    }
    let inside = Tally::default();
    let both = |_: &()| {
        inside.add();
        inside.wait_for(2);
    };
    pool.map(&[(); 2], both).unwrap();
}
