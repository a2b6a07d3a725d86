//! Tasks on their way through the queue, and a pool's end.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Wake, Waker};

use lap_pool::model::pool;
use lap_pool::{PoolError, TaskError};
use loom::thread;

use crate::{Cell, Counted, join, live, model};

#[test]
fn what_is_submitted_before_close_runs() {
    model(2, || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        let cell = Cell::new();
        let writes = Arc::clone(&cell);
        let task = pool.apply_async(move || writes.write(7)).unwrap();
        pool.close();
        pool.join().unwrap();
        assert!(task.ready());
        task.get().unwrap();
        assert_eq!(cell.read(), 7);
        join(workers);
    });
}

#[test]
fn two_submitters_lose_no_wakeup() {
    model(1, || {
        let (pool, workers) = pool(1, false);
        let pool = Arc::new(pool);
        let workers = live(workers);
        let other = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.apply_async(|| 1).unwrap().get().unwrap())
        };
        assert_eq!(pool.apply_async(|| 2).unwrap().get().unwrap(), 2);
        assert_eq!(other.join().unwrap(), 1);
        pool.close();
        pool.join().unwrap();
        join(workers);
    });
}

#[test]
fn terminate_resolves_a_task_one_way_or_the_other() {
    model(2, || {
        let (pool, workers) = pool(1, false);
        let pool = Arc::new(pool);
        let workers = live(workers);
        let ends = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.terminate())
        };
        match pool.apply_async(|| 1) {
            Ok(task) => match task.get() {
                Ok(value) => assert_eq!(value, 1),
                Err(error) => assert!(matches!(error, TaskError::Terminated)),
            },
            Err(error) => assert!(matches!(error, PoolError::NotRunning)),
        }
        ends.join().unwrap();
        pool.join().unwrap();
        join(workers);
    });
}

#[test]
fn a_task_that_its_getter_and_a_worker_race_for_runs_once() {
    model(3, || {
        let (pool, workers) = pool(1, true);
        let workers = live(workers);
        let (cell, runs) = (Cell::new(), Arc::new(AtomicUsize::new(0)));
        let (writes, counts) = (Arc::clone(&cell), Arc::clone(&runs));
        let task = pool.apply_async(move || {
            writes.write(7);
            counts.fetch_add(1, SeqCst);
        });
        task.unwrap().get().unwrap();
        assert_eq!((cell.read(), runs.load(SeqCst)), (7, 1));
        pool.close();
        join(workers);
    });
}

#[test]
fn a_result_whose_handle_goes_as_it_comes_is_dropped_once() {
    model(3, || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        let drops = Arc::new(AtomicUsize::new(0));
        let result = Counted(Arc::clone(&drops));
        drop(pool.apply_async(move || result).unwrap());
        pool.close();
        join(workers);
        assert_eq!(drops.load(SeqCst), 1);
    });
}

#[test]
fn a_waker_that_is_left_as_the_result_comes_is_woken_or_not_needed() {
    struct Woken(loom::sync::atomic::AtomicBool);
    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.store(true, SeqCst);
        }
    }
    model(3, || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        let cell = Cell::new();
        let writes = Arc::clone(&cell);
        let mut task = pin!(pool.apply_async(move || writes.write(7)).unwrap());
        let woken = Arc::new(Woken(loom::sync::atomic::AtomicBool::new(false)));
        let waker = Waker::from(Arc::clone(&woken));
        let before = task.as_mut().poll(&mut Context::from_waker(&waker));
        pool.close();
        join(workers);
        if before.is_pending() {
            assert!(woken.0.load(SeqCst), "asleep for ever");
            let after = task.poll(&mut Context::from_waker(&waker));
            assert!(after.is_ready());
        }
        assert_eq!(cell.read(), 7);
    });
}

#[test]
fn a_task_that_comes_with_a_close_runs_or_is_taken_back() {
    model(2, || {
        let (pool, workers) = pool(1, false);
        let pool = Arc::new(pool);
        let workers = live(workers);
        let ends = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.close())
        };
        match pool.apply_async(|| 1) {
            Ok(task) => assert_eq!(task.get().unwrap(), 1),
            Err(error) => assert!(matches!(error, PoolError::NotRunning)),
        }
        ends.join().unwrap();
        join(workers);
    });
}

#[test]
fn a_task_that_ends_a_scope_runs_what_is_left_of_it() {
    model(2, || {
        let (pool, workers) = pool(1, true);
        let workers = live(workers);
        let cells = [Cell::new(), Cell::new()];
        // This runs inline, and so does what the worker leaves.
        pool.apply(|| {
            pool.scope(|scope| {
                for cell in &cells {
                    drop(scope.apply_async(|| cell.write(7)).unwrap());
                }
            });
        })
        .unwrap();
        assert_eq!(cells.map(|cell| cell.read()), [7, 7]);
        pool.close();
        join(workers);
    });
}

#[test]
fn who_learns_that_a_task_succeeded_sees_what_it_did() {
    model(2, || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        let cell = Cell::new();
        let writes = Arc::clone(&cell);
        let task = pool.apply_async(move || writes.write(7)).unwrap();
        if let Some(success) = task.successful() {
            assert!(success);
            assert_eq!(cell.read(), 7);
        }
        pool.close();
        join(workers);
    });
}
