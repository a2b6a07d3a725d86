//! A pool that has nothing to do uses no processor time: its threads do not run at all.
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::panic::{catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Barrier, mpsc};
use std::thread;
use std::time::Duration;

use lap_pool::ThreadPool;
use support::{Gate, Tally, watchdog};

/// What the system has counted of the threads of this name: voluntary switches, involuntary ones, ticks of time used.
fn activity(name: &str) -> Vec<(String, u64)> {
    let mut counts = Vec::new();
    for thread in fs::read_dir("/proc/self/task").unwrap() {
        let place = thread.unwrap().path();
        // One that has ended in the meantime is none of the pool's.
        let Ok(comm) = fs::read_to_string(place.join("comm")) else {
            continue;
        };
        if !comm.starts_with(name) {
            continue;
        }
        let status = fs::read_to_string(place.join("status")).unwrap();
        let switches = status.lines().filter_map(|line| {
            let (what, count) = line.split_once(':')?;
            let count = what.contains("ctxt_switches").then_some(count)?;
            Some((
                format!("{} {what}", comm.trim()),
                count.trim().parse().ok()?,
            ))
        });
        counts.extend(switches);
        let stat = fs::read_to_string(place.join("stat")).unwrap();
        let (_, numbers) = stat.rsplit_once(')').unwrap();
        // The 14th and 15th field of the line, of which two are before the bracket.
        let times: u64 = numbers
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<u64>().unwrap())
            .sum();
        counts.push((format!("{} ticks", comm.trim()), times));
    }
    counts.sort();
    counts
}

/// What lies between two looks: a thread that wakes by the clock has run so often. Whoever is about to run, or wakes by
/// the clock as well, has run by then, however busy the machine is.
const TURNS: u32 = 200;

/// Ends when a thread of its own has woken by the clock so often.
fn wait_for_turns() {
    let clocked = || (0..TURNS).for_each(|_| thread::park_timeout(Duration::from_micros(100)));
    thread::spawn(clocked).join().unwrap();
}

/// Passes once the threads of this name have not run at all between two looks.
#[track_caller]
fn assert_they_come_to_rest(name: &str, threads: usize) {
    let mut before = activity(name);
    assert_eq!(before.len(), 3 * threads, "{before:?}");
    for _ in 0..50 {
        wait_for_turns();
        let now = activity(name);
        if now == before {
            return;
        }
        before = now;
    }
    panic!("they still run: {before:?}, {:?}", activity(name));
}

fn pool(name: &str, caller_helps: bool) -> ThreadPool {
    let builder = ThreadPool::builder().workers(3).thread_name(name);
    builder.caller_helps(caller_helps).build().unwrap()
}

#[test]
#[should_panic = "they still run"]
fn a_thread_that_wakes_by_the_clock_is_not_at_rest() {
    let _watchdog = watchdog();
    let (begun, begins) = mpsc::channel();
    let restless = move || {
        begun.send(()).unwrap();
        loop {
            thread::park_timeout(Duration::from_micros(100));
        }
    };
    let named = thread::Builder::new().name("restless-0".into());
    let _runs_until_the_tests_end = named.spawn(restless).unwrap();
    begins.recv().unwrap();
    assert_they_come_to_rest("restless-", 1);
}

#[test]
fn a_new_pool_is_at_rest() {
    let _watchdog = watchdog();
    let _pool = pool("new", true);
    assert_they_come_to_rest("new-", 3);
}

#[test]
fn a_pool_is_at_rest_after_cheap_streams() {
    let _watchdog = watchdog();
    for (name, helps) in [("helped", true), ("unhelped", false)] {
        let pool = pool(name, helps);
        assert_eq!(pool.imap(0..10_000, |x| x).unwrap().count(), 10_000);
        assert_eq!(
            pool.imap_unordered(0..10_000, |x| x).unwrap().count(),
            10_000
        );
        assert_they_come_to_rest(name, 3);
    }
}

#[test]
fn a_pool_is_at_rest_beside_a_stream_that_is_not_read_on() {
    let _watchdog = watchdog();
    let pool = pool("unread", false);
    let mut stream = pool.imap(0.., |x: u32| x).unwrap();
    assert_eq!(stream.by_ref().take(1_000).count(), 1_000);
    assert_they_come_to_rest("unread-", 3);
    assert_eq!(stream.next(), Some(1_000));
}

