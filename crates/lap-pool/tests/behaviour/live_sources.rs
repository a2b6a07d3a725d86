//! Sources that block: a ready result is not kept back by one, unless it promises not to.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::support::{Gate, Tally, watchdog};
use lap_pool::{TaskError, ThreadPool};

fn pool() -> ThreadPool {
    let builder = ThreadPool::builder().workers(2).caller_helps(false);
    builder.build().unwrap()
}

/// Numbers from 0 to 9, with a hint of its own, and a count of how many were pulled.
struct Hinted<'a> {
    hint: (usize, Option<usize>),
    pulled: &'a Cell<usize>,
}

impl Iterator for Hinted<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let number = self.pulled.get();
        self.pulled.set(number + 1);
        (number < 10).then_some(number)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.hint
    }
}

/// How many more were pulled by the `next()` that returned a ready result.
fn pulled_ahead(hint: (usize, Option<usize>), prefetch: Option<bool>) -> usize {
    let pool = pool();
    let (pulled, done) = (Cell::new(0), Arc::new(Tally::default()));
    let counts = Arc::clone(&done);
    let source = Hinted {
        hint,
        pulled: &pulled,
    };
    let options = pool.options().buffersize(3);
    let options = prefetch.map_or(options, |ahead| options.prefetch(ahead));
    let mut stream = options
        .imap(source, move |number| {
            counts.add();
            number
        })
        .unwrap();
    assert_eq!(stream.next(), Some(0));
    let before = pulled.get();
    // All that was pulled is done, the next result among it, unless only one was.
    done.wait_for(before);
    if before == 1 {
        return 0;
    }
    // The count is taken before the result is in: once all workers are at rest it is.
    while pool.queued() > 0 {
        std::thread::yield_now();
    }
    let mut looked = stream.next_timeout(Duration::ZERO);
    while matches!(looked, Err(TaskError::TimedOut)) {
        looked = stream.next_timeout(Duration::ZERO);
    }
    assert_eq!(looked.unwrap(), Some(1));
    pulled.get() - before
}

#[test]
fn only_a_source_that_promises_is_pulled_ahead_of_a_ready_result() {
    let _watchdog = watchdog();
    let promises = (1, Some(10));
    for silent in [(0, Some(10)), (0, None), (1, None), (usize::MAX, None)] {
        assert_eq!(pulled_ahead(silent, None), 0, "{silent:?}");
    }
    assert_eq!(pulled_ahead(promises, Some(false)), 0);
    assert!(pulled_ahead(promises, None) >= 1);
    assert!(pulled_ahead((0, None), Some(true)) >= 1);
}

#[test]
fn a_result_that_is_ready_is_returned_while_the_source_has_nothing() {
    let _watchdog = watchdog();
    // Its one worker puts a result in before it begins the next item.
    let builder = ThreadPool::builder().workers(1).caller_helps(false);
    let pool = builder.build().unwrap();
    let (send, receive) = channel();
    let (asked, done) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (asks, mut pulls) = (Arc::clone(&asked), 0);
    let lines = std::iter::from_fn(move || {
        pulls += 1;
        if pulls == 4 {
            asks.open();
        }
        receive.recv().ok()
    });
    let counts = Arc::clone(&done);
    let stream = pool
        .options()
        .buffersize(4)
        .imap(lines, move |line: usize| {
            asked.pass();
            counts.add();
            line
        });
    let mut stream = stream.unwrap();
    for line in 0..3 {
        send.send(line).unwrap();
    }
    let sender = std::thread::spawn(move || {
        // It waits with the rest until what it sent is done. The consumer waits for the source meanwhile.
        done.wait_for(3);
        send.send(3).unwrap();
        (send, done)
    });
    assert_eq!(stream.next(), Some(0));
    let (send, done) = sender.join().unwrap();
    done.wait_for(4);
    // The source has nothing and is open: to pull it would be to wait for ever.
    for line in 1..3 {
        assert_eq!(stream.next(), Some(line));
    }
    drop(send);
    assert_eq!(stream.next(), Some(3));
    assert_eq!(stream.next(), None);
}

#[test]
fn with_a_buffersize_of_one_each_result_may_lead_to_the_next_item() {
    let _watchdog = watchdog();
    for unordered in [false, true] {
        let pool = pool();
        let (send, links) = channel();
        send.send(0).unwrap();
        let options = pool.options().buffersize(1);
        let step = |link: usize| link + 1;
        let stream = if unordered {
            options.imap_unordered(links, step)
        } else {
            options.imap(links, step)
        };
        let mut send = Some(send);
        let mut last = 0;
        for link in stream.unwrap() {
            last = link;
            if link < 200 {
                send.as_ref().unwrap().send(link).unwrap();
            } else {
                send = None;
            }
        }
        assert_eq!(last, 200);
    }
}

#[test]
fn a_limit_is_looked_at_before_each_pull() {
    let _watchdog = watchdog();
    let pool = pool();
    let limit = Duration::from_millis(5);
    let pulled = Cell::new(0);
    // It knows no end, so it promises nothing. The limit began before the first pull did, which takes all of it.
    let source = std::iter::from_fn(|| {
        let began = std::time::Instant::now();
        pulled.set(pulled.get() + 1);
        while began.elapsed() <= limit {
            std::hint::spin_loop();
        }
        Some(pulled.get())
    });
    let gate = Arc::new(crate::support::Gate::default());
    let waits = Arc::clone(&gate);
    let options = pool.options().buffersize(64);
    let mut stream = options
        .imap(source, move |number| {
            waits.pass();
            number
        })
        .unwrap();
    assert!(matches!(
        stream.next_timeout(limit),
        Err(TaskError::TimedOut)
    ));
    assert_eq!(pulled.get(), 1);
    assert!(matches!(
        stream.next_timeout(Duration::ZERO),
        Err(TaskError::TimedOut)
    ));
    assert_eq!(pulled.get(), 1, "a source that promises nothing");
    gate.open();
    assert_eq!(stream.next(), Some(1));
}

#[test]
fn a_loop_that_only_looks_gets_on_with_a_source_that_promises() {
    let _watchdog = watchdog();
    let pool = pool();
    let mut stream = pool.imap(0..100, |x: usize| x).unwrap();
    let mut seen = Vec::new();
    loop {
        match stream.next_timeout(Duration::ZERO) {
            Ok(Some(number)) => seen.push(number),
            Ok(None) => break,
            Err(error) => assert!(matches!(error, TaskError::TimedOut)),
        }
    }
    assert!(seen.into_iter().eq(0..100));
}

/// Panics when it is asked for its hint again after three items.
struct BadHint(usize);

impl Iterator for BadHint {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.0 += 1;
        Some(self.0)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        assert!(self.0 < 3, "no hint");
        (1, Some(usize::MAX))
    }
}

#[test]
fn a_source_whose_hint_panics_has_ended_and_what_was_pulled_is_read() {
    let _watchdog = watchdog();
    let pool = pool();
    let mut stream = pool
        .options()
        .buffersize(8)
        .imap(BadHint(0), |x| x)
        .unwrap();
    let mut seen = Vec::new();
    let mut panics = 0;
    loop {
        let next = std::panic::AssertUnwindSafe(|| stream.next());
        match std::panic::catch_unwind(next) {
            Ok(Some(number)) => seen.push(number),
            Ok(None) => break,
            Err(_) => panics += 1,
        }
    }
    assert_eq!((seen, panics), (vec![1, 2, 3], 1));
}
