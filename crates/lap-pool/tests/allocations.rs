//! No heap allocation per item, and few per task: a counting allocator, and the difference between many items and few.
//! Alone in its process, as a single test, so that nothing else allocates.

mod support;

use std::sync::{Arc, Barrier};
use std::time::Duration;

use lap_pool::ThreadPool;
use support::allocator::{Counting, allocations, left_over};
use support::watchdog;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What an `apply_async` and its `get` allocate: the task, and its promise.
const PER_TASK: usize = 1;

#[track_caller]
fn assert_none_per_item(name: &str, code: impl Fn(usize)) {
    assert_per_item(name, 0, code);
}

/// Compares what `code` allocates for 1,100 items with what it does for 100. Not more items than that: on a core that it
/// shares with many others a stream hands over one item in tens of milliseconds.
#[track_caller]
fn assert_per_item(name: &str, each: usize, code: impl Fn(usize)) {
    code(1_100);
    let (few, many) = (allocations(|| code(100)), allocations(|| code(1_100)));
    let more = many.saturating_sub(few);
    assert!(
        more < 1_000 * each + 100,
        "{name}: {more} allocations for 1,000 items more, at most {each} each were expected"
    );
}

#[test]
fn maps_and_streams_allocate_nothing_per_item_and_tasks_little() {
    for (workers, helps) in [(1, true), (2, true), (3, true), (2, false)] {
        let _watchdog = watchdog();
        let builder = ThreadPool::builder().workers(workers);
        let pool = builder.caller_helps(helps).build().unwrap();
        let items: Vec<usize> = (0..1_100).collect();
        assert_none_per_item("map of a slice", |n| drop(pool.map(&items[..n], |x| x + 1)));
        assert_none_per_item("map of a range", |n| drop(pool.map(0..n, |x| x + 1)));
        let single = pool.options().chunksize(1);
        assert_none_per_item("map one by one", |n| {
            drop(single.map(&items[..n], |x| x + 1))
        });
        let pairs: Vec<(usize, usize)> = items.iter().map(|x| (*x, *x)).collect();
        assert_none_per_item("starmap", |n| {
            drop(pool.starmap(pairs[..n].iter().copied(), |a, b| a + b))
        });
        assert_none_per_item("map_async", |n| {
            drop(pool.map_async(0..n, |x| x + 1).unwrap().get())
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
            assert_none_per_item("a shared stream", |n| {
                _ = options
                    .imap_unordered(0..n, |x| x)
                    .unwrap()
                    .shared()
                    .count();
            });
        }
        assert_few_per_task(&pool);
        if helps {
            assert_none_per_item("apply", |n| (0..n).for_each(|_| pool.apply(|| ()).unwrap()));
        }
    }
    let _watchdog = watchdog();
    nothing_is_left_in_the_queue();
}

/// By every way in which a task's result can be had, and by none.
fn assert_few_per_task(pool: &ThreadPool) {
    let task = || pool.apply_async(|| ()).unwrap();
    assert_per_item("apply_async and get", PER_TASK, |n| {
        (0..n).for_each(|_| task().get().unwrap());
    });
    assert_per_item("apply_async, wait and get", PER_TASK, |n| {
        (0..n).for_each(|_| {
            let task = task();
            task.wait();
            task.get().unwrap();
        });
    });
    assert_per_item("apply_async alone", PER_TASK, |n| {
        (0..n).for_each(|_| drop(task()));
        task().get().unwrap();
    });
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
        // What tasks leave lies in the queue's ring, which is full by then.
        (0..2_000).for_each(|_| code());
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
