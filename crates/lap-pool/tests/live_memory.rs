//! What a pool keeps of a million tasks: something for each that is queued, and nothing for those that were. A counting
//! allocator; alone in its process, as a single test, so that nothing else allocates.

mod support;

use lap_pool::ThreadPool;
use support::allocator::{Counting, live_bytes, most_bytes};
use support::{held_pool, watchdog};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const TASKS: usize = 1_000_000;

/// How many of them are queued at once, at most.
const WAVE: usize = 1_000;

/// Bytes for a task in the queue, or with a handle that was not read: the task, and its place in the queue, which may have
/// grown to twice what it needs.
const PER_TASK: usize = 300;

/// Bytes for the shells of tasks that were run by those who wait, which lie in the queue's ring until a worker comes by.
const SHELLS: usize = 1024 * 128;

/// Bytes that a pool may have beside its tasks.
const REST: usize = 16 << 10;

fn pool(workers: usize, helps: bool) -> ThreadPool {
    let builder = ThreadPool::builder().workers(workers);
    builder.caller_helps(helps).build().unwrap()
}

#[track_caller]
fn assert_at_most(what: &str, bytes: usize, limit: usize) {
    assert!(
        bytes <= limit,
        "{what}: {bytes} bytes, at most {limit} were expected"
    );
}

#[test]
fn a_million_tasks_leave_nothing_behind() {
    let _watchdog = watchdog();
    read_at_once();
    queued_and_dropped();
    kept_unread();
    run_by_those_who_wait();
    cancelled();
}

fn read_at_once() {
    for helps in [true, false] {
        let pool = pool(2, helps);
        let most = most_bytes(|| {
            for task in 0..TASKS / 10 {
                assert_eq!(pool.apply_async(move || task).unwrap().get().unwrap(), task);
            }
        });
        assert_at_most("each read at once", most, SHELLS + REST);
    }
}

/// Handles dropped while their tasks are queued: each wave is over when its last one is, on a single worker.
fn queued_and_dropped() {
    let pool = pool(1, false);
    let submit = || pool.apply_async(|| [0_u8; 64]).unwrap();
    let most = most_bytes(|| {
        for _ in 0..TASKS / WAVE {
            (1..WAVE).for_each(|_| drop(submit()));
            submit().wait();
        }
    });
    assert_at_most("handles dropped", most, WAVE * PER_TASK + REST);
}

/// Handles that nobody reads keep their results; what else there was to their tasks goes with the handles.
fn kept_unread() {
    let pool = ThreadPool::new(1).unwrap();
    let before = live_bytes();
    let mut unread = Vec::with_capacity(TASKS / 10);
    let places = live_bytes() - before;
    for task in 0..TASKS / 10 {
        unread.push(pool.apply_async(move || task).unwrap());
    }
    while unread.iter().any(|task| !task.ready()) {
        std::thread::yield_now();
    }
    let live = live_bytes() - before - places;
    assert_at_most("kept unread", live, unread.len() * PER_TASK + REST);
    drop(unread);
    drop(pool);
    assert_at_most(
        "after those unread",
        live_bytes().saturating_sub(before),
        REST,
    );
}

/// The only worker is busy, and tasks are given up as soon as they are queued: their shells go like those that were run.
fn cancelled() {
    let (pool, gate, held) = held_pool(true);
    let first = pool.apply_async(|| ()).unwrap();
    let most = most_bytes(|| {
        for task in 0..TASKS {
            assert!(pool.apply_async(move || task).unwrap().cancel());
        }
    });
    gate.open();
    held.get().unwrap();
    first.get().unwrap();
    assert_at_most("cancelled", most, SHELLS + REST);
}

/// The only worker is busy, and who waits runs the task: of a million shells the queue keeps as many as its ring has places.
fn run_by_those_who_wait() {
    let (pool, gate, held) = held_pool(true);
    // In front of all the others, so that none of them is ever the first.
    let first = pool.apply_async(|| ()).unwrap();
    let most = most_bytes(|| {
        for task in 0..TASKS {
            assert_eq!(pool.apply_async(move || task).unwrap().get().unwrap(), task);
        }
    });
    gate.open();
    held.get().unwrap();
    first.get().unwrap();
    assert_at_most("run by those who wait", most, SHELLS + REST);
}
