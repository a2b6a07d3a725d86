//! Streams that several threads read: to their end, in part, from tasks, and past their pool's end.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::support::{Census, Tracked, watchdog};
use crate::{pools, words};
use lap_pool::TaskError;

#[test]
fn each_word_reaches_one_of_two_threads() {
    let _watchdog = watchdog();
    for pool in pools() {
        for buffersize in [1, 3] {
            let options = pool.options().buffersize(buffersize);
            let items = words(6);
            // Its source borrows.
            let source = items.iter().cloned();
            let stream = options.imap_unordered(source, |word| word);
            let stream = stream.unwrap().shared();
            let mut found = thread::scope(|threads| {
                let other = stream.clone();
                let other = threads.spawn(move || other.collect::<Vec<_>>());
                let mut found: Vec<_> = stream.collect();
                found.extend(other.join().unwrap());
                found
            });
            found.sort();
            assert_eq!(found, words(6));
        }
    }
}

#[test]
fn in_a_scope_tasks_and_the_caller_read_one_stream_of_borrowed_words() {
    let _watchdog = watchdog();
    for pool in pools() {
        let items = words(6);
        let read: usize = pool.scope(|scope| {
            let stream = scope.imap(&items, |word| word.as_str()).unwrap().shared();
            let mut drains = stream.clone();
            let task = scope.apply_async(move || drains.by_ref().map(str::len).sum::<usize>());
            let here: usize = stream.map(str::len).sum();
            here + task.unwrap().get().unwrap()
        });
        assert_eq!(read, 6 * "word 0".len());
    }
}

#[test]
fn one_that_is_read_ahead_and_one_that_fails() {
    let _watchdog = watchdog();
    for pool in pools() {
        let call = pool.options().readahead(2, || words(4));
        let stream = call.imap_unordered(|word| word).unwrap().shared();
        let other = stream.clone();
        let other = thread::spawn(move || other.count());
        assert_eq!(stream.count() + other.join().unwrap(), 4);

        let fails = |item: usize| {
            if item == 1 {
                panic!("item {item}")
            } else {
                item
            }
        };
        let mut stream = pool.imap(0..3, fails).unwrap().shared().results();
        let other = stream.clone();
        assert_eq!(stream.next().unwrap().unwrap(), 0);
        assert_eq!(
            other.map(|result| result.is_ok()).collect::<Vec<_>>(),
            [false, true]
        );
        assert!(matches!(
            stream.next_timeout(Duration::from_secs(9)),
            Ok(None)
        ));
    }
}

#[test]
fn dropped_or_ended_at_each_point_it_drops_everything_once() {
    let _watchdog = watchdog();
    for terminates in [None, Some(false), Some(true)] {
        for taken in 0..3 {
            for pool in pools() {
                let census = Census::of(4);
                let items: Vec<_> = (0..4).map(|number| census.subject(number)).collect();
                let options = pool.options().buffersize(2);
                let stream = options.imap_unordered(items, |item: Tracked| item);
                let mut stream = stream.unwrap().shared().results();
                assert_eq!(stream.by_ref().take(taken).count(), taken);
                let mut other = stream.clone();
                let reads = thread::spawn(move || {
                    let limit = if terminates.is_some() { 100 } else { 0 };
                    while let Ok(Some(_)) = other.next_timeout(Duration::from_secs(limit)) {}
                    other
                });
                match terminates {
                    None => {}
                    Some(false) => pool.close(),
                    Some(true) => pool.terminate(),
                }
                let mut other = reads.join().unwrap();
                if terminates == Some(true) {
                    let fits = |end: Option<Result<Tracked, _>>| {
                        matches!(end, None | Some(Ok(_) | Err(TaskError::Terminated)))
                    };
                    assert!(fits(stream.next()) && fits(other.next()));
                }
                drop((stream, other, pool));
                census.assert_each_dropped_once();
                assert_eq!(Arc::strong_count(&census), 1);
            }
        }
    }
}
