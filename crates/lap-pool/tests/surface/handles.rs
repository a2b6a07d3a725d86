//! `apply_async`, `map_async`, `starmap_async`, and every way to wait for what they give, or not to.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use crate::support::future::block_on;
use crate::support::{Census, Gate, held_pool, panic_of, watchdog};
use crate::{pools, words};
use lap_pool::{AsyncResult, TaskError, ThreadPool};

fn poll_once<T>(handle: &mut AsyncResult<T>, waker: &Waker) -> Poll<Result<T, TaskError>> {
    Pin::new(handle).poll(&mut Context::from_waker(waker))
}

#[test]
fn every_kind_of_call_is_got() {
    let _watchdog = watchdog();
    for pool in pools() {
        let word = String::from("lap");
        let task = pool.apply_async(move || word + " pool").unwrap();
        let map = pool.map_async(words(4), |word| word).unwrap();
        let pairs: Vec<_> = words(3).into_iter().zip(words(3)).collect();
        let starmap = pool.starmap_async(pairs, |a, b| a == b).unwrap();
        assert_eq!(task.get().unwrap(), "lap pool");
        assert_eq!(map.get().unwrap(), words(4));
        assert_eq!(starmap.get().unwrap(), [true; 3]);
        let chunked = pool.options().chunksize(2).map_async(words(5), |word| word);
        assert_eq!(chunked.unwrap().get().unwrap(), words(5));
    }
}

#[test]
fn a_queued_task_and_map_run_on_the_thread_that_gets_them() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(true);
    let me = thread::current().id();
    let task = pool.apply_async(|| thread::current().id()).unwrap();
    let map = pool
        .map_async(words(3), |_| thread::current().id())
        .unwrap();
    assert_eq!(task.get().unwrap(), me);
    assert_eq!(map.get().unwrap(), [me; 3]);
    gate.open();
    running.get().unwrap();
}

#[test]
fn a_limit_runs_out_and_the_handle_is_used_again() {
    let _watchdog = watchdog();
    let (pool, gate, _running) = held_pool(false);
    let mut task = pool.apply_async(|| String::from("late")).unwrap();
    for limit in [Duration::ZERO, Duration::from_micros(10)] {
        assert!(matches!(task.get_timeout(limit), Err(TaskError::TimedOut)));
        assert!(!task.wait_timeout(limit));
    }
    assert!(!task.ready());
    assert_eq!(task.successful(), None);
    assert!(format!("{task:?}").contains("ready: false"));
    gate.open();
    assert!(task.wait_timeout(Duration::MAX));
    assert_eq!(task.get_timeout(Duration::ZERO).unwrap(), "late");
    assert_eq!(task.successful(), Some(true));
}

#[test]
fn an_outcome_is_taken_once() {
    let _watchdog = watchdog();
    for pool in pools() {
        let mut task = pool.apply_async(|| String::from("once")).unwrap();
        task.wait();
        assert!(task.ready());
        assert_eq!(task.get_timeout(Duration::ZERO).unwrap(), "once");
        let words = panic_of(|| task.get_timeout(Duration::ZERO));
        assert!(words.contains("taken by an earlier call"), "{words}");
        assert!(panic_of(|| task.get()).contains("taken by an earlier call"));
    }
}

#[test]
fn futures_are_awaited_on_both_sides() {
    let _watchdog = watchdog();
    for pool in pools() {
        assert_eq!(
            block_on(pool.apply_async(|| String::from("x")).unwrap()).unwrap(),
            "x"
        );
        assert_eq!(
            block_on(pool.map_async(words(3), |word| word).unwrap()).unwrap(),
            words(3)
        );
    }
    // On the pool's only worker, where the poll runs what it waits for.
    let pool = Arc::new(ThreadPool::new(1).unwrap());
    let own = Arc::clone(&pool);
    let inner = move || block_on(own.apply_async(|| String::from("inner")).unwrap()).unwrap();
    let outer = pool.apply_async(inner).unwrap();
    while !outer.ready() {
        thread::yield_now();
    }
    assert_eq!(outer.get().unwrap(), "inner");
}

