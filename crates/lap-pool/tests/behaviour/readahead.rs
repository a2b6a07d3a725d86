//! Sources that are read ahead on a thread of their own.

use std::collections::HashSet;
use std::io::{BufRead, Cursor};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{Census, Gate, Tally, panic_of, watchdog};
use lap_pool::{PoolError, TaskError, ThreadPool};

/// Longer than any test takes: a limit that never runs out.
const LONG: Duration = Duration::from_secs(3_600);

fn pool(workers: usize) -> ThreadPool {
    let builder = ThreadPool::builder().workers(workers);
    builder.caller_helps(false).build().unwrap()
}

fn same(item: usize) -> usize {
    item
}

/// `items`, then nothing until the gate opens; and a count of how often it was asked.
fn blocking(items: usize) -> (impl Iterator<Item = usize> + Send, Arc<Gate>, Arc<Tally>) {
    let (gate, asked) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, counts) = (Arc::clone(&gate), Arc::clone(&asked));
    let source = std::iter::from_fn(move || {
        let number = counts.add() - 1;
        if number >= items {
            waits.pass();
            return None;
        }
        Some(number)
    });
    (source, gate, asked)
}

#[test]
fn it_gives_what_the_source_has_and_ends_with_it() {
    let _watchdog = watchdog();
    let pools = [pool(2), ThreadPool::new(2).unwrap()];
    for (pool, ahead) in pools.iter().flat_map(|pool| [(pool, 1), (pool, 7)]) {
        let ordered = pool.options().readahead(ahead, || 0..1_000).imap(|x| x + 1);
        assert!(ordered.unwrap().eq(1..=1_000));
        let unordered = pool.options().buffersize(3).readahead(ahead, || 0..1_000);
        let mut seen: Vec<_> = unordered.imap_unordered(|x| x + 1).unwrap().collect();
        seen.sort_unstable();
        assert!(seen.into_iter().eq(1..=1_000));
        let empty = pool.options().readahead(ahead, Vec::<u8>::new);
        let mut stream = empty.imap(|x| x).unwrap();
        assert_eq!((stream.next(), stream.next()), (None, None));
    }
}

#[test]
fn what_is_read_ahead_counts_in_the_buffersize() {
    let _watchdog = watchdog();
    let pool = pool(2);
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
    let pool = pool(1);
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
    let (pool, pulled) = (pool(1), Arc::new(Tally::default()));
    let counts = Arc::clone(&pulled);
    let source = move || (0..).inspect(move |_| _ = counts.add());
    let options = pool.options().buffersize(1);
    let mut stream = options.readahead(1, source).imap(same).unwrap();
    for item in 0..100 {
        assert_eq!(stream.next(), Some(item));
        pulled.wait_for(item + 2);
    }
}

