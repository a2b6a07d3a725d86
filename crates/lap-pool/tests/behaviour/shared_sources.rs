//! Shared streams whose source blocks, panics, or asks for what only it could lead to.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::support::sources::blocking;
use crate::support::{Gate, Tally, panic_of, pool, same, watchdog};
use lap_pool::TaskError;

#[test]
fn while_one_is_in_a_source_that_blocks_the_others_get_what_is_ready() {
    let _watchdog = watchdog();
    for ordered in [true, false] {
        let pool = pool(2, false);
        let ((source, gate, asked), items) = (blocking(3), Arc::new(Gate::default()));
        let waits = Arc::clone(&items);
        let task = move |item| {
            waits.pass();
            item
        };
        let options = pool.options().buffersize(4);
        let stream = match ordered {
            true => options.imap(source, task).unwrap().shared(),
            false => options.imap_unordered(source, task).unwrap().shared(),
        };
        let (mut one, mut other) = (stream.clone(), stream);
        thread::scope(|threads| {
            let blocked = threads.spawn(move || one.by_ref().collect::<Vec<_>>());
            // Three are in flight, and the first thread is in the fourth pull.
            asked.wait_for(4);
            let early = other.next_timeout(Duration::from_millis(2));
            assert!(matches!(early, Err(TaskError::TimedOut)));
            // One may be asleep by the time, or not: either way it gets all three.
            threads.spawn(|| items.open());
            let got: HashSet<_> = [other.next(), other.next(), other.next()].into();
            assert_eq!(got, HashSet::from([Some(0), Some(1), Some(2)]));
            for limit in [Duration::ZERO, Duration::from_millis(2)] {
                let early = other.next_timeout(limit);
                assert!(matches!(early, Err(TaskError::TimedOut)));
            }
            gate.open();
            assert_eq!(other.next(), None);
            assert_eq!(blocked.join().unwrap(), []);
        });
    }
}

/// What is asked of a source from within, and what came of it.
type Within = Arc<Mutex<Option<Box<dyn FnOnce() + Send>>>>;

#[test]
fn a_source_that_asks_its_own_stream_panics_and_the_others_get_the_rest() {
    let _watchdog = watchdog();
    let pool = pool(1, true);
    let within: Within = Arc::default();
    let asks = Arc::clone(&within);
    let source = std::iter::successors(Some(0), |item| Some(item + 1)).inspect(move |item| {
        let ask = asks.lock().unwrap().take_if(|_| *item == 2);
        if let Some(ask) = ask {
            ask();
        }
    });
    let options = pool.options().buffersize(4);
    let mut stream = options.imap(source, same).unwrap().shared();
    let mut inner = stream.clone();
    *within.lock().unwrap() = Some(Box::new(move || _ = inner.next()));
    let mut other = stream.clone();
    let told = panic_of(|| while stream.next().is_some() {});
    assert!(
        told.contains("the source of a shared stream asked"),
        "{told}"
    );
    // Its panic has ended the source.
    let rest: Vec<_> = other.by_ref().collect();
    assert!(rest.len() <= 2 && other.next().is_none(), "{rest:?}");
}

#[test]
fn a_panic_of_the_source_reaches_who_pulled_and_the_others_get_the_rest() {
    let _watchdog = watchdog();
    let pool = pool(2, true);
    for (ahead, drainers) in [(false, 1), (false, 3), (true, 3)] {
        let source = || {
            (0..50).inspect(|item| {
                if *item == 40 {
                    panic!("line 40 is torn");
                }
            })
        };
        let read = Mutex::new(Vec::new());
        let panics = Tally::default();
        fn each<S: Iterator<Item = usize>>(
            mut stream: S,
            read: &Mutex<Vec<usize>>,
            panics: &Tally,
        ) {
            loop {
                let next = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| stream.next()));
                match next {
                    Ok(Some(item)) => read.lock().unwrap().push(item),
                    Ok(None) => return,
                    Err(_) => _ = panics.add(),
                }
            }
        }
        thread::scope(|threads| match ahead {
            true => {
                let call = pool.options().readahead(3, source);
                let stream = call.imap_unordered(same).unwrap().shared();
                for stream in vec![stream; drainers] {
                    threads.spawn(|| each(stream, &read, &panics));
                }
            }
            false => {
                let stream = pool.imap_unordered(source(), same).unwrap().shared();
                for stream in vec![stream; drainers] {
                    threads.spawn(|| each(stream, &read, &panics));
                }
            }
        });
        assert_eq!(panics.count(), 1);
        let mut read = read.into_inner().unwrap();
        read.sort_unstable();
        assert!(read.into_iter().eq(0..40), "what came before it");
    }
}
