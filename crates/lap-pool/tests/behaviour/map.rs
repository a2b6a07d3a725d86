//! Blocking maps: order, borrowing, progress, failure.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use crate::support::{Gate, Tally, panic_of, watchdog};
use lap_pool::{PoolError, ThreadPool};

#[test]
fn results_come_in_input_order_for_every_size_and_chunk() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3, 8] {
        let pool = ThreadPool::new(workers).unwrap();
        for n in [0, 1, 2, 3, 7, 8, 9, 100, 1_000] {
            let input: Vec<usize> = (0..n).collect();
            let expected: Vec<usize> = input.iter().map(|x| x * 3).collect();
            assert_eq!(pool.map(&input, |x| x * 3).unwrap(), expected);
            assert_eq!(pool.map(0..n, |x| x * 3).unwrap(), expected);
            for chunksize in [1, 2, 7, usize::MAX] {
                let options = pool.options().chunksize(chunksize);
                assert_eq!(options.map(&input, |x| x * 3).unwrap(), expected);
            }
        }
    }
}

#[test]
fn inputs_closure_and_results_may_borrow_from_the_caller() {
    let pool = ThreadPool::new(2).unwrap();
    let words = [String::from("lap"), String::from("pool")];
    let suffix = String::from("!");
    let first: Vec<&str> = pool.map(&words, |word| &word[..1]).unwrap();
    assert_eq!(first, ["l", "p"]);
    let joined = pool.map(&words, |word| format!("{word}{suffix}")).unwrap();
    assert_eq!(joined, ["lap!", "pool!"]);
}

#[test]
fn mutable_items_are_changed_in_place() {
    let pool = ThreadPool::new(3).unwrap();
    let mut numbers: Vec<usize> = (0..1_000).collect();
    pool.map(&mut numbers, |number| *number += 1).unwrap();
    assert!(numbers.iter().copied().eq(1..=1_000));
    let mut few = [1, 2, 3];
    pool.map(&mut few, |number| *number *= 2).unwrap();
    assert_eq!(few, [2, 4, 6]);
}

#[test]
fn each_kind_of_input_is_taken() {
    let pool = ThreadPool::new(2).unwrap();
    let boxed: Box<[u8]> = Box::new([1, 2]);
    assert_eq!(pool.map(&boxed, |x| x + 1).unwrap(), [2, 3]);
    assert_eq!(pool.map(boxed, |x| x + 1).unwrap(), [2, 3]);
    assert_eq!(pool.map([1, 2], |x| x + 1).unwrap(), [2, 3]);
    assert_eq!(pool.map(vec![1, 2], |x| x + 1).unwrap(), [2, 3]);
    let set = BTreeSet::from([2, 1]);
    assert_eq!(pool.map(set.iter(), |x| x + 1).unwrap(), [2, 3]);
    assert_eq!(pool.map(&[(); 5], |()| ()).unwrap(), [(); 5]);
}

#[test]
fn starmaps_spread_values_and_references() {
    let pool = ThreadPool::new(2).unwrap();
    assert_eq!(
        pool.starmap([(2, 3), (4, 5)], |a, b| a * b).unwrap(),
        [6, 20]
    );
    assert_eq!(
        pool.starmap(&[(2, 3)], |a: &i32, b: &i32| a * b).unwrap(),
        [6]
    );
    let options = pool.options();
    assert_eq!(
        options.starmap3([(1, 2, 3)], |a, b, c| a + b + c).unwrap(),
        [6]
    );
    assert_eq!(
        options
            .starmap4([(1, 2, 3, 4)], |a, b, c, d| a + b + c + d)
            .unwrap(),
        [10]
    );
}

#[test]
fn two_items_that_wait_for_each_other_meet_on_two_workers_a_thousand_times() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    for _ in 0..1_000 {
        let barrier = Barrier::new(2);
        let leaders = pool.map(&[0, 1], |_| barrier.wait().is_leader()).unwrap();
        assert_eq!(leaders.iter().filter(|leads| **leads).count(), 1);
    }
}

