//! How many tasks run at once, and on whose thread.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread;

use crate::support::watchdog;
use lap_pool::ThreadPool;

/// Tasks of a call. Each gives way once, which on a busy machine takes some milliseconds.
const TASKS: usize = 100;

/// Counts who is inside, and the most that were at once.
#[derive(Default)]
struct Crowd {
    inside: AtomicUsize,
    most: AtomicUsize,
}

impl Crowd {
    fn pass_through(&self) {
        let inside = self.inside.fetch_add(1, SeqCst) + 1;
        self.most.fetch_max(inside, SeqCst);
        thread::yield_now();
        self.inside.fetch_sub(1, SeqCst);
    }

    #[track_caller]
    fn assert_at_most(&self, limit: usize) {
        let most = self.most.load(SeqCst);
        assert!((1..=limit).contains(&most), "{most} at once, not {limit}");
    }
}

#[test]
fn one_call_never_runs_more_tasks_at_once_than_there_are_workers() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3, 8] {
        let pool = ThreadPool::new(workers).unwrap();
        for chunksize in [1, 5] {
            let options = pool.options().chunksize(chunksize).buffersize(64);
            let crowd = Crowd::default();
            options.map(0..TASKS, |_| crowd.pass_through()).unwrap();
            crowd.assert_at_most(workers);
            for unordered in [false, true] {
                let crowd = Arc::new(Crowd::default());
                let inside = Arc::clone(&crowd);
                let task = move |_| inside.pass_through();
                let count = if unordered {
                    options.imap_unordered(0..TASKS, task).unwrap().count()
                } else {
                    options.imap(0..TASKS, task).unwrap().count()
                };
                assert_eq!(count, TASKS);
                crowd.assert_at_most(workers);
            }
            let crowd = Arc::new(Crowd::default());
            let inside = Arc::clone(&crowd);
            let map = options
                .map_async(0..TASKS, move |_| inside.pass_through())
                .unwrap();
            // Several threads that wait for it, and may help.
            thread::scope(|threads| {
                for _ in 0..3 {
                    threads.spawn(|| map.wait());
                }
            });
            crowd.assert_at_most(workers);
        }
    }
}

#[test]
fn the_limit_is_reached() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3, 8] {
        let pool = ThreadPool::new(workers).unwrap();
        let barrier = Arc::new(Barrier::new(workers));
        pool.map(0..workers, |_| _ = barrier.wait()).unwrap();
        let meets = Arc::clone(&barrier);
        let stream = pool
            .options()
            .buffersize(workers)
            .imap(0..2 * workers, move |_| _ = meets.wait());
        assert_eq!(stream.unwrap().count(), 2 * workers);
        let meets = Arc::clone(&barrier);
        pool.map_async(0..workers, move |_| _ = meets.wait())
            .unwrap()
            .get()
            .unwrap();
    }
}

#[test]
fn without_a_helping_caller_every_task_runs_on_a_worker_and_they_are_the_limit() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3] {
        let builder = ThreadPool::builder()
            .workers(workers)
            .thread_name("limited");
        let pool = Arc::new(builder.caller_helps(false).build().unwrap());
        let crowd = Arc::new(Crowd::default());
        let task = {
            let crowd = Arc::clone(&crowd);
            move || {
                let name = thread::current().name().map(str::to_owned);
                assert!(name.is_some_and(|name| name.starts_with("limited-")));
                crowd.pass_through();
            }
        };
        thread::scope(|threads| {
            for _ in 0..4 {
                let (pool, task) = (Arc::clone(&pool), task.clone());
                threads.spawn(move || {
                    pool.map(0..TASKS, |_| task()).unwrap();
                    pool.apply(&task).unwrap();
                    let again = task.clone();
                    pool.map_async(0..TASKS, move |_| again())
                        .unwrap()
                        .get()
                        .unwrap();
                    let again = task.clone();
                    assert_eq!(
                        pool.imap(0..TASKS, move |_| again()).unwrap().count(),
                        TASKS
                    );
                    let again = task.clone();
                    let waited = pool.apply_async(again).unwrap();
                    waited.wait();
                    waited.get().unwrap();
                    pool.imap_unordered(0..50, move |_| task())
                        .unwrap()
                        .for_each(drop);
                });
            }
        });
        crowd.assert_at_most(workers);
    }
}
