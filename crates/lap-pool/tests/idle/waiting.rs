//! Threads that wait for a task, a scope, a map or a stream.

use std::panic::{catch_unwind, resume_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use lap_pool::ThreadPool;

use crate::assert_they_come_to_rest;
use crate::support::{Gate, Tally, watchdog};

/// What a thread waits for while the test looks at it.
#[derive(Default)]
struct Held {
    gate: Gate,
    begun: Tally,
}

impl Held {
    fn run(&self) {
        self.begun.add();
        self.gate.pass();
    }
}

/// Has a thread run `waits`, and looks at the pool's threads, and others of their name, while what that waits for is held.
#[track_caller]
fn assert_they_wait_at_rest(name: &str, workers: usize, held: &Held, waits: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let waiter = thread::Builder::new().name(format!("{name}-waiter"));
        waiter.spawn_scoped(scope, waits).unwrap();
        held.begun.wait_for(1);
        let looks = catch_unwind(|| assert_they_come_to_rest(name, workers + 1));
        held.gate.open();
        looks.unwrap_or_else(|panic| resume_unwind(panic));
    });
}

fn two_workers(name: &str) -> ThreadPool {
    let builder = ThreadPool::builder().workers(2).thread_name(name);
    builder.caller_helps(false).build().unwrap()
}

#[test]
fn a_task_that_waits_for_another_is_at_rest() {
    let _watchdog = watchdog();
    let (pool, held) = (two_workers("getting"), Held::default());
    let gets = || {
        pool.scope(|scope| {
            let task = scope.apply_async(|| held.run()).unwrap();
            held.begun.wait_for(1);
            task.get().unwrap();
        });
    };
    assert_they_wait_at_rest("getting", 2, &held, || pool.apply(gets).unwrap());
}

#[test]
fn a_task_at_the_end_of_its_scope_is_at_rest() {
    let _watchdog = watchdog();
    let (pool, held) = (two_workers("scoped"), Held::default());
    let ends = || {
        pool.scope(|scope| {
            drop(scope.apply_async(|| ()).unwrap());
            drop(scope.apply_async(|| held.run()).unwrap());
            held.begun.wait_for(1);
        });
    };
    assert_they_wait_at_rest("scoped", 2, &held, || pool.apply(ends).unwrap());
}

#[test]
fn a_task_whose_map_goes_on_elsewhere_is_at_rest() {
    let _watchdog = watchdog();
    let (pool, held) = (two_workers("mapping"), Held::default());
    let (both, first) = (Barrier::new(2), AtomicBool::new(true));
    // The one that comes last to an item is held in it; the other one has nothing left to do.
    let maps = || {
        let options = pool.options().chunksize(1);
        let map = options.map(0..2, |_| {
            both.wait();
            if !first.swap(false, SeqCst) {
                held.run();
            }
        });
        map.unwrap();
    };
    assert_they_wait_at_rest("mapping", 2, &held, || pool.apply(maps).unwrap());
}

#[test]
fn a_task_that_reads_a_stream_whose_items_run_elsewhere_is_at_rest() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(1).thread_name("reading");
    let (pool, held) = (builder.build().unwrap(), Held::default());
    // The reader may run an item itself, but not while the stream has as many threads as the pool has workers: the second
    // item waits until the worker is done with the first.
    let reads = || {
        let mut pulls = 0;
        let source = std::iter::from_fn(|| {
            pulls += 1;
            if pulls == 2 {
                held.begun.wait_for(1);
            }
            (pulls <= 2).then_some(pulls)
        });
        pool.scope(|scope| assert_eq!(scope.imap(source, |_| held.run()).unwrap().count(), 2));
    };
    assert_they_wait_at_rest("reading", 1, &held, || pool.apply(reads).unwrap());
}
