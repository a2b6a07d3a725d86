//! `terminate` in each state: of what is queued, running, inside a claim, streamed, waited for, borrowed; from a task, and
//! while a panic unwinds.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use crate::support::{Census, Gate, Tally, held_pool, panic_of, watchdog};
use crate::{pools, words};
use lap_pool::{PoolError, TaskError, ThreadPool};

#[test]
fn what_is_queued_is_given_up_and_what_runs_goes_on() {
    let _watchdog = watchdog();
    for helps in [true, false] {
        let (pool, gate, running) = held_pool(helps);
        let census = Census::of(5);
        let (closure, items) = (census.subject(0), census.subject(1));
        let task = pool.apply_async(move || closure.look()).unwrap();
        let map = pool
            .map_async([items, census.subject(2)], |item| item)
            .unwrap();
        let closure = census.subject(3);
        let mut stream = pool.imap(0..4, move |x| x + closure.look()).unwrap();
        stream.next_timeout(Duration::ZERO).unwrap_err();
        pool.terminate();
        pool.terminate();
        pool.close();
        assert!(matches!(task.get(), Err(TaskError::Terminated)));
        assert!(matches!(map.get(), Err(TaskError::Terminated)));
        assert!(panic_of(|| stream.next()).contains("terminated"));
        drop((stream, census.subject(4)));
        census.assert_each_dropped_once();
        assert!(!running.ready());
        gate.open();
        pool.join().unwrap();
        running.get().unwrap();
    }
}

#[test]
fn inside_a_claim_the_item_that_runs_is_the_last() {
    let _watchdog = watchdog();
    for chunksize in [1, 3] {
        let pool = ThreadPool::builder()
            .workers(1)
            .caller_helps(false)
            .build()
            .unwrap();
        let (census, inside) = (Census::of(12), Tally::default());
        let (inside, gate) = (Arc::new(inside), Arc::new(Gate::default()));
        let items: Vec<_> = (0..6).map(|number| census.subject(number)).collect();
        let (says, waits, make) = (Arc::clone(&inside), Arc::clone(&gate), Arc::clone(&census));
        let task = move |item: crate::support::Tracked| {
            if item.look() == 1 {
                says.add();
                waits.pass();
            }
            make.subject(6 + item.look())
        };
        let map = pool
            .options()
            .chunksize(chunksize)
            .map_async(items, task)
            .unwrap();
        inside.wait_for(1);
        pool.terminate();
        gate.open();
        pool.join().unwrap();
        assert!(matches!(map.get(), Err(TaskError::Terminated)));
        assert_eq!(census.drops()[..8], [1; 8]);
        assert_eq!(census.drops()[8..], [0; 4]);
    }
}

#[test]
fn a_blocking_map_returns_once_its_running_items_have() {
    let _watchdog = watchdog();
    for pool in pools() {
        let (items, inside, gate, done) = (
            words(6),
            Tally::default(),
            Gate::default(),
            AtomicUsize::new(0),
        );
        thread::scope(|threads| {
            threads.spawn(|| {
                inside.wait_for(2);
                pool.terminate();
                gate.open();
            });
            let outcome = pool.map(&items, |word| {
                inside.add();
                gate.pass();
                done.fetch_add(word.len(), SeqCst);
            });
            assert!(matches!(outcome, Err(PoolError::Terminated)));
            assert_eq!(done.load(SeqCst), 2 * 6);
        });
    }
}

#[test]
fn waiters_are_woken() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let task = pool.apply_async(|| String::from("never")).unwrap();
    let map = pool.map_async(words(3), |word| word).unwrap();
    let mut stream = pool.imap(words(3), |word| word).unwrap();
    let waiting = Tally::default();
    thread::scope(|threads| {
        let waiting = &waiting;
        let began = move || _ = waiting.add();
        threads.spawn(move || {
            began();
            assert!(matches!(task.get(), Err(TaskError::Terminated)));
        });
        threads.spawn(move || {
            began();
            map.wait();
            assert_eq!(map.successful(), Some(false));
        });
        threads.spawn(move || {
            began();
            let outcome = stream.next_timeout(Duration::MAX);
            assert!(matches!(outcome, Err(TaskError::Terminated)));
        });
        waiting.wait_for(3);
        pool.terminate();
    });
    gate.open();
    running.get().unwrap();
}

