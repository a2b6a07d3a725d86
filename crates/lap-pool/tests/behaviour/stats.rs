//! What is counted of a pool.

use std::thread::yield_now;
use std::time::Instant;

use lap_pool::{ThreadPool, ThreadStats};

use crate::support::{held_pool, watchdog};

fn all(pool: &ThreadPool) -> ThreadStats {
    let stats = pool.stats();
    let workers = stats.workers.into_iter();
    workers.fold(stats.callers, ThreadStats::plus)
}

#[test]
fn every_task_chunk_and_item_is_counted_once_whoever_runs_it() {
    let _watchdog = watchdog();
    for helps in [true, false] {
        let pool = ThreadPool::builder().workers(3).caller_helps(helps);
        let pool = pool.build().unwrap();
        let tasks: Vec<_> = (0..100)
            .map(|x| pool.apply_async(move || x).unwrap())
            .collect();
        tasks.into_iter().for_each(|task| _ = task.get().unwrap());
        pool.options().chunksize(10).map(0..100, |x| x).unwrap();
        assert_eq!(pool.imap(0..50, |x| x).unwrap().count(), 50);
        pool.close();
        pool.join().unwrap();
        let all = all(&pool);
        assert_eq!((all.tasks, all.chunks, all.stream_items), (100, 10, 50));
    }
}

#[test]
fn who_runs_a_task_counts_it() {
    let _watchdog = watchdog();
    let (pool, gate, held) = held_pool(true);
    // The only worker is busy.
    (0..5).for_each(|_| pool.apply_async(|| ()).unwrap().get().unwrap());
    let stats = pool.stats();
    assert_eq!((stats.callers.tasks, stats.workers[0].tasks), (5, 1));
    gate.open();
    held.get().unwrap();
}

#[test]
fn a_panic_counts_as_unread_when_its_handle_goes_before_or_after_it() {
    let _watchdog = watchdog();
    let (pool, gate, held) = held_pool(false);
    let fails = || pool.apply_async(|| panic!("unheard")).unwrap();
    drop(fails());
    let (read, kept) = (fails(), fails());
    gate.open();
    held.get().unwrap();
    assert!(read.get().is_err());
    kept.wait();
    drop(kept);
    pool.close();
    pool.join().unwrap();
    assert_eq!(pool.stats().unread_panics, 2);
}

#[test]
fn who_was_woken_had_fallen_asleep() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder().workers(1).caller_helps(false);
    let pool = pool.build().unwrap();
    for _ in 0..10 {
        pool.apply_async(|| ()).unwrap().get().unwrap();
    }
    pool.close();
    pool.join().unwrap();
    let (all, callers) = (all(&pool), pool.stats().callers);
    assert!(all.wakes <= all.parks, "{all:?}");
    assert!(all.wakes_in_vain <= all.wakes, "{all:?}");
    assert_eq!((callers.parks, callers.wakes_in_vain), (0, 0));
}

#[test]
fn a_worker_is_busy_or_idle_and_busy_at_least_as_long_as_its_tasks_take() {
    let _watchdog = watchdog();
    let begin = Instant::now();
    let pool = ThreadPool::builder().workers(1).caller_helps(false);
    let pool = pool.build().unwrap();
    let task = pool.apply_async(|| {
        let begin = Instant::now();
        (0..100).for_each(|_| yield_now());
        begin.elapsed()
    });
    let took = task.unwrap().get().unwrap();
    pool.close();
    pool.join().unwrap();
    let (worker, callers) = (pool.stats().workers[0], pool.stats().callers);
    assert!(worker.busy >= took, "{took:?}: {worker:?}");
    assert!(worker.busy + worker.idle <= begin.elapsed(), "{worker:?}");
    assert_eq!((callers.busy, callers.idle), Default::default());
}
