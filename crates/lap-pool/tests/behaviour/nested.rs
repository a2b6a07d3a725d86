//! Tasks that use the pool they run on, down to pools of one worker: nothing waits for itself.

use std::sync::{Arc, Barrier};

use crate::support::{Tally, watchdog};
use lap_pool::ThreadPool;

/// Runs on a worker of a pool of each size.
fn on_a_worker(task: impl Fn(&ThreadPool) -> usize + Send + Sync + 'static, expected: usize) {
    let task = Arc::new(task);
    for workers in [1, 2, 3] {
        let builder = ThreadPool::builder().workers(workers).caller_helps(false);
        let pool = Arc::new(builder.build().unwrap());
        // As many at once as there are workers, so that nobody is free to help.
        let tasks: Vec<_> = (0..workers)
            .map(|_| {
                let (own, task) = (Arc::clone(&pool), Arc::clone(&task));
                pool.apply_async(move || task(&own)).unwrap()
            })
            .collect();
        for task in tasks {
            assert_eq!(task.get().unwrap(), expected);
        }
    }
}

#[test]
fn a_nested_map_finishes() {
    let _watchdog = watchdog();
    let map = |pool: &ThreadPool| pool.map(0..100, |x| x).unwrap().into_iter().sum();
    on_a_worker(map, 4_950);
}

#[test]
fn maps_nest_eight_deep_on_one_worker_too() {
    let _watchdog = watchdog();
    fn deep(pool: &ThreadPool, depth: usize) -> usize {
        if depth == 0 {
            return 1;
        }
        pool.map(0..2, |_| deep(pool, depth - 1))
            .unwrap()
            .into_iter()
            .sum()
    }
    on_a_worker(|pool| deep(pool, 8), 256);
    for workers in [1, 2] {
        let pool = ThreadPool::new(workers).unwrap();
        assert_eq!(deep(&pool, 8), 256);
    }
}

#[test]
fn a_nested_map_async_finishes_by_get_and_by_wait() {
    let _watchdog = watchdog();
    on_a_worker(
        |pool| pool.map_async(0..100, |x| x).unwrap().get().unwrap().len(),
        100,
    );
    let waits = |pool: &ThreadPool| {
        let map = pool.map_async(0..10, |x| x).unwrap();
        map.wait();
        map.get().unwrap().len()
    };
    on_a_worker(waits, 10);
}

#[test]
fn a_nested_task_finishes() {
    let _watchdog = watchdog();
    let tasks = |pool: &ThreadPool| {
        let tasks: Vec<_> = (0..20)
            .map(|x| pool.apply_async(move || x).unwrap())
            .collect();
        tasks
            .into_iter()
            .map(|task| task.get().unwrap())
            .sum::<usize>()
            + pool.apply(|| 1).unwrap()
    };
    on_a_worker(tasks, 191);
}

#[test]
fn a_nested_stream_finishes() {
    let _watchdog = watchdog();
    on_a_worker(|pool| pool.imap(0..50, |x| x).unwrap().sum(), 1_225);
    on_a_worker(
        |pool| {
            pool.options()
                .buffersize(1)
                .imap(0..50, |x| x)
                .unwrap()
                .sum()
        },
        1_225,
    );
    on_a_worker(
        |pool| pool.imap_unordered(0..50, |x| x).unwrap().sum(),
        1_225,
    );
    on_a_worker(
        |pool| {
            pool.options()
                .chunksize(7)
                .imap(0..50, |x| x)
                .unwrap()
                .sum()
        },
        1_225,
    );
}

#[test]
fn a_nested_scope_finishes() {
    let _watchdog = watchdog();
    let scope = |pool: &ThreadPool| {
        let seen = Tally::default();
        pool.scope(|scope| {
            for _ in 0..20 {
                drop(scope.apply_async(|| seen.add()).unwrap());
            }
            drop(scope.map_async(0..20, |_| seen.add()).unwrap());
            let mut stream = scope.imap(0..20, |_| seen.add()).unwrap();
            stream.next().unwrap();
            stream.count();
        });
        seen.count()
    };
    on_a_worker(scope, 60);
}

#[test]
fn a_stream_inside_a_stream_finishes() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3] {
        let pool = Arc::new(ThreadPool::new(workers).unwrap());
        let own = Arc::clone(&pool);
        let inner = move |x: usize| own.imap(0..x, |y| y).unwrap().sum::<usize>();
        let sums: Vec<_> = pool.imap(0..30, inner).unwrap().collect();
        assert!(
            sums.into_iter()
                .eq((0..30_usize).map(|x| x * x.saturating_sub(1) / 2))
        );
    }
}

#[test]
fn a_source_may_use_the_pool() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let source = (0..20).map(|x| pool.map(0..x, |y| y).unwrap().len());
    assert_eq!(pool.imap(source, |x| x).unwrap().sum::<usize>(), 190);
}

#[test]
fn a_nested_map_uses_the_workers_that_are_free() {
    let _watchdog = watchdog();
    let pool = Arc::new(
        ThreadPool::builder()
            .workers(2)
            .caller_helps(false)
            .build()
            .unwrap(),
    );
    let own = Arc::clone(&pool);
    let task = pool.apply_async(move || {
        let barrier = Barrier::new(2);
        own.map(0..2, |_| barrier.wait().is_leader()).unwrap().len()
    });
    assert_eq!(task.unwrap().get().unwrap(), 2);
}

#[test]
fn a_finished_map_is_not_held_up_by_a_worker_that_gave_way() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    for _ in 0..2_000 {
        // The worker gives way to a task that ends only once the map has returned.
        let returned = Arc::new(crate::support::Gate::default());
        let waits = Arc::clone(&returned);
        let slot = std::sync::Mutex::new(None);
        pool.map(0..3, |item| {
            if item == 0 {
                let waits = Arc::clone(&waits);
                *slot.lock().unwrap() = Some(pool.apply_async(move || waits.pass()).unwrap());
            }
        })
        .unwrap();
        returned.open();
        slot.into_inner().unwrap().unwrap().get().unwrap();
    }
}
