//! A pool and its handles after a panic that was caught around them.

use std::cell::Cell;
use std::panic::{RefUnwindSafe, UnwindSafe, catch_unwind};

use crate::support::watchdog;
use lap_pool::{AsyncResult, Imap, Options, Pool, Results, ThreadPool};

#[test]
fn pools_and_handles_may_be_captured_by_catch_unwind() {
    fn is_safe<T: UnwindSafe + RefUnwindSafe>() {}
    fn whatever_they_hold<'a, R: 'a, F: Fn(&'a Cell<R>) -> Cell<R>>() {
        is_safe::<AsyncResult<Cell<R>>>();
        is_safe::<Imap<'a, std::slice::Iter<'a, Cell<R>>, Cell<R>, F>>();
        is_safe::<Results<'a, std::slice::Iter<'a, Cell<R>>, Cell<R>, F>>();
    }
    is_safe::<ThreadPool>();
    is_safe::<Pool<'_, '_>>();
    is_safe::<Options<'_, '_, '_>>();
    whatever_they_hold::<u8, fn(&Cell<u8>) -> Cell<u8>>();
}

#[test]
fn a_pool_works_on_after_a_panic_was_caught_around_its_calls() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    for _ in 0..10 {
        assert!(catch_unwind(|| pool.map(0..10, |x| assert!(x < 5))).is_err());
        assert!(catch_unwind(|| pool.scope(|_| panic!("inside a scope"))).is_err());
        let stream = pool.imap(0..10, |x| assert!(x < 5)).unwrap();
        assert!(catch_unwind(|| stream.count()).is_err());
        let task = pool.apply_async(|| 1).unwrap();
        assert_eq!(catch_unwind(|| task.get().unwrap()).unwrap(), 1);
    }
    assert_eq!(pool.map(0..3, |x| x).unwrap(), [0, 1, 2]);
    assert_eq!(pool.queued(), 0);
}

#[test]
fn a_forgotten_task_runs_before_the_pools_end_and_its_panic_harms_nobody() {
    let _watchdog = watchdog();
    let done = std::sync::Arc::new(crate::support::Tally::default());
    let pool = ThreadPool::new(1).unwrap();
    for number in 0..10 {
        let done = std::sync::Arc::clone(&done);
        drop(pool.apply_async(move || {
            done.add();
            assert!(number % 2 == 0, "nobody hears of it");
        }));
    }
    drop(pool);
    assert_eq!(done.count(), 10);
}
