//! Streams: laziness by counting, order, failure, time limits, abandonment.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use crate::support::{Gate, Tally, panic_of, watchdog};
use lap_pool::{PoolError, TaskError, ThreadPool};

#[test]
fn an_infinite_source_is_read_no_further_than_the_buffer() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3, 8] {
        let pool = ThreadPool::new(workers).unwrap();
        for buffersize in [None, Some(1), Some(64)] {
            let bound = buffersize.unwrap_or(64.max(2 * workers));
            let options = buffersize.map_or(pool.options(), |size| pool.options().buffersize(size));
            let pulled = Cell::new(0);
            let mut returned = 0;
            let source = std::iter::from_fn(|| {
                pulled.set(pulled.get() + 1);
                Some(pulled.get())
            });
            let mut stream = options.imap(source, |x| x * 2).unwrap();
            assert_eq!(pulled.get(), 0, "nothing is pulled before the first next()");
            for _ in 0..10 {
                returned += 1;
                assert_eq!(stream.next(), Some(returned * 2));
                assert!(pulled.get() <= returned + bound, "{} pulled", pulled.get());
            }
            drop(stream);
            assert!(pulled.get() <= 10 + bound);
        }
    }
}

#[test]
fn the_bound_holds_at_every_pull() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(3).unwrap();
    for buffersize in [1, 2, 5] {
        let (pulled, returned) = (Cell::new(0), Cell::new(0));
        let source = (0..500).inspect(|_| {
            pulled.set(pulled.get() + 1);
            assert!(pulled.get() <= returned.get() + buffersize);
        });
        let options = pool.options().buffersize(buffersize);
        for _ in options.imap_unordered(source, |x| x).unwrap() {
            returned.set(returned.get() + 1);
        }
        assert_eq!(returned.get(), 500);
    }
}

#[test]
fn order_is_kept_and_the_end_repeats() {
    let _watchdog = watchdog();
    for workers in [1, 2, 8] {
        let pool = ThreadPool::new(workers).unwrap();
        for chunksize in [1, 3, 100] {
            let options = pool.options().chunksize(chunksize).buffersize(40);
            let mut stream = options.imap(0..1_000, |x| x * x).unwrap();
            assert!(stream.by_ref().eq((0..1_000).map(|x| x * x)));
            assert_eq!((stream.next(), stream.next()), (None, None));
            let unordered: BTreeSet<_> = options.imap_unordered(0..1_000, |x| x).unwrap().collect();
            assert_eq!(unordered.len(), 1_000);
        }
    }
}

#[test]
fn the_source_needs_neither_send_nor_static_and_runs_on_the_consumer() {
    let pool = ThreadPool::new(2).unwrap();
    let here = std::thread::current().id();
    let local = std::rc::Rc::new(Cell::new(0));
    let source = (0..50).inspect(|_| {
        assert_eq!(std::thread::current().id(), here);
        local.set(local.get() + 1);
    });
    assert_eq!(pool.imap(source, |x| x + 1).unwrap().count(), 50);
    assert_eq!(local.get(), 50);
}

#[test]
fn results_goes_on_after_failures() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    for chunksize in [1, 4] {
        let task = |x: u32| {
            if matches!(x, 0 | 3 | 6) {
                panic!("no {x}")
            } else {
                x
            }
        };
        let stream = pool
            .options()
            .chunksize(chunksize)
            .imap(0..9, task)
            .unwrap();
        let outcomes: Vec<_> = stream.results().collect();
        for (number, outcome) in outcomes.iter().enumerate() {
            match outcome {
                Ok(x) => assert_eq!(*x as usize, number),
                Err(TaskError::Panicked(panicked)) => {
                    assert_eq!((panicked.index(), number % 3), (Some(number), 0));
                    assert!(panicked.site().file().ends_with("imap.rs"));
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(outcomes.len(), 9);
    }
}

#[test]
fn a_failure_surfaces_at_its_own_next_and_the_stream_goes_on() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let mut stream = pool
        .imap(0..4, |x| if x == 1 { panic!("one") } else { x })
        .unwrap();
    assert_eq!(stream.next(), Some(0));
    assert_eq!(panic_of(|| stream.next()), "one");
    assert_eq!(
        (stream.next(), stream.next(), stream.next()),
        (Some(2), Some(3), None)
    );
}

#[test]
fn a_panicking_source_propagates_and_what_was_pulled_can_be_read() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    for _ in 0..2 {
        let source = (0..10).map(|x| if x == 3 { panic!("source") } else { x });
        let mut stream = pool.imap(source, |x| x).unwrap();
        let mut seen = Vec::new();
        let words = panic_of(|| seen.extend(stream.by_ref()));
        seen.extend(stream);
        assert_eq!(
            (words.as_str(), seen.as_slice()),
            ("source", &[0, 1, 2][..])
        );
    }
}

#[test]
fn a_stream_can_be_read_on_after_a_timeout() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (go, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let mut stream = pool
        .imap(0..2, move |x| (x, wait.lock().unwrap().recv().is_ok()))
        .unwrap();
    for _ in 0..3 {
        let outcome = stream.next_timeout(Duration::from_millis(1));
        assert!(matches!(outcome, Err(TaskError::TimedOut)), "{outcome:?}");
    }
    go.send(()).unwrap();
    go.send(()).unwrap();
    assert_eq!(
        stream.next_timeout(Duration::from_secs(50)).unwrap(),
        Some((0, true))
    );
    assert_eq!(stream.next_timeout(Duration::MAX).unwrap(), Some((1, true)));
    assert_eq!(stream.next_timeout(Duration::ZERO).unwrap(), None);
}

#[test]
fn dropping_a_stream_stops_its_work() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (ran, started, go) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(Tally::default()),
        Arc::new(Gate::default()),
    );
    let (counts, starts, waits) = (Arc::clone(&ran), Arc::clone(&started), Arc::clone(&go));
    let mut stream = pool
        .options()
        .buffersize(10)
        .imap(0.., move |_: u32| {
            starts.add();
            waits.pass();
            counts.fetch_add(1, SeqCst)
        })
        .unwrap();
    assert!(stream.next_timeout(Duration::from_millis(1)).is_err());
    started.wait_for(1);
    drop(stream);
    go.open();
    pool.close();
    pool.join().unwrap();
    assert_eq!(ran.load(SeqCst), 1, "the nine that waited were dropped");
}

#[test]
fn zero_is_refused_by_name() {
    let pool = ThreadPool::new(1).unwrap();
    for options in [pool.options().buffersize(0), pool.options().chunksize(0)] {
        let name = if format!("{options:?}").contains("buffersize: Some") {
            "buffersize"
        } else {
            "chunksize"
        };
        let refusal = options.imap(0..3, |x| x).unwrap_err();
        assert!(
            matches!(refusal, PoolError::Invalid(named, 0) if named == name),
            "{refusal}"
        );
    }
}