#[test]
fn without_a_buffersize_there_is_room_for_what_is_read_ahead_beside_the_usual() {
    let _watchdog = watchdog();
    let pool = pool(1);
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
fn ready_results_are_returned_while_the_reader_is_blocked() {
    let _watchdog = watchdog();
    let pool = pool(2);
    for unordered in [false, true] {
        let (source, gate, asked) = blocking(3);
        let call = pool.options().readahead(4, move || source);
        let stream = if unordered {
            call.imap_unordered(same)
        } else {
            call.imap(same)
        };
        let mut stream = stream.unwrap();
        let mut seen = HashSet::new();
        seen.extend(stream.next());
        asked.wait_for(4);
        seen.extend(stream.next());
        seen.extend(stream.next());
        assert_eq!(seen, HashSet::from([0, 1, 2]));
        gate.open();
        assert_eq!(stream.next(), None);
    }
}

#[test]
fn a_limit_is_kept_while_the_reader_is_blocked() {
    let _watchdog = watchdog();
    let pool = pool(2);
    let (source, gate, asked) = blocking(2);
    let stream = pool.options().readahead(4, move || source).imap(|x| x);
    let mut stream = stream.unwrap();
    assert_eq!(stream.next_timeout(LONG).unwrap(), Some(0));
    asked.wait_for(3);
    // The second is there, is run, and is taken by looking only.
    let mut looked = stream.next_timeout(Duration::ZERO);
    while matches!(looked, Err(TaskError::TimedOut)) {
        looked = stream.next_timeout(Duration::ZERO);
    }
    assert_eq!(looked.unwrap(), Some(1));
    for limit in [Duration::ZERO, Duration::from_millis(2)] {
        let early = stream.next_timeout(limit);
        assert!(matches!(early, Err(TaskError::TimedOut)));
    }
    gate.open();
    assert_eq!(stream.next_timeout(LONG).unwrap(), None);
}

#[test]
fn an_item_that_comes_while_the_consumer_waits_for_a_result_is_run_at_once() {
    let _watchdog = watchdog();
    for unordered in [false, true] {
        let pool = pool(2);
        let (begun, second) = (Arc::new(Tally::default()), Arc::new(Gate::default()));
        let (seen, opens) = (Arc::clone(&begun), Arc::clone(&second));
        // The second item comes when the first is being run, which ends when the second is.
        let source = move || (0..2).inspect(move |item| seen.wait_for(*item));
        let task = move |item: usize| {
            begun.add();
            if item == 1 {
                opens.open();
            }
            second.pass();
            item
        };
        let call = pool.options().buffersize(4).readahead(1, source);
        let stream = if unordered {
            call.imap_unordered(task)
        } else {
            call.imap(task)
        };
        assert_eq!(stream.unwrap().collect::<HashSet<_>>().len(), 2);
    }
}

#[test]
fn a_panic_of_the_source_comes_behind_the_results_before_it() {
    let _watchdog = watchdog();
    let pool = pool(2);
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
    let pool = pool(1);
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
        let pool = pool(1);
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
    let pool = pool(1);
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
    let pool = pool(2);
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
            let pool = pool(1);
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
    let pool = pool(1);
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

#[test]
fn a_reader_whose_pool_was_closed_reads_no_further() {
    let _watchdog = watchdog();
    let pool = pool(1);
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

#[test]
fn a_source_that_is_not_send_is_built_where_it_is_read() {
    let _watchdog = watchdog();
    let pool = pool(2);
    let build = || {
        let shared = Rc::new(3);
        let other = Rc::clone(&shared);
        (0..10).map(move |x| x * *shared + *other - 3)
    };
    let stream = pool.options().readahead(2, build).imap(|x| x).unwrap();
    assert!(stream.eq((0..10).map(|x| 3 * x)));
}

#[test]
fn lines_are_read_ahead_and_handed_over_as_they_come() {
    let _watchdog = watchdog();
    let pool = pool(2);
    let text = || {
        Cursor::new("lap\npool\n\nlane")
            .lines()
            .map_while(Result::ok)
    };
    let lengths = pool.options().readahead(4, text).imap(|line| line.len());
    assert_eq!(lengths.unwrap().collect::<Vec<_>>(), [3, 4, 0, 4]);
    // It compiles, and reads nothing: the test's own input is not for it.
    let stdin = || std::io::stdin().lines();
    let lines = pool
        .options()
        .readahead(4, stdin)
        .imap(|line| line.unwrap());
    drop(lines.unwrap());
    // A prompt: each line is written when the answer to the one before is there.
    let (write, typed) = channel();
    let prompt = pool
        .options()
        .readahead(4, || typed)
        .imap(|line: usize| line + 1);
    let mut answers = prompt.unwrap();
    for line in 0..100 {
        write.send(line).unwrap();
        assert_eq!(answers.next(), Some(line + 1));
    }
    drop(write);
    assert_eq!(answers.next(), None);
}

#[test]
fn a_loop_may_feed_its_own_source_whatever_is_outstanding() {
    let _watchdog = watchdog();
    for buffersize in [1, 2, 16] {
        let pool = pool(2);
        let (send, pages) = channel();
        let options = pool.options().buffersize(buffersize);
        // A tree: page n links to 2 n and 2 n + 1.
        let links = |page: usize| [2 * page, 2 * page + 1];
        let mut crawl = options
            .readahead(3, || pages)
            .imap_unordered(links)
            .unwrap();
        let (mut seen, mut outstanding) = (HashSet::from([1]), 1);
        send.send(1).unwrap();
        while outstanding > 0 {
            let found = crawl.next().unwrap();
            outstanding -= 1;
            for page in found.into_iter().filter(|page| *page < 500) {
                assert!(seen.insert(page));
                send.send(page).unwrap();
                outstanding += 1;
            }
        }
        assert_eq!(seen.len(), 499);
        drop(send);
        assert_eq!(crawl.next(), None);
    }
}

#[test]
fn a_worker_may_read_a_stream_that_is_read_ahead() {
    let _watchdog = watchdog();
    let pool = pool(1);
    let task = pool.scope(|scope| {
        let (send, items) = channel();
        let items = Mutex::new(Some(items));
        let task = scope.apply_async(move || {
            let items = items.lock().unwrap().take().unwrap();
            let stream = scope.options().readahead(2, || items).imap(|x: u32| 2 * x);
            stream.unwrap().sum::<u32>()
        });
        (1..=10).for_each(|x| send.send(x).unwrap());
        drop(send);
        task.unwrap().get()
    });
    assert_eq!(task.unwrap(), 110);
}

#[test]
fn a_stream_may_be_read_ahead_for_another() {
    let _watchdog = watchdog();
    let (first, second) = (pool(2), pool(2));
    let squares = first.imap(0..200_u64, |x| x * x).unwrap();
    let stream = second.options().readahead(3, || squares).imap(|x| x + 1);
    assert!(stream.unwrap().eq((0..200).map(|x| x * x + 1)));
}

#[test]
fn nothing_is_read_ahead_is_refused_before_anything_is_built() {
    let _watchdog = watchdog();
    let pool = pool(1);
    let build = || -> Vec<u8> { unreachable!("refused") };
    let refused = pool.options().readahead(0, build).imap(|x| x).unwrap_err();
    assert!(matches!(refused, PoolError::Invalid("readahead", 0)));
    assert_eq!(refused.to_string(), "readahead must be at least 1, not 0");
    let options = pool.options().buffersize(0);
    let refused = options.readahead(1, build).imap(|x| x).unwrap_err();
    assert!(matches!(refused, PoolError::Invalid("buffersize", 0)));
    pool.close();
    let refused = pool.options().readahead(1, build).imap(|x| x).unwrap_err();
    assert!(matches!(refused, PoolError::NotRunning));
}
