//! Streams as iterators: their size hints, their ends, their time limits.

use std::iter::{self, FusedIterator};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use crate::support::{Gate, Tally, held_pool, panic_of, watchdog};
use lap_pool::{TaskError, ThreadPool};

#[test]
fn a_stream_promises_nothing_and_knows_what_it_can_have_at_most() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    for unordered in [false, true] {
        let options = pool.options().buffersize(3);
        let same = |x: u8| x;
        let open = || {
            if unordered {
                options.imap_unordered(0..5, same)
            } else {
                options.imap(0..5, same)
            }
        };
        let mut stream = open().unwrap();
        for left in (1..=5).rev() {
            // Pulled or not, what was not returned is still to come.
            assert_eq!(stream.size_hint(), (0, Some(left)));
            assert!(stream.next().is_some());
        }
        assert_eq!(stream.size_hint(), (0, Some(0)));
        assert!(stream.next().is_none());
        assert_eq!(stream.size_hint(), (0, Some(0)));
        // As values there may be one more: that the pool was closed before the source was at its end.
        let mut results = open().unwrap().results();
        assert_eq!(results.size_hint(), (0, Some(6)));
        assert_eq!(results.by_ref().count(), 5);
        assert_eq!(results.size_hint(), (0, Some(0)));
    }
}

#[test]
fn a_stream_of_a_source_without_a_known_end_has_none_either() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let (send, receive) = mpsc::channel();
    send.send(1).unwrap();
    let mut stream = pool.options().buffersize(1).imap(receive, |x| x).unwrap();
    assert_eq!(stream.size_hint(), (0, None));
    assert_eq!(stream.next(), Some(1));
    assert_eq!(stream.size_hint(), (0, None));
    drop(send);
    assert_eq!(stream.next(), None);
    assert_eq!(stream.size_hint(), (0, Some(0)));
}

/// Schedule to have as many items left as there can be.
struct Boundless;

impl Iterator for Boundless {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        Some(0)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(usize::MAX))
    }
}

#[test]
fn a_bound_beyond_what_can_be_counted_is_unknown() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    // It pulls another one before it returns the first.
    let options = pool.options().prefetch(true).buffersize(4);
    let mut stream = options.imap(Boundless, |x| x).unwrap();
    assert_eq!(stream.size_hint(), (0, Some(usize::MAX)));
    assert_eq!(stream.next(), Some(0));
    assert_eq!(stream.size_hint(), (0, None), "more are in flight");
    assert_eq!(stream.results().size_hint(), (0, None));
}

#[test]
fn results_never_outnumber_their_hint_when_the_pool_closes() {
    let _watchdog = watchdog();
    for read_before in 0..=4 {
        for terminate in [false, true] {
            let pool = ThreadPool::new(2).unwrap();
            let stream = pool.options().buffersize(2).imap(0..4, |x| x);
            let mut results = stream.unwrap().results();
            results.by_ref().take(read_before).for_each(drop);
            if terminate {
                pool.terminate();
            } else {
                pool.close();
            }
            while let (0, Some(most)) = results.size_hint() {
                let Some(_) = results.next() else { break };
                let (_, left) = results.size_hint();
                assert!(most > 0 && left.is_some_and(|left| left < most));
            }
            assert_eq!(results.size_hint(), (0, Some(0)));
        }
    }
}

#[test]
fn a_source_that_panicked_is_not_asked_for_its_size() {
    let _watchdog = watchdog();
    struct Broken(bool);
    impl Iterator for Broken {
        type Item = u8;

        fn next(&mut self) -> Option<u8> {
            self.0 = true;
            panic!("the source broke");
        }

        fn size_hint(&self) -> (usize, Option<usize>) {
            assert!(!self.0, "asked after the panic");
            (3, Some(3))
        }
    }
    let pool = ThreadPool::new(1).unwrap();
    let mut stream = pool.imap(Broken(false), |x| x).unwrap();
    assert_eq!(stream.size_hint(), (0, Some(3)));
    assert_eq!(panic_of(|| stream.next()), "the source broke");
    assert_eq!(stream.size_hint(), (0, Some(0)));
}

#[test]
fn after_its_end_a_stream_stays_at_its_end() {
    fn is_fused(_: &impl FusedIterator) {}
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    // A source that would begin again.
    let again = || {
        let mut calls = 0;
        iter::from_fn(move || {
            calls += 1;
            (calls % 3 != 0).then_some(calls)
        })
    };
    let mut stream = pool.imap(again(), |x| x).unwrap();
    is_fused(&stream);
    assert_eq!(stream.by_ref().collect::<Vec<_>>(), [1, 2]);
    let mut results = pool.imap_unordered(again(), |x| x).unwrap().results();
    is_fused(&results);
    assert_eq!(results.by_ref().count(), 2);
    for end in [
        |_: &ThreadPool| (),
        ThreadPool::close,
        ThreadPool::terminate,
    ] {
        end(&pool);
        assert!(stream.next().is_none());
        assert!(results.next().is_none());
    }
}

#[test]
fn results_that_were_refused_end_and_stay_at_their_end() {
    let _watchdog = watchdog();
    for end in [ThreadPool::close, ThreadPool::terminate] {
        let pool = ThreadPool::new(2).unwrap();
        let mut results = pool.imap(0.., |x| x).unwrap().results();
        end(&pool);
        assert!(matches!(
            results.next(),
            Some(Err(TaskError::NotRunning | TaskError::Terminated))
        ));
        assert!(results.next().is_none());
        assert!(results.next().is_none());
    }
}

#[test]
fn results_wait_no_longer_than_told() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (go, wait) = mpsc::channel::<u8>();
    let wait = std::sync::Mutex::new(wait);
    let stream = pool.imap(0..3, move |x| {
        assert!(x != 1, "no luck");
        wait.lock().unwrap().recv().unwrap()
    });
    let mut results = stream.unwrap().results();
    for _ in 0..3 {
        let early = results.next_timeout(Duration::from_millis(1));
        assert!(matches!(early, Err(TaskError::TimedOut)), "{early:?}");
    }
    go.send(7).unwrap();
    let long = Duration::from_secs(50);
    assert_eq!(results.next_timeout(long).unwrap(), Some(7));
    let failed = results.next_timeout(long);
    assert!(matches!(failed, Err(TaskError::Panicked(_))), "{failed:?}");
    go.send(8).unwrap();
    assert_eq!(results.next_timeout(long).unwrap(), Some(8));
    assert_eq!(results.next_timeout(long).unwrap(), None);
}

#[test]
fn a_chunk_whose_stream_is_dropped_ends_with_the_item_that_runs() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let (item, ran) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, counts) = (Arc::clone(&item), Arc::clone(&ran));
    let options = pool.options().chunksize(4).buffersize(4);
    let mut stream = options
        .imap(0..4, move |_| {
            counts.add();
            waits.pass();
        })
        .unwrap();
    // Each look pulls one, and all four wait when the worker comes.
    for _ in 0..4 {
        let looked = stream.next_timeout(Duration::ZERO);
        assert!(matches!(looked, Err(TaskError::TimedOut)));
    }
    gate.open();
    running.get().unwrap();
    ran.wait_for(1);
    drop(stream);
    item.open();
    pool.close();
    pool.join().unwrap();
    assert_eq!(ran.count(), 1);
}
