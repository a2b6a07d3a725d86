//! Waits inside tasks: one rule for all of them, on a worker and where a task runs inline.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Waker};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::future::block_on;
use crate::support::{Gate, Tally, held_pool, panic_of, watchdog};
use lap_pool::{AsyncResult, PoolError, TaskError, ThreadPool};

/// A way to wait for a task that gives 7, and for a map that gives ten of them.
type Ways = [(&'static str, fn(&ThreadPool) -> usize); 9];

const WAYS: Ways = [
    ("get", |pool| task(pool).get().unwrap()),
    ("get_timeout", |pool| {
        task(pool).get_timeout(Duration::MAX).unwrap()
    }),
    ("wait", |pool| {
        let mut task = task(pool);
        task.wait();
        task.get_timeout(Duration::ZERO).unwrap()
    }),
    ("wait_timeout", |pool| {
        let mut task = task(pool);
        assert!(task.wait_timeout(Duration::MAX));
        task.get_timeout(Duration::ZERO).unwrap()
    }),
    ("await", |pool| block_on(task(pool)).unwrap()),
    ("get of a map", |pool| map(pool).get().unwrap()[9]),
    ("get_timeout of a map", |pool| {
        map(pool).get_timeout(Duration::MAX).unwrap()[9]
    }),
    ("await of a map", |pool| block_on(map(pool)).unwrap()[9]),
    ("next_timeout", |pool| {
        let mut stream = pool.imap(0..10, |_| 7).unwrap();
        stream.next_timeout(Duration::MAX).unwrap().unwrap()
    }),
];

fn task(pool: &ThreadPool) -> AsyncResult<usize> {
    pool.apply_async(|| 7).unwrap()
}

fn map(pool: &ThreadPool) -> AsyncResult<Vec<usize>> {
    pool.map_async(0..10, |_| 7).unwrap()
}

#[test]
fn a_task_on_every_worker_can_wait_in_every_way_for_what_is_queued() {
    let _watchdog = watchdog();
    for (name, way) in WAYS {
        for workers in [1, 2, 3] {
            let builder = ThreadPool::builder().workers(workers).caller_helps(false);
            let pool = Arc::new(builder.build().unwrap());
            let arrived = Arc::new(Tally::default());
            let tasks: Vec<_> = (0..workers)
                .map(|_| {
                    let (own, arrived) = (Arc::clone(&pool), Arc::clone(&arrived));
                    let task = move || {
                        // Nobody is free to help.
                        arrived.add();
                        arrived.wait_for(workers);
                        way(&own)
                    };
                    pool.apply_async(task).unwrap()
                })
                .collect();
            for task in tasks {
                assert_eq!(task.get().unwrap(), 7, "{name} on {workers} workers");
            }
        }
    }
}

/// Runs `task` inline, on the calling thread: the pool's only worker is busy meanwhile.
fn inline<R: Send + 'static>(
    task: impl FnOnce(&Arc<ThreadPool>) -> R + Send + 'static,
) -> (R, Arc<ThreadPool>) {
    let pool = Arc::new(ThreadPool::new(1).unwrap());
    let (gate, busy) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, says) = (Arc::clone(&gate), Arc::clone(&busy));
    let running = pool.apply_async(move || {
        says.add();
        waits.pass();
    });
    busy.wait_for(1);
    let (own, caller) = (Arc::clone(&pool), thread::current().id());
    let asked = pool.apply_async(move || {
        assert_eq!(thread::current().id(), caller);
        task(&own)
    });
    let outcome = asked.unwrap().get();
    gate.open();
    running.unwrap().get().unwrap();
    match outcome {
        Ok(result) => (result, pool),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_task_that_runs_inline_can_wait_in_every_way_for_what_is_queued() {
    let _watchdog = watchdog();
    for (name, way) in WAYS {
        let (result, _) = inline(move |pool| way(pool));
        assert_eq!(result, 7, "{name}");
    }
}

#[test]
fn a_task_that_runs_inline_cannot_join_its_pool() {
    let _watchdog = watchdog();
    let (joined, pool) = inline(|pool| {
        pool.close();
        pool.join()
    });
    assert!(matches!(joined, Err(PoolError::JoinFromTask)));
    pool.join().unwrap();
}

#[test]
fn an_item_that_the_caller_of_a_map_runs_cannot_join_its_pool() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let join = |_| {
        pool.close();
        matches!(pool.join(), Err(PoolError::JoinFromTask))
    };
    assert_eq!(pool.map(0..4, join).unwrap(), [true; 4]);
    let pool = ThreadPool::new(1).unwrap();
    let join = || {
        pool.close();
        matches!(pool.join(), Err(PoolError::JoinFromTask))
    };
    assert!(pool.apply(join).unwrap());
    pool.join().unwrap();
}

#[test]
fn the_last_handle_dropped_by_a_task_that_runs_inline_detaches() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (gate, busy) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, says, done) = (Arc::clone(&gate), Arc::clone(&busy), Arc::clone(&busy));
    let running = pool.apply_async(move || {
        says.add();
        waits.pass();
        done.add();
    });
    busy.wait_for(1);
    let place = Arc::new(Mutex::new(None));
    let own = Arc::clone(&place);
    let drops = pool.apply_async(move || drop(own.lock().unwrap().take()));
    let drops = drops.unwrap();
    *place.lock().unwrap() = Some(pool);
    // It would wait for the worker, which waits for this thread.
    drops.get().unwrap();
    assert_eq!(busy.count(), 1);
    gate.open();
    running.unwrap().get().unwrap();
}

