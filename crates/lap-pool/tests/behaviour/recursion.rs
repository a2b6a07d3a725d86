//! Functions that call themselves by way of the pool, until it refuses.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use crate::support::watchdog;
use lap_pool::{Pool, PoolError, ThreadPool};

/// Calls itself by way of the pool until the pool refuses, and gives the depth reached.
fn by_map(pool: &Pool<'_, '_>) -> usize {
    match pool.map([()], |()| by_map(pool)) {
        Ok(depths) => depths[0] + 1,
        Err(error) => {
            assert!(matches!(error, PoolError::TooDeep));
            0
        }
    }
}

fn by_apply(pool: &Pool<'_, '_>) -> usize {
    pool.apply(|| by_apply(pool)).map_or(0, |depth| depth + 1)
}

fn by_get(pool: &Pool<'_, '_>) -> usize {
    let deeper = pool.scope(|scope| scope.apply_async(|| by_get(pool)).unwrap().get());
    deeper.map_or(0, |depth| depth + 1)
}

fn by_map_async(pool: &Pool<'_, '_>) -> usize {
    let deeper = pool.scope(|scope| {
        scope
            .map_async([()], |()| by_map_async(pool))
            .unwrap()
            .get()
    });
    deeper.map_or(0, |depths| depths[0] + 1)
}

fn by_timed_get(pool: &Pool<'_, '_>) -> usize {
    let deeper = pool.scope(|scope| {
        let mut task = scope.apply_async(|| by_timed_get(pool)).unwrap();
        task.get_timeout(std::time::Duration::MAX)
    });
    deeper.map_or(0, |depth| depth + 1)
}

fn by_stream(pool: &Pool<'_, '_>) -> usize {
    let deeper = pool.scope(|scope| {
        let stream = scope.imap([()], |()| by_stream(pool)).unwrap();
        stream.results().next().unwrap()
    });
    deeper.map_or(0, |depth| depth + 1)
}

fn by_the_end_of_a_scope(pool: &Pool<'_, '_>) -> usize {
    let depth = AtomicUsize::new(0);
    pool.scope(|scope| {
        let deeper = || depth.store(by_the_end_of_a_scope(pool) + 1, SeqCst);
        drop(scope.apply_async(deeper).unwrap());
    });
    depth.into_inner()
}

#[test]
fn every_call_that_nests_on_a_worker_ends_in_an_error_before_its_stack_does() {
    let _watchdog = watchdog();
    type Way = fn(&Pool<'_, '_>) -> usize;
    let ways: [(&str, Way); 7] = [
        ("map", by_map),
        ("apply", by_apply),
        ("get", by_get),
        ("map_async", by_map_async),
        ("get_timeout", by_timed_get),
        ("imap", by_stream),
        ("scope", by_the_end_of_a_scope),
    ];
    for (name, way) in ways {
        for caller_helps in [false, true] {
            let builder = ThreadPool::builder().workers(1).caller_helps(caller_helps);
            let pool = Arc::new(builder.build().unwrap());
            let own = Arc::clone(&pool);
            let mut task = pool.apply_async(move || way(&own)).unwrap();
            // A timed wait runs nothing here, so it begins on the worker.
            let depth = task.get_timeout(std::time::Duration::MAX).unwrap();
            assert!(depth > 64, "{name}: {depth} deep");
        }
    }
}

#[test]
fn a_recursion_that_begins_outside_the_pool_goes_on_on_a_worker() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    assert!(by_map(&pool) > 128);
    assert!(by_get(&pool) > 128);
}

#[test]
fn a_pool_is_whole_after_a_task_that_went_too_deep() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder()
        .workers(1)
        .caller_helps(false)
        .build()
        .unwrap();
    for _ in 0..3 {
        assert!(pool.apply(|| by_map(&pool)).unwrap() > 64);
        assert_eq!(pool.map(0..10, |x| x).unwrap().len(), 10);
        assert_eq!(pool.queued(), 0);
    }
}

#[test]
fn a_recursion_over_two_pools_ends_in_too_deep_whichever_of_them_is_full() {
    let _watchdog = watchdog();
    fn ping(pools: &[ThreadPool; 2], depth: usize) -> usize {
        // Not by turns: so that a full stack meets its own pool and the other one.
        let which = ((depth as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) % 2;
        match pools[which as usize].apply(|| ping(pools, depth + 1)) {
            Ok(depth) => depth + 1,
            Err(error) => {
                assert!(matches!(error, PoolError::TooDeep));
                0
            }
        }
    }
    let pools = [ThreadPool::new(1).unwrap(), ThreadPool::new(1).unwrap()];
    for begin in 0..16 {
        assert!(ping(&pools, begin) > 64);
    }
}
