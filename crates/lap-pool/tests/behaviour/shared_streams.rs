//! Streams that several threads read.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::support::{Census, LONG, Tally, Tracked, held_pool, panic_of, pool, same, watchdog};
use lap_pool::TaskError;

/// Reads a stream on so many threads, and gives what each of them got.
fn drain<S>(stream: S, drainers: usize) -> Vec<Vec<S::Item>>
where
    S: Iterator<Item: Send> + Clone + Send,
{
    thread::scope(|threads| {
        let start = |_| {
            let mut stream = stream.clone();
            threads.spawn(move || {
                let read = stream.by_ref().collect();
                assert!(stream.next().is_none(), "it stays at its end");
                read
            })
        };
        let drainers: Vec<_> = (0..drainers).map(start).collect();
        drop(stream);
        let join = |drainer: thread::ScopedJoinHandle<'_, _>| drainer.join().unwrap();
        drainers.into_iter().map(join).collect()
    })
}

/// Whether all items up to `items` are there, each once.
#[track_caller]
fn assert_whole(read: Vec<Vec<usize>>, items: usize, what: &str) {
    let mut all: Vec<_> = read.into_iter().flatten().collect();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..items), "{what}");
}

#[test]
fn each_item_reaches_exactly_one_drainer_and_all_end() {
    let _watchdog = watchdog();
    const ITEMS: usize = 500;
    for (workers, helps) in [(1, true), (2, false)] {
        let pool = pool(workers, helps);
        for (drainers, buffersize) in [
            (1, None),
            (2, None),
            (2, Some(1)),
            (3, Some(2)),
            (4, Some(9)),
        ] {
            let options = || {
                let options = pool.options();
                match buffersize {
                    Some(items) => options.buffersize(items),
                    None => options,
                }
            };
            let what = format!("{workers} workers, {drainers} drainers, {buffersize:?}");
            let stream = options().imap_unordered(0..ITEMS, same).unwrap().shared();
            assert_whole(drain(stream, drainers), ITEMS, &what);
            let silent = (0..ITEMS).filter(|_| true);
            let stream = options().imap_unordered(silent, same).unwrap().shared();
            assert_whole(drain(stream, drainers), ITEMS, &what);
            let ahead = options().readahead(3, || 0..ITEMS);
            let stream = ahead.imap_unordered(same).unwrap().shared();
            assert_whole(drain(stream, drainers), ITEMS, &what);
            let stream = options().imap(0..ITEMS, same).unwrap().shared();
            let read = drain(stream, drainers);
            assert!(read.iter().all(|items| items.is_sorted()), "{what}");
            assert_whole(read, ITEMS, &what);
        }
    }
}

#[test]
fn a_stream_that_was_read_in_part_is_shared_as_it_stands() {
    let _watchdog = watchdog();
    for helps in [false, true] {
        let pool = pool(2, helps);
        let mut stream = pool.imap(0..200, same).unwrap();
        assert!(stream.by_ref().take(70).eq(0..70));
        let shared = stream.shared();
        assert_eq!(shared.size_hint(), (0, Some(130)));
        let mut rest: Vec<_> = drain(shared, 2).into_iter().flatten().collect();
        rest.sort_unstable();
        assert!(rest.into_iter().eq(70..200));
    }
}

#[test]
fn a_handle_can_be_kept_behind_a_reference_and_says_what_it_is() {
    fn is_shareable<T: Send + Sync + Clone>(_: &T) {}
    let pool = pool(1, true);
    let mut stream = pool.imap_unordered(0..3, same).unwrap().shared();
    is_shareable(&stream);
    is_shareable(&stream.clone().results());
    assert_eq!(stream.size_hint(), (0, Some(3)));
    assert_eq!(stream.clone().results().size_hint(), (0, Some(4)));
    assert!(stream.next().is_some());
    assert_eq!(stream.size_hint(), (0, Some(2)));
    let words = format!("{stream:?} {:?}", stream.clone().results());
    assert!(
        words.contains("SharedImap") && words.contains("SharedResults"),
        "{words}"
    );
    assert_eq!(stream.by_ref().count(), 2);
    assert_eq!(stream.size_hint(), (0, Some(0)));
}

