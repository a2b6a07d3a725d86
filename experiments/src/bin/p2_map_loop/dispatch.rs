//! What `map` puts into the pool's queue, and how far it reads its input before a task is done.

use std::thread;

use lab_kit::contender::{Contender, Deferred};
use lab_kit::contenders::{LapPool, PythonModel};
use lab_kit::workloads::gate::Gate;
use lab_kit::workloads::source::Counting;

/// Messages that one `map` of so many tasks puts into lap-pool's queue: entries, counted while all workers are busy
/// elsewhere and the caller has begun with the first task, so that nobody has taken one out.
pub fn lap_pool(pool: &LapPool, tasks: u64) -> u64 {
    let (elsewhere, begun) = (Gate::new(), Gate::new());
    let busy: Vec<_> = (0..pool.pool().workers())
        .map(|_| {
            let elsewhere = elsewhere.clone();
            pool.apply_async(move || elsewhere.wait())
        })
        .collect();
    elsewhere.wait_for_arrivals(busy.len());
    let items: Vec<u64> = (0..tasks).collect();
    thread::scope(|scope| {
        let caller = scope.spawn(|| {
            // lesson: lap-pool: 10,000 tasks, and what is queued for them
            pool.map(&items, |_| begun.wait())
            // lesson ends
        });
        begun.wait_for_arrivals(1);
        let queued = pool.pool().queued() as u64;
        begun.open();
        elsewhere.open();
        caller.join().expect("no task fails");
        queued
    })
}

/// Messages that the model's task handler sends for one `map`.
pub fn model(pool: &PythonModel, tasks: u64) -> u64 {
    let sent = || pool.counts().messages_queued.expect("the model counts");
    let items: Vec<u64> = (0..tasks).collect();
    let before = sent();
    pool.map(&items, |&item| item);
    sent() - before
}

/// Inputs read by the time the first task is begun, and so before any is done.
pub fn read_by_lap_pool(pool: &LapPool, tasks: u64) -> u64 {
    let source = Counting::new(0..tasks);
    let (pulls, begun) = (source.pulls(), Gate::new());
    thread::scope(|scope| {
        let caller = scope.spawn(|| pool.pool().map(source, |_| begun.wait()));
        begun.wait_for_arrivals(1);
        let read = pulls.count();
        begun.open();
        caller
            .join()
            .expect("no task fails")
            .expect("the pool runs");
        read
    })
}
