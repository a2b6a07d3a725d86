//! lap-pool's handles, awaited on tokio.

use std::sync::Arc;

use lab_kit::workloads::gate::Gate;
use lap_pool::{TaskError, ThreadPool};
use tokio::runtime::{Builder, Runtime};

use crate::watchdog::Watchdog;

/// On the calling thread, which the pool's threads wake.
fn runtime() -> Runtime {
    Builder::new_current_thread().build().unwrap()
}

#[test]
fn handles_are_awaited_by_tokios_tasks_on_one_worker_too() {
    const TASKS: u64 = 100;
    let _watchdog = Watchdog::start();
    for workers in [1, 2] {
        let (pool, gate) = (Arc::new(ThreadPool::new(workers).unwrap()), Gate::new());
        // None is done before all are awaited.
        let hold = |_| {
            let waits = gate.clone();
            pool.apply_async(move || waits.wait()).unwrap()
        };
        let holds: Vec<_> = (0..workers).map(hold).collect();
        gate.wait_for_arrivals(workers);
        let sum = runtime().block_on(async {
            let spawn = |number| {
                let pool = Arc::clone(&pool);
                tokio::spawn(async move {
                    let task = pool.apply_async(move || number).unwrap();
                    let map = pool.map_async(0..number, |x| x).unwrap();
                    task.await.unwrap() + map.await.unwrap().len() as u64
                })
            };
            let tasks: Vec<_> = (0..TASKS).map(spawn).collect();
            let fails = pool.apply_async(|| -> u64 { panic!("later") }).unwrap();
            tokio::task::yield_now().await;
            gate.open();
            assert!(matches!(fails.await, Err(TaskError::Panicked(_))));
            let mut sum = 0;
            for task in tasks {
                sum += task.await.unwrap();
            }
            sum
        });
        assert_eq!(sum, 2 * (0..TASKS).sum::<u64>());
        holds.into_iter().for_each(|hold| hold.get().unwrap());
    }
}

#[test]
fn an_aborted_task_of_tokios_leaves_what_it_awaited_to_the_pool() {
    let _watchdog = Watchdog::start();
    let (pool, gate) = (ThreadPool::new(1).unwrap(), Gate::new());
    let (waits, token) = (gate.clone(), Arc::new(()));
    let owns = Arc::clone(&token);
    let task = pool.apply_async(move || {
        waits.wait();
        drop(owns);
    });
    gate.wait_for_arrivals(1);
    runtime().block_on(async {
        let awaits = tokio::spawn(task.unwrap());
        tokio::task::yield_now().await;
        awaits.abort();
        assert!(awaits.await.unwrap_err().is_cancelled());
    });
    gate.open();
    drop(pool);
    assert_eq!(Arc::strong_count(&token), 1);
}