#[test]
fn wakers_are_replaced_and_dropped_with_the_handle() {
    let _watchdog = watchdog();
    struct Counts(Arc<()>);
    impl Wake for Counts {
        fn wake(self: Arc<Self>) {
            drop(Arc::clone(&self.0));
        }
    }
    let held = Arc::new(());
    let waker = || Waker::from(Arc::new(Counts(Arc::clone(&held))));
    for early in [true, false] {
        let (pool, gate, running) = held_pool(false);
        let mut task = pool.apply_async(|| String::from("polled")).unwrap();
        assert!(poll_once(&mut task, &waker()).is_pending());
        assert!(poll_once(&mut task, &waker()).is_pending());
        assert_eq!(Arc::strong_count(&held), 2);
        if early {
            drop(task);
            gate.open();
        } else {
            gate.open();
            task.wait();
            let Poll::Ready(Ok(word)) = poll_once(&mut task, &waker()) else {
                panic!("it is done");
            };
            assert_eq!(word, "polled");
        }
        running.get().unwrap();
        drop(pool);
        assert_eq!(Arc::strong_count(&held), 1);
    }
}

#[test]
fn a_dropped_handle_drops_the_result_whenever_it_comes() {
    let _watchdog = watchdog();
    for early in [true, false] {
        for pool in pools() {
            let census = Census::of(8);
            let (closure, make) = (census.subject(0), Arc::clone(&census));
            let task = pool.apply_async(move || make.subject(closure.look() + 1));
            let items = (2..5).map(|number| census.subject(number));
            let make = Arc::clone(&census);
            let map = pool.map_async(items, move |item| make.subject(item.look() + 3));
            if !early {
                task.as_ref().unwrap().wait();
                map.as_ref().unwrap().wait();
            }
            drop((task, map));
            drop(pool);
            census.assert_each_dropped_once();
        }
    }
}

#[test]
fn a_handle_is_waited_for_by_several_threads_and_got_by_one() {
    let _watchdog = watchdog();
    for pool in pools() {
        let map = pool.map_async(words(4), |word| word).unwrap();
        thread::scope(|threads| {
            threads.spawn(|| map.wait());
            threads.spawn(|| assert!(map.wait_timeout(Duration::MAX)));
            threads.spawn(|| {
                while !map.ready() {
                    thread::yield_now();
                }
                assert_eq!(map.successful(), Some(true));
            });
        });
        let elsewhere = thread::spawn(move || map.get().unwrap());
        assert_eq!(elsewhere.join().unwrap(), words(4));
    }
}

#[test]
fn a_handle_outlives_its_pool() {
    let _watchdog = watchdog();
    for pool in pools() {
        let task = pool.apply_async(|| String::from("left")).unwrap();
        let map = pool.map_async(words(3), |word| word).unwrap();
        drop(pool);
        assert_eq!(task.get().unwrap(), "left");
        assert_eq!(map.get().unwrap(), words(3));
    }
}

#[test]
fn a_task_holds_its_own_handle() {
    let _watchdog = watchdog();
    for pool in pools() {
        let ((send, receive), gate) = (mpsc::channel(), Arc::new(Gate::default()));
        let waits = Arc::clone(&gate);
        let task = pool.apply_async(move || {
            waits.pass();
            let own: AsyncResult<String> = receive.recv().unwrap();
            assert!(!own.ready());
            String::from("nobody takes this")
        });
        send.send(task.unwrap()).unwrap();
        gate.open();
    }
}

#[test]
fn tasks_that_wait_for_tasks_are_done_by_one_worker() {
    let _watchdog = watchdog();
    for helps in [true, false] {
        let builder = ThreadPool::builder().workers(1).caller_helps(helps);
        let pool = Arc::new(builder.build().unwrap());
        let own = Arc::clone(&pool);
        let task = pool.apply_async(move || {
            let inner = own.apply_async(|| String::from("inner")).unwrap();
            let mut map = own.map_async(words(3), |word| word).unwrap();
            let words = map.get_timeout(Duration::MAX).unwrap();
            inner.get().unwrap() + &words.concat()
        });
        assert_eq!(task.unwrap().get().unwrap(), "innerword 0word 1word 2");
        drop(pool);
    }
}