#[test]
fn as_many_items_as_workers_run_at_once_whoever_calls() {
    let _watchdog = watchdog();
    for helps in [true, false] {
        let pool = ThreadPool::builder()
            .workers(4)
            .caller_helps(helps)
            .build()
            .unwrap();
        let barrier = Barrier::new(4);
        pool.map(&[(); 4], |()| barrier.wait().is_leader()).unwrap();
    }
}

#[test]
fn the_lowest_panic_wins_and_every_item_below_it_ran() {
    let _watchdog = watchdog();
    for (workers, chunksize) in [(1, 1), (2, 1), (3, 4), (8, 16)] {
        let pool = ThreadPool::new(workers).unwrap();
        let ran = Mutex::new(BTreeSet::new());
        let words = panic_of(|| {
            pool.options().chunksize(chunksize).map(0..200, |item| {
                ran.lock().unwrap().insert(item);
                if item >= 50 && item % 3 == 2 {
                    std::panic::panic_any(format!("item {item}"));
                }
            })
        });
        assert_eq!(words, "item 50");
        assert!((0..=50).all(|item| ran.lock().unwrap().contains(&item)));
        assert_eq!(
            pool.map(0..3, |x| x).unwrap(),
            [0, 1, 2],
            "the pool goes on"
        );
    }
}

#[test]
fn a_later_failure_of_a_lower_item_wins() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let (high_failed, both_in) = (Gate::default(), Barrier::new(2));
    let words = panic_of(|| {
        pool.map(0..2, |item| {
            both_in.wait();
            if item == 0 {
                high_failed.pass();
                panic!("low");
            }
            high_failed.open();
            panic!("high");
        })
    });
    assert_eq!(words, "low");
}

#[test]
fn a_failed_map_returns_only_after_its_running_items_have() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let (started, finished) = (Tally::default(), AtomicUsize::new(0));
    let words = panic_of(|| {
        pool.map(0..2, |item| {
            started.add();
            started.wait_for(2);
            if item == 0 {
                panic!("early");
            }
            for _ in 0..50 {
                std::thread::yield_now();
            }
            finished.fetch_add(1, SeqCst);
        })
    });
    assert_eq!((words.as_str(), finished.load(SeqCst)), ("early", 1));
}

#[test]
fn a_panicking_input_reaches_the_caller_and_leaves_the_pool_well() {
    let pool = ThreadPool::new(2).unwrap();
    for at in [0, 3, 9] {
        let source = (0..10).map(move |x| if x == at { panic!("source {x}") } else { x });
        assert_eq!(panic_of(|| pool.map(source, |x| x)), format!("source {at}"));
    }
    assert_eq!(pool.map(0..2, |x| x).unwrap(), [0, 1]);
}

#[test]
fn zero_is_refused_by_name() {
    let pool = ThreadPool::new(1).unwrap();
    let refusal = pool.options().chunksize(0).map(0..3, |x| x).unwrap_err();
    assert!(
        matches!(refusal, PoolError::Invalid("chunksize", 0)),
        "{refusal}"
    );
    assert!(matches!(
        ThreadPool::new(0),
        Err(PoolError::Invalid("workers", 0))
    ));
}

#[test]
fn thirty_two_threads_map_on_one_pool_at_once() {
    const THREADS: usize = 32;
    let _watchdog = watchdog();
    for helps in [true, false] {
        let builder = ThreadPool::builder().workers(3).caller_helps(helps);
        let (pool, all_here) = (builder.build().unwrap(), Barrier::new(THREADS));
        std::thread::scope(|threads| {
            for thread in 0..THREADS {
                let (pool, all_here) = (&pool, &all_here);
                threads.spawn(move || {
                    all_here.wait();
                    for round in 0..20 {
                        let sums = pool.map(0..20_usize, |x| x + thread + round).unwrap();
                        assert!(sums.into_iter().eq((0..20).map(|x| x + thread + round)));
                    }
                });
            }
        });
    }
}
