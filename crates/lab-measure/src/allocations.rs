//! A counting allocator, for binaries of their own.
//!
//! A timed binary never carries it: two shared counters per allocation are a contention hot spot in the very
//! pools under test. A binary that counts installs it and says so:
//!
//! ```
//! use lab_measure::allocations::CountingAllocator;
//!
//! #[global_allocator]
//! static ALLOCATOR: CountingAllocator = CountingAllocator;
//!
//! let before = CountingAllocator::live_bytes();
//! let numbers = vec![0_u64; 1000];
//! assert!(CountingAllocator::live_bytes() >= before + 8000);
//! # drop(numbers);
//! ```

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static CALLS: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counted.
///
/// # Memory ordering
/// Every access is `Relaxed`: the counters carry no data from one thread to another, only totals. A peak read
/// while others allocate may lag behind by what is in flight; the lab reads it after the work has been joined.
pub struct CountingAllocator;

impl CountingAllocator {
    /// Bytes allocated and not yet freed.
    pub fn live_bytes() -> u64 {
        LIVE.load(Relaxed) as u64
    }

    /// The most bytes that were ever live since the last [`CountingAllocator::restart_peak`].
    pub fn peak_bytes() -> u64 {
        PEAK.load(Relaxed) as u64
    }

    /// Calls of `alloc` and `realloc` so far.
    pub fn calls() -> u64 {
        CALLS.load(Relaxed) as u64
    }

    /// Lets the peak start again from what is live now.
    pub fn restart_peak() {
        PEAK.store(LIVE.load(Relaxed), Relaxed);
    }

    /// Whether this binary installed the allocator: every Rust program allocates before `main`.
    pub fn is_installed() -> bool {
        Self::calls() > 0
    }

    fn grew(bytes: usize) {
        CALLS.fetch_add(1, Relaxed);
        let live = LIVE.fetch_add(bytes, Relaxed) + bytes;
        PEAK.fetch_max(live, Relaxed);
    }
}

// SAFETY: every call is passed on to `System` with the caller's own arguments, so its contract is kept by the
// caller's obligations; counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller promises a layout of non-zero size, as `System` asks.
        let pointer = unsafe { System.alloc(layout) };
        if !pointer.is_null() {
            Self::grew(layout.size());
        }
        pointer
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller promises that `pointer` came from this allocator, hence from `System`, with `layout`.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller promises that `pointer` came from here with `layout`, and a non-zero `new_size`.
        let moved = unsafe { System.realloc(pointer, layout, new_size) };
        if !moved.is_null() {
            LIVE.fetch_sub(layout.size(), Relaxed);
            Self::grew(new_size);
        }
        moved
    }
}
