//! The system's allocator, counted. For a program with a single test, so that nothing else allocates; it says itself that
//! this is its allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

pub struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static FREED: AtomicUsize = AtomicUsize::new(0);
static LIVE_BYTES: AtomicUsize = AtomicUsize::new(0);
static MOST_BYTES: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, SeqCst);
        let live = LIVE_BYTES.fetch_add(layout.size(), SeqCst) + layout.size();
        MOST_BYTES.fetch_max(live, SeqCst);
        // SAFETY: the caller's promises are those the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        FREED.fetch_add(1, SeqCst);
        LIVE_BYTES.fetch_sub(layout.size(), SeqCst);
        // SAFETY: as above; `pointer` came from `System.alloc`.
        unsafe { System.dealloc(pointer, layout) };
    }
}

/// Allocations that `code` makes.
pub fn allocations(code: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.load(SeqCst);
    code();
    ALLOCATIONS.load(SeqCst) - before
}

/// Allocations that `code` leaves behind.
pub fn left_over(code: impl FnOnce()) -> usize {
    let live = || ALLOCATIONS.load(SeqCst) - FREED.load(SeqCst);
    let before = live();
    code();
    live().saturating_sub(before)
}

/// Bytes that are allocated now.
pub fn live_bytes() -> usize {
    LIVE_BYTES.load(SeqCst)
}

/// The most bytes that `code` had at once, beyond those there before it.
pub fn most_bytes(code: impl FnOnce()) -> usize {
    let before = live_bytes();
    MOST_BYTES.store(before, SeqCst);
    code();
    MOST_BYTES.load(SeqCst) - before
}
