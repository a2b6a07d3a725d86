//! How a stream ends whose source is read ahead: by a panic of the source, with its handle, its scope or its pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use crate::support::sources::blocking;
use crate::support::{Census, Gate, Tally, panic_of, pool, watchdog};
use lap_pool::{TaskError, ThreadPool};

#[test]
fn a_panic_of_the_source_comes_behind_the_results_before_it() {
    let _watchdog = watchdog();
    let pool = pool(2, false);
    let source = || {
        (0..5).inspect(|item| {
            if *item == 3 {
                panic!("line 3 is torn");
            }
        })
    };
    for ahead in [1, 8] {
        let stream = pool.options().readahead(ahead, source).imap(|x| x);
        let mut results = stream.unwrap().results();
        for item in 0..3 {
            assert_eq!(results.next().unwrap().unwrap(), item);
        }
        assert_eq!(panic_of(|| results.next()), "line 3 is torn");
        assert!(results.next().is_none(), "it has ended");
    }
}

#[test]
fn a_panic_of_what_builds_the_source_or_of_its_destructor_is_told() {
    let _watchdog = watchdog();
    let pool = pool(1, false);
    let build = || -> Vec<u8> { panic!("no such file") };
    let mut stream = pool.options().readahead(1, build).imap(|x| x).unwrap();
    assert_eq!(panic_of(|| stream.next()), "no such file");
    assert_eq!(stream.next(), None);

    let census = Census::of(1);
    let counted = Arc::clone(&census);
    let build = move || {
        let hothead = counted.hothead(0);
        (1..4).map(move |item| item + hothead.look())
    };
    let mut stream = pool.options().readahead(1, build).imap(|x| x).unwrap();
    assert_eq!(stream.by_ref().take(3).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(panic_of(|| stream.next()), "destructor 0");
    assert_eq!(stream.next(), None);
    census.assert_each_dropped_once();
}

#[test]
fn dropping_a_stream_lets_its_blocked_reader_go_and_drops_every_item_once() {
    let _watchdog = watchdog();
    const ITEMS: usize = 6;
    for taken in 0..4 {
        let pool = pool(1, false);
        let (census, gate) = (Census::of(ITEMS), Arc::new(Gate::default()));
        let (counted, waits) = (Arc::clone(&census), Arc::clone(&gate));
        let (asked, gone) = (Arc::new(Tally::default()), Arc::new(Tally::default()));
        let (asks, goes) = (Arc::clone(&asked), Arc::clone(&gone));
        struct Says(Arc<Tally>);
        impl Drop for Says {
            fn drop(&mut self) {
                self.0.add();
            }
        }
        let build = move || {
            let says = Says(goes);
            let items: Vec<_> = (0..ITEMS).map(|number| counted.subject(number)).collect();
            items.into_iter().inspect(move |_| {
                let _ = &says;
                if asks.add() == 4 {
                    waits.pass();
                }
            })
        };
        let options = pool.options().buffersize(4);
        let mut stream = options.readahead(4, build).imap(|item| item).unwrap();
        for number in 0..taken {
            assert_eq!(stream.next().unwrap().look(), number);
        }
        if taken == 0 {
            drop(stream.next_timeout(Duration::ZERO));
        }
        // The fourth is on its way when the stream is dropped, and when the pool is.
        asked.wait_for(4);
        drop(stream);
        drop(pool);
        assert_eq!(gone.count(), 0, "nobody has waited for the reader");
        gate.open();
        gone.wait_for(1);
        // What is left of the source is dropped a moment after what it has captured.
        while Arc::strong_count(&census) > 1 {
            std::thread::yield_now();
        }
        census.assert_each_dropped_once();
    }
}

#[test]
fn a_reader_that_was_never_asked_builds_nothing_and_goes_with_its_stream() {
    let _watchdog = watchdog();
    let pool = pool(1, false);
    let (built, held) = (Arc::new(Tally::default()), Arc::new(()));
    let (counts, holds) = (Arc::clone(&built), Arc::clone(&held));
    let build = move || {
        counts.add();
        let _held = holds;
        0..3
    };
    drop(pool.options().readahead(1, build).imap(|x| x).unwrap());
    while Arc::strong_count(&held) > 1 {
        std::thread::yield_now();
    }
    assert_eq!(built.count(), 0);
}

#[test]
fn the_end_of_a_scope_waits_for_the_pull_at_hand() {
    let _watchdog = watchdog();
    /// Says that it is gone, to somebody that it borrows from.
    struct Source<'a> {
        numbers: &'a [usize],
        gate: &'a Gate,
        asked: &'a Tally,
        gone: &'a AtomicBool,
    }
    impl Iterator for Source<'_> {
        type Item = usize;
        fn next(&mut self) -> Option<usize> {
            self.asked.add();
            if self.numbers.is_empty() {
                self.gate.pass();
            }
            let (first, rest) = self.numbers.split_first()?;
            self.numbers = rest;
            Some(*first)
        }
    }
    impl Drop for Source<'_> {
        fn drop(&mut self) {
            self.gone.store(true, SeqCst);
        }
    }
    let pool = pool(2, false);
    let (gate, asked, left) = (Gate::default(), Tally::default(), Tally::default());
    let (gone, numbers) = (AtomicBool::new(false), vec![10, 20]);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            left.wait_for(1);
            gate.open();
        });
        pool.scope(|scope| {
            let build = || Source {
                numbers: &numbers,
                gate: &gate,
                asked: &asked,
                gone: &gone,
            };
            let stream = scope.options().readahead(8, build).imap(|x| x + 1);
            let mut stream = stream.unwrap();
            assert_eq!((stream.next(), stream.next()), (Some(11), Some(21)));
            asked.wait_for(3);
            drop(stream);
            assert!(!gone.load(SeqCst));
            left.add();
        });
        assert!(gone.load(SeqCst), "the source borrows what ends here");
    });
}

