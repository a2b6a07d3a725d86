//! Every contender does what the serial loop does.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lab_kit::checksum::{checksum, checksum_unordered};
use lab_kit::contender::{Contender, Deferred, Failure, Pending, Streams};
use lab_kit::contenders::{
    self, ChannelPool, LapPool, PythonModel, RayonInside, RayonPool, Serial, StdChunks, StdPerTask,
    TokioBlocking,
};
use lab_kit::roster::{Entry, ForEach, ForEachDeferred, ForEachStream};
use lab_kit::workloads::gate::Gate;
use lab_kit::workloads::spin::Spin;

use crate::watchdog::Watchdog;

const SIZES: [u64; 5] = [0, 1, 2, 7, 1000];

fn task(item: u64) -> (u64, u64) {
    (item, Spin::of_steps(item % 50).run(item))
}

/// Order and values, from outside and from where the timed part stands.
fn map_agrees(pool: &impl Contender) {
    for size in SIZES {
        let items: Vec<u64> = (0..size).collect();
        let expected = Serial.map(&items, |&item| task(item));
        for _ in 0..3 {
            let results = pool.map(&items, |&item| task(item));
            assert_eq!(results, expected, "{}, {size} items", pool.name());
            let inside = pool.enter(|| pool.map(&items, |&item| task(item)));
            assert_eq!(
                checksum(&inside),
                checksum(&expected),
                "{}, {size} items",
                pool.name()
            );
        }
    }
}

fn streams_agree(pool: &impl Streams) {
    for size in SIZES {
        let expected: Vec<_> = (0..size).map(task).collect();
        for _ in 0..3 {
            let ordered: Vec<_> = pool.imap(0..size, task).collect();
            assert_eq!(ordered, expected, "{}, {size} items", pool.name());
            let unordered: Vec<_> = pool.imap_unordered(0..size, task).collect();
            assert_eq!(
                checksum_unordered(&unordered),
                checksum_unordered(&expected),
                "{}, {size} items",
                pool.name()
            );
        }
    }
}

fn deferred_agrees(pool: &impl Deferred) {
    for size in SIZES {
        let expected: Vec<_> = (0..size).map(task).collect();
        let handles: Vec<_> = (0..size)
            .map(|item| pool.apply_async(move || task(item)))
            .collect();
        let whole = pool.map_async(0..size, task);
        let single: Vec<_> = handles
            .into_iter()
            .map(|handle| handle.get().unwrap())
            .collect();
        assert_eq!(single, expected, "{}, {size} items", pool.name());
        assert_eq!(
            whole.get().unwrap(),
            expected,
            "{}, {size} items",
            pool.name()
        );
    }
}

/// The payload arrives, and the pool is as good as before.
fn a_panic_arrives(pool: &impl Contender) {
    let items: Vec<u64> = (0..100).collect();
    for bad in [0, 41, 99] {
        let caught = catch_unwind(AssertUnwindSafe(|| {
            pool.map(&items, |&item| {
                if item == bad {
                    panic!("item {item}")
                } else {
                    item
                }
            })
        }));
        let payload = caught.expect_err(pool.name());
        assert_eq!(
            payload.downcast_ref::<String>(),
            Some(&format!("item {bad}")),
            "{}",
            pool.name()
        );
        map_agrees(pool);
    }
}

macro_rules! same_results {
    ($($module:ident: $pool:expr, [$($check:ident),+];)+) => {$(
        mod $module {
            use super::*;
            $(#[test]
            fn $check() {
                let _watchdog = Watchdog::start();
                super::$check(&$pool);
            })+
        }
    )+};
}

/// Checks each contender of the roster by all that it can do.
struct Checked;

impl ForEach for Checked {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        let pool = entry.start(3).unwrap();
        assert_eq!(pool.name(), entry.name);
        map_agrees(&pool);
        a_panic_arrives(&pool);
    }
}

impl ForEachStream for Checked {
    fn take<C: Streams + 'static>(&mut self, entry: Entry<C>) {
        streams_agree(&entry.start(3).unwrap());
    }
}

impl ForEachDeferred for Checked {
    fn take<C: Deferred + 'static>(&mut self, entry: Entry<C>) {
        deferred_agrees(&entry.start(3).unwrap());
    }
}

#[test]
fn every_contender_of_the_roster_maps_as_the_loop_does() {
    let _watchdog = Watchdog::start();
    contenders::all(&mut Checked);
}

/// Of those of a full run, those that are built.
#[test]
fn every_further_contender_does_as_the_loop_does() {
    let _watchdog = Watchdog::start();
    contenders::more::all(&mut Checked);
    contenders::more::deferred(&mut Checked);
    contenders::more::all(&mut OfOneWorkerAndOfNone);
}

struct OfOneWorkerAndOfNone;

impl ForEach for OfOneWorkerAndOfNone {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        map_agrees(&entry.start(1).unwrap());
        let refused = entry.start(0).err().expect("refused");
        assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
    }
}

