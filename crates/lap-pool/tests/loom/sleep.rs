//! Who is woken, and what is left to whom.

use lap_pool::model::{Promise, pool};

use crate::{join, live, model};

/// The wake-up for the second task is left to the worker that was woken for the first, and that one is busy then.
#[test]
fn a_worker_that_was_woken_wakes_the_next_for_what_came_meanwhile() {
    model(1, || {
        let (pool, workers) = pool(2, false);
        let workers = live(workers);
        let done = Promise::default();
        let awaits = done.clone();
        let first = pool.apply_async(move || awaits.get()).unwrap();
        drop(pool.apply_async(move || done.keep(())).unwrap());
        assert!(first.get().unwrap().is_some());
        pool.close();
        join(workers);
    });
}

/// The worker was woken in vain for the first task, which its getter ran; the second one is left to its watch.
#[test]
fn a_task_that_is_left_to_a_worker_on_watch_runs() {
    model(2, || {
        let (pool, workers) = pool(1, true);
        let workers = live(workers);
        pool.apply_async(|| ()).unwrap().get().unwrap();
        let done = Promise::default();
        let awaits = done.clone();
        drop(pool.apply_async(move || done.keep(())).unwrap());
        assert!(awaits.get().is_some());
        pool.close();
        join(workers);
    });
}
