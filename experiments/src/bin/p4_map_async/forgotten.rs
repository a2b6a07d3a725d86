//! Fire and forget: nobody keeps a handle. Which tasks run, and who hears of those that fail?

use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use experiments::held::{Ended, Held, threads_before};
use lab_kit::contender::Deferred;
use lab_kit::contenders::{LapPool, PythonModel};
use lap_pool::{AsyncResult, ThreadPool};

/// Tasks of a call whose handle is dropped.
pub const TASKS: u64 = 50;

/// Calls with a task that fails.
pub const FAILURES: u64 = 10;

/// Closes and joins a pool.
pub trait Joined: Deferred {
    /// No more calls; what was submitted runs.
    fn close(&self);
    /// Waits until no thread of the pool is left.
    fn join(&self);
}

impl Joined for LapPool {
    fn close(&self) {
        self.pool().close();
    }

    fn join(&self) {
        self.pool().join().expect("it was closed");
    }
}

impl Joined for PythonModel {
    fn close(&self) {
        PythonModel::close(self);
    }

    fn join(&self) {
        PythonModel::join(self);
    }
}

/// What a held task is for a call of many.
fn task(held: &Held) -> impl Fn(u64) -> u64 + Send + Sync + 'static {
    let held = held.clone();
    move |number| held.task(number)()
}

/// The pool is closed and joined while its tasks are held and queued.
pub fn then_joined<P: Joined>(start: impl FnOnce() -> P) -> Ended {
    let before = threads_before();
    let (pool, held) = (start(), Held::default());
    // lesson: lap-pool: forget the tasks, then close and join the pool
    drop(pool.map_async(0..TASKS, task(&held)));
    held.wait_until_held(pool.workers());
    pool.close();
    held.release();
    pool.join();
    // lesson ends
    let done_at_exit = held.done();
    drop(pool);
    ended(&held, done_at_exit, before)
}

/// The scope of lap-pool's pool is left while its tasks are held and queued.
pub fn in_a_scope(workers: usize) -> Ended {
    let before = threads_before();
    let held = Held::default();
    let doorman = held.doorman();
    // lesson: lap-pool: forget the tasks and leave the scope
    let scope = ThreadPool::with(workers, |pool| {
        drop(pool.map_async(0..TASKS, task(&held)));
        doorman.leaving(workers);
    });
    // lesson ends
    scope.expect("the pool starts");
    let done_at_exit = held.done();
    doorman.left();
    ended(&held, done_at_exit, before)
}

/// The same with the model of CPython's pool: the end of its scope terminates it.
pub fn in_a_scope_of_the_model(workers: usize) -> Ended {
    let before = threads_before();
    let held = Held::default();
    let doorman = held.doorman();
    let pool = PythonModel::new(workers).expect("the model starts");
    drop(pool.map_async(0..TASKS, task(&held)));
    doorman.leaving(workers);
    drop(pool);
    let done_at_exit = held.done();
    doorman.left();
    ended(&held, done_at_exit, before)
}

fn ended(held: &Held, done_at_exit: u64, before: Result<u64, String>) -> Ended {
    Ended {
        done_at_exit: Some(done_at_exit),
        ..Ended::look(held, Vec::<AsyncResult<u64>>::new(), before)
    }
}

/// Failures that anybody was told of although nobody asked: how often the panic hook was called. Rust's own prints a
/// line for each.
pub fn errors_told<P: Joined>(pool: &P) -> u64 {
    let told = Arc::new(AtomicU64::new(0));
    let usual = panic::take_hook();
    {
        let told = Arc::clone(&told);
        panic::set_hook(Box::new(move |_| {
            told.fetch_add(1, Relaxed);
        }));
    }
    for _ in 0..FAILURES {
        // lesson: lap-pool: forget a task that fails
        drop(pool.map_async([1], |item: u64| -> u64 { panic!("{item} is wrong") }));
        // lesson ends
    }
    pool.close();
    pool.join();
    panic::set_hook(usual);
    told.load(Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lap_pool() -> LapPool {
        LapPool::new(2).expect("the pool starts")
    }

    #[test]
    fn forgotten_tasks_run_where_the_end_waits_for_them() {
        assert_eq!(then_joined(lap_pool).run, TASKS);
        assert_eq!(in_a_scope(2).run, TASKS);
        let model = in_a_scope_of_the_model(2);
        // Two chunks of seven were at work; the scope's end waited for neither.
        assert_eq!((model.done_at_exit, model.run), (Some(0), 14));
    }

    #[test]
    fn every_panic_of_a_forgotten_task_is_told() {
        assert_eq!(errors_told(&lap_pool()), FAILURES);
    }
}
