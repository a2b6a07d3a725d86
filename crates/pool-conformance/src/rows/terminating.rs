//! What `terminate` leaves, and what it drops.

use super::failures::counting;
use super::life::held;
use crate::failure::Failure;
use crate::trial::{Kept, Stop, Trial, equal};

pub(super) fn terminate(trial: &Trial) -> Kept {
    let (pool, running, gate) = (trial.pool(4)?, trial.tally(), trial.gate());
    let (says, waiter) = (running.clone(), gate.waiter());
    let task = move |_| {
        waiter.pass();
        says.add() as u64
    };
    let begun = trial.tally();
    let begins = begun.clone();
    let map = pool.chunksize(1).map_async(0..10_000, move |x| {
        begins.add();
        task(x)
    })?;
    begun.wait_for(4, "tasks ran")?;
    trial.step("terminate() with four tasks running and 9,996 queued");
    pool.terminate()?;
    gate.open();
    trial.step("join() after terminate()");
    pool.join()?;
    equal(
        "tasks that ran before and after terminate()",
        running.count(),
        4,
    )?;
    trial.step("get() of a map that was terminated");
    terminated("a map", map.get())
}

fn terminated<T>(what: &str, answer: Result<T, Failure>) -> Kept {
    match answer {
        Err(Failure::Terminated) => Ok(()),
        Err(failure) => Err(Stop::Failed(format!(
            "{what} that was terminated failed with \"{failure}\""
        ))),
        Ok(_) => Err(Stop::Failed(format!(
            "{what} that was terminated has a result"
        ))),
    }
}

pub(super) fn pending_at_terminate(trial: &Trial) -> Kept {
    let (pool, inside, gate) = (trial.pool(1)?, trial.tally(), trial.gate());
    let running = pool.apply_async(held(&inside, gate.waiter()))?;
    inside.wait_for(1, "tasks ran")?;
    let queued = pool.apply_async(|| 1)?;
    trial.step("terminate() with a task queued");
    pool.terminate()?;
    trial.step("get() of a task that was queued at terminate()");
    let answer = queued.get();
    gate.open();
    terminated("a task", answer)?;
    drop(running);
    Ok(())
}

pub(super) fn running_at_terminate(trial: &Trial) -> Kept {
    let (pool, inside, gate) = (trial.pool(1)?, trial.tally(), trial.gate());
    let running = pool.apply_async(held(&inside, gate.waiter()))?;
    inside.wait_for(1, "tasks ran")?;
    let ran = trial.tally();
    let queued: Result<Vec<_>, _> = (0..3).map(|_| pool.apply_async(counting(&ran))).collect();
    let queued = queued?;
    pool.terminate()?;
    gate.open();
    trial.step("join() after terminate()");
    pool.join()?;
    trial.step("get() of a task that ran at terminate()");
    equal("a task that ran at terminate()", running.get()?, 1)?;
    equal(
        "of 3 queued tasks, those that ran after terminate()",
        ran.count(),
        0,
    )?;
    trial.step("get() of a task that was queued at terminate()");
    queued
        .into_iter()
        .try_for_each(|task| terminated("a task", task.get()))
}
