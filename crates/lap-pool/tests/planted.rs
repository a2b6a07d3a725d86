//! Faults made on purpose, in tasks of a pool: a sanitizer must report each, or its silence about everything else means
//! nothing. Run one at a time, by `.ci/nets/sanitizers` only.

use std::cell::UnsafeCell;
use std::hint::black_box;
use std::sync::Barrier;

use lap_pool::ThreadPool;

/// A counter that claims to be shared safely, and is not.
struct Racy(UnsafeCell<u64>);

// SAFETY: none. This is the fault.
unsafe impl Sync for Racy {}

#[test]
#[ignore = "a data race, for a sanitizer to find"]
fn data_race() {
    let pool = ThreadPool::new(2).unwrap();
    let (counter, both) = (Racy(UnsafeCell::new(0)), Barrier::new(2));
    let counter = &counter;
    pool.map(&[(); 2], |()| {
        both.wait();
        // SAFETY: none. Two threads write here, and nothing orders them. This is the fault.
        unsafe { *counter.0.get() += 1 };
    })
    .unwrap();
}

#[test]
#[ignore = "a use after free, for a sanitizer to find"]
fn use_after_free() {
    let pool = ThreadPool::new(1).unwrap();
    let freed = pool
        .apply_async(|| (&raw const *Box::new(7_u64)).expose_provenance())
        .unwrap();
    let freed = std::ptr::with_exposed_provenance::<u64>(freed.get().unwrap());
    // SAFETY: none. The box is gone. This is the fault.
    black_box(unsafe { freed.read_volatile() });
}

#[test]
#[ignore = "a use of a stack frame that was left, for a sanitizer to find"]
fn use_after_return() {
    #[inline(never)]
    fn local() -> usize {
        let local = black_box(7_u64);
        (&raw const local).expose_provenance()
    }
    let pool = ThreadPool::new(1).unwrap();
    pool.apply(|| {
        let left = std::ptr::with_exposed_provenance::<u64>(local());
        // SAFETY: none. The frame was left. This is the fault.
        black_box(unsafe { left.read_volatile() });
    })
    .unwrap();
}

#[test]
#[ignore = "a leak, for a sanitizer to find"]
fn leak() {
    let pool = ThreadPool::new(1).unwrap();
    // On a worker: what is left of it on a stack goes with that thread.
    let leaks = || std::mem::forget(black_box(vec![7_u8; 4096]));
    pool.apply_async(leaks).unwrap().get().unwrap();
}
