//! Pools that nobody ends: they are used, and then there is nothing that refers to them any more.

use lab_kit::contender::{Contender, Deferred};

use super::POOLS;
use super::held::{Ended, Held, threads_before, threads_left};

/// Each pool has worked off its call when it is forgotten.
pub fn idle<P: Contender>(start: impl Fn() -> P) -> Ended {
    let before = threads_before();
    let mut run = 0;
    for _ in 0..POOLS {
        // lesson: a pool that nobody closes
        let pool = start();
        let results = pool.map(&[1, 2, 3], |item| item + 1);
        // lesson ends
        run += results.len() as u64;
    }
    Ended {
        run,
        threads_left: Some(before.and_then(threads_left)),
        ..Ended::default()
    }
}

/// Each pool has a task for every worker when it is forgotten, and they run.
pub fn busy<P: Deferred>(start: impl Fn() -> P) -> Ended {
    let before = threads_before();
    let held = Held::default();
    let doorman = held.doorman();
    let pools: Vec<P> = (0..POOLS).map(|_| start()).collect();
    let mut tasks = 0;
    let mut results = Vec::new();
    for pool in &pools {
        for number in 0..pool.workers() as u64 {
            results.push(pool.apply_async(held.task(number)));
            tasks += 1;
        }
    }
    doorman.leaving(tasks);
    drop(pools);
    let done_at_exit = held.done();
    doorman.left();
    Ended {
        done_at_exit: Some(done_at_exit),
        ..Ended::look(&held, results, before)
    }
}
