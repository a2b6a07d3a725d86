//! `imap` and `imap_unordered`: read to their end, in part, by value, with limits, and dropped at every point.

use std::rc::Rc;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::support::{Census, Gate, Tally, held_pool, panic_of, watchdog};
use crate::{pools, words};
use lap_pool::{TaskError, ThreadPool};

#[test]
fn in_the_order_of_the_input_or_of_completion() {
    let _watchdog = watchdog();
    for pool in pools() {
        for (buffersize, chunksize) in [(1, 1), (3, 1), (4, 2), (100, 100)] {
            let options = pool.options().buffersize(buffersize).chunksize(chunksize);
            let stream = options.imap(words(5), |word| word).unwrap();
            assert_eq!(stream.collect::<Vec<_>>(), words(5));
            let stream = options.imap_unordered(words(5), |word| word).unwrap();
            let mut found: Vec<_> = stream.collect();
            found.sort();
            assert_eq!(found, words(5));
        }
    }
}

#[test]
fn a_source_is_read_on_the_consumers_thread_and_no_further_than_it_may() {
    let _watchdog = watchdog();
    for pool in pools() {
        // Neither `Send` nor `'static`.
        let (items, pulled) = (words(6), Rc::new(std::cell::Cell::new(0)));
        let count = Rc::clone(&pulled);
        let source = items.iter().map(move |word| {
            count.set(count.get() + 1);
            word.clone()
        });
        let mut stream = pool
            .options()
            .buffersize(2)
            .imap(source, |word| word)
            .unwrap();
        assert_eq!(pulled.get(), 0);
        for (returned, word) in items.iter().enumerate() {
            assert_eq!(stream.next().as_ref(), Some(word));
            assert!(pulled.get() <= returned + 2);
        }
        assert!(stream.next().is_none() && stream.next().is_none());
    }
}

#[test]
fn a_source_that_is_read_ahead_on_a_thread_of_its_own() {
    let _watchdog = watchdog();
    for pool in pools() {
        let items = words(5);
        // Not `Send`, and it borrows.
        let source = || Rc::new(items.clone()).to_vec().into_iter();
        for (ahead, buffersize) in [(1, 1), (2, 3), (9, 9)] {
            let read: Vec<_> = pool.scope(|scope| {
                let options = scope.options().buffersize(buffersize);
                let stream = options.readahead(ahead, source).imap(|word| word);
                stream.unwrap().collect()
            });
            assert_eq!(read, words(5));
        }
        // Dropped at each point, with items read, in flight and done.
        for taken in 0..5 {
            let options = pool.options().buffersize(3);
            let stream = options
                .readahead(2, || words(5))
                .imap_unordered(|word| word);
            let stream = stream.unwrap();
            assert_eq!(stream.take(taken).count(), taken);
        }
        let torn = || {
            words(3)
                .into_iter()
                .inspect(|word| assert_ne!(word, &words(3)[2]))
        };
        let mut stream = pool.options().readahead(2, torn).imap(|word| word).unwrap();
        assert_eq!(stream.by_ref().take(2).collect::<Vec<_>>(), words(2));
        panic_of(|| stream.next());
        assert_eq!(stream.next(), None);
    }
}

#[test]
fn sources_that_promise_and_that_do_not() {
    let _watchdog = watchdog();
    for pool in pools() {
        for ahead in [true, false] {
            let even = (0..6).filter(|x| x % 2 == 0).map(|x| x.to_string());
            let stream = pool.options().prefetch(ahead).imap(even, |x| x + "!");
            assert_eq!(stream.unwrap().collect::<Vec<_>>(), ["0!", "2!", "4!"]);
        }
        // Its own results feed it.
        let (send, receive) = channel();
        send.send(String::from("x")).unwrap();
        let stream = pool
            .options()
            .buffersize(1)
            .imap(receive, |x: String| x.repeat(2));
        for double in stream.unwrap() {
            if double.len() > 4 {
                break;
            }
            send.send(double).unwrap();
        }
    }
}

#[test]
fn a_stream_tells_what_may_still_come() {
    let _watchdog = watchdog();
    let [pool, _] = pools();
    let mut stream = pool
        .options()
        .buffersize(2)
        .imap(words(3), |word| word)
        .unwrap();
    assert_eq!(stream.size_hint(), (0, Some(3)));
    assert!(format!("{stream:?}").contains("buffersize: 2"));
    stream.next().unwrap();
    assert_eq!(stream.size_hint(), (0, Some(2)));
    let results = stream.results();
    assert!(format!("{results:?}").starts_with("Results(Imap"));
    assert_eq!(
        results.map(Result::unwrap).collect::<Vec<_>>(),
        words(3)[1..]
    );
}

#[test]
fn failures_in_their_places() {
    let _watchdog = watchdog();
    let fails = |word: String| {
        assert!(!word.ends_with(['1', '3']), "odd: {word}");
        word
    };
    for pool in pools() {
        let outcomes = pool.imap(words(5), fails).unwrap().results();
        for (number, outcome) in outcomes.enumerate() {
            match outcome {
                Ok(word) => assert_eq!(word, format!("word {number}")),
                Err(TaskError::Panicked(panicked)) => {
                    assert_eq!(panicked.index(), Some(number));
                    let payload = panicked.into_payload().downcast::<String>().unwrap();
                    assert_eq!(*payload, format!("odd: word {number}"));
                }
                Err(error) => panic!("{error}"),
            }
        }
        let mut stream = pool.imap_unordered(words(3), fails).unwrap();
        let (mut good, mut bad) = (0, 0);
        while good + bad < 3 {
            match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| stream.next())) {
                Ok(word) => good += usize::from(word.is_some()),
                Err(_) => bad += 1,
            }
        }
        assert_eq!((good, bad, stream.next()), (2, 1, None));
    }
}

