//! A pool after calls that are over, streams that were left, panics, and its end.

use std::sync::Arc;

use lap_pool::ThreadPool;

use crate::support::{Gate, Tally, watchdog};
use crate::{activity, assert_they_come_to_rest, wait_for_turns};

fn pool(name: &str, caller_helps: bool) -> ThreadPool {
    let builder = ThreadPool::builder().workers(3).thread_name(name);
    builder.caller_helps(caller_helps).build().unwrap()
}

#[test]
fn a_new_pool_is_at_rest() {
    let _watchdog = watchdog();
    let _pool = pool("new", true);
    assert_they_come_to_rest("new-", 3);
}

#[test]
fn a_pool_is_at_rest_after_cheap_streams() {
    let _watchdog = watchdog();
    for (name, helps) in [("helped", true), ("unhelped", false)] {
        let pool = pool(name, helps);
        assert_eq!(pool.imap(0..10_000, |x| x).unwrap().count(), 10_000);
        assert_eq!(
            pool.imap_unordered(0..10_000, |x| x).unwrap().count(),
            10_000
        );
        assert_they_come_to_rest(name, 3);
    }
}

#[test]
fn a_pool_is_at_rest_beside_a_stream_that_is_not_read_on() {
    let _watchdog = watchdog();
    let pool = pool("unread", false);
    let mut stream = pool.imap(0.., |x: u32| x).unwrap();
    assert_eq!(stream.by_ref().take(1_000).count(), 1_000);
    assert_they_come_to_rest("unread-", 3);
    assert_eq!(stream.next(), Some(1_000));
}

#[test]
fn a_pool_is_at_rest_after_maps_and_tasks() {
    let _watchdog = watchdog();
    let pool = pool("mapped", true);
    assert_eq!(pool.map(0..10_000, |x| x).unwrap().len(), 10_000);
    let tasks: Vec<_> = (0..100).map(|x| pool.apply_async(move || x)).collect();
    let sum: i32 = tasks
        .into_iter()
        .map(|task| task.unwrap().get().unwrap())
        .sum();
    assert_eq!(sum, 4950);
    assert_they_come_to_rest("mapped-", 3);
}

#[test]
fn a_pool_is_at_rest_after_a_stream_was_dropped() {
    let _watchdog = watchdog();
    for (name, helps) in [("left-on-", true), ("left-off-", false)] {
        let pool = pool(name.trim_end_matches('-'), helps);
        for taken in [0, 1, 1_000] {
            let mut stream = pool.imap(0.., |x: u32| x).unwrap();
            assert_eq!(stream.by_ref().take(taken).count(), taken);
            drop(stream);
            let mut stream = pool.imap_unordered(0.., |x: u32| x).unwrap();
            assert_eq!(stream.by_ref().take(taken).count(), taken);
        }
        assert_they_come_to_rest(name, 3);
    }
}

#[test]
fn a_pool_is_at_rest_after_panics() {
    let _watchdog = watchdog();
    let pool = pool("hurt", false);
    for _ in 0..10 {
        let failing = pool.map_async(0..100, |x| assert_ne!(x, 50)).unwrap();
        assert!(failing.get().is_err());
        let stream = pool.imap(0..100, |x| assert_ne!(x, 50)).unwrap();
        assert_eq!(stream.results().filter(Result::is_err).count(), 1);
    }
    assert_they_come_to_rest("hurt-", 3);
}

/// Lets the task end that waits there, also where the test fails.
struct OpenAtEnd(Arc<Gate>);

impl Drop for OpenAtEnd {
    fn drop(&mut self) {
        self.0.open();
    }
}

/// Waits until so many threads of this name are left: at two looks, since the system's list may leave out a living thread
/// while another one ends.
fn wait_until_left(name: &str, threads: usize) {
    let mut before = usize::MAX;
    loop {
        let now = activity(name).len();
        if (before, now) == (3 * threads, 3 * threads) {
            return;
        }
        before = now;
        wait_for_turns();
    }
}

/// One worker is in the midst of a task when the pool is terminated: it waits there, and the others are gone.
#[test]
fn a_terminated_pool_is_at_rest_and_gone_in_the_end() {
    let _watchdog = watchdog();
    let pool = pool("ended", false);
    let (gate, begun) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, begins) = (Arc::clone(&gate), Arc::clone(&begun));
    let running = pool.apply_async(move || {
        begins.add();
        waits.pass();
    });
    begun.wait_for(1);
    let queued = pool.map_async(0..1_000_000, |x| x).unwrap();
    pool.terminate();
    let opens = OpenAtEnd(gate);
    wait_until_left("ended-", 1);
    assert_they_come_to_rest("ended-", 1);
    drop(opens);
    running.unwrap().get().unwrap();
    pool.join().unwrap();
    wait_until_left("ended-", 0);
    drop(queued);
}
