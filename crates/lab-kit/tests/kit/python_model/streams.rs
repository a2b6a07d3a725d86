//! Streams: messages, and an input that is read as far as it goes.

use lab_kit::contender::{Contender, Streams};
use lab_kit::workloads::gate::Gate;
use lab_kit::workloads::item::{LiveGauge, Payload};
use lab_kit::workloads::source::Counting;

use super::{announced, pool};
use crate::watchdog::Watchdog;

#[test]
fn imap_queues_one_message_per_item_or_per_chunk() {
    let _watchdog = Watchdog::start();
    for (chunksize, messages) in [(1, 1000), (7, 143), (100, 10), (5000, 1)] {
        let pool = pool(4).with_chunksize(chunksize);
        assert_eq!(pool.imap(0..1000, |item| item).count(), 1000);
        assert_eq!(
            pool.counts().messages_queued,
            Some(messages),
            "chunksize {chunksize}"
        );
    }
}

#[test]
fn imap_reads_its_whole_input_while_no_result_is_taken() {
    let _watchdog = Watchdog::start();
    for unordered in [false, true] {
        let (pool, drained, gate) = (pool(4), Gate::new(), Gate::new());
        let source = Counting::new(announced(10_000, &drained));
        let pulls = source.pulls();
        let task = {
            let gate = gate.clone();
            move |item: u64| {
                gate.wait();
                item
            }
        };
        let results = if unordered {
            pool.imap_unordered_results(source, task)
        } else {
            pool.imap_results(source, task)
        };
        drained.wait();
        assert_eq!(pulls.count(), 10_000);
        gate.open();
        assert_eq!(results.sum::<u64>(), (0..10_000).sum::<u64>());
    }
}

#[test]
fn imap_reads_an_infinite_input_until_the_pool_ends() {
    let _watchdog = Watchdog::start();
    let (pool, far_ahead) = (pool(2), Gate::new());
    let reached = far_ahead.clone();
    let source = Counting::new((0_u64..).inspect(move |&item| {
        if item == 50_000 {
            reached.open();
        }
    }));
    let pulls = source.pulls();
    let mut results = pool.imap(source, |item| item);
    assert_eq!(results.next(), Some(0));
    drop(results);
    far_ahead.wait();
    pool.terminate();
    pool.join();
    let at_the_end = pulls.count();
    assert!(at_the_end >= 50_000);
    assert_eq!(pulls.count(), at_the_end);
}

#[test]
fn results_nobody_takes_wait_without_bound() {
    let _watchdog = Watchdog::start();
    let (pool, gauge) = (pool(2), LiveGauge::new());
    let results = {
        let gauge = gauge.clone();
        pool.imap(0..1000, move |index| Payload::new(index, 8, &gauge))
    };
    pool.close();
    pool.join();
    assert_eq!(gauge.current(), 1000);
    drop(results);
    assert_eq!(gauge.current(), 0);
}

#[test]
fn dropping_the_iterator_stops_no_task() {
    let _watchdog = Watchdog::start();
    let pool = pool(2);
    assert_eq!(pool.imap(0..100, |item| item).next(), Some(0));
    pool.close();
    pool.join();
    assert_eq!(pool.counts().tasks_run, Some(100));
}