#[test]
fn a_source_that_panics_ends_and_loses_nothing() {
    let _watchdog = watchdog();
    for pool in pools() {
        let source = words(5)
            .into_iter()
            .inspect(|word| assert!(!word.ends_with('3'), "source"));
        let mut stream = pool.imap(source, |word| word).unwrap();
        let mut seen = Vec::new();
        assert_eq!(panic_of(|| seen.extend(stream.by_ref())), "source");
        seen.extend(stream);
        assert_eq!(seen, words(3));
    }
}

#[test]
fn a_limit_runs_out_and_the_stream_is_read_on() {
    let _watchdog = watchdog();
    let (pool, gate, _running) = held_pool(false);
    let mut results = pool.imap(words(2), |word| word).unwrap().results();
    for limit in [Duration::ZERO, Duration::from_micros(10)] {
        assert!(matches!(
            results.next_timeout(limit),
            Err(TaskError::TimedOut)
        ));
    }
    gate.open();
    assert_eq!(
        results.next_timeout(Duration::MAX).unwrap().unwrap(),
        "word 0"
    );
    assert_eq!(results.next().unwrap().unwrap(), "word 1");
    assert!(results.next_timeout(Duration::ZERO).unwrap().is_none());
    let mut stream = pool.imap(words(1), |word| word).unwrap();
    assert_eq!(
        stream.next_timeout(Duration::MAX).unwrap().unwrap(),
        "word 0"
    );
    assert!(stream.next_timeout(Duration::MAX).unwrap().is_none());
}

#[test]
fn a_stream_dropped_anywhere_drops_everything_once() {
    let _watchdog = watchdog();
    for taken in [0, 1, 3, 6] {
        for pool in pools() {
            let census = Census::of(13);
            let (closure, make) = (census.subject(12), Arc::clone(&census));
            let source = (0..6).map(|number| census.subject(number));
            let options = pool.options().buffersize(3).chunksize(2);
            let task = move |item: crate::support::Tracked| {
                closure.look();
                make.subject(6 + item.look())
            };
            let mut stream = options.imap(source, task).unwrap();
            let results: Vec<_> = stream.by_ref().take(taken).collect();
            drop(stream);
            drop(pool);
            let drops = census.drops();
            assert_eq!(drops[12], 1);
            assert!(drops.iter().all(|drops| *drops <= 1), "{drops:?}");
            assert!(
                drops[..6]
                    .iter()
                    .zip(&drops[6..])
                    .all(|(item, result)| item >= result)
            );
            assert!(drops[..taken].iter().all(|drops| *drops == 1));
            assert!(drops[6..6 + taken].iter().all(|drops| *drops == 0));
            drop(results);
        }
    }
}

#[test]
fn a_stream_dropped_while_an_item_runs_leaves_it_to_its_worker() {
    let _watchdog = watchdog();
    for ordered in [true, false] {
        let pool = ThreadPool::builder()
            .workers(1)
            .caller_helps(false)
            .build()
            .unwrap();
        let (census, inside) = (Census::of(4), Arc::new(Tally::default()));
        let gate = Arc::new(Gate::default());
        let (says, waits) = (Arc::clone(&inside), Arc::clone(&gate));
        let source: Vec<_> = (0..4).map(|number| census.subject(number)).collect();
        let task = move |item| {
            says.add();
            waits.pass();
            item
        };
        let options = pool.options().buffersize(3);
        if ordered {
            let mut stream = options.imap(source, task).unwrap();
            stream.next_timeout(Duration::ZERO).unwrap_err();
            inside.wait_for(1);
        } else {
            let mut stream = options.imap_unordered(source, task).unwrap();
            stream.next_timeout(Duration::ZERO).unwrap_err();
            inside.wait_for(1);
        }
        assert_eq!(census.drops()[1..], [1; 3]);
        gate.open();
        drop(pool);
        census.assert_each_dropped_once();
    }
}

#[test]
fn a_stream_is_read_by_another_thread_and_by_a_task_of_its_pool() {
    let _watchdog = watchdog();
    let [pool, other] = pools().map(Arc::new);
    let mut stream = pool.imap(words(4), |word| word).unwrap();
    stream.next().unwrap();
    let rest = thread::spawn(move || stream.collect::<Vec<_>>());
    assert_eq!(rest.join().unwrap(), words(4)[1..]);
    for pool in [pool, other] {
        let stream = Mutex::new(pool.imap(words(4), |word| word).unwrap());
        let reads = move || stream.lock().unwrap().by_ref().collect::<Vec<_>>();
        assert_eq!(pool.apply_async(reads).unwrap().get().unwrap(), words(4));
    }
}

#[test]
fn a_stream_over_a_stream() {
    let _watchdog = watchdog();
    for pool in pools() {
        let first = pool.imap(words(4), |word| word + ".").unwrap();
        let second = pool.imap(first, |word| word.len()).unwrap();
        assert_eq!(second.collect::<Vec<_>>(), [7; 4]);
    }
}
