//! A pool's making, and its end by `close`, `join` and being dropped.

use std::sync::Arc;

use super::{square, squares};
use crate::failure::Failure;
use crate::probe::{Number, Probe};
use crate::schedule::{Tally, Waiter};
use crate::trial::{Kept, Stop, Trial, each, equal, holds, invalid, refused, same};

pub(super) fn workers(trial: &Trial) -> Kept {
    invalid("a pool of 0 workers", trial.build(0, |_| ()))?;
    let pool = trial.pool(3)?;
    let said = pool.pool().workers().map_err(Stop::from);
    let said = said.and_then(|said| equal("workers() of a pool of 3", said, 3));
    all_at_once(trial, &pool, 3)?;
    let starts = trial.tally();
    let counts = starts.clone();
    let counted = trial.initialized(3, Arc::new(move || _ = counts.add()));
    let counted = counted.map_err(Stop::from).and_then(|pool| {
        all_at_once(trial, &pool, 3)?;
        pool.close()?;
        pool.join()?;
        equal("workers started by a pool of 3", starts.count(), 3)
    });
    each([Ok(()), said, counted])
}

/// Shows that so many tasks run at once, on workers.
fn all_at_once(trial: &Trial, pool: &Probe, workers: usize) -> Kept {
    let (inside, gate) = (trial.tally(), trial.gate());
    trial.step(format!("{workers} tasks at once on {workers} workers"));
    let tasks: Result<Vec<_>, _> = (0..workers)
        .map(|_| pool.apply_async(held(&inside, gate.waiter())))
        .collect();
    let tasks = tasks?;
    inside.wait_for(workers, "tasks ran at once")?;
    gate.open();
    for task in tasks {
        task.get()?;
    }
    Ok(())
}

/// A task that says when it runs, and is held.
pub(super) fn held(inside: &Tally, waiter: Waiter) -> impl FnOnce() -> u64 + Send + 'static {
    let inside = inside.clone();
    move || {
        inside.add();
        waiter.pass();
        1
    }
}

pub(super) fn closed(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?;
    match pool.join() {
        Err(Failure::StillRunning) => {}
        Err(failure @ Failure::Absent(_)) => return Err(failure.into()),
        other => {
            return Err(Stop::Failed(format!(
                "join() of a running pool gave {other:?}"
            )));
        }
    }
    same("map", &pool.map(0..10, square)?, &squares(10))?;
    pool.close()?;
    refused("map_async after close()", pool.map_async(0..10, square))?;
    for time in ["first", "second"] {
        trial.step(format!("the {time} join()"));
        let joined = pool.join();
        holds(joined.is_ok(), || {
            format!("the {time} join() gave {joined:?}")
        })?;
    }
    Ok(())
}

fn every_call_is_refused(when: &str, pool: &Probe) -> Kept {
    let said = |call: &str| format!("{call} after {when}");
    each([
        refused(&said("apply"), pool.apply(|| 1)),
        refused(&said("apply_async"), pool.apply_async(|| 1)),
        refused(&said("map"), pool.map(0..3, square)),
        refused(&said("map over no items"), pool.map(None, square)),
        refused(&said("map_async"), pool.map_async(0..3, square)),
        refused(&said("starmap"), pool.starmap(&[(1, 2)], |a, b| a + b)),
        refused(
            &said("starmap_async"),
            pool.starmap_async(&[(1, 2)], |a, b| a + b),
        ),
        refused(&said("imap"), pool.imap(0..3, square)),
        refused(&said("imap_unordered"), pool.imap_unordered(0..3, square)),
    ])
}

pub(super) fn refused_after_terminate(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?;
    pool.terminate()?;
    every_call_is_refused("terminate()", &pool)
}

pub(super) fn refused_after_close(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?;
    pool.close()?;
    every_call_is_refused("close()", &pool)
}

/// Six tasks on two workers, which end a little later unless `over` opens first.
fn slow_tasks(pool: &Probe, ended: &Tally, over: &Waiter) -> Result<Vec<Number>, Failure> {
    let task = |number| {
        let (ended, over) = (ended.clone(), over.clone());
        pool.apply_async(move || {
            over.opens_within_grace();
            ended.add();
            number
        })
    };
    (0..6).map(task).collect()
}

pub(super) fn drop_waits(trial: &Trial) -> Kept {
    let (ended, over) = (trial.tally(), trial.gate());
    let pool = trial.pool(2)?;
    let tasks = slow_tasks(&pool, &ended, &over.waiter())?;
    drop(tasks);
    trial.step("dropping a running pool");
    drop(pool);
    let by_then = ended.count();
    over.open();
    equal(
        "of 6 tasks, those done when the pool was dropped",
        by_then,
        6,
    )
}

pub(super) fn results_outlive_the_pool(trial: &Trial) -> Kept {
    let (ended, over) = (trial.tally(), trial.gate());
    let pool = trial.pool(2)?;
    let tasks = slow_tasks(&pool, &ended, &over.waiter())?;
    trial.step("dropping a running pool");
    drop(pool);
    trial.step("get() after the pool was dropped");
    let results: Result<Vec<_>, _> = tasks.into_iter().map(Number::get).collect();
    same(
        "tasks whose pool was dropped",
        &results?,
        &[0, 1, 2, 3, 4, 5],
    )
}

pub(super) fn early_close(trial: &Trial) -> Kept {
    let (pool, ended, over) = (trial.pool(2)?, trial.tally(), trial.gate());
    let tasks = slow_tasks(&pool, &ended, &over.waiter())?;
    pool.close()?;
    trial.step("join() right after close()");
    pool.join()?;
    let by_then = ended.count();
    over.open();
    equal("of 6 tasks, those done when join() returned", by_then, 6)?;
    let results: Result<Vec<_>, _> = tasks.into_iter().map(Number::get).collect();
    same(
        "tasks whose pool was closed",
        &results?,
        &[0, 1, 2, 3, 4, 5],
    )
}

pub(super) fn initializer(trial: &Trial) -> Kept {
    let starts = trial.tally();
    let counts = starts.clone();
    let pool = trial.initialized(2, Arc::new(move || _ = counts.add()))?;
    pool.close()?;
    trial.step("join() of a pool with an initializer");
    pool.join()?;
    equal(
        "runs of the initializer of 2 workers, by the end of join()",
        starts.count(),
        2,
    )
}