#[test]
fn an_open_stream_gives_what_is_done_and_then_says_why_there_is_no_more() {
    let _watchdog = watchdog();
    for ordered in [true, false] {
        for pool in pools() {
            let options = pool.options().buffersize(3);
            let (source, task) = (words(6), |word: String| word);
            let mut results = if ordered {
                options.imap(source, task).unwrap().results()
            } else {
                options.imap_unordered(source, task).unwrap().results()
            };
            results.next().unwrap().unwrap();
            thread::scope(|threads| {
                threads.spawn(|| pool.terminate());
                let outcomes: Vec<_> = results.by_ref().collect();
                let first_bad = outcomes.iter().position(Result::is_err);
                let bad = first_bad.map_or(&[][..], |first| &outcomes[first..]);
                assert!(outcomes.len() <= 6);
                assert!(
                    bad.iter()
                        .all(|bad| bad.is_ok() || matches!(bad, Err(TaskError::Terminated)))
                );
            });
            assert!(results.next().is_none());
        }
    }
}

#[test]
fn a_scope_ends_though_its_work_was_given_up() {
    let _watchdog = watchdog();
    for helps in [true, false] {
        let (pool, gate, _running) = held_pool(helps);
        let items = words(3);
        let map = pool.scope(|scope| {
            let map = scope.map_async(&items, |word| word.len()).unwrap();
            drop(scope.apply_async(|| items[0].len()).unwrap());
            let mut stream = scope.imap(&items, |word| word.len()).unwrap();
            stream.next_timeout(Duration::ZERO).unwrap_err();
            scope.terminate();
            map
        });
        drop(items);
        assert!(matches!(map.get(), Err(TaskError::Terminated)));
        gate.open();
    }
}

#[test]
fn a_task_terminates_its_own_pool() {
    let _watchdog = watchdog();
    for pool in pools().map(Arc::new) {
        let own = Arc::clone(&pool);
        let task = pool.apply_async(move || {
            let inner = own.apply_async(|| String::from("inner")).unwrap();
            own.terminate();
            assert!(own.map(words(2), |word| word).is_err());
            inner.get().is_ok()
        });
        task.unwrap().get().unwrap();
        let items = words(6);
        let own = &pool;
        assert!(pool.map(&items, |_| own.terminate()).is_err());
        pool.join().unwrap();
    }
}

#[test]
fn calls_race_with_the_end() {
    let _watchdog = watchdog();
    for pool in pools() {
        let items = words(4);
        thread::scope(|threads| {
            threads.spawn(|| match pool.map(&items, |word| word.len()) {
                Ok(lengths) => assert_eq!(lengths, [6; 4]),
                Err(PoolError::NotRunning | PoolError::Terminated) => {}
                Err(error) => panic!("{error}"),
            });
            threads.spawn(|| {
                pool.scope(|scope| {
                    let Ok(task) = scope.apply_async(|| items[0].len()) else {
                        return;
                    };
                    match task.get() {
                        Ok(length) => assert_eq!(length, 6),
                        Err(error) => assert!(matches!(error, TaskError::Terminated)),
                    }
                });
            });
            threads.spawn(|| pool.terminate());
            threads.spawn(|| pool.terminate());
        });
        pool.join().unwrap();
    }
}

/// Ends a pool when dropped.
struct Terminates<'a>(&'a ThreadPool, &'a Gate);

impl Drop for Terminates<'_> {
    fn drop(&mut self) {
        self.0.terminate();
        self.1.open();
    }
}

#[test]
fn while_a_panic_unwinds() {
    let _watchdog = watchdog();
    for helps in [true, false] {
        let (pool, gate, running) = held_pool(helps);
        let items = words(3);
        let words = panic_of(|| {
            pool.scope(|scope| {
                let map = scope.map_async(&items, |word| word.len()).unwrap();
                let mut stream = scope.imap(&items, |word| word.len()).unwrap();
                stream.next_timeout(Duration::ZERO).unwrap_err();
                let _terminates = Terminates(&pool, &gate);
                drop(map);
                panic!("unwinding");
            })
        });
        assert_eq!(words, "unwinding");
        running.get().unwrap();
        pool.join().unwrap();
    }
    // In the caller of a map that fails, whose panic is under way then.
    for pool in pools() {
        let gate = Gate::default();
        let words = panic_of(|| {
            let _terminates = Terminates(&pool, &gate);
            pool.map(words(4), |word| assert!(word != "word 2", "two"))
        });
        assert_eq!(words, "two");
        pool.join().unwrap();
    }
}
