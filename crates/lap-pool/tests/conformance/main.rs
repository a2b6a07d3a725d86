//! CPython's own tests of its pool (`test.support`'s `_TestPool` and its kin in `test_multiprocessing`), ported by
//! behaviour, numbered in the order of that file. Left out: what is about pickling, processes, managers and limited
//! lifetimes of workers, which have no counterpart here. Times are replaced by schedules.

mod calls;
mod failures;
mod life;
mod streams;
#[path = "../support/mod.rs"]
mod support;

use lap_pool::ThreadPool;

fn square(x: u64) -> u64 {
    x * x
}

fn pool() -> ThreadPool {
    ThreadPool::new(4).unwrap()
}
