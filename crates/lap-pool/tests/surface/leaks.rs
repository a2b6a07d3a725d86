//! Handles that are forgotten, and the other things that are never freed. Each test says what it leaks; Miri runs these
//! without its leak check, and the others with it.

use std::future::Future as _;
use std::mem::forget;
use std::panic::panic_any;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Waker};
use std::time::Duration;

use crate::support::{Gate, Tally, held_pool, panic_of, watchdog};
use crate::{pools, words};
use lap_pool::{TaskError, ThreadPool};

/// Leaks the handles' share of three tasks and a map: the promises, and the results in those that were kept.
#[test]
fn a_forgotten_handle_of_what_is_queued_running_and_done() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let queued = pool.apply_async(|| String::from("queued")).unwrap();
    let map = pool.map_async(words(3), |word| word).unwrap();
    forget((running, queued, map));
    gate.open();
    let done = pool.apply_async(|| String::from("done")).unwrap();
    done.wait();
    forget(done);
    pool.close();
    pool.join().unwrap();
}

/// Leaks the handle's share of a task, and the waker in it.
#[test]
fn a_forgotten_future_that_was_polled() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let mut task = pool.apply_async(|| String::from("polled")).unwrap();
    let mut context = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut task).poll(&mut context).is_pending());
    forget(task);
    gate.open();
    running.get().unwrap();
}

/// Leaks four streams: their sources, what was in flight, and the closures.
#[test]
fn a_forgotten_stream_before_its_first_item_midway_and_by_value() {
    let _watchdog = watchdog();
    for pool in pools() {
        forget(pool.imap(words(4), |word| word).unwrap());
        let mut stream = pool
            .options()
            .buffersize(2)
            .imap(words(4), |word| word)
            .unwrap();
        assert_eq!(stream.next().as_deref(), Some("word 0"));
        forget(stream);
        let mut stream = pool.imap_unordered(words(4), |word| word).unwrap();
        stream.next_timeout(Duration::ZERO).ok();
        forget(stream);
        let mut results = pool.imap(words(4), |word| word).unwrap().results();
        results.next().unwrap().unwrap();
        forget(results);
        assert_eq!(pool.map(words(2), |word| word).unwrap(), words(2));
    }
}

/// Leaks the handles' share of a task and a map, and a stream with what it had in flight.
#[test]
fn forgotten_handles_of_a_scope_end_no_borrow_early() {
    let _watchdog = watchdog();
    for pool in pools() {
        let (items, gate, done) = (words(3), Gate::default(), AtomicUsize::new(0));
        let first = &items[0];
        pool.scope(|scope| {
            let looks = |word: &String| {
                gate.pass();
                done.fetch_add(word.len(), SeqCst)
            };
            forget(scope.apply_async(move || looks(first)).unwrap());
            forget(scope.map_async(&items, looks).unwrap());
            let mut stream = scope.options().buffersize(2).imap(&items, looks).unwrap();
            stream.next_timeout(Duration::ZERO).ok();
            forget(stream);
            gate.open();
        });
        let after = done.load(SeqCst);
        assert!(after >= 4 * 6);
        drop((items, gate));
        drop(pool);
        assert_eq!(done.into_inner(), after);
    }
}

/// Leaks as the one before, and ends by a panic.
#[test]
fn forgotten_handles_of_a_scope_that_unwinds() {
    let _watchdog = watchdog();
    for pool in pools() {
        let items = words(3);
        let words = panic_of(|| {
            pool.scope(|scope| {
                forget(scope.apply_async(|| items[0].len()).unwrap());
                forget(scope.map_async(&items, |word| word.len()).unwrap());
                let mut stream = scope.imap(&items, |word| word.len()).unwrap();
                stream.next();
                forget(stream);
                panic!("early");
            })
        });
        assert_eq!(words, "early");
    }
}

/// Leaks a pool: two threads that sleep to the process's end.
#[test]
fn a_forgotten_pool() {
    let _watchdog = watchdog();
    let [pool, _] = pools();
    let task = pool.apply_async(|| String::from("done")).unwrap();
    forget(pool);
    assert_eq!(task.get().unwrap(), "done");
}

/// Leaks a scope's view of its pool: a count of references that does not come back to zero.
#[test]
fn a_task_that_is_forgotten_with_what_it_would_have_dropped() {
    let _watchdog = watchdog();
    for pool in pools() {
        let items = words(2);
        pool.scope(|scope| {
            let task = || {
                forget((
                    items[0].clone(),
                    scope.apply_async(|| items[1].len()).unwrap(),
                ))
            };
            drop(scope.apply_async(task).unwrap());
        });
    }
}

/// Leaks nothing by itself: the threads are let go, and may be still about when the program ends.
#[test]
fn a_pool_dropped_by_its_own_task() {
    let _watchdog = watchdog();
    for pool in pools().map(Arc::new) {
        let (own, last, gone) = (Arc::clone(&pool), Gate::default(), Tally::default());
        let (last, gone) = (Arc::new(last), Arc::new(gone));
        let (waits, says) = (Arc::clone(&last), Arc::clone(&gone));
        let task = pool.apply_async(move || {
            waits.pass();
            drop(Arc::into_inner(own).expect("the last one"));
            says.add();
            String::from("alone")
        });
        drop(pool);
        last.open();
        gone.wait_for(1);
        assert_eq!(task.unwrap().get().unwrap(), "alone");
    }
}

/// Panics when dropped, with another of its kind.
struct Grenade(Arc<AtomicUsize>);

impl Drop for Grenade {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
        panic_any(Grenade(Arc::clone(&self.0)));
    }
}

/// Leaks the last payload of each chain that was followed for a while: to drop them all would not end.
#[test]
fn payloads_that_panic_when_dropped() {
    let _watchdog = watchdog();
    for pool in pools() {
        let dropped = Arc::new(AtomicUsize::new(0));
        let throws = {
            let dropped = Arc::clone(&dropped);
            move || panic_any(Grenade(Arc::clone(&dropped)))
        };
        let throw = throws.clone();
        drop(pool.apply_async(move || -> () { throw() }).unwrap().get());
        let throw = throws.clone();
        drop(
            pool.imap(0..2, move |_| -> () { throw() })
                .unwrap()
                .results()
                .collect::<Vec<_>>(),
        );
        // Two at once: that of the higher item is dropped by the pool.
        let inside = Tally::default();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            pool.map(0..2, |_| -> () {
                inside.add();
                inside.wait_for(2);
                throws()
            })
        }));
        forget(outcome.unwrap_err());
        assert!(dropped.load(SeqCst) >= 4);
        assert_eq!(pool.map(0..2, |x| x).unwrap(), [0, 1]);
    }
}

/// Leaks a task's error with its payload.
#[test]
fn a_forgotten_error() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let task = pool.apply_async(|| -> () { panic!("{}", String::from("kept")) });
    let error = task.unwrap().get().unwrap_err();
    assert!(matches!(error, TaskError::Panicked(_)));
    forget(error);
}

/// Leaks a builder with its initializer.
#[test]
fn a_forgotten_builder() {
    let held = Arc::new(());
    let kept = Arc::clone(&held);
    forget(ThreadPool::builder().initializer(move || _ = &kept));
    assert_eq!(Arc::strong_count(&held), 2);
}
