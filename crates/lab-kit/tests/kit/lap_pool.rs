//! What sets lap-pool's streams and scopes apart from the Python model's, by counting.

use lab_kit::contender::{Deferred, Failure, Pending, Streams};
use lab_kit::contenders::{LapPool, PythonModel};
use lab_kit::workloads::gate::Gate;
use lab_kit::workloads::item::{LiveGauge, Payload};
use lab_kit::workloads::source::Counting;

use crate::watchdog::Watchdog;

const BUFFERSIZE: u64 = 8;

/// The most inputs pulled but not returned. Only `next` pulls, so the most is reached when it returns, with its
/// own result not yet counted.
fn most_ahead(pool: &impl Streams, unordered: bool) -> u64 {
    let source = Counting::new(0..1000_u64);
    let pulls = source.pulls();
    let (mut returned, mut most) = (0, 0);
    let mut look = || {
        most = most.max(pulls.count() - returned);
        returned += 1;
    };
    if unordered {
        pool.imap_unordered(source, |item| item)
            .for_each(|_| look());
    } else {
        pool.imap(source, |item| item).for_each(|_| look());
    }
    assert_eq!((returned, pulls.count()), (1000, 1000));
    most
}

#[test]
fn a_stream_pulls_at_most_what_was_returned_and_its_buffer() {
    let _watchdog = Watchdog::start();
    for pool in [LapPool::new(2), LapPool::workers_only(2)] {
        let pool = pool.unwrap().with_buffersize(BUFFERSIZE as usize);
        for unordered in [false, true] {
            assert!(most_ahead(&pool, unordered) <= BUFFERSIZE);
        }
    }
}

#[test]
fn the_default_buffer_is_64_while_items_are_cheap() {
    let _watchdog = Watchdog::start();
    for workers in [1, 3] {
        let pool = LapPool::new(workers).unwrap();
        let source = Counting::new(0_u64..);
        let pulls = source.pulls();
        let mut results = pool.imap(source, |item| item);
        assert_eq!(
            pulls.count(),
            0,
            "nothing is pulled before the first result is asked for"
        );
        for returned in 1..=100 {
            results.next().unwrap();
            assert!(pulls.count() < returned + 64);
        }
    }
}

#[test]
fn the_live_items_are_the_buffer_where_the_model_has_the_whole_input() {
    let _watchdog = Watchdog::start();
    let live = |pool: &dyn Fn(LiveGauge)| {
        let gauge = LiveGauge::new();
        pool(gauge.clone());
        assert_eq!(gauge.current(), 0);
        gauge.peak()
    };
    let bounded = live(&|gauge| {
        let pool = LapPool::new(2)
            .unwrap()
            .with_buffersize(BUFFERSIZE as usize);
        let source = (0..1000).map(move |index| Payload::new(index, 16, &gauge));
        pool.imap(source, |item| item.digest()).for_each(drop);
        drop(pool);
    });
    assert!(bounded <= BUFFERSIZE, "{bounded} live");

    let eager = live(&|gauge| {
        let (pool, drained) = (PythonModel::new(2).unwrap(), Gate::new());
        let opens = drained.clone();
        let source = (0..1000)
            .map(move |index| Payload::new(index, 16, &gauge))
            .chain(std::iter::from_fn(move || {
                opens.open();
                None
            }));
        let results = pool.imap(source, move |item| {
            drained.wait();
            item.digest()
        });
        results.for_each(drop);
        pool.close();
        pool.join();
    });
    assert_eq!(eager, 1000);
}

#[test]
fn leaving_the_scope_runs_what_was_submitted() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (LapPool::new(2).unwrap(), Gate::new());
    let handles: Vec<_> = (0..10)
        .map(|task| {
            let gate = gate.clone();
            pool.apply_async(move || {
                gate.wait();
                task
            })
        })
        .collect();
    gate.open();
    drop(pool);
    assert!(handles.iter().all(Pending::ready));
    assert_eq!(
        handles
            .into_iter()
            .map(|handle| handle.get().unwrap())
            .sum::<u64>(),
        45
    );
}

#[test]
fn terminate_resolves_what_it_drops() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (LapPool::workers_only(1).unwrap(), Gate::new());
    let handles: Vec<_> = (0..3)
        .map(|task| {
            let gate = gate.clone();
            pool.apply_async(move || {
                gate.wait();
                task
            })
        })
        .collect();
    gate.wait_for_arrivals(1);
    pool.pool().terminate();
    gate.open();
    let outcomes: Vec<_> = handles.into_iter().map(Pending::get).collect();
    assert!(
        matches!(
            outcomes[..],
            [_, Err(Failure::Terminated), Err(Failure::Terminated)]
        ),
        "{outcomes:?}"
    );
}
