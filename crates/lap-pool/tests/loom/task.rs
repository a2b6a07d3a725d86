//! Tasks on their way through the queue, and a pool's end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::model::pool;
use lap_pool::{PoolError, TaskError};
use loom::thread;

use crate::{Cell, join, live, model};

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
    model(2, || {
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
