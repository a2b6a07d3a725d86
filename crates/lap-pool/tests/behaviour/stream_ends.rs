//! Every state of a stream in which it can be dropped, or its pool closed or terminated.

use std::sync::{Arc, Mutex};
use std::thread;

use lap_pool::{TaskError, ThreadPool};

use crate::support::{Census, Gate, Tally, Tracked, watchdog};

const BUFFERSIZE: usize = 4;
const ITEMS: usize = 12;

/// How the stream, or its pool, ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    DropStream,
    DropPool,
    Close,
    Terminate,
}

/// Where a stream's consumer is when it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Nothing was asked for.
    Unread,
    /// Some results were returned.
    HalfRead,
    /// One result was returned, and all that may be in flight is done and not read.
    Full,
    /// It waits for the first item, which runs.
    Parked,
    /// It is in its source's `next()`.
    InItsSource,
}

/// What the states are made with.
#[derive(Default)]
struct Stage {
    /// Items that have run, and the gate that each passes first.
    done: Tally,
    items: Gate,
    /// Items pulled, and the gate that the third passes first.
    pulls: Tally,
    source: Gate,
    /// Items that have begun.
    begun: Tally,
}

fn pool(helps: bool) -> ThreadPool {
    let builder = ThreadPool::builder().workers(2).caller_helps(helps);
    builder.build().unwrap()
}

fn end_pool(pool: &Mutex<Option<ThreadPool>>, end: End) {
    let pool = pool.lock().unwrap().take().unwrap();
    match end {
        End::DropStream | End::DropPool => drop(pool),
        End::Close => {
            pool.close();
            pool.join().unwrap();
        }
        End::Terminate => {
            pool.terminate();
            pool.join().unwrap();
        }
    }
}

/// Brings a stream into a state, ends it, and reads what is left.
fn run(state: State, end: End, helps: bool, ordered: bool) {
    let what = format!("{state:?}, {end:?}, helps {helps}, ordered {ordered}");
    let census = Census::of(2 * ITEMS);
    let stage = Arc::new(Stage::default());
    let (pulls, runs) = (Arc::clone(&stage), Arc::clone(&stage));
    let (items, results) = (Arc::clone(&census), Arc::clone(&census));
    let source = (0..ITEMS).map(move |number| {
        if pulls.pulls.add() == 3 {
            pulls.source.pass();
        }
        items.subject(number)
    });
    let task = move |item: Tracked| {
        runs.begun.add();
        runs.items.pass();
        let result = results.subject(ITEMS + item.look());
        drop(item);
        runs.done.add();
        result
    };
    let pool = pool(helps);
    let options = pool.options().buffersize(BUFFERSIZE);
    let mut stream = match ordered {
        true => options.imap(source, task).unwrap().results(),
        false => options.imap_unordered(source, task).unwrap().results(),
    };
    let pool = Mutex::new(Some(pool));
    if state != State::Parked {
        stage.items.open();
    }
    if state != State::InItsSource {
        stage.source.open();
    }
    let outcomes: Vec<_> = match state {
        State::Unread | State::HalfRead | State::Full => {
            let reads = [0, 5, 1][state as usize];
            let read: Vec<_> = stream.by_ref().take(reads).collect();
            if state == State::Full {
                stage.done.wait_for(stage.pulls.count());
            }
            if end == End::DropStream {
                drop(stream);
                drop(read);
                end_pool(&pool, end);
                return assert_dropped(&census, &stage, &what);
            }
            end_pool(&pool, end);
            read.into_iter().chain(stream.by_ref()).collect()
        }
        State::Parked | State::InItsSource => thread::scope(|threads| {
            threads.spawn(|| {
                match state {
                    State::Parked => stage.begun.wait_for(1),
                    _ => stage.pulls.wait_for(3),
                }
                // What ends a pool also waits for what runs.
                threads.spawn(|| end_pool(&pool, end));
                stage.items.open();
                stage.source.open();
            });
            stream.by_ref().collect()
        }),
    };
    assert!(stream.next().is_none(), "{what}");
    let bad: Vec<_> = outcomes.iter().filter(|outcome| outcome.is_err()).collect();
    // A close may come when all was pulled. Else the end is told: once, but for an item that was pulled as the pool closed,
    // too late for any worker, where only workers run items.
    let told = match end {
        End::Terminate => bad.iter().all(|x| matches!(x, Err(TaskError::Terminated))),
        _ => {
            let of_the_end = bad.iter().all(|x| matches!(x, Err(TaskError::NotRunning)));
            of_the_end && bad.len() <= 1 + usize::from(!helps)
        }
    };
    let is_last = outcomes.last().is_some_and(Result::is_err);
    let one_for_each = outcomes.len() == ITEMS;
    assert!(bad.is_empty() || told, "{what}: {outcomes:?}");
    assert!(one_for_each || is_last, "{what}: {outcomes:?}");
    drop((outcomes, stream));
    assert_dropped(&census, &stage, &what);
}

/// What was pulled was dropped once, and so was what came of it.
fn assert_dropped(census: &Census, stage: &Stage, what: &str) {
    let (drops, pulled, done) = (census.drops(), stage.pulls.count(), stage.done.count());
    let (items, results) = drops.split_at(ITEMS);
    assert!(items[..pulled].iter().all(|n| *n == 1), "{what}: {items:?}");
    assert!(items[pulled..].iter().all(|n| *n == 0), "{what}: {items:?}");
    assert!(results.iter().all(|n| *n <= 1), "{what}: {results:?}");
    let dropped: usize = results.iter().sum();
    assert_eq!(dropped, done, "{what}: {results:?}");
}

fn run_all(state: State, ends: &[End]) {
    let _watchdog = watchdog();
    for _ in 0..20 {
        for end in ends {
            for helps in [true, false] {
                for ordered in [true, false] {
                    run(state, *end, helps, ordered);
                }
            }
        }
    }
}

const ALL: [End; 4] = [End::DropStream, End::DropPool, End::Close, End::Terminate];

#[test]
fn an_unread_stream() {
    run_all(State::Unread, &ALL);
}

/// Row 39 of CPython's tests (gh-155477): a bounded `imap` that was read in part, then `close` and `join`.
#[test]
fn a_half_read_stream() {
    run_all(State::HalfRead, &ALL);
}

#[test]
fn a_stream_whose_buffer_is_full_of_results() {
    run_all(State::Full, &ALL);
}

#[test]
fn a_stream_whose_consumer_is_parked() {
    run_all(State::Parked, &ALL[1..]);
}

#[test]
fn a_stream_whose_consumer_is_in_its_source() {
    run_all(State::InItsSource, &ALL[1..]);
}
