//! Calls whose data is on their caller's stack: who gets in, and when the caller may go.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::PoolError;
use lap_pool::model::{Promise, pool};
use loom::sync::atomic::{AtomicBool, Ordering::Relaxed};
use loom::thread;

use crate::{Cell, deep, join, live, model};

#[test]
fn a_caller_that_waits_sees_what_was_done_inside() {
    model(2, || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        let cells = [Cell::new(), Cell::new()];
        assert_eq!(pool.map(&cells, |cell| cell.write(7)).unwrap().len(), 2);
        assert_eq!(cells.map(|cell| cell.read()), [7, 7]);
        pool.close();
        join(workers);
    });
}

/// A worker that saw the first call's gate may come when the second has it. (Loom's cells find it inside where it should
/// not be.)
#[test]
fn a_worker_that_comes_late_gets_into_the_next_call_or_into_none() {
    model(deep(2), || {
        let (pool, workers) = pool(2, true);
        let workers = live(workers.into_iter().take(1));
        for _ in 0..2 {
            let cells = [Cell::new(), Cell::new()];
            pool.map(&cells, |cell| cell.write(7)).unwrap();
            assert_eq!(cells.map(|cell| cell.read()), [7, 7]);
        }
        pool.close();
        join(workers);
        std::mem::forget(pool);
    });
}

#[test]
fn a_panic_inside_reaches_the_caller_when_nobody_is_inside_any_more() {
    model(2, || {
        let (pool, workers) = pool(2, true);
        let workers = live(workers.into_iter().take(1));
        let cells = [Cell::new(), Cell::new()];
        let task = |index: &usize| {
            cells[*index].write(7);
            // Without the hook, which loom's threads do not like.
            std::panic::resume_unwind(Box::new(*index))
        };
        let map = std::panic::AssertUnwindSafe(|| pool.map(&[0, 1], task).map(|_: Vec<()>| ()));
        let panicked = std::panic::catch_unwind(map).unwrap_err();
        assert_eq!(panicked.downcast_ref(), Some(&0_usize));
        assert_eq!(cells[0].read(), 7);
        let _ = cells[1].read();
        pool.close();
        join(workers);
        std::mem::forget(pool);
    });
}

#[test]
fn items_that_wait_for_each_other_are_run_by_two() {
    model(2, || {
        let (pool, workers) = pool(2, true);
        let workers = live(workers.into_iter().take(1));
        let met = Promise::default();
        // The first item ends only once the second has begun.
        pool.map(&[0, 1], |item| match item {
            0 => drop(met.get()),
            _ => met.keep(()),
        })
        .unwrap();
        pool.close();
        join(workers);
        std::mem::forget(pool);
    });
}

#[test]
fn a_call_that_comes_with_a_close_runs_whole_or_is_refused() {
    model(2, || {
        let (pool, workers) = pool(1, false);
        let pool = Arc::new(pool);
        let workers = live(workers);
        let ends = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.close())
        };
        let ran = AtomicUsize::new(0);
        match pool.map(&[0, 1], |_| ran.fetch_add(1, SeqCst)) {
            Ok(results) => assert_eq!(results.len(), 2),
            Err(error) => {
                assert!(matches!(error, PoolError::NotRunning));
                assert_eq!(ran.load(SeqCst), 0);
            }
        }
        ends.join().unwrap();
        join(workers);
    });
}

#[test]
fn a_caller_that_waits_is_told_when_the_pool_is_terminated() {
    model(1, || {
        let (pool, workers) = pool(1, false);
        let pool = Arc::new(pool);
        let workers = live(workers);
        let ends = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.terminate())
        };
        match pool.map(&[0, 1], |x| *x) {
            Ok(results) => assert_eq!(results, [0, 1]),
            Err(error) => assert!(matches!(
                error,
                PoolError::NotRunning | PoolError::Terminated
            )),
        }
        ends.join().unwrap();
        join(workers);
    });
}

/// The worker leaves the map for a task, which ends only when the map is over: the caller finishes it, and does not wait for
/// the worker.
#[test]
fn a_worker_that_gives_way_to_a_task_is_not_waited_for() {
    model(2, || {
        let (pool, workers) = pool(2, true);
        let workers = live(workers.into_iter().take(1));
        let over = Promise::default();
        pool.map(&[0, 1, 2], |item| {
            if *item == 0 {
                let over = over.clone();
                drop(pool.apply_async(move || over.get()).unwrap());
            }
        })
        .unwrap();
        over.keep(());
        pool.close();
        join(workers);
        std::mem::forget(pool);
    });
}

/// A worker reads from the gate what the next call writes there. The flag orders nothing: the gate has to.
#[test]
fn a_gate_goes_from_one_thread_to_another_with_nobody_inside() {
    model(2, || {
        let (pool, workers) = pool(1, false);
        let pool = Arc::new(pool);
        let workers = live(workers);
        let is_over = Arc::new(AtomicBool::new(false));
        let other = {
            let (pool, is_over) = (Arc::clone(&pool), Arc::clone(&is_over));
            thread::spawn(move || {
                assert_eq!(pool.map(&[0, 1], |x| *x).unwrap(), [0, 1]);
                is_over.store(true, Relaxed);
            })
        };
        if is_over.load(Relaxed) {
            assert_eq!(pool.map(&[2, 3], |x| *x).unwrap(), [2, 3]);
        }
        other.join().unwrap();
        pool.close();
        join(workers);
    });
}
