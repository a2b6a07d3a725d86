//! No heap allocation per item: a counting allocator, and the difference between many items and few. Alone in its
//! process, as a single test, so that nothing else allocates.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use lap_pool::ThreadPool;
use support::watchdog;

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static FREED: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, SeqCst);
        // SAFETY: the caller's promises are those the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        FREED.fetch_add(1, SeqCst);
        // SAFETY: as above; `pointer` came from `System.alloc`.
        unsafe { System.dealloc(pointer, layout) };
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(code: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.load(SeqCst);
    code();
    ALLOCATIONS.load(SeqCst) - before
}

/// What `code` allocates for 1,100 items beyond what it does for 100. Not more items than that: on a core that it shares
/// with many others a stream hands over one item in tens of milliseconds.
#[track_caller]
fn assert_none_per_item(name: &str, code: impl Fn(usize)) {
    code(1_100);
    let (few, many) = (allocations(|| code(100)), allocations(|| code(1_100)));
    let more = many.saturating_sub(few);
    assert!(
        more < 100,
        "{name}: {more} allocations for 1,000 items more"
    );
}

/// What `code` leaves behind.
fn left_over(code: impl FnOnce()) -> usize {
    let live = || ALLOCATIONS.load(SeqCst) - FREED.load(SeqCst);
    let before = live();
    code();
    live().saturating_sub(before)
}

#[test]
fn maps_and_streams_allocate_nothing_per_item() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3] {
        let pool = ThreadPool::new(workers).unwrap();
        let items: Vec<usize> = (0..1_100).collect();
        assert_none_per_item("map of a slice", |n| drop(pool.map(&items[..n], |x| x + 1)));
        assert_none_per_item("map of a range", |n| drop(pool.map(0..n, |x| x + 1)));
        let single = pool.options().chunksize(1);
        assert_none_per_item("map one by one", |n| {
            drop(single.map(&items[..n], |x| x + 1))
        });
        for options in [
            pool.options(),
            single,
            pool.options().chunksize(5),
            pool.options().buffersize(64),
        ] {
            assert_none_per_item("imap", |n| _ = options.imap(0..n, |x| x).unwrap().count());
            let unordered = |n| _ = options.imap_unordered(0..n, |x| x).unwrap().count();
            assert_none_per_item("imap_unordered", unordered);
        }
    }
    nothing_is_left_in_the_queue();
}

/// While a pool's only worker is busy, calls that are done without it leave nothing in its queue.
fn nothing_is_left_in_the_queue() {
    let pool = ThreadPool::new(2).unwrap();
    let barrier = Arc::new(Barrier::new(3));
    let busy: Vec<_> = (0..2)
        .map(|_| {
            let barrier = Arc::clone(&barrier);
            pool.apply_async(move || _ = (barrier.wait(), barrier.wait()))
                .unwrap()
        })
        .collect();
    barrier.wait();
    let left = |code: &dyn Fn()| {
        code();
        left_over(|| (0..1_000).for_each(|_| code()))
    };
    let lefts = [
        ("map", left(&|| drop(pool.map(0..3, |x| x).unwrap()))),
        (
            "map_async",
            left(&|| drop(pool.map_async(0..3, |x| x).unwrap().get().unwrap())),
        ),
        (
            "apply_async",
            left(&|| pool.apply_async(|| ()).unwrap().get().unwrap()),
        ),
        (
            "imap",
            left(&|| drop(pool.imap(0..3, |x| x).unwrap().next_timeout(Duration::ZERO))),
        ),
    ];
    barrier.wait();
    busy.into_iter().for_each(|task| task.get().unwrap());
    for (name, left) in lefts {
        assert!(left < 100, "{name}: {left} allocations left by 1,000 calls");
    }
}
