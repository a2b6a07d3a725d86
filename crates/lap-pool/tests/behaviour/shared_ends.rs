//! How a shared stream ends whose pool is closed or terminated, in each state of its drainers.

use std::sync::Arc;
use std::thread;

use crate::support::{Gate, Tally, panic_of, watchdog};
use lap_pool::{TaskError, ThreadPool};

const DRAINERS: usize = 3;
const BUFFERSIZE: usize = 4;

/// Where the drainers are when it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// They wait for items that run, and as many as may be are in flight.
    Full,
    /// One is in the source, which blocks; the others wait, and nothing is in flight.
    SourceBlocked,
    /// One is in the source, and some items run.
    SourceBlockedAndItemsRun,
    /// Nobody has asked yet.
    Unread,
}

fn end(pool: &ThreadPool, terminates: bool) {
    match terminates {
        true => pool.terminate(),
        false => pool.close(),
    }
}

fn run(state: State, terminates: bool, helps: bool, ordered: bool) {
    let what = format!("{state:?}, terminates {terminates}, helps {helps}, ordered {ordered}");
    let builder = ThreadPool::builder().workers(2).caller_helps(helps);
    let pool = builder.build().unwrap();
    let [source_gate, items] = [(); 2].map(|()| Arc::new(Gate::default()));
    let [asked, begun] = [(); 2].map(|()| Arc::new(Tally::default()));
    let pulled = match state {
        State::SourceBlocked => 0,
        State::SourceBlockedAndItemsRun => 2,
        State::Full | State::Unread => usize::MAX,
    };
    let (waits, asks) = (Arc::clone(&source_gate), Arc::clone(&asked));
    let source = std::iter::from_fn(move || {
        let number = asks.add() - 1;
        if number == pulled {
            waits.pass();
        }
        Some(number)
    });
    let (passes, begins) = (Arc::clone(&items), Arc::clone(&begun));
    let task = move |item: usize| {
        begins.add();
        passes.pass();
        item
    };
    let options = pool.options().buffersize(BUFFERSIZE);
    let stream = match ordered {
        true => options.imap(source, task).unwrap().shared().results(),
        false => options
            .imap_unordered(source, task)
            .unwrap()
            .shared()
            .results(),
    };
    let told = Tally::default();
    let outcomes: Vec<_> = thread::scope(|threads| {
        if state == State::Unread {
            end(&pool, terminates);
        }
        let start = |_| {
            let (mut stream, told) = (stream.clone(), &told);
            threads.spawn(move || {
                let mut read = Vec::new();
                for result in stream.by_ref() {
                    if result.is_err() {
                        told.add();
                    }
                    read.push(result);
                }
                assert!(stream.next().is_none());
                read
            })
        };
        let drainers: Vec<_> = (0..DRAINERS).map(start).collect();
        match state {
            State::Full => {
                asked.wait_for(BUFFERSIZE);
                begun.wait_for(2);
            }
            State::SourceBlocked => asked.wait_for(1),
            State::SourceBlockedAndItemsRun => {
                asked.wait_for(3);
                begun.wait_for(2);
            }
            State::Unread => {}
        }
        if state != State::Unread {
            end(&pool, terminates);
        }
        if state == State::SourceBlocked {
            // The others are told while the source blocks.
            told.wait_for(DRAINERS - 1);
        }
        items.open();
        if state == State::SourceBlockedAndItemsRun {
            told.wait_for(DRAINERS - 1);
        }
        source_gate.open();
        drainers
            .into_iter()
            .map(|drainer| drainer.join().unwrap())
            .collect()
    });
    // One for each drainer stands for no item.
    let items = outcomes.iter().map(Vec::len).sum::<usize>() - DRAINERS;
    let mut values = Vec::new();
    for read in outcomes {
        let is_of_the_end = |error: &TaskError| match terminates {
            true => matches!(error, TaskError::Terminated),
            false => matches!(error, TaskError::NotRunning),
        };
        assert!(matches!(read.last(), Some(Err(_))), "{what}: {read:?}");
        for result in read {
            match result {
                Ok(item) => values.push(item),
                Err(error) => assert!(is_of_the_end(&error), "{what}: {error:?}"),
            }
        }
    }
    values.sort_unstable();
    assert!(
        values.is_sorted_by(|one, other| one < other),
        "{what}: {values:?}"
    );
    assert!(values.len() <= BUFFERSIZE + 1, "{what}: {values:?}");
    if !terminates && state == State::Full {
        // What was pulled comes out; as an error where the pool closed as it was.
        assert!(
            items >= BUFFERSIZE && values.len() >= BUFFERSIZE - 1,
            "{what}: {values:?}"
        );
    }
    pool.join().unwrap();
}

fn run_all(state: State) {
    let _watchdog = watchdog();
    for _ in 0..20 {
        for terminates in [false, true] {
            for helps in [false, true] {
                for ordered in [false, true] {
                    run(state, terminates, helps, ordered);
                }
            }
        }
    }
}

#[test]
fn drainers_of_a_full_stream_are_told_that_the_pool_has_ended() {
    run_all(State::Full);
}

#[test]
fn drainers_that_wait_for_a_blocked_source_are_told_that_the_pool_has_ended() {
    run_all(State::SourceBlocked);
}

#[test]
fn drainers_get_what_runs_and_are_told_while_the_source_is_blocked() {
    run_all(State::SourceBlockedAndItemsRun);
}

#[test]
fn drainers_that_come_after_the_end_are_told() {
    run_all(State::Unread);
}

#[test]
fn each_handle_is_told_and_told_again_by_a_panic() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let mut stream = pool.imap_unordered(0.., |x: usize| x).unwrap().shared();
    assert!(stream.next().is_some());
    pool.terminate();
    for mut stream in [stream.clone(), stream.clone()] {
        for _ in 0..2 {
            let told = panic_of(|| while stream.next().is_some() {});
            assert!(told.contains("terminated"), "{told}");
        }
        let mut results = stream.results();
        assert!(matches!(results.next(), Some(Err(TaskError::Terminated))));
        assert!(results.next().is_none());
        // Another handle is told by itself.
        let told = results.clone().next();
        assert!(matches!(told, Some(Err(TaskError::Terminated))));
    }
}

#[test]
fn drainers_of_a_source_that_is_read_ahead_are_told_while_its_reader_is_blocked() {
    let _watchdog = watchdog();
    for terminates in [false, true] {
        let pool = ThreadPool::new(1).unwrap();
        let (gate, asked) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
        let (waits, asks) = (Arc::clone(&gate), Arc::clone(&asked));
        let source = move || {
            std::iter::from_fn(move || {
                asks.add();
                waits.pass();
                None::<usize>
            })
        };
        let call = pool.options().readahead(1, source);
        let stream = call.imap_unordered(|x| x).unwrap().shared().results();
        thread::scope(|threads| {
            let start = |_| {
                let mut stream = stream.clone();
                threads.spawn(move || stream.next())
            };
            let drainers: Vec<_> = (0..DRAINERS).map(start).collect();
            asked.wait_for(1);
            end(&pool, terminates);
            for drainer in drainers {
                assert!(matches!(drainer.join().unwrap(), Some(Err(_))));
            }
        });
        gate.open();
    }
}
