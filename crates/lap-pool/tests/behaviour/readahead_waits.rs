//! A consumer whose source is read ahead waits for a result or an item, and never for a reader that is blocked.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use crate::support::sources::blocking;
use crate::support::{Gate, LONG, Tally, pool, same, watchdog};
use lap_pool::TaskError;

#[test]
fn ready_results_are_returned_while_the_reader_is_blocked() {
    let _watchdog = watchdog();
    let pool = pool(2, false);
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
    let pool = pool(2, false);
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
        let pool = pool(2, false);
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
