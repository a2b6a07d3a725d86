//! However a pool ends, its threads end with it: destructors of their thread-locals have run where the end is a join, and
//! the system lists the threads no more. In a process of its own, which looks at its threads by name.
#![cfg(target_os = "linux")]

mod support;

use std::cell::RefCell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use lap_pool::{Joined, PoolError, ThreadPool};
use support::{Gate, Tally, watchdog};

const WORKERS: usize = 3;

thread_local! {
    static UNTIL_ITS_END: RefCell<Option<Ended>> = const { RefCell::new(None) };
}

/// In a thread-local: counted when its thread ends.
struct Ended(Arc<Tally>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.add();
    }
}

/// The threads whose name begins so. The system's list may leave out one that lives, while another one ends.
fn alive(name: &str) -> usize {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    // One that has ended in the meantime has no name any more.
    let names = tasks.filter_map(|task| fs::read_to_string(task.unwrap().path().join("comm")).ok());
    names.filter(|comm| comm.starts_with(name)).count()
}

/// A pool of this name, used, and the number of its threads that have ended.
fn pool(name: &str) -> (ThreadPool, Arc<Tally>) {
    let ended = Arc::new(Tally::default());
    let counts = Arc::clone(&ended);
    let builder = ThreadPool::builder().workers(WORKERS).thread_name(name);
    let pool = builder
        .initializer(move || {
            UNTIL_ITS_END.set(Some(Ended(Arc::clone(&counts))));
        })
        .build()
        .unwrap();
    wait_until_seen(name);
    assert_eq!(pool.map(0..100, |x| x).unwrap().len(), 100);
    assert_eq!(pool.imap(0..100, |x| x).unwrap().count(), 100);
    (pool, ended)
}

fn wait_until_seen(name: &str) {
    while alive(name) < WORKERS {
        std::thread::yield_now();
    }
}

/// A joined thread may be listed for a moment longer.
fn wait_until_gone(name: &str) {
    while alive(name) > 0 {
        std::thread::yield_now();
    }
}

/// Lets a pool end by `ending`, which joins its threads.
#[track_caller]
fn assert_joined(name: &str, ending: impl FnOnce(ThreadPool)) {
    let (pool, ended) = pool(name);
    ending(pool);
    assert_eq!(ended.count(), WORKERS, "{name}: threads that have ended");
    wait_until_gone(name);
}

#[test]
fn dropped() {
    let _watchdog = watchdog();
    assert_joined("dropped-", drop);
}

#[test]
fn dropped_with_tasks_in_the_queue() {
    let _watchdog = watchdog();
    let done = Arc::new(Tally::default());
    assert_joined("queued-", |pool| {
        for _ in 0..100 {
            let done = Arc::clone(&done);
            drop(pool.apply_async(move || done.add()).unwrap());
        }
    });
    assert_eq!(done.count(), 100);
}

#[test]
fn closed_and_joined() {
    let _watchdog = watchdog();
    assert_joined("closed-", |pool| {
        pool.close();
        pool.join().unwrap();
        std::mem::forget(pool);
    });
}

#[test]
fn terminated_and_joined() {
    let _watchdog = watchdog();
    assert_joined("terminated-", |pool| {
        let stream = pool.imap(0.., |x: u32| x).unwrap();
        let queued = pool.map_async(0..1_000, |x| x).unwrap();
        pool.terminate();
        pool.join().unwrap();
        std::mem::forget(pool);
        drop((stream, queued));
    });
}

#[test]
fn joined_with_a_limit() {
    let _watchdog = watchdog();
    assert_joined("limited-", |pool| {
        pool.close();
        while !matches!(
            pool.join_timeout(Duration::from_millis(10)),
            Ok(Joined::All)
        ) {}
        std::mem::forget(pool);
    });
}

#[test]
fn dropped_by_a_panic() {
    let _watchdog = watchdog();
    assert_joined("unwound-", |pool| {
        let panics = move || {
            drop(pool.apply_async(|| ()).unwrap());
            pool.map(0..10, |x| assert_ne!(x, 7)).unwrap();
        };
        catch_unwind(AssertUnwindSafe(panics)).unwrap_err();
    });
}

/// Dropped by one of its own tasks it is not joined: it ends after that task.
#[test]
fn dropped_by_its_own_task() {
    let _watchdog = watchdog();
    let (pool, ended) = pool("own-");
    let (pool, gate) = (Arc::new(pool), Arc::new(Gate::default()));
    let (inner, passes) = (Arc::clone(&pool), Arc::clone(&gate));
    let last = pool.apply_async(move || {
        passes.pass();
        drop(inner);
    });
    drop(pool);
    gate.open();
    last.unwrap().get().unwrap();
    ended.wait_for(WORKERS);
    wait_until_gone("own-");
}

#[test]
fn with_and_a_scope_in_it() {
    let _watchdog = watchdog();
    let name = "lap-pool-";
    for panics in [false, true] {
        let run = || {
            ThreadPool::with(WORKERS, |pool| {
                wait_until_seen(name);
                pool.scope(|scope| drop(scope.apply_async(|| ()).unwrap()));
                drop(pool.apply_async(|| ()).unwrap());
                assert!(!panics, "the closure fails");
            })
        };
        assert_eq!(catch_unwind(run).is_err(), panics);
        wait_until_gone(name);
    }
}

/// A scope on a living pool ends no thread.
#[test]
fn a_scope_leaves_the_pool_alive() {
    let _watchdog = watchdog();
    assert_joined("scoped-", |pool| {
        pool.scope(|scope| drop(scope.apply_async(|| ()).unwrap()));
        wait_until_seen("scoped-");
    });
}

#[test]
fn never_built() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder()
        .workers(WORKERS)
        .thread_name("unbuilt-");
    let refused = builder.initializer(|| panic!("no licence")).build();
    assert!(matches!(refused, Err(PoolError::Initializer(_))));
    wait_until_gone("unbuilt-");
}
