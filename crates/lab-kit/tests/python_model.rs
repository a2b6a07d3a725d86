//! The model does what CPython's `ThreadPool` does, counted step by step.

mod watchdog;

use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

use lab_kit::contender::{Contender, Deferred, Failure, Pending, Streams};
use lab_kit::contenders::{PythonModel, PythonResult, default_chunksize};
use lab_kit::workloads::item::{LiveGauge, Payload};
use lab_kit::workloads::latch::Latch;
use lab_kit::workloads::source::Counting;
use watchdog::Watchdog;

fn pool(workers: usize) -> PythonModel {
    PythonModel::new(workers).unwrap()
}

fn text(failure: &Failure) -> Option<&str> {
    let Failure::Panicked(payload) = failure else {
        return None;
    };
    payload.downcast_ref::<&str>().copied()
}

/// A source that opens a latch when it has been read to its end.
fn announced(count: u64, drained: &Latch) -> impl Iterator<Item = u64> + Send + use<> {
    let drained = drained.clone();
    (0..count).chain(iter::from_fn(move || {
        drained.open();
        None
    }))
}

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
        let (pool, drained, gate) = (pool(4), Latch::new(), Latch::new());
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
    let (pool, far_ahead) = (pool(2), Latch::new());
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

#[test]
fn map_async_collects_its_input_in_the_caller() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (pool(2), Latch::new());
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
    let (pool, gate) = (pool(2).with_chunksize(1), Latch::new());
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

/// Ten tasks behind a gate, two of them running, the others in the workers' queue.
fn ten_behind(gate: &Latch, pool: &PythonModel) -> Vec<PythonResult<u64>> {
    let handles = (0..10)
        .map(|task| {
            let gate = gate.clone();
            pool.apply_async(move || {
                gate.wait();
                task
            })
        })
        .collect();
    gate.wait_for_arrivals(2);
    // The task handler reads the inputs of all calls in turn: once it reads this empty one, the ten are queued.
    let ten_queued = Latch::new();
    drop(pool.imap(announced(0, &ten_queued), |item| item));
    ten_queued.wait();
    handles
}

#[test]
fn terminate_drops_what_is_queued_and_resolves_nothing() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (pool(2), Latch::new());
    let before = pool.apply_async(|| 7);
    while !before.ready() {
        thread::yield_now();
    }
    let handles = ten_behind(&gate, &pool);
    pool.terminate();
    gate.open();
    pool.join();
    assert_eq!(pool.counts().tasks_run, Some(3), "one before, two running");
    for handle in handles {
        assert!(matches!(handle.get(), Err(Failure::Hangs)));
    }
    assert_eq!(before.get().unwrap(), 7);
}

#[test]
fn leaving_the_scope_terminates_without_waiting_for_running_tasks() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (pool(2), Latch::new());
    let handles = ten_behind(&gate, &pool);
    drop(pool);
    assert!(
        !gate.is_open(),
        "the drop returned while two tasks were running"
    );
    gate.open();
    for handle in handles {
        assert!(matches!(handle.get(), Err(Failure::Hangs)));
    }
}

#[test]
fn close_lets_everything_submitted_run() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (pool(2), Latch::new());
    let handles = ten_behind(&gate, &pool);
    let unread = pool.imap(0..1000_u64, |item| item);
    pool.close();
    gate.open();
    pool.join();
    assert_eq!(
        handles
            .into_iter()
            .map(|handle| handle.get().unwrap())
            .sum::<u64>(),
        45
    );
    assert_eq!(unread.count(), 1000);
    assert_eq!(pool.counts().tasks_run, Some(1010));
}

#[test]
fn a_stream_open_at_terminate_hangs() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (pool(2), Latch::new());
    let mut results = {
        let gate = gate.clone();
        pool.imap_results(0..10, move |item| {
            gate.wait();
            item
        })
    };
    gate.wait_for_arrivals(2);
    pool.terminate();
    gate.open();
    assert!(matches!(results.next_result(), Some(Err(Failure::Hangs))));
    assert!(results.next_result().is_none());
}

#[test]
fn a_blocking_map_reports_that_terminate_would_leave_it_hanging() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (pool(2), Latch::new());
    let items: Vec<u64> = (0..100).collect();
    thread::scope(|scope| {
        scope.spawn(|| {
            gate.wait_for_arrivals(2);
            pool.terminate();
            gate.open();
        });
        let outcome = pool.try_map(&items, |_| gate.wait());
        assert!(matches!(outcome, Err(Failure::Hangs)));
    });
}

#[test]
fn nested_maps_on_every_worker_deadlock_until_somebody_terminates() {
    let _watchdog = Watchdog::start();
    let (pool, both) = (pool(2).with_chunksize(1), Latch::new());
    thread::scope(|scope| {
        let outer = scope.spawn(|| {
            pool.try_map(&[0, 1], |_| {
                both.wait();
                pool.try_map(&[0, 1], |&inner| inner).is_ok()
            })
        });
        both.wait_for_arrivals(2);
        both.open();
        pool.terminate();
        assert!(matches!(outer.join().unwrap(), Err(Failure::Hangs)));
    });
}

#[test]
fn a_pool_that_does_not_run_refuses_every_call() {
    let _watchdog = Watchdog::start();
    for end in [PythonModel::close, PythonModel::terminate] {
        let pool = pool(1);
        end(&pool);
        let calls: [&dyn Fn(); 5] = [
            &|| drop(pool.map(&[0; 0], |&item| item)),
            &|| drop(pool.imap_results(0..1, |item| item)),
            &|| drop(pool.imap_unordered_results(0..1, |item| item)),
            &|| drop(pool.apply_async(|| 0)),
            &|| drop(pool.map_async(0..0, |item| item)),
        ];
        for call in calls {
            let refused = catch_unwind(AssertUnwindSafe(call)).unwrap_err();
            assert_eq!(refused.downcast_ref::<&str>(), Some(&"Pool not running"));
        }
    }
}

#[test]
fn join_needs_a_pool_that_has_ended() {
    let _watchdog = Watchdog::start();
    let pool = pool(1);
    let refused = catch_unwind(AssertUnwindSafe(|| pool.join())).unwrap_err();
    assert_eq!(
        refused.downcast_ref::<&str>(),
        Some(&"Pool is still running")
    );
    pool.close();
    pool.join();
    pool.join();
    pool.terminate();
}
