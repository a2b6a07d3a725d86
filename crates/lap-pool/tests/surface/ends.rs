//! `close`, `join`, `join_timeout` and drop, in each state that a pool can be in.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use crate::support::{Census, Gate, Tally, held_pool, panic_of, watchdog};
use crate::{pools, words};
use lap_pool::{Joined, PoolError, TaskError, ThreadPool};

#[test]
fn a_closed_pool_does_what_it_has() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let task = pool.apply_async(|| String::from("queued")).unwrap();
    let map = pool.map_async(words(3), |word| word).unwrap();
    assert!(matches!(pool.join(), Err(PoolError::StillRunning)));
    assert!(matches!(
        pool.join_timeout(Duration::ZERO),
        Err(PoolError::StillRunning)
    ));
    pool.close();
    pool.close();
    gate.open();
    pool.join().unwrap();
    pool.join().unwrap();
    running.get().unwrap();
    assert_eq!(task.get().unwrap(), "queued");
    assert_eq!(map.get().unwrap(), words(3));
}

#[test]
fn a_join_with_a_limit_names_what_is_busy() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    pool.close();
    for limit in [Duration::ZERO, Duration::from_micros(10)] {
        let Joined::StillBusy(busy) = pool.join_timeout(limit).unwrap() else {
            panic!("it runs");
        };
        assert_eq!((busy.len(), busy[0].worker), (1, 0));
        assert!(busy[0].site.file().ends_with("ends.rs"));
    }
    gate.open();
    assert!(matches!(pool.join_timeout(Duration::MAX), Ok(Joined::All)));
    assert!(matches!(pool.join_timeout(Duration::ZERO), Ok(Joined::All)));
    running.get().unwrap();
}

#[test]
fn several_threads_join_at_once_with_and_without_limits() {
    let _watchdog = watchdog();
    for pool in pools() {
        let map = pool.map_async(words(4), |word| word).unwrap();
        thread::scope(|threads| {
            threads.spawn(|| while pool.join().is_err() {});
            threads.spawn(|| while !matches!(pool.join_timeout(Duration::MAX), Ok(Joined::All)) {});
            pool.close();
            pool.join().unwrap();
        });
        drop(pool);
        assert_eq!(map.get().unwrap(), words(4));
    }
}

#[test]
fn calls_race_with_the_close() {
    let _watchdog = watchdog();
    for pool in pools() {
        let done = AtomicUsize::new(0);
        thread::scope(|threads| {
            threads.spawn(|| match pool.map(words(3), |word| word.len()) {
                Ok(lengths) => assert_eq!(lengths, [6; 3]),
                Err(error) => assert!(matches!(error, PoolError::NotRunning)),
            });
            threads.spawn(|| {
                let borrows = || done.fetch_add(1, SeqCst);
                let accepted = pool.scope(|scope| scope.apply_async(borrows).is_ok());
                assert_eq!(done.load(SeqCst), usize::from(accepted));
            });
            threads.spawn(|| pool.close());
        });
        pool.join().unwrap();
    }
}

#[test]
fn a_stream_open_at_the_close_is_read_to_the_end_of_what_was_pulled() {
    let _watchdog = watchdog();
    for pool in pools() {
        let stream = pool.options().buffersize(2).imap(words(6), |word| word);
        let mut results = stream.unwrap().results();
        assert_eq!(results.next().unwrap().unwrap(), "word 0");
        pool.close();
        pool.join().unwrap();
        let rest: Vec<_> = results.by_ref().collect();
        let (last, good) = rest.split_last().unwrap();
        assert!(matches!(last, Err(TaskError::NotRunning)));
        assert!(good.len() <= 2 && good.iter().all(Result::is_ok));
        assert!(results.next().is_none());
    }
}

#[test]
fn a_stream_outlives_its_pool() {
    let _watchdog = watchdog();
    for read in [true, false] {
        for pool in pools() {
            let mut stream = pool.imap(words(100), |word| word).unwrap();
            assert_eq!(stream.next().as_deref(), Some("word 0"));
            drop(pool);
            if read {
                let words = panic_of(|| stream.by_ref().for_each(drop));
                assert!(words.contains("closed before the rest"), "{words}");
            }
        }
    }
}

#[test]
fn a_dropped_pool_has_done_what_it_had_also_while_unwinding() {
    let _watchdog = watchdog();
    for unwinds in [false, true] {
        for pool in pools() {
            let census = Census::of(8);
            let submits = || {
                let pool = pool;
                let task = census.subject(0);
                drop(pool.apply_async(move || task.look()).unwrap());
                let items = (1..4).map(|number| census.subject(number));
                let make = Arc::clone(&census);
                let map = pool.map_async(items, move |item| make.subject(item.look() + 3));
                drop(map.unwrap());
                let closure = census.subject(7);
                let mut stream = pool.imap(0..6, move |x| x + closure.look()).unwrap();
                assert_eq!(stream.next(), Some(7));
                assert!(!unwinds, "unwinding");
            };
            if unwinds {
                assert_eq!(panic_of(submits), "unwinding");
            } else {
                submits();
            }
            census.assert_each_dropped_once();
        }
    }
}

#[test]
fn a_pool_is_dropped_by_one_thread_while_another_waits_for_its_work() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let (waits, began) = (Arc::clone(&gate), Arc::new(Tally::default()));
    let map = pool.map_async(words(3), |word| word).unwrap();
    thread::scope(|threads| {
        let begins = Arc::clone(&began);
        threads.spawn(move || {
            begins.add();
            assert_eq!(map.get().unwrap(), words(3));
        });
        threads.spawn(|| {
            began.wait_for(1);
            drop(pool);
        });
        threads.spawn(move || waits.open());
    });
    running.get().unwrap();
}

#[test]
fn a_task_cannot_join_its_own_pool() {
    let _watchdog = watchdog();
    for pool in pools().map(Arc::new) {
        let own = Arc::clone(&pool);
        let task = pool.apply_async(move || {
            own.close();
            (own.join(), own.join_timeout(Duration::MAX).map(drop))
        });
        let (join, limited) = task.unwrap().get().unwrap();
        assert!(matches!(join, Err(PoolError::JoinFromTask)));
        assert!(matches!(limited, Err(PoolError::JoinFromTask)));
        pool.join().unwrap();
    }
}

#[test]
fn thread_locals_of_workers_are_dropped_before_a_join_returns() {
    let _watchdog = watchdog();
    struct UsesAPool(Arc<Gate>);
    impl Drop for UsesAPool {
        fn drop(&mut self) {
            let pool = ThreadPool::new(1).unwrap();
            assert_eq!(pool.apply(|| 1).unwrap(), 1);
            self.0.open();
        }
    }
    thread_local! {
        static HELD: std::cell::RefCell<Option<UsesAPool>> = const { std::cell::RefCell::new(None) };
    }
    let gate = Arc::new(Gate::default());
    let opens = Arc::clone(&gate);
    let initializer = move || HELD.set(Some(UsesAPool(Arc::clone(&opens))));
    let builder = ThreadPool::builder().workers(2).initializer(initializer);
    drop(builder.build().unwrap());
    gate.pass();
    assert_eq!(Arc::strong_count(&gate), 1);
}
