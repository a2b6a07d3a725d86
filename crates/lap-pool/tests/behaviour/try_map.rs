//! `try_map` and `for_each`.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};

use lap_pool::{PoolError, ThreadPool};

use crate::support::{panic_of, watchdog};

#[test]
fn all_results_come_in_order() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(4).unwrap();
    let doubled = pool.try_map(0..1_000, |x| Ok::<_, ()>(2 * x)).unwrap();
    assert!(doubled.unwrap().into_iter().eq((0..1_000).map(|x| 2 * x)));
    assert_eq!(
        pool.try_map(0..0, |_| Err::<(), ()>(())).unwrap(),
        Ok(vec![])
    );
}

#[test]
fn the_lowest_failure_wins_though_it_comes_last() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let meet = Barrier::new(2);
    let later = AtomicUsize::new(0);
    let task = |item: usize| {
        // Both run at once; the upper one fails first.
        meet.wait();
        if item == 1 {
            later.store(1, SeqCst);
            return Err(1);
        }
        while later.load(SeqCst) == 0 {
            std::thread::yield_now();
        }
        Err::<(), _>(0)
    };
    assert_eq!(pool.try_map(0..2, task).unwrap(), Err(0));
}

#[test]
fn of_an_error_and_a_panic_the_lower_one_counts() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let fails = |panics: u32| {
        move |item: u32| match item {
            _ if item == panics => panic!("item {item}"),
            3 => Err(item),
            _ => Ok(item),
        }
    };
    assert_eq!(pool.try_map(0..10, fails(5)).unwrap(), Err(3));
    let panicked = panic_of(|| pool.try_map(0..10, fails(2)));
    assert_eq!(panicked, "item 2");
}

#[test]
fn results_of_a_failed_call_are_dropped_once_and_items_above_are_not_begun() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (token, begun) = (Arc::new(()), AtomicUsize::new(0));
    let task = |item: u32| {
        begun.fetch_add(1, SeqCst);
        if item < 3 {
            Ok(Arc::clone(&token))
        } else {
            Err(Arc::clone(&token))
        }
    };
    let error = pool.try_map(0..100, task).unwrap().unwrap_err();
    assert_eq!((Arc::strong_count(&token), begun.load(SeqCst)), (2, 4));
    drop(error);
    pool.close();
    assert!(matches!(
        pool.try_map(0..1, task),
        Err(PoolError::NotRunning)
    ));
    assert_eq!(Arc::strong_count(&token), 1);
}

#[test]
fn for_each_runs_every_item_once() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(4).unwrap();
    let counts: Vec<_> = (0..10_000).map(|_| AtomicUsize::new(0)).collect();
    pool.for_each(&counts, |count| _ = count.fetch_add(1, SeqCst))
        .unwrap();
    assert!(counts.iter().all(|count| count.load(SeqCst) == 1));
}

#[test]
fn no_more_items_of_a_call_run_at_once_than_it_allows() {
    let _watchdog = watchdog();
    for helps in [true, false] {
        let pool = ThreadPool::builder().workers(4).caller_helps(helps);
        let pool = pool.build().unwrap();
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (enters, peaks) = (Arc::clone(&now), Arc::clone(&most));
        let task = move |item: u32| {
            peaks.fetch_max(enters.fetch_add(1, SeqCst) + 1, SeqCst);
            (0..100).for_each(|_| std::thread::yield_now());
            enters.fetch_sub(1, SeqCst);
            item
        };
        let options = pool.options().concurrency(2);
        assert_eq!(options.map(0..50, &task).unwrap().len(), 50);
        assert_eq!(
            options
                .map_async(0..50, task.clone())
                .unwrap()
                .get()
                .unwrap()
                .len(),
            50
        );
        assert_eq!(options.imap(0..50, task.clone()).unwrap().count(), 50);
        assert_eq!(options.imap_unordered(0..50, task).unwrap().count(), 50);
        assert!(most.load(SeqCst) <= 2, "{}", most.load(SeqCst));
        let refused = pool.options().concurrency(0).map(0..3, |x| x);
        assert!(matches!(refused, Err(PoolError::Invalid("concurrency", 0))));
    }
}
