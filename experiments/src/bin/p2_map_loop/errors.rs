//! One task of ten fails: how many of the nine good results can be had, by which call.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use lab_kit::contender::{Contender, Deferred, Pending};
use lab_kit::contenders::{LapPool, PythonModel};

/// Tasks of a visit.
pub const TASKS: u64 = 10;

/// The one that fails.
const FAILS: u64 = 3;

/// A task that panics where it fails: what an exception is in Python.
fn panicking(task: u64) -> u64 {
    if task == FAILS {
        resume_unwind(Box::new("an input was wrong"));
    }
    task
}

/// A task that returns its error.
fn returning(task: u64) -> Result<u64, String> {
    if task == FAILS {
        return Err("an input was wrong".into());
    }
    Ok(task)
}

/// Good results by `map`, of tasks that panic.
pub fn map_raising(pool: &impl Contender) -> u64 {
    let items: Vec<u64> = (0..TASKS).collect();
    let results = catch_unwind(AssertUnwindSafe(|| {
        // lesson: lap-pool: one task panics: the call does, and its results are gone
        pool.map(&items, |&task| panicking(task))
        // lesson ends
    }));
    results.map_or(0, |results| results.len() as u64)
}

/// Good results by `map`, of tasks that return their errors.
pub fn map_returning(pool: &impl Contender) -> u64 {
    let items: Vec<u64> = (0..TASKS).collect();
    // lesson: lap-pool: one task returns its error, as a result among the others
    let results = pool.map(&items, |&task| returning(task));
    // lesson ends
    good(results.into_iter())
}

/// Good results by `apply_async`, a handle for each task.
pub fn apply_async_raising(pool: &impl Deferred) -> u64 {
    // lesson: lap-pool: a handle for each task, each with its own error
    let handles: Vec<_> = (0..TASKS)
        .map(|task| pool.apply_async(move || panicking(task)))
        .collect();
    let results = handles.into_iter().map(Pending::get);
    // lesson ends
    good(results)
}

/// Good results by `imap`, read on after an error.
pub fn imap_raising(pool: &LapPool) -> u64 {
    let stream = pool.pool().imap(0..TASKS, panicking);
    good(stream.expect("the pool runs").results())
}

/// The same of the model.
pub fn model_imap_raising(pool: &PythonModel) -> u64 {
    let mut stream = pool.imap_results(0..TASKS, panicking);
    good(std::iter::from_fn(move || stream.next_result()))
}

fn good<T, E>(results: impl Iterator<Item = Result<T, E>>) -> u64 {
    results.filter(Result::is_ok).count() as u64
}
