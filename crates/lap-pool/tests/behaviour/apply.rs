//! Single tasks and their handles: get, wait, time limits, futures, desertion.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use crate::support::future::{Unpark, block_on};
use crate::support::{Gate, Tally, held_pool, panic_of, watchdog};
use lap_pool::{TaskError, ThreadPool};

#[test]
fn apply_runs_here_or_on_a_worker_and_may_borrow() {
    let _watchdog = watchdog();
    let here = thread::current().id();
    for helps in [true, false] {
        let pool = ThreadPool::builder()
            .workers(2)
            .caller_helps(helps)
            .build()
            .unwrap();
        let text = String::from("lap");
        let ran_on = pool.apply(|| (text.len(), thread::current().id())).unwrap();
        assert_eq!((ran_on.0, ran_on.1 == here), (3, helps));
        assert_eq!(
            panic_of(|| pool.apply(|| -> () { panic!("apply") })),
            "apply"
        );
    }
}

#[test]
fn handles_give_their_own_results_in_any_order() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(3).unwrap();
    let handles: Vec<_> = (0..500)
        .map(|x| pool.apply_async(move || x * 2).unwrap())
        .collect();
    for (x, handle) in handles.into_iter().enumerate().rev() {
        assert_eq!(handle.get().unwrap(), x * 2);
    }
}

#[test]
fn a_time_limit_leaves_the_handle_usable_and_never_runs_the_task_here() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (go, here) = (Arc::new(Gate::default()), thread::current().id());
    let waits = Arc::clone(&go);
    let mut task = pool
        .apply_async(move || {
            waits.pass();
            thread::current().id()
        })
        .unwrap();
    for _ in 0..3 {
        assert!(matches!(
            task.get_timeout(Duration::from_millis(1)),
            Err(TaskError::TimedOut)
        ));
        assert!(!task.wait_timeout(Duration::ZERO));
        assert_eq!((task.ready(), task.successful()), (false, None));
    }
    go.open();
    assert!(task.wait_timeout(Duration::MAX));
    assert_eq!((task.ready(), task.successful()), (true, Some(true)));
    assert_ne!(task.get_timeout(Duration::ZERO).unwrap(), here);
    let words = panic_of(|| task.get_timeout(Duration::ZERO));
    assert_eq!(words, "the result was taken by an earlier call");
}

#[test]
fn a_limit_of_zero_runs_nothing_and_takes_what_is_there() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(true);
    let ran = Arc::new(AtomicUsize::new(0));
    let (counts, counts_too) = (Arc::clone(&ran), Arc::clone(&ran));
    let task = move || _ = counts.fetch_add(1, SeqCst);
    let item = move |_| _ = counts_too.fetch_add(1, SeqCst);
    let mut task = pool.apply_async(task).unwrap();
    let mut map = pool.map_async(0..3, item).unwrap();
    for _ in 0..3 {
        let looked = task.get_timeout(Duration::ZERO);
        assert!(matches!(looked, Err(TaskError::TimedOut)), "{looked:?}");
        let looked = map.get_timeout(Duration::ZERO);
        assert!(matches!(looked, Err(TaskError::TimedOut)), "{looked:?}");
    }
    assert_eq!(ran.load(SeqCst), 0);
    gate.open();
    running.get().unwrap();
    task.wait();
    map.wait();
    task.get_timeout(Duration::ZERO).unwrap();
    assert_eq!(map.get_timeout(Duration::ZERO).unwrap(), [(); 3]);
    assert_eq!(ran.load(SeqCst), 4);
}

#[test]
fn get_runs_a_queued_task_on_the_calling_thread() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (gate, busy) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, says) = (Arc::clone(&gate), Arc::clone(&busy));
    let blocker = pool.apply_async(move || {
        says.add();
        waits.pass();
    });
    busy.wait_for(1);
    let queued = pool.apply_async(|| thread::current().id()).unwrap();
    assert_eq!(queued.get().unwrap(), thread::current().id());
    gate.open();
    blocker.unwrap().get().unwrap();
}

#[test]
fn a_panic_is_in_the_result_with_its_site() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let fails = || -> () { std::panic::panic_any(7_u8) };
    let (line, task) = (line!(), pool.apply_async(fails).unwrap());
    task.wait();
    assert_eq!(task.successful(), Some(false));
    let Err(TaskError::Panicked(panicked)) = task.get() else {
        panic!("not a panic");
    };
    assert_eq!((panicked.index(), panicked.site().line()), (None, line));
    assert!(
        panicked
            .to_string()
            .ends_with("panicked: a payload that is no text"),
        "{panicked}"
    );
    assert_eq!(panicked.into_payload().downcast_ref::<u8>(), Some(&7));
}

#[test]
fn a_handle_is_a_future_on_one_worker_too() {
    let _watchdog = watchdog();
    for workers in [1, 2] {
        let pool = ThreadPool::new(workers).unwrap();
        for round in 0..500 {
            assert_eq!(
                block_on(pool.apply_async(move || round).unwrap()).unwrap(),
                round
            );
        }
        let both = async {
            let first = pool.map_async(0..3, |x| x + 1).unwrap();
            let second = pool.apply_async(|| -> () { panic!("later") }).unwrap();
            (first.await.unwrap(), second.await.is_err())
        };
        assert_eq!(block_on(both), (vec![1, 2, 3], true));
    }
}

#[test]
fn the_last_waker_is_the_one_that_is_woken() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (go, wait) = mpsc::channel::<()>();
    let mut task = pool.apply_async(move || wait.recv().is_ok()).unwrap();
    let wakers = [(); 2].map(|()| Arc::new(Unpark(thread::current(), AtomicUsize::new(0))));
    for unpark in &wakers {
        let waker = Waker::from(Arc::clone(unpark));
        let polled = pin!(&mut task).poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
    }
    go.send(()).unwrap();
    while wakers[1].1.load(SeqCst) == 0 {
        thread::park();
    }
    assert_eq!(wakers[0].1.load(SeqCst), 0);
    assert!(block_on(&mut task).unwrap());
    let words = panic_of(|| block_on(&mut task));
    assert_eq!(words, "the result was taken by an earlier call");
}

#[test]
fn a_deserted_task_runs() {
    let _watchdog = watchdog();
    let ran = Arc::new(AtomicUsize::new(0));
    let pool = ThreadPool::new(2).unwrap();
    for _ in 0..100 {
        let ran = Arc::clone(&ran);
        drop(pool.apply_async(move || ran.fetch_add(1, SeqCst)).unwrap());
    }
    drop(pool);
    assert_eq!(ran.load(SeqCst), 100);
}

#[test]
fn map_async_gives_the_whole_list_and_the_lowest_panic() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    assert_eq!(
        pool.map_async(0..100, |x| x).unwrap().get().unwrap().len(),
        100
    );
    assert!(
        pool.map_async(Vec::<u8>::new(), |x| x)
            .unwrap()
            .get()
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        pool.starmap_async(vec![(1, 2)], |a, b| a + b)
            .unwrap()
            .get()
            .unwrap(),
        [3]
    );
    let failed = pool
        .map_async(0..100, |x| assert!(x < 40, "item {x}"))
        .unwrap();
    let Err(TaskError::Panicked(panicked)) = failed.get() else {
        panic!("it did not fail");
    };
    assert_eq!(panicked.index(), Some(40));
}
