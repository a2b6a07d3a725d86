//! Ends: what terminate, close and join do with what is queued, and what hangs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use lab_kit::contender::{Contender, Deferred, Failure, Pending, Streams};
use lab_kit::contenders::{PythonModel, PythonResult};
use lab_kit::workloads::gate::Gate;

use super::{announced, pool};
use crate::watchdog::Watchdog;

/// Ten tasks behind a gate, two of them running, the others in the workers' queue.
fn ten_behind(gate: &Gate, pool: &PythonModel) -> Vec<PythonResult<u64>> {
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
    let ten_queued = Gate::new();
    drop(pool.imap(announced(0, &ten_queued), |item| item));
    ten_queued.wait();
    handles
}

#[test]
fn terminate_drops_what_is_queued_and_resolves_nothing() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (pool(2), Gate::new());
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
    let (pool, gate) = (pool(2), Gate::new());
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
    let (pool, gate) = (pool(2), Gate::new());
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
    let (pool, gate) = (pool(2), Gate::new());
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
    let (pool, gate) = (pool(2), Gate::new());
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
    let (pool, both) = (pool(2).with_chunksize(1), Gate::new());
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