#[test]
fn what_was_pulled_and_not_returned_is_no_more_than_the_buffersize() {
    let _watchdog = watchdog();
    let pool = pool(2, false);
    for buffersize in [1, 3] {
        let (pulled, returned) = (Arc::new(Tally::default()), Arc::new(Tally::default()));
        let (pulls, returns) = (Arc::clone(&pulled), Arc::clone(&returned));
        // Each drainer has one more in its hands before it counts it.
        const DRAINERS: usize = 3;
        let source = (0..400).inspect(move |_| {
            let (pulled, returned) = (pulls.add(), returns.count());
            let most = returned + buffersize + DRAINERS;
            assert!(pulled <= most, "{pulled} pulled, {returned} returned");
        });
        let options = pool.options().buffersize(buffersize);
        let stream = options.imap_unordered(source, same).unwrap().shared();
        thread::scope(|threads| {
            for _ in 0..DRAINERS {
                let (stream, returned) = (stream.clone(), &returned);
                threads.spawn(move || stream.for_each(|_| _ = returned.add()));
            }
        });
        assert_eq!(returned.count(), 400);
    }
}

#[test]
fn a_limit_is_kept_while_nothing_is_ready() {
    let _watchdog = watchdog();
    let (pool, gate, _running) = held_pool(false);
    let mut stream = pool.imap(0..2, same).unwrap().shared();
    let mut other = stream.clone().results();
    for limit in [Duration::ZERO, Duration::from_millis(2)] {
        let early = stream.next_timeout(limit);
        assert!(matches!(early, Err(TaskError::TimedOut)));
        let early = other.next_timeout(limit);
        assert!(matches!(early, Err(TaskError::TimedOut)));
    }
    gate.open();
    assert_eq!(stream.next_timeout(LONG).unwrap(), Some(0));
    assert_eq!(other.next_timeout(LONG).unwrap(), Some(1));
    assert_eq!(stream.next_timeout(Duration::ZERO).unwrap(), None);
    assert_eq!(other.next_timeout(LONG).unwrap(), None);
}

#[test]
fn a_panic_of_a_task_reaches_one_drainer_and_the_others_go_on() {
    let _watchdog = watchdog();
    let pool = pool(2, true);
    let fails = |item: usize| {
        if item % 10 == 7 {
            panic!("item {item}")
        } else {
            item
        }
    };
    let stream = pool.imap_unordered(0..200, fails).unwrap().shared();
    let read: Vec<_> = drain(stream.results(), 3).into_iter().flatten().collect();
    let failed = read.iter().filter(|result| result.is_err()).count();
    assert_eq!((read.len(), failed), (200, 20));
    // A thread that goes on with one leaves the stream to the others.
    let fails = |item| {
        if item == 1 {
            panic!("item {item}")
        } else {
            item
        }
    };
    let mut one = pool.imap(0..4, fails).unwrap().shared();
    let rest = one.clone();
    assert_eq!(panic_of(|| one.by_ref().count()), "item 1");
    drop(one);
    assert!(rest.eq([2, 3]));
}

#[test]
fn handles_dropped_in_the_middle_change_nothing_and_the_last_one_drops_everything_once() {
    let _watchdog = watchdog();
    const ITEMS: usize = 40;
    for taken in [0, 1, 10] {
        let (pool, census) = (pool(2, false), Census::of(ITEMS));
        let (makes, pulled) = (Arc::clone(&census), Arc::new(Tally::default()));
        let pulls = Arc::clone(&pulled);
        let source = (0..ITEMS).map(move |number| {
            pulls.add();
            makes.subject(number)
        });
        let stream = pool
            .options()
            .buffersize(4)
            .imap_unordered(source, |item: Tracked| item);
        let mut stream = stream.unwrap().shared();
        for _ in 0..taken {
            let mut other = stream.clone();
            drop(other.next());
            drop(other);
        }
        drop(stream.next());
        drop(stream);
        drop(pool);
        let drops = census.drops();
        let (pulled, rest) = drops.split_at(pulled.count());
        assert!(pulled.iter().all(|drops| *drops == 1), "{drops:?}");
        assert!(rest.iter().all(|drops| *drops == 0), "{drops:?}");
        assert!(pulled.len() > taken && pulled.len() <= taken + 1 + 4);
    }
}
