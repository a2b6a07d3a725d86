//! A map's end: who leaves it last, and what is not waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::model::pool;
use lap_pool::{PoolError, TaskError};
use loom::thread;

use crate::{Cell, Counted, join, live, model};

#[test]
fn the_last_to_leave_a_map_sees_every_result() {
    model(2, || {
        // Of two workers one is somewhere else all the time.
        let (pool, workers) = pool(2, true);
        let workers = live(workers.into_iter().take(1));
        let cells = [Cell::new(), Cell::new(), Cell::new()];
        let results = pool.map(&cells, |cell| cell.write(7)).unwrap();
        assert_eq!(results.len(), 3);
        assert_eq!(cells.map(|cell| cell.read()), [7, 7, 7]);
        pool.close();
        join(workers);
        std::mem::forget(pool);
    });
}

#[test]
fn a_map_is_over_once_terminated_and_nobody_is_inside() {
    model(2, || {
        let (pool, workers) = pool(1, true);
        let pool = Arc::new(pool);
        let workers = live(workers);
        let ends = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.terminate())
        };
        let drops = Arc::new(AtomicUsize::new(0));
        let items = vec![Counted(Arc::clone(&drops)), Counted(Arc::clone(&drops))];
        match pool.map_async(items, drop) {
            Ok(map) => match map.get() {
                Ok(results) => assert_eq!(results.len(), 2),
                Err(error) => assert!(matches!(error, TaskError::Terminated)),
            },
            Err(error) => assert!(matches!(error, PoolError::NotRunning)),
        }
        assert_eq!(drops.load(SeqCst), 2);
        ends.join().unwrap();
        join(workers);
    });
}
