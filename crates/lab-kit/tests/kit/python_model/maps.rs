//! Maps: chunks, messages, threads, and who reads the input.

use lab_kit::contender::{Contender, Deferred, Pending};
use lab_kit::contenders::default_chunksize;
use lab_kit::workloads::gate::Gate;
use lab_kit::workloads::source::Counting;

use super::pool;
use crate::watchdog::Watchdog;

#[test]
fn the_default_chunk_is_the_input_in_four_per_worker() {
    let measured = [
        (16, 1),
        (17, 2),
        (100, 7),
        (1000, 63),
        (10_000, 625),
        (1_000_000, 62_500),
    ];
    for (items, chunk) in (1..=16).map(|items| (items, 1)).chain(measured) {
        assert_eq!(default_chunksize(items, 4), chunk, "{items} items");
    }
    assert_eq!(default_chunksize(0, 4), 0);
}

#[test]
fn a_map_queues_one_message_per_chunk() {
    let _watchdog = Watchdog::start();
    // ceil(n / chunk): 17 in twos, 100 in sevens, 1000 in 63s, 10^6 in 62,500s.
    for (items, messages) in [
        (0, 0),
        (1, 1),
        (16, 16),
        (17, 9),
        (100, 15),
        (1000, 16),
        (1_000_000, 16),
    ] {
        let pool = pool(4);
        pool.map(&vec![1_u8; items], |&item| item);
        assert_eq!(
            pool.counts().messages_queued,
            Some(messages),
            "{items} items"
        );
        assert_eq!(pool.counts().tasks_run, Some(items as u64));
    }
}

#[test]
fn construction_starts_three_threads_more_than_workers() {
    let _watchdog = Watchdog::start();
    for workers in [1, 4, 16] {
        assert_eq!(
            pool(workers).counts().threads_created,
            Some(workers as u64 + 3)
        );
    }
}

#[test]
fn map_async_collects_its_input_in_the_caller() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (pool(2), Gate::new());
    let source = Counting::new(0..1000_u64);
    let (pulls, held) = (source.pulls(), gate.clone());
    let handle = pool.map_async(source, move |item| {
        held.wait();
        item
    });
    assert_eq!(pulls.count(), 1000);
    assert!(!handle.ready());
    gate.open();
    assert_eq!(handle.get().unwrap().len(), 1000);
}
