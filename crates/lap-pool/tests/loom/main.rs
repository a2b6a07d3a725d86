//! Every interleaving, up to a number of preemptions, of small programs on the shipped types.
//!
//! `RUSTFLAGS="--cfg lap_pool_loom" cargo test -p lap-pool --release --test loom`
//!
//! Values are handed over through loom's `UnsafeCell`s where a model is about that: loom reports an access that is not
//! ordered after the one before it.
#![cfg(lap_pool_loom)]

mod close;
mod gate;
mod give_way;
mod latch;
mod map;
mod promise;
mod readahead;
mod ring;
mod scope;
mod shared;
mod sleep;
mod stream;
mod task;
mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::model::Worker;
use loom::cell::UnsafeCell;
use loom::thread::{self, JoinHandle};

/// Runs a model with so many preemptions at most.
fn model(preemptions: usize, program: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.max_branches = 100_000;
    builder.check(program);
}

/// As many preemptions where there is time for all of them (`LAP_POOL_DEEP_MODELS=1`), and else one fewer.
fn deep(preemptions: usize) -> usize {
    match std::env::var_os("LAP_POOL_DEEP_MODELS") {
        Some(_) => preemptions,
        None => preemptions - 1,
    }
}

/// A value that one thread writes and another reads, ordered by what is modelled.
struct Cell(UnsafeCell<usize>);

// SAFETY: loom checks each access against the others, which is what the models are for.
unsafe impl Send for Cell {}
// SAFETY: as above.
unsafe impl Sync for Cell {}

impl Cell {
    fn new() -> Arc<Self> {
        Arc::new(Self(UnsafeCell::new(0)))
    }

    fn write(&self, value: usize) {
        self.0.with_mut(|place| {
            // SAFETY: the pointer is valid, and loom reports an access that overlaps this one.
            unsafe { *place = value }
        });
    }

    fn read(&self) -> usize {
        self.0.with(|place| {
            // SAFETY: as above.
            unsafe { *place }
        })
    }
}

/// Counts its drops, out of loom's sight.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

/// Gives each worker a thread.
fn live(workers: impl IntoIterator<Item = Worker>) -> Vec<JoinHandle<()>> {
    let start = |worker: Worker| thread::spawn(|| worker.live());
    workers.into_iter().map(start).collect()
}

/// Waits for the workers' ends.
fn join(workers: Vec<JoinHandle<()>>) {
    workers
        .into_iter()
        .for_each(|worker| worker.join().unwrap());
}
