//! How far a source is read ahead.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use crate::support::{Gate, Tally, pool, same, watchdog};
use lap_pool::TaskError;

#[test]
fn what_is_read_ahead_counts_in_the_buffersize() {
    let _watchdog = watchdog();
    let pool = pool(2, false);
    for (ahead, buffersize) in [(1, 1), (1, 2), (3, 4), (100, 5)] {
        for unordered in [false, true] {
            let pulled = Arc::new(AtomicUsize::new(0));
            let counts = Arc::clone(&pulled);
            // A pull counts from its beginning.
            let source = move || {
                (0..300).inspect(move |_| {
                    counts.fetch_add(1, SeqCst);
                })
            };
            let options = pool.options().buffersize(buffersize);
            let call = options.readahead(ahead, source);
            let stream = if unordered {
                call.imap_unordered(same)
            } else {
                call.imap(same)
            };
            let mut returned = 0;
            for _ in stream.unwrap() {
                returned += 1;
                let pulled = pulled.load(SeqCst);
                assert!(pulled <= returned + buffersize, "{pulled} for {returned}");
            }
            assert_eq!(returned, 300);
        }
    }
}

#[test]
fn it_reads_on_while_the_consumer_is_away_and_no_further_than_it_was_told_to() {
    let _watchdog = watchdog();
    let pool = pool(1, false);
    let (go, pulled) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, counts) = (Arc::clone(&go), Arc::clone(&pulled));
    let source = move || {
        (0..100).inspect(move |item| {
            counts.add();
            if *item == 1 {
                waits.pass();
            }
        })
    };
    let options = pool.options().buffersize(64);
    let mut stream = options.readahead(2, source).imap(|x| x).unwrap();
    assert_eq!(pulled.count(), 0, "nothing before the first next()");
    assert_eq!(stream.next(), Some(0));
    go.open();
    pulled.wait_for(3);
    for round in 0..100 {
        pool.apply(|| ()).unwrap();
        assert_eq!(pulled.count(), 3, "after {round} rounds");
    }
    assert_eq!(stream.next(), Some(1));
}

#[test]
fn a_result_that_was_returned_makes_room_while_the_consumer_is_at_it() {
    let _watchdog = watchdog();
    fn each_makes_room(mut stream: impl Iterator<Item = usize>, pulled: &Tally) {
        for item in 0..100 {
            assert_eq!(stream.next(), Some(item));
            pulled.wait_for(item + 2);
        }
    }
    let pool = pool(1, false);
    for is_shared in [false, true] {
        let pulled = Arc::new(Tally::default());
        let counts = Arc::clone(&pulled);
        let source = move || (0..).inspect(move |_| _ = counts.add());
        let options = pool.options().buffersize(1);
        let stream = options.readahead(1, source).imap(same).unwrap();
        match is_shared {
            true => each_makes_room(stream.shared(), &pulled),
            false => each_makes_room(stream, &pulled),
        }
    }
}

#[test]
fn without_a_buffersize_there_is_room_for_what_is_read_ahead_beside_the_usual() {
    let _watchdog = watchdog();
    let pool = pool(1, false);
    let (gate, pulled) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, counts) = (Arc::clone(&gate), Arc::clone(&pulled));
    let source = move || (0..).inspect(move |_| _ = counts.add());
    let task = move |x: usize| {
        waits.pass();
        x
    };
    let mut stream = pool.options().readahead(5, source).imap(task).unwrap();
    // Twice as many as workers are in flight by default: with none returned, 7 are read and no more.
    while pulled.count() < 7 {
        let early = stream.next_timeout(Duration::ZERO);
        assert!(matches!(early, Err(TaskError::TimedOut)));
    }
    gate.open();
    assert_eq!(stream.next(), Some(0));
}

#[test]
fn a_reader_whose_pool_was_closed_reads_no_further() {
    let _watchdog = watchdog();
    let pool = pool(1, false);
    let (gate, pulled) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, counts) = (Arc::clone(&gate), Arc::clone(&pulled));
    let source = move || {
        (0..).inspect(move |item| {
            counts.add();
            if *item == 1 {
                waits.pass();
            }
        })
    };
    let options = pool.options().buffersize(8);
    let mut results = options.readahead(8, source).imap(same).unwrap().results();
    assert_eq!(results.next().unwrap().unwrap(), 0);
    pulled.wait_for(2);
    pool.close();
    assert!(matches!(results.next(), Some(Err(TaskError::NotRunning))));
    gate.open();
    for _ in 0..1_000 {
        std::thread::yield_now();
    }
    assert_eq!(pulled.count(), 2);
}