/// What the handle of a task that has ended says, however often it is asked.
#[test]
fn a_further_contenders_handle_may_be_asked_before_it_is_read() {
    let _watchdog = Watchdog::start();
    contenders::more::deferred(&mut AskedFirst);
}

struct AskedFirst;

impl ForEachDeferred for AskedFirst {
    fn take<C: Deferred + 'static>(&mut self, entry: Entry<C>) {
        let pool = entry.start(1).unwrap();
        let gate = Gate::new();
        let (opened, held) = (gate.clone(), gate.clone());
        let first = pool.apply_async(move || held.wait());
        let (bad, good) = (
            pool.apply_async(|| panic!("on purpose")),
            pool.apply_async(|| 7),
        );
        assert!(!first.ready() && !good.ready(), "{}", entry.name);
        opened.open();
        // One worker runs them in their order.
        pool.apply_async(|| ()).get().unwrap();
        for _ in 0..2 {
            assert!(
                first.ready() && bad.ready() && good.ready(),
                "{}",
                entry.name
            );
        }
        let failure = Pending::<()>::get(bad).unwrap_err();
        assert!(matches!(failure, Failure::Panicked(_)), "{}", entry.name);
        assert_eq!(good.get().unwrap(), 7);
        first.get().unwrap();
    }
}

#[test]
fn every_contender_that_streams_or_defers_does_so_as_the_loop_does() {
    let _watchdog = Watchdog::start();
    contenders::streams(&mut Checked);
    contenders::more::streams(&mut Checked);
    contenders::deferred(&mut Checked);
}

same_results! {
    lap_pool_tuned: LapPool::new(2).unwrap().with_chunksize(5).with_buffersize(3),
        [map_agrees, streams_agree, deferred_agrees, a_panic_arrives];
    one_lap_pool_worker: LapPool::new(1).unwrap(), [map_agrees, streams_agree, deferred_agrees];
    one_tokio_worker: TokioBlocking::new(1).unwrap(), [map_agrees];
    python_model_in_chunks: PythonModel::new(2).unwrap().with_chunksize(5),
        [map_agrees, streams_agree, deferred_agrees, a_panic_arrives];
    one_python_worker: PythonModel::new(1).unwrap(), [map_agrees, streams_agree, deferred_agrees];
    one_channel_worker: ChannelPool::new(1).unwrap(), [map_agrees];
    one_rayon_worker: RayonPool::new(1).unwrap(), [map_agrees];
    one_chunk: StdChunks::new(1).unwrap(), [map_agrees];
}

#[test]
fn no_pool_starts_without_workers() {
    let _watchdog = Watchdog::start();
    let errors = [
        RayonPool::new(0).err(),
        RayonInside::new(0).err(),
        StdChunks::new(0).err(),
        ChannelPool::new(0).err(),
        PythonModel::new(0).err(),
        TokioBlocking::new(0).err(),
        LapPool::new(0).err(),
        LapPool::workers_only(0).err(),
    ];
    for error in errors {
        assert_eq!(
            error.expect("refused").kind(),
            std::io::ErrorKind::InvalidInput
        );
    }
}

#[test]
fn rayon_inside_runs_the_timed_part_on_its_own_workers() {
    let _watchdog = Watchdog::start();
    let pool = RayonInside::new(2).unwrap();
    let outside = std::thread::current().id();
    assert_ne!(pool.enter(|| std::thread::current().id()), outside);
    assert_eq!(pool.enter(::rayon::current_num_threads), 2);
}

#[test]
fn threads_are_counted_where_they_are_started() {
    let _watchdog = Watchdog::start();
    let items = [0_u64; 10];
    let threads = |pool: &dyn Fn() -> Option<u64>| pool().expect("counted");

    let (chunks, per_task) = (StdChunks::new(4).unwrap(), StdPerTask::new());
    for _ in 0..2 {
        chunks.map(&items, |&item| item);
        per_task.map(&items, |&item| item);
    }
    assert_eq!(
        threads(&|| chunks.counts().threads_created),
        8,
        "four chunks: 3 + 3 + 3 + 1 items"
    );
    assert_eq!(threads(&|| per_task.counts().threads_created), 20);

    let (rayon, channel) = (RayonPool::new(3).unwrap(), ChannelPool::new(3).unwrap());
    for _ in 0..2 {
        rayon.map(&items, |&item| item);
        channel.map(&items, |&item| item);
    }
    assert_eq!(threads(&|| rayon.counts().threads_created), 3);
    assert_eq!(threads(&|| channel.counts().threads_created), 3);
    let tokio = TokioBlocking::new(3).unwrap();
    assert_eq!(
        threads(&|| tokio.counts().threads_created),
        3,
        "before the first call"
    );
    for _ in 0..2 {
        tokio.map(&items, |&item| item);
    }
    assert_eq!(threads(&|| tokio.counts().threads_created), 3);
    assert_eq!(tokio.counts().messages_queued, Some(20));
    assert_eq!(tokio.counts().tasks_run, Some(20));
    assert_eq!(channel.counts().messages_queued, Some(20));
    assert_eq!(channel.counts().tasks_run, Some(20));
}
