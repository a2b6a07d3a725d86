//! Who is woken when.

use std::sync::mpsc::channel;

use super::*;
use crate::pool::ThreadPool;
use crate::sync::Arc;

const THERE: fn(u64) -> bool = |_| true;

#[test]
fn a_consumer_is_woken_for_as_many_results_as_it_wants_or_when_a_worker_leaves() {
    let awaited = Awaited::new(7, 3, false);
    let wakes = |position, leaves| awaited.is_worth_waking(position, leaves, THERE);
    assert!(!wakes(7, false) && !wakes(8, false));
    assert!(wakes(9, false) && wakes(7, true));
}

#[test]
fn a_later_result_is_not_worth_waking_for_while_the_one_that_is_due_is_not_there() {
    let awaited = Awaited::new(7, 1, false);
    assert!(!awaited.is_worth_waking(8, true, |_| false));
    assert!(awaited.is_worth_waking(8, false, THERE));
    // Who can run items itself is told of one that was left to it.
    let must = Awaited::new(7, 1, true);
    assert!(must.is_worth_waking(8, true, |_| false));
    assert!(!must.is_worth_waking(8, false, |_| false));
}

#[test]
fn positions_are_told_apart_where_their_lowest_bits_wrap_around() {
    let awaited = Awaited::new(u64::from(u32::MAX), 2, false);
    let wakes =
        |position| awaited.is_worth_waking(position, false, |due| due == u64::from(u32::MAX));
    assert!(!wakes(u64::from(u32::MAX)) && wakes(1 << 32));
}

#[test]
fn a_worker_that_a_cheap_item_keeps_waiting_goes_to_what_else_is_queued() {
    let pool = Arc::new(ThreadPool::new(1).unwrap());
    let (go, is_held) = channel::<()>();
    let held = pool.apply_async(move || is_held.recv()).unwrap();
    let own = Arc::clone(&pool);
    let run = move |x: u32| {
        if x > 0 {
            return Ok(());
        }
        let (send, receive) = channel();
        let _queued = own.map_async([send], |send| send.send(()));
        go.send(()).unwrap();
        // What keeps the worker from it keeps it for ever.
        receive.recv_timeout(Duration::from_secs(60))
    };
    let mut stream = pool.imap(0..4, run).unwrap();
    let cheap = Duration::from_micros(1);
    stream.stream().in_flight.note_cost(cheap);
    assert_eq!(stream.next(), Some(Ok(())));
    assert_eq!(held.get().unwrap(), Ok(()));
}
