//! Work that a thread leaves before it is over: nobody takes it for over, and who waits for it learns of it.
//!
//! A promise lets a thread go on once another has come to a certain place, so that few preemptions are needed for the
//! schedules that matter.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::model::{Promise, pool};

use crate::{join, live, model};

#[test]
fn a_map_whose_worker_gives_way_is_not_lost_to_the_handle_that_found_it_full() {
    model(2, || {
        let (pool, workers) = pool(1, true);
        let workers = live(workers);
        let inside = Promise::default();
        let says = inside.clone();
        let item = move |item| {
            if item == 0 {
                says.keep(());
            }
            item
        };
        let map = pool.map_async([0, 1], item).unwrap();
        inside.get();
        // The worker is inside, and gives way to this.
        let task = pool.apply_async(|| ()).unwrap();
        assert_eq!(map.get().unwrap(), [0, 1]);
        drop(task);
        pool.close();
        join(workers);
    });
}

#[test]
fn a_scope_does_not_end_before_a_map_whose_worker_gave_way() {
    model(2, || {
        let (pool, workers) = pool(1, true);
        let workers = live(workers);
        let ran = AtomicUsize::new(0);
        let inside = Promise::default();
        pool.scope(|scope| {
            let item = |item| {
                if item == 0 {
                    inside.keep(());
                }
                ran.fetch_add(1, SeqCst)
            };
            let map = scope.map_async([0, 1], item);
            inside.get();
            drop(scope.apply_async(|| ()).unwrap());
            map.unwrap().wait();
        });
        assert_eq!(ran.into_inner(), 2);
        pool.close();
        join(workers);
    });
}

#[test]
fn a_waiter_that_found_a_map_full_is_told_when_its_worker_gives_way_to_what_waits_for_that_waiter()
{
    model(2, || {
        let (pool, workers) = pool(1, true);
        let workers = live(workers);
        let (inside, done) = (Promise::default(), Promise::default());
        let (says, awaits) = (inside.clone(), done.clone());
        let item = move |item| {
            if item == 0 {
                says.keep(());
            }
        };
        let map = pool.map_async([0, 1], item).unwrap();
        inside.get();
        // The worker gives way to this, and comes back to the map only when the map is done.
        let task = pool.apply_async(move || awaits.get()).unwrap();
        map.get().unwrap();
        done.keep(());
        task.get().unwrap();
        pool.close();
        join(workers);
    });
}

#[test]
fn a_task_at_the_end_of_its_scope_finds_what_a_worker_puts_back() {
    model(2, || {
        let (pool, workers) = pool(1, true);
        let workers = live(workers);
        let (inside, done) = (Promise::default(), Promise::default());
        let (ran, awaits) = (AtomicUsize::new(0), done.clone());
        let item = |item| {
            if item == 0 {
                inside.keep(());
            }
            ran.fetch_add(1, SeqCst)
        };
        // This runs inline.
        pool.apply(|| {
            pool.scope(|scope| {
                drop(scope.map_async([0, 1], item).unwrap());
                inside.get();
                // The worker gives way to this, and comes back to the map only after the scope.
                drop(pool.apply_async(move || awaits.get()).unwrap());
            });
            done.keep(());
        })
        .unwrap();
        assert_eq!(ran.load(SeqCst), 2);
        pool.close();
        join(workers);
    });
}

/// The worker that leaves makes room for one that is about to sleep, and takes the task, which waits for an item behind. What
/// would be missed here is missed by a load of something old, so no preemption is needed; with one it takes minutes.
#[test]
fn who_gives_way_to_a_task_leaves_room_that_the_next_worker_sees() {
    model(0, || {
        let (pool, workers) = pool(2, false);
        let workers = live(workers);
        let met = Promise::default();
        let options = pool.options().concurrency(1);
        let run = |item: &usize| match item {
            0 => {
                let met = met.clone();
                drop(pool.apply_async(move || met.get()).unwrap());
            }
            _ => met.keep(()),
        };
        options.map(&[0, 1], run).unwrap();
        pool.close();
        join(workers);
    });
}
