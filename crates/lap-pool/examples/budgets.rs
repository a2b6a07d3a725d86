//! What calls cost in instructions, for `.ci/nets/budgets`, which runs this program under callgrind and compares. It
//! prints, for each time that [`lap_pool_budget_measured`] is entered, the name of what is measured there and the number of its calls.
//!
//! Each count is that of a single thread, and repeats: the other workers are held by a task, and the clock is one of this
//! program's own, which moves by the same step whenever it is looked at.

use std::hint::black_box;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use lap_pool::{AsyncResult, ThreadPool};

const WORKERS: usize = 4;

/// Calls in a measurement.
const CALLS: usize = 20;

/// Items of a measured stream, whose count is by item.
const ITEMS: usize = 1_000;

/// Callgrind counts from here to its end.
#[unsafe(no_mangle)]
#[inline(never)]
fn lap_pool_budget_measured(call: &mut dyn FnMut()) {
    (0..CALLS).for_each(|_| call());
}

/// Measures `call`, which comes to `parts` of what is named, three times; the least counts.
fn measure(name: &str, parts: usize, mut call: impl FnMut()) {
    (0..CALLS).for_each(|_| call());
    for _ in 0..3 {
        println!("{name} {}", CALLS * parts);
        lap_pool_budget_measured(&mut call);
    }
}

/// A task that holds a worker until the barrier is passed again.
fn hold(pool: &ThreadPool, barrier: &Arc<Barrier>) -> AsyncResult<()> {
    let barrier = Arc::clone(barrier);
    let holds = pool.apply_async(move || _ = (barrier.wait(), barrier.wait()));
    holds.expect("the pool runs")
}

fn main() {
    if !std::env::args().any(|argument| argument == "measure") {
        println!("see .ci/nets/budgets");
        return;
    }
    let pool = Arc::new(ThreadPool::new(WORKERS).expect("a pool"));
    let barrier = Arc::new(Barrier::new(WORKERS + 1));
    let mut held: Vec<_> = (0..WORKERS).map(|_| hold(&pool, &barrier)).collect();
    barrier.wait();
    settle();
    of_a_caller(&pool);
    barrier.wait();
    held.drain(..)
        .for_each(|task| task.get().expect("no panic"));

    let barrier = Arc::new(Barrier::new(WORKERS));
    held.extend((1..WORKERS).map(|_| hold(&pool, &barrier)));
    let (own, others) = (Arc::clone(&pool), Arc::clone(&barrier));
    let mut consumer = pool.apply_async(move || {
        others.wait();
        settle();
        of_a_worker(&own);
        others.wait();
    });
    // Waits, and runs nothing.
    let consumer = consumer.as_mut().expect("the pool runs");
    consumer.get_timeout(Duration::MAX).expect("no panic");
    held.into_iter()
        .for_each(|task| task.get().expect("no panic"));
}

/// Lets the others come to where they wait.
fn settle() {
    (0..1_000).for_each(|_| std::thread::yield_now());
}

/// Calls of a thread from outside, which runs their items itself.
fn of_a_caller(pool: &ThreadPool) {
    let items: Vec<u64> = (0..ITEMS as u64).collect();
    let pairs: Vec<(u64, u64)> = items.iter().map(|item| (*item, 1)).collect();
    let one = |item: &u64| item + 1;
    for n in [0, 1, 10, ITEMS] {
        measure(&format!("map/{n}"), 1, || {
            black_box(pool.map(&items[..n], one).expect("runs"));
        });
    }
    measure("map/1000/chunksize-1", 1, || {
        let single = pool.options().chunksize(1);
        black_box(single.map(&items, one).expect("runs"));
    });
    measure("map/range-of-1000", 1, || {
        black_box(pool.map(0..ITEMS, |item| item + 1).expect("runs"));
    });
    measure("starmap/10", 1, || {
        let pairs = pairs[..10].iter().copied();
        black_box(pool.starmap(pairs, |a, b| a + b).expect("runs"));
    });
    measure("map_async-get/10", 1, || {
        let map = pool.map_async(0..10, |item| item + 1).expect("runs");
        black_box(map.get().expect("no panic"));
    });
    measure("apply", 1, || {
        black_box(pool.apply(|| black_box(1)).expect("runs"));
    });
    measure("apply_async-get", 1, || {
        black_box(start(pool).get().expect("no panic"));
    });
    let ready = (0..4 * CALLS)
        .map(|_| start(pool))
        .inspect(AsyncResult::wait);
    let mut ready: Vec<_> = ready.collect();
    measure("get/ready", 1, || {
        let task = ready.pop().expect("one for each call");
        black_box(task.get().expect("no panic"));
    });
    measure("scope/empty", 1, || {
        pool.scope(|scope| _ = black_box(scope))
    });
    measure("imap/unread", 1, || {
        drop(black_box(pool.imap(0..ITEMS, |item| item)));
    });
}

fn start(pool: &ThreadPool) -> AsyncResult<u64> {
    pool.apply_async(|| black_box(1)).expect("runs")
}

/// Streams whose consumer is a worker, which runs their items itself.
fn of_a_worker(pool: &ThreadPool) {
    measure("imap/item", ITEMS, || {
        let stream = pool.imap(0..ITEMS, |item| item + 1).expect("runs");
        black_box(stream.map(black_box).count());
    });
    measure("imap_unordered/item", ITEMS, || {
        let stream = pool.imap_unordered(0..ITEMS, |item| item + 1);
        black_box(stream.expect("runs").map(black_box).count());
    });
    measure("imap/1", 1, || {
        let stream = pool.imap(0..1, |item| item + 1).expect("runs");
        black_box(stream.map(black_box).count());
    });
    measure("nested-map/10", 1, || {
        black_box(pool.map(0..10, |item| item + 1).expect("runs"));
    });
}

/// The clock, in the place of the system's. It is for Linux, as the counting is.
#[cfg(target_os = "linux")]
mod clock {
    use std::ffi::{c_int, c_long};
    use std::hint::black_box;
    use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

    /// In the place of libc's function: every clock moves by 100 ns at each look, and a look costs about as many instructions
    /// as the system's does.
    ///
    /// # Safety
    /// `time` must be valid to write to.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn clock_gettime(_clock: c_int, time: *mut libc::timespec) -> c_int {
        static NOW: AtomicI64 = AtomicI64::new(1_000_000_000);
        let now = NOW.fetch_add(100, Relaxed);
        (0..10).for_each(|step| _ = black_box(step));
        let now = libc::timespec {
            tv_sec: now / 1_000_000_000,
            tv_nsec: (now % 1_000_000_000) as c_long,
        };
        // SAFETY: the caller's promise.
        unsafe { time.write(now) };
        0
    }
}
