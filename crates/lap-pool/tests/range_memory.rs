//! A map of a range keeps no list of its items: an allocator that knows the most bytes that lived at once. Alone in its
//! process, as a single test, so that nothing else allocates.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::ThreadPool;
use support::watchdog;

struct Peak;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);
static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Peak {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, SeqCst);
        let live = LIVE.fetch_add(layout.size(), SeqCst) + layout.size();
        MOST.fetch_max(live, SeqCst);
        // SAFETY: the caller's promises are those the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), SeqCst);
        // SAFETY: as above; `pointer` came from `System.alloc`.
        unsafe { System.dealloc(pointer, layout) };
    }
}

#[global_allocator]
static ALLOCATOR: Peak = Peak;

/// The most bytes that `code` had at once beyond those there before it, and its allocations.
fn cost(code: impl FnOnce()) -> (usize, usize) {
    let (live, before) = (LIVE.load(SeqCst), ALLOCATIONS.load(SeqCst));
    MOST.store(live, SeqCst);
    code();
    (MOST.load(SeqCst) - live, ALLOCATIONS.load(SeqCst) - before)
}

#[test]
fn a_map_of_a_million_integers_holds_none_of_them() {
    let _watchdog = watchdog();
    const ITEMS: u64 = 1_000_000;
    let pool = ThreadPool::new(2).unwrap();
    let (collected, _) = cost(|| drop((0..ITEMS).collect::<Vec<_>>()));
    assert!(collected >= 8_000_000, "the allocator does not count");
    let calls: [(&str, &dyn Fn()); 4] = [
        ("map", &|| drop(pool.map(0..ITEMS, |_| ()).unwrap())),
        ("inclusive", &|| drop(pool.map(1..=ITEMS, |_| ()).unwrap())),
        ("starting below zero", &|| {
            drop(pool.map(-500_000_i64..500_000, |_| ()).unwrap())
        }),
        ("map_async", &|| {
            drop(pool.map_async(0..ITEMS, |_| ()).unwrap().get().unwrap())
        }),
    ];
    for (name, call) in calls {
        call();
        let (most, allocations) = cost(call);
        assert!(most < 100_000, "{name}: {most} bytes at once");
        assert!(allocations < 100, "{name}: {allocations} allocations");
    }
}