#[test]
fn close_and_terminate_end_a_wait_for_a_blocked_reader() {
    let _watchdog = watchdog();
    let ends: [fn(ThreadPool); 3] = [|pool| pool.close(), |pool| pool.terminate(), drop];
    for (number, end) in ends.into_iter().enumerate() {
        for items in [0, 1] {
            let pool = pool(1, false);
            let (source, gate, asked) = blocking(items);
            let stream = pool.options().readahead(2, move || source).imap(|x| x);
            let results = stream.unwrap().results();
            let taken = Tally::default();
            std::thread::scope(|threads| {
                let consumer = threads.spawn(|| {
                    let mut results = results;
                    for item in 0..items {
                        assert_eq!(results.next().unwrap().unwrap(), item);
                    }
                    taken.add();
                    let last = results.next().unwrap();
                    assert!(results.next().is_none(), "told once");
                    last
                });
                taken.wait_for(1);
                asked.wait_for(items + 1);
                end(pool);
                let error = consumer.join().unwrap().unwrap_err();
                match number {
                    1 => assert!(matches!(error, TaskError::Terminated), "{error}"),
                    _ => assert!(matches!(error, TaskError::NotRunning), "{error}"),
                }
            });
            gate.open();
        }
    }
}

#[test]
fn a_closed_pool_returns_what_is_in_flight() {
    let _watchdog = watchdog();
    let pool = pool(1, false);
    let (gate, begun) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, counts) = (Arc::clone(&gate), Arc::clone(&begun));
    let task = move |x: usize| {
        counts.add();
        waits.pass();
        x
    };
    let options = pool.options().buffersize(3);
    let mut results = options.readahead(3, || 0..).imap(task).unwrap().results();
    while begun.count() == 0 {
        drop(results.next_timeout(Duration::ZERO));
    }
    pool.close();
    gate.open();
    let outcomes: Vec<_> = results.collect();
    let (last, done) = outcomes.split_last().unwrap();
    assert!((1..=3).contains(&done.len()));
    for (number, outcome) in done.iter().enumerate() {
        assert!(matches!(outcome, Ok(item) if *item == number));
    }
    assert!(matches!(last, Err(TaskError::NotRunning)));
}
