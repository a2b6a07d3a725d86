//! Failures: what a failing item takes with it, and when it is raised.

use std::iter;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use lab_kit::contender::Contender;
use lab_kit::workloads::gate::Gate;

use super::{pool, text};
use crate::watchdog::Watchdog;

#[test]
fn a_failing_item_ends_its_chunk_and_no_other() {
    let _watchdog = Watchdog::start();
    let pool = pool(2);
    let items: Vec<u64> = (0..20).collect();
    let ran = AtomicU64::new(0);
    let failure = pool
        .try_map(&items, |&item| {
            ran.fetch_or(1 << item, Relaxed);
            assert!(item != 3, "item 3");
        })
        .unwrap_err();
    assert_eq!(text(&failure), Some("item 3"));
    // ceil(20 / 8) = 3 items per chunk: 3 fails, 4 and 5 never run, the other 17 do.
    let skipped = 1 << 4 | 1 << 5;
    assert_eq!(ran.into_inner(), ((1 << 20) - 1) & !skipped);
    assert_eq!(pool.counts().tasks_run, Some(18));
}

#[test]
fn the_first_error_to_arrive_is_raised_not_the_lowest() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (pool(2).with_chunksize(1), Gate::new());
    // The worker that failed on item 1 has queued its result before it takes item 2, which lets item 0 fail.
    let failure = pool
        .try_map(&[0, 1, 2], |&item| match item {
            0 => {
                gate.wait();
                panic!("item 0")
            }
            1 => panic!("item 1"),
            _ => gate.open(),
        })
        .unwrap_err();
    assert_eq!(text(&failure), Some("item 1"));
}

#[test]
fn a_stream_of_single_items_goes_on_after_an_error() {
    let _watchdog = Watchdog::start();
    let pool = pool(2);
    let results = pool.imap_results(0..8, |item| {
        assert!(item != 3, "item 3");
        item
    });
    assert_eq!(
        outcomes(results),
        ["0", "1", "2", "item 3", "4", "5", "6", "7"]
    );
}

#[test]
fn a_stream_of_chunks_ends_with_the_failing_chunk() {
    let _watchdog = Watchdog::start();
    let pool = pool(2).with_chunksize(2);
    let results = pool.imap_results(0..8, |item| {
        assert!(item != 3, "item 3");
        item
    });
    assert_eq!(outcomes(results), ["0", "1", "item 3"]);
}

#[test]
fn a_failing_source_is_raised_in_its_place() {
    let _watchdog = Watchdog::start();
    let source = || (0..8).inspect(|&item| assert!(item != 3, "source"));
    assert_eq!(
        outcomes(pool(2).imap_results(source(), |item| item)),
        ["0", "1", "2", "source"]
    );
    // In twos, item 2 is lost with the chunk that could not be filled.
    let chunked = pool(2).with_chunksize(2);
    assert_eq!(
        outcomes(chunked.imap_results(source(), |item| item)),
        ["0", "1", "source"]
    );
}

fn outcomes(mut results: lab_kit::contenders::PythonImap<i32>) -> Vec<String> {
    iter::from_fn(|| results.next_result())
        .map(|result| match result {
            Ok(value) => value.to_string(),
            Err(failure) => text(&failure).map_or_else(|| failure.to_string(), str::to_owned),
        })
        .collect()
}