#[test]
fn a_pool_is_at_rest_after_maps_and_tasks() {
    let _watchdog = watchdog();
    let pool = pool("mapped", true);
    assert_eq!(pool.map(0..10_000, |x| x).unwrap().len(), 10_000);
    let tasks: Vec<_> = (0..100).map(|x| pool.apply_async(move || x)).collect();
    let sum: i32 = tasks
        .into_iter()
        .map(|task| task.unwrap().get().unwrap())
        .sum();
    assert_eq!(sum, 4950);
    assert_they_come_to_rest("mapped-", 3);
}

/// What a thread waits for while the test looks at it.
#[derive(Default)]
struct Held {
    gate: Gate,
    begun: Tally,
}

impl Held {
    fn run(&self) {
        self.begun.add();
        self.gate.pass();
    }
}

/// Has a thread run `waits`, and looks at the pool's threads, and others of their name, while what that waits for is held.
#[track_caller]
fn assert_they_wait_at_rest(name: &str, workers: usize, held: &Held, waits: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let waiter = thread::Builder::new().name(format!("{name}-waiter"));
        waiter.spawn_scoped(scope, waits).unwrap();
        held.begun.wait_for(1);
        let looks = catch_unwind(|| assert_they_come_to_rest(name, workers + 1));
        held.gate.open();
        looks.unwrap_or_else(|panic| resume_unwind(panic));
    });
}

fn two_workers(name: &str) -> ThreadPool {
    let builder = ThreadPool::builder().workers(2).thread_name(name);
    builder.caller_helps(false).build().unwrap()
}

#[test]
fn a_task_that_waits_for_another_is_at_rest() {
    let _watchdog = watchdog();
    let (pool, held) = (two_workers("getting"), Held::default());
    let gets = || {
        pool.scope(|scope| {
            let task = scope.apply_async(|| held.run()).unwrap();
            held.begun.wait_for(1);
            task.get().unwrap();
        });
    };
    assert_they_wait_at_rest("getting", 2, &held, || pool.apply(gets).unwrap());
}

#[test]
fn a_task_at_the_end_of_its_scope_is_at_rest() {
    let _watchdog = watchdog();
    let (pool, held) = (two_workers("scoped"), Held::default());
    let ends = || {
        pool.scope(|scope| {
            drop(scope.apply_async(|| ()).unwrap());
            drop(scope.apply_async(|| held.run()).unwrap());
            held.begun.wait_for(1);
        });
    };
    assert_they_wait_at_rest("scoped", 2, &held, || pool.apply(ends).unwrap());
}

#[test]
fn a_task_whose_map_goes_on_elsewhere_is_at_rest() {
    let _watchdog = watchdog();
    let (pool, held) = (two_workers("mapping"), Held::default());
    let (both, first) = (Barrier::new(2), AtomicBool::new(true));
    // The one that comes last to an item is held in it; the other one has nothing left to do.
    let maps = || {
        let options = pool.options().chunksize(1);
        let map = options.map(0..2, |_| {
            both.wait();
            if !first.swap(false, SeqCst) {
                held.run();
            }
        });
        map.unwrap();
    };
    assert_they_wait_at_rest("mapping", 2, &held, || pool.apply(maps).unwrap());
}

#[test]
fn a_task_that_reads_a_stream_whose_items_run_elsewhere_is_at_rest() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(1).thread_name("reading");
    let (pool, held) = (builder.build().unwrap(), Held::default());
    // The reader may run an item itself, but not while the stream has as many threads as the pool has workers: the second
    // item waits until the worker is done with the first.
    let reads = || {
        let mut pulls = 0;
        let source = std::iter::from_fn(|| {
            pulls += 1;
            if pulls == 2 {
                held.begun.wait_for(1);
            }
            (pulls <= 2).then_some(pulls)
        });
        pool.scope(|scope| assert_eq!(scope.imap(source, |_| held.run()).unwrap().count(), 2));
    };
    assert_they_wait_at_rest("reading", 1, &held, || pool.apply(reads).unwrap());
}
