//! Forks of a thread that is in none of the pool's calls.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::child::in_a_child;
use super::support::alone::alone;
use super::support::untouched::{TOUCHES, every_call};
use super::support::{Gate, Tally, held_pool, watchdog};
use lap_pool::{PoolError, TaskError, ThreadPool};

#[test]
fn every_call_returns_forked_and_no_drop_waits() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let (gate, inside) = (Arc::new(Gate::default()), Tally::default());
    let waits = Arc::clone(&gate);
    let mut running = Some(pool.apply_async(move || waits.pass()).unwrap());
    let mut done = Some(pool.apply_async(|| 1).unwrap());
    let mut stream = Some(pool.imap(0.., |x| x).unwrap());
    assert_eq!(stream.as_mut().unwrap().next(), Some(0));
    let mut held = Some(pool);
    inside.add();
    let status = in_a_child(|| {
        let (pool, mut running) = (held.take().unwrap(), running.take().unwrap());
        let stream = stream.take().unwrap();
        let forked = |refusal: Option<PoolError>| matches!(refusal, Some(PoolError::Forked));
        let calls = [
            forked(pool.map(0..3, |x| x).err()),
            forked(pool.map(0..0, |x: u8| x).err()),
            forked(pool.apply(|| ()).err()),
            forked(pool.apply_async(|| ()).err()),
            forked(pool.map_async(0..3, |x| x).err()),
            forked(pool.imap(0..3, |x| x).err()),
            forked(pool.join().err()),
            forked(pool.join_timeout(Duration::ZERO).err()),
            pool.scope(|scope| forked(scope.apply_async(|| ()).err())),
        ];
        pool.close();
        pool.terminate();
        let counted = pool.queued() + pool.stats().queued + pool.workers();
        let polled = pin!(&mut running).poll(&mut Context::from_waker(Waker::noop()));
        running.wait();
        let handles = [
            counted >= 2 && !format!("{pool:?} {running:?} {stream:?}").is_empty(),
            !running.cancel(),
            matches!(polled, Poll::Ready(Err(TaskError::Forked))),
            running.ready(),
            running.successful() == Some(false),
            !running.wait_timeout(Duration::from_secs(30)),
            matches!(
                running.get_timeout(Duration::from_secs(30)),
                Err(TaskError::Forked)
            ),
            matches!(running.get(), Err(TaskError::Forked)),
        ];
        drop(done.take());
        let mut results = stream.results();
        let told = matches!(results.next(), Some(Err(TaskError::Forked)));
        let ends = results.next().is_none();
        drop(results);
        drop(pool);
        calls.into_iter().chain(handles).all(|good| good) && told && ends
    });
    assert_eq!(status, 0, "the child's wait status");
    gate.open();
    running.take().unwrap().get().unwrap();
    assert_eq!(done.take().unwrap().get().unwrap(), 1);
    assert_eq!(
        held.take().unwrap().map(0..3, |x| x).unwrap(),
        [0, 1, 2],
        "the parent is as before"
    );
}

#[test]
fn the_child_touches_no_input() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let status = in_a_child(|| {
        let refusals = every_call(pool.options());
        let forked = |refusal: &Option<_>| matches!(refusal, Some(PoolError::Forked));
        refusals.values().all(forked) && TOUCHES.load(SeqCst) == 0
    });
    assert_eq!(status, 0, "the child's wait status");
}

#[test]
fn a_stream_at_its_end_stays_there_in_the_child() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let mut stream = pool.imap(0..3, |x| x).unwrap();
    assert_eq!(stream.by_ref().count(), 3);
    let status = in_a_child(|| stream.next().is_none());
    assert_eq!(status, 0, "the child's wait status");
}

#[test]
fn a_stream_whose_reader_is_the_parents_is_forked_in_the_child() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (gate, asked) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, asks) = (Arc::clone(&gate), Arc::clone(&asked));
    let source = move || {
        std::iter::from_fn(move || {
            let number = asks.add();
            if number > 2 {
                waits.pass();
            }
            (number <= 2).then_some(number)
        })
    };
    let stream = pool.options().readahead(4, source).imap(|x| x).unwrap();
    let mut results = Some(stream.results());
    assert_eq!(results.as_mut().unwrap().next().unwrap().unwrap(), 1);
    asked.wait_for(3);
    let status = in_a_child(|| {
        let mut results = results.take().unwrap();
        let told = matches!(results.next(), Some(Err(TaskError::Forked)));
        let limited = results.next_timeout(Duration::from_secs(30));
        let ends = matches!(limited, Ok(None)) && results.next().is_none();
        let refused = pool.options().readahead(1, || 0..3).imap(|x| x);
        drop(results);
        told && ends && matches!(refused.err(), Some(PoolError::Forked))
    });
    assert_eq!(status, 0, "the child's wait status");
    gate.open();
    let left: Vec<_> = results.take().unwrap().map(Result::unwrap).collect();
    assert_eq!(left, [2], "the parent is as before");
}

#[test]
fn each_handle_on_a_shared_stream_is_forked_once_in_the_child() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (gate, asked) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, asks) = (Arc::clone(&gate), Arc::clone(&asked));
    let source = std::iter::from_fn(move || {
        let number = asks.add();
        if number > 2 {
            waits.pass();
        }
        (number <= 2).then_some(number)
    });
    let mut ended = pool.imap(0..1, |x| x).unwrap().shared();
    assert_eq!(ended.by_ref().count(), 1);
    let stream = pool.imap(source, |x| x).unwrap().shared().results();
    std::thread::scope(|threads| {
        // One is in the source, and another one waits for it.
        for mut drainer in [stream.clone(), stream.clone()] {
            threads.spawn(move || drainer.by_ref().map(Result::unwrap).count());
        }
        asked.wait_for(3);
        let mut held = Some(stream);
        let status = in_a_child(|| {
            let stream = held.take().unwrap();
            let told = [stream.clone(), stream].map(|mut stream| {
                let hint = stream.size_hint();
                let told = matches!(stream.next(), Some(Err(TaskError::Forked)));
                let limited = stream.next_timeout(Duration::from_secs(30));
                let ends = matches!(limited, Ok(None)) && stream.next().is_none();
                hint == (0, None) && told && ends && !format!("{stream:?}").is_empty()
            });
            let shared = pool.imap(0..3, |x| x).is_err();
            told == [true; 2] && ended.next().is_none() && shared
        });
        assert_eq!(status, 0, "the child's wait status");
        gate.open();
        let left = held.take().unwrap().map(Result::unwrap).count();
        assert!(left <= 2, "the parent is as before");
    });
}

#[test]
fn a_pool_built_in_the_child_works() {
    let _watchdog = watchdog();
    alone("built in the child", || {
        let (_parents, gate, _running) = held_pool(true);
        let status = in_a_child(|| {
            let pool = ThreadPool::new(2).unwrap();
            let good = pool.map(0..10, |x| x).unwrap().len() == 10;
            drop(pool);
            good
        });
        gate.open();
        assert_eq!(status, 0, "the child's wait status");
    });
}

#[test]
fn a_scope_around_the_fork_does_not_wait_in_the_child() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let gate = Gate::default();
    let status = pool.scope(|scope| {
        let task = scope.apply_async(|| gate.pass()).unwrap();
        let status = in_a_child(|| {
            pool.scope(|_| ());
            true
        });
        gate.open();
        task.get().unwrap();
        status
    });
    assert_eq!(status, 0, "the child's wait status");
}