#[test]
fn a_thread_is_itself_again_after_a_task_that_panicked_inline() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    panic_of(|| pool.apply(|| panic!("inline")));
    panic_of(|| pool.map(0..3, |_| panic!("inline")));
    pool.close();
    pool.join().unwrap();
}

#[test]
fn pools_that_a_thread_works_for_are_a_stack() {
    let _watchdog = watchdog();
    let (outer, inner) = (ThreadPool::new(1).unwrap(), ThreadPool::new(1).unwrap());
    let is_task = |pool: &ThreadPool| matches!(pool.join(), Err(PoolError::JoinFromTask));
    outer
        .apply(|| {
            assert!(is_task(&outer) && !is_task(&inner));
            inner
                .apply(|| assert!(is_task(&outer) && is_task(&inner)))
                .unwrap();
            assert!(is_task(&outer) && !is_task(&inner));
        })
        .unwrap();
    assert!(!is_task(&outer) && !is_task(&inner));
}

#[test]
fn a_wait_with_a_limit_runs_nothing_outside_the_pool_and_a_look_runs_nothing_anywhere() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(1);
    let pool = Arc::new(builder.build().unwrap());
    let (gate, busy) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, says, own) = (Arc::clone(&gate), Arc::clone(&busy), Arc::clone(&pool));
    let looks = pool.apply_async(move || {
        says.add();
        waits.pass();
        let ran = Arc::new(AtomicUsize::new(0));
        let counts = Arc::clone(&ran);
        let mut task = own
            .apply_async(move || counts.fetch_add(1, SeqCst))
            .unwrap();
        assert!(!task.ready());
        assert_eq!(task.successful(), None);
        assert!(!task.wait_timeout(Duration::ZERO));
        let looked = task.get_timeout(Duration::ZERO);
        assert!(matches!(looked, Err(TaskError::TimedOut)));
        let counts = Arc::clone(&ran);
        let mut stream = own
            .imap(0..3, move |_| counts.fetch_add(1, SeqCst))
            .unwrap();
        for _ in 0..3 {
            assert!(stream.next_timeout(Duration::ZERO).is_err());
        }
        ran.load(SeqCst)
    });
    let looks = looks.unwrap();
    busy.wait_for(1);
    let caller = thread::current().id();
    let mut queued = pool.apply_async(move || thread::current().id()).unwrap();
    assert!(!queued.wait_timeout(Duration::from_millis(1)));
    gate.open();
    assert_eq!(looks.get().unwrap(), 0);
    assert_ne!(queued.get_timeout(Duration::MAX).unwrap(), caller);
}

#[test]
fn a_limit_on_a_map_in_a_task_is_overshot_by_one_item_and_the_map_goes_on() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(1).caller_helps(false);
    let pool = Arc::new(builder.build().unwrap());
    let own = Arc::clone(&pool);
    let outer = pool.apply_async(move || {
        let (begun, first) = (Arc::new(AtomicUsize::new(0)), OnceLock::new());
        let counts = Arc::clone(&begun);
        let limit = Duration::from_millis(5);
        let item = move |_| {
            let first = *first.get_or_init(Instant::now);
            if counts.fetch_add(1, SeqCst) == 2 {
                // The limit began before the first item did, so it is over.
                while first.elapsed() <= limit {
                    std::hint::spin_loop();
                }
            }
        };
        let mut map = own.options().chunksize(50).map_async(0..100, item).unwrap();
        let outcome = map.get_timeout(limit);
        assert!(matches!(outcome, Err(TaskError::TimedOut)), "{outcome:?}");
        let so_far = begun.load(SeqCst);
        assert!(so_far <= 3, "{so_far} items began");
        map
    });
    let map = outer.unwrap().get().unwrap();
    assert_eq!(map.get().unwrap().len(), 100);
}

#[test]
fn a_successful_task_stays_so_when_its_result_has_been_taken() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let mut good = pool.apply_async(|| 7).unwrap();
    assert_eq!(good.get_timeout(Duration::MAX).unwrap(), 7);
    assert_eq!(good.successful(), Some(true));
    let mut bad = pool.apply_async(|| panic!("no")).unwrap();
    assert!(bad.get_timeout(Duration::MAX).is_err());
    assert_eq!(bad.successful(), Some(false));
}

#[test]
fn the_shortest_limit_is_overshot_rather_than_taken_for_none_at_all() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(1).caller_helps(false);
    let pool = Arc::new(builder.build().unwrap());
    let own = Arc::clone(&pool);
    let waits = pool.apply_async(move || {
        let limit = Duration::from_nanos(1);
        let mut task = own.apply_async(|| 7).unwrap();
        let mut stream = own.imap(0..3, |x| x).unwrap();
        assert_eq!(stream.next_timeout(limit).unwrap(), Some(0));
        let mut map = own.map_async(0..3, |x| x).unwrap();
        let looks = std::iter::repeat_with(|| map.get_timeout(limit));
        let (waited, _) = looks.zip(0..).find(|(outcome, _)| outcome.is_ok()).unwrap();
        assert_eq!(waited.unwrap(), [0, 1, 2]);
        task.get_timeout(limit).unwrap()
    });
    assert_eq!(waits.unwrap().get().unwrap(), 7);
}

#[test]
fn a_poll_in_a_task_for_what_runs_elsewhere_does_not_wait() {
    let _watchdog = watchdog();
    let (pool, gate, mut running) = held_pool(true);
    // Inline, as the pool's only worker is busy with what is polled for.
    let polled = pool.apply(|| {
        let mut context = Context::from_waker(Waker::noop());
        std::pin::Pin::new(&mut running).poll(&mut context)
    });
    assert!(polled.unwrap().is_pending());
    gate.open();
    running.get().unwrap();
}
