//! What becomes of tasks, maps and streams that run, or wait for a worker, when their pool ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use crate::support::{Gate, Tally, held_pool, watchdog};
use lap_pool::{PoolError, TaskError, ThreadPool};

#[test]
fn a_closed_pool_runs_the_maps_and_the_items_that_it_has() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let map = pool.map_async(0..10, |x| x).unwrap();
    let mut results = pool.imap(0..10, |x| x).unwrap().results();
    // It pulls one.
    let looked = results.next_timeout(Duration::ZERO);
    pool.close();
    gate.open();
    pool.join().unwrap();
    assert!(matches!(looked, Err(TaskError::TimedOut)), "{looked:?}");
    assert!(map.get().unwrap().into_iter().eq(0..10));
    let rest: Vec<_> = results.collect();
    assert!(
        matches!(rest[..], [Ok(0), Err(TaskError::NotRunning)]),
        "{rest:?}"
    );
    running.get().unwrap();
}

#[test]
fn terminate_wakes_a_consumer_none_of_whose_items_has_begun() {
    let _watchdog = watchdog();
    // In most rounds the consumer sleeps by then.
    for _ in 0..50 {
        let (pool, gate, running) = held_pool(false);
        let pulled = Arc::new(Tally::default());
        let counts = Arc::clone(&pulled);
        let source = (0..10).inspect(move |_| _ = counts.add());
        let outcomes: Vec<_> = thread::scope(|scope| {
            let reads = scope.spawn(|| {
                let stream = pool.options().buffersize(2).imap(source, |x| x);
                stream.unwrap().results().collect()
            });
            pulled.wait_for(2);
            thread::yield_now();
            pool.terminate();
            gate.open();
            reads.join().unwrap()
        });
        let told = outcomes
            .iter()
            .all(|outcome| matches!(outcome, Err(TaskError::Terminated)));
        assert!(told, "{outcomes:?}");
        running.get().unwrap();
    }
}

#[test]
fn terminate_resolves_ten_thousand_queued_tasks_and_who_waits_for_them() {
    const WAITERS: usize = 8;
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let submit = |x| pool.apply_async(move || x).unwrap();
    let mut tasks: Vec<_> = (0..10_000).map(submit).collect();
    let awaited = tasks.split_off(10_000 - WAITERS);
    let map = pool.map_async(0..10, |x| x).unwrap();
    let waiting = Tally::default();
    thread::scope(|threads| {
        for task in awaited {
            threads.spawn(|| {
                waiting.add();
                assert!(matches!(task.get(), Err(TaskError::Terminated)));
            });
        }
        waiting.wait_for(WAITERS);
        pool.terminate();
    });
    pool.terminate();
    pool.close();
    for task in tasks {
        assert!(matches!(task.get(), Err(TaskError::Terminated)));
    }
    assert!(matches!(map.get(), Err(TaskError::Terminated)));
    assert!(!running.ready(), "what runs goes on");
    gate.open();
    pool.join().unwrap();
    running.get().unwrap();
}

#[test]
fn a_blocking_map_ends_with_terminated_once_its_running_items_have() {
    let _watchdog = watchdog();
    for helps in [true, false] {
        let pool = ThreadPool::builder()
            .workers(2)
            .caller_helps(helps)
            .build()
            .unwrap();
        let (inside, gate, done) = (Tally::default(), Gate::default(), AtomicUsize::new(0));
        thread::scope(|threads| {
            threads.spawn(|| {
                inside.wait_for(2);
                pool.terminate();
                gate.open();
            });
            let outcome = pool.map(0..1_000, |_| {
                inside.add();
                gate.pass();
                done.fetch_add(1, SeqCst);
            });
            assert!(matches!(outcome, Err(PoolError::Terminated)), "{outcome:?}");
            assert_eq!((inside.count(), done.load(SeqCst)), (2, 2));
        });
    }
}

#[test]
fn terminate_wakes_the_caller_of_a_map_none_of_whose_items_has_begun() {
    let _watchdog = watchdog();
    // In most rounds the caller sleeps by then.
    for _ in 0..50 {
        let (pool, gate, running) = held_pool(false);
        let (pulled, begun) = (Tally::default(), Tally::default());
        let source = (0..10).inspect(|_| _ = pulled.add());
        thread::scope(|threads| {
            let maps = threads.spawn(|| pool.map(source, |_| begun.add()));
            pulled.wait_for(10);
            thread::yield_now();
            pool.terminate();
            // While the worker is busy with something else.
            let outcome = maps.join().unwrap();
            let told = matches!(outcome, Err(PoolError::Terminated | PoolError::NotRunning));
            assert!(told, "{outcome:?}");
        });
        assert_eq!(begun.count(), 0);
        gate.open();
        running.get().unwrap();
    }
}

#[test]
fn what_is_submitted_while_the_pool_closes_runs_or_is_refused() {
    const SUBMITTERS: usize = 4;
    let _watchdog = watchdog();
    for helps in [true, false] {
        let builder = ThreadPool::builder().workers(2).caller_helps(helps);
        let (pool, accepted, ran) = (
            builder.build().unwrap(),
            Tally::default(),
            Arc::new(AtomicUsize::new(0)),
        );
        let submit = || {
            let mut handles = Vec::new();
            loop {
                let counts = Arc::clone(&ran);
                match pool.apply_async(move || counts.fetch_add(1, SeqCst)) {
                    Ok(handle) => handles.push(handle),
                    Err(PoolError::NotRunning) => return handles,
                    Err(error) => panic!("{error}"),
                }
                accepted.add();
            }
        };
        let handles: Vec<_> = thread::scope(|threads| {
            let submitters = [(); SUBMITTERS].map(|()| threads.spawn(submit));
            accepted.wait_for(100);
            pool.close();
            let all = submitters.map(|submitter| submitter.join().unwrap());
            all.into_iter().flatten().collect()
        });
        pool.join().unwrap();
        assert_eq!(ran.load(SeqCst), handles.len());
        assert!(handles.iter().all(|task| task.successful() == Some(true)));
        assert_eq!(Arc::strong_count(&ran), 1, "the closures are gone");
    }
}

#[test]
fn terminate_wakes_a_parked_consumer() {
    let _watchdog = watchdog();
    for ordered in [true, false] {
        let pool = ThreadPool::new(1).unwrap();
        let (inside, gate) = (Arc::new(Tally::default()), Arc::new(Gate::default()));
        let (says, waits) = (Arc::clone(&inside), Arc::clone(&gate));
        let options = pool.options().buffersize(4);
        let task = move |x: u32| {
            says.add();
            waits.pass();
            x
        };
        let mut results = if ordered {
            options.imap(0.., task).unwrap().results()
        } else {
            options.imap_unordered(0.., task).unwrap().results()
        };
        thread::scope(|threads| {
            threads.spawn(|| {
                inside.wait_for(1);
                pool.terminate();
                gate.open();
            });
            let outcomes: Vec<_> = results.by_ref().take(100).collect();
            let good = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            assert!(good <= 1, "the running item at most");
            assert!(matches!(outcomes.last(), Some(Err(TaskError::Terminated))));
            assert!(outcomes.len() <= 5, "{} in flight", outcomes.len());
        });
        assert!(results.next().is_none());
    }
}
