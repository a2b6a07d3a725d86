//! Maps and tasks that share a worker: neither keeps the other waiting, and none is lost between them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use crate::support::{Gate, Tally, held_pool, watchdog};
use lap_pool::{PoolError, TaskError, ThreadPool};

fn rounds(default: usize) -> usize {
    let asked = std::env::var("LAP_POOL_ROUNDS").ok();
    asked.map_or(default, |rounds| rounds.parse().expect("a number"))
}

/// The models in `tests/loom/give_way.rs` find the schedule at once; this one needs luck.
#[test]
fn a_map_that_gives_way_while_its_handle_asks_for_it_is_not_lost() {
    let _watchdog = watchdog();
    for workers in [1, 2, 4] {
        let pool = ThreadPool::new(workers).unwrap();
        for _ in 0..rounds(2_000) {
            let done = AtomicUsize::new(0);
            pool.scope(|scope| {
                let map = scope.map_async(0..40, |x| {
                    done.fetch_add(1, SeqCst);
                    x
                });
                for _ in 0..20 {
                    drop(scope.apply_async(|| ()).unwrap());
                }
                assert!(map.unwrap().get().unwrap().into_iter().eq(0..40));
            });
            assert_eq!(done.into_inner(), 40);
        }
    }
}

#[test]
fn a_map_before_many_tasks_ends_among_the_first_of_them() {
    let _watchdog = watchdog();
    let (pool, gate, _running) = held_pool(false);
    let tasks_done = Arc::new(AtomicUsize::new(0));
    let sees = Arc::clone(&tasks_done);
    let options = pool.options().chunksize(1);
    let map = options
        .map_async(0..20, move |_| sees.load(SeqCst))
        .unwrap();
    for _ in 0..2_000 {
        let counts = Arc::clone(&tasks_done);
        drop(pool.apply_async(move || counts.fetch_add(1, SeqCst)));
    }
    gate.open();
    // One look at the other source after each chunk.
    let seen = map.get().unwrap();
    assert!(
        seen.into_iter()
            .enumerate()
            .all(|(item, tasks)| tasks <= item + 1)
    );
}

#[test]
fn a_task_behind_a_long_map_begins_after_one_chunk_of_it() {
    let _watchdog = watchdog();
    let (pool, gate, _running) = held_pool(false);
    let items_done = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&items_done);
    let options = pool.options().chunksize(1);
    let map = options.map_async(0..1_000, move |_| counts.fetch_add(1, SeqCst));
    let tasks: Vec<_> = (0..5)
        .map(|_| {
            let sees = Arc::clone(&items_done);
            pool.apply_async(move || sees.load(SeqCst)).unwrap()
        })
        .collect();
    gate.open();
    for (number, task) in tasks.into_iter().enumerate() {
        assert!(task.get().unwrap() <= number + 1);
    }
    assert_eq!(map.unwrap().get().unwrap().len(), 1_000);
}

#[test]
fn two_maps_and_many_tasks_take_turns() {
    let _watchdog = watchdog();
    let (pool, gate, _running) = held_pool(false);
    let tasks_done = Arc::new(AtomicUsize::new(0));
    let maps = [0, 1].map(|_| {
        let sees = Arc::clone(&tasks_done);
        let options = pool.options().chunksize(1);
        options
            .map_async(0..20, move |_| sees.load(SeqCst))
            .unwrap()
    });
    for _ in 0..500 {
        let counts = Arc::clone(&tasks_done);
        drop(pool.apply_async(move || counts.fetch_add(1, SeqCst)));
    }
    gate.open();
    for map in maps {
        let seen = map.get().unwrap();
        assert!(seen[19] <= 40, "{seen:?}");
        // The maps do not keep the tasks waiting either.
        assert!(seen[19] >= 19, "{seen:?}");
    }
}

