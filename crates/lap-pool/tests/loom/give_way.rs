//! Work that a thread leaves before it is over: nobody takes it for over, and who waits for it learns of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::model::pool;

use crate::{join, live, model};

#[test]
fn a_map_whose_worker_gives_way_is_not_lost_to_the_handle_that_found_it_full() {
    model(3, || {
        let (pool, workers) = pool(1, true);
        let workers = live(workers);
        let map = pool.map_async([1, 2], |x| x).unwrap();
        let task = pool.apply_async(|| ()).unwrap();
        assert_eq!(map.get().unwrap(), [1, 2]);
        drop(task);
        pool.close();
        join(workers);
    });
}

#[test]
fn a_scope_does_not_end_before_a_map_whose_worker_gave_way() {
    model(3, || {
        let (pool, workers) = pool(1, true);
        let workers = live(workers);
        let ran = Arc::new(AtomicUsize::new(0));
        pool.scope(|scope| {
            let map = scope.map_async([1, 2], |_| ran.fetch_add(1, SeqCst));
            drop(scope.apply_async(|| ()).unwrap());
            map.unwrap().wait();
        });
        assert_eq!(ran.load(SeqCst), 2);
        pool.close();
        join(workers);
    });
}

#[test]
fn a_task_that_waits_for_a_map_joins_in_when_another_worker_gives_way() {
    model(2, || {
        let (pool, workers) = pool(2, false);
        let pool = Arc::new(pool);
        let workers = live(workers);
        let own = Arc::clone(&pool);
        let outer = pool.apply_async(move || {
            let map = own.map_async([1, 2], |x| x).unwrap();
            drop(own.apply_async(|| ()).unwrap());
            map.get().unwrap()
        });
        assert_eq!(outer.unwrap().get().unwrap(), [1, 2]);
        pool.close();
        join(workers);
    });
}

#[test]
fn a_task_at_the_end_of_its_scope_finds_what_another_worker_puts_back() {
    model(2, || {
        let (pool, workers) = pool(2, false);
        let pool = Arc::new(pool);
        let workers = live(workers);
        let own = Arc::clone(&pool);
        let outer = pool.apply_async(move || {
            let ran = AtomicUsize::new(0);
            own.scope(|scope| {
                drop(
                    scope
                        .map_async([1, 2], |_| ran.fetch_add(1, SeqCst))
                        .unwrap(),
                );
                drop(own.apply_async(|| ()).unwrap());
            });
            ran.into_inner()
        });
        assert_eq!(outer.unwrap().get().unwrap(), 2);
        pool.close();
        join(workers);
    });
}