#[test]
fn no_item_of_a_claim_begins_after_terminate() {
    let _watchdog = watchdog();
    for chunked in [false, true] {
        let pool = ThreadPool::builder()
            .workers(1)
            .caller_helps(false)
            .build()
            .unwrap();
        let (gate, begun) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
        let (waits, counts) = (Arc::clone(&gate), Arc::clone(&begun));
        let options = pool.options();
        let options = if chunked {
            options.chunksize(100)
        } else {
            options
        };
        // By default the claims have grown by the time of the slow item.
        let slow = if chunked { 1 } else { 500 };
        let map = options
            .map_async(0..1_000, move |_| {
                if counts.add() == slow {
                    waits.pass();
                }
            })
            .unwrap();
        begun.wait_for(slow);
        pool.terminate();
        gate.open();
        assert!(matches!(map.get(), Err(TaskError::Terminated)));
        assert_eq!(begun.count(), slow);
    }
}

#[test]
fn a_blocking_map_that_its_own_item_terminates_begins_no_other() {
    let _watchdog = watchdog();
    let (pool, gate, _running) = held_pool(false);
    let begun = AtomicUsize::new(0);
    let builder = ThreadPool::builder().workers(1);
    let helped = builder.build().unwrap();
    gate.open();
    for pool in [pool, helped] {
        begun.store(0, SeqCst);
        let map = pool.options().chunksize(50).map(0..200, |_| {
            begun.fetch_add(1, SeqCst);
            pool.terminate();
        });
        assert!(matches!(map, Err(PoolError::Terminated)));
        assert_eq!(begun.load(SeqCst), 1);
    }
}

#[test]
fn a_map_that_is_done_is_over_before_the_task_behind_it_begins() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let map = Arc::new(pool.map_async(vec![1], |x| x).unwrap());
    let looks = Arc::clone(&map);
    let task = pool.apply_async(move || looks.ready()).unwrap();
    gate.open();
    assert!(task.get().unwrap());
    running.get().unwrap();
}

#[test]
fn a_waiter_goes_on_with_its_map_when_a_worker_gives_way_to_what_waits_for_that_waiter() {
    let _watchdog = watchdog();
    // In most rounds the waiter has found the map full, and sleeps, when the worker leaves it.
    for _ in 0..50 {
        let pool = ThreadPool::new(1).unwrap();
        let (item, got) = (Arc::new(Gate::default()), Arc::new(Gate::default()));
        let (begun, waits) = (Arc::new(Tally::default()), Arc::clone(&item));
        let counts = Arc::clone(&begun);
        let map = pool.options().chunksize(1).map_async(0..2, move |x| {
            counts.add();
            waits.pass();
            x
        });
        begun.wait_for(1);
        let waits = Arc::clone(&got);
        let behind = pool.apply_async(move || waits.pass()).unwrap();
        let opens = std::thread::spawn(move || {
            std::thread::yield_now();
            item.open();
        });
        assert_eq!(map.unwrap().get().unwrap(), [0, 1]);
        got.open();
        behind.get().unwrap();
        opens.join().unwrap();
    }
}

/// An item ends only once the next one waits: so the only worker never finds the stream without one.
#[test]
fn a_map_runs_beside_a_stream_that_never_pauses() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(1).caller_helps(false);
    let pool = builder.build().unwrap();
    let (pulled, done) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    std::thread::scope(|scope| {
        let (begun, wait) = std::sync::mpsc::channel();
        let reads = {
            let (pool, pulled, done) = (&pool, Arc::clone(&pulled), Arc::clone(&done));
            move || {
                let (pulls, ends) = (Arc::clone(&pulled), Arc::clone(&done));
                let source = (0..).inspect(move |item| pulls.store(*item, SeqCst));
                let item = move |item: usize| {
                    // Once the next but one is pulled, the next one waits.
                    while pulled.load(SeqCst) < item + 2 && !ends.load(SeqCst) {
                        std::thread::yield_now();
                    }
                };
                let mut stream = pool.options().buffersize(4).imap(source, item).unwrap();
                begun.send(stream.next()).unwrap();
                while !done.load(SeqCst) {
                    stream.next();
                }
            }
        };
        scope.spawn(reads);
        wait.recv().unwrap();
        assert_eq!(pool.map(0..3, |x| x).unwrap(), [0, 1, 2]);
        done.store(true, SeqCst);
    });
}
