//! Three ways out of a scope, each while tasks are queued; and what can be done before its end comes.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use lab_kit::contender::{Deferred, Pending};
use lab_kit::contenders::PythonModel;
use lap_pool::{AsyncResult, ThreadPool};

use super::TASKS;
use super::held::{Doorman, Ended, Held, threads_before};

/// How a scope is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// At its end.
    ByReturn,
    /// By a `return` in its middle.
    Early,
    /// By a panic, or in Python an exception.
    ByPanic,
}

impl Way {
    /// Each, with the name of its call.
    pub const ALL: [(Way, &str); 3] = [
        (Way::ByReturn, "leave_by_return"),
        (Way::Early, "leave_early"),
        (Way::ByPanic, "leave_by_panic"),
    ];
}

/// lap-pool's scope.
pub fn lap_pool(way: Way, workers: usize) -> Ended {
    left(|held, doorman, results| {
        // lesson: lap-pool: the scope is left while tasks are queued
        let scope = ThreadPool::with(workers, |pool| {
            for number in 0..TASKS {
                results.push(pool.apply_async(held.task(number)).expect("it runs"));
                if way == Way::Early && number == TASKS - 1 {
                    return doorman.leaving(workers);
                }
            }
            doorman.leaving(workers);
            if way == Way::ByPanic {
                resume_unwind(Box::new("an input was wrong"));
            }
        });
        // lesson ends
        scope.expect("the pool starts");
    })
}

/// The model of CPython's: a block at whose end the pool is terminated.
pub fn python_model(way: Way, workers: usize) -> Ended {
    left(|held, doorman, results| {
        let pool = PythonModel::new(workers).expect("the model starts");
        for number in 0..TASKS {
            results.push(pool.apply_async(held.task(number)));
            if way == Way::Early && number == TASKS - 1 {
                return doorman.leaving(workers);
            }
        }
        doorman.leaving(workers);
        if way == Way::ByPanic {
            resume_unwind(Box::new("an input was wrong"));
        }
    })
}

/// The scope of std's threads: no pool and no queue, a thread for each task.
pub fn std_scope(way: Way) -> Ended {
    left(|held, doorman, _: &mut Vec<AsyncResult<u64>>| {
        thread::scope(|scope| {
            for number in 0..TASKS {
                scope.spawn(held.task(number));
                if way == Way::Early && number == TASKS - 1 {
                    return doorman.leaving(TASKS as usize);
                }
            }
            doorman.leaving(TASKS as usize);
            if way == Way::ByPanic {
                resume_unwind(Box::new("an input was wrong"));
            }
        });
    })
}

/// Runs what leaves a scope, and looks at what it leaves behind.
fn left<H: Pending<u64>>(leave: impl FnOnce(&Held, &Doorman, &mut Vec<H>)) -> Ended {
    let before = threads_before();
    let (held, mut results) = (Held::default(), Vec::new());
    let doorman = held.doorman();
    // A panic is one of the ways, and nothing that it unwound is looked at but the handles.
    let _ = catch_unwind(AssertUnwindSafe(|| leave(&held, &doorman, &mut results)));
    let done_at_exit = held.done();
    doorman.left();
    Ended {
        done_at_exit: Some(done_at_exit),
        ..Ended::look(&held, results, before)
    }
}

/// What is done with the pool before its scope ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// All results are collected.
    Collect,
    /// The pool is closed and joined.
    CloseJoin,
    /// The pool is terminated and joined.
    Terminate,
}

impl Inside {
    /// Each, with the name of its call.
    pub const ALL: [(Inside, &str); 3] = [
        (Inside::Collect, "collect_inside"),
        (Inside::CloseJoin, "close_join_inside"),
        (Inside::Terminate, "terminate_inside"),
    ];
}

/// lap-pool ended by hand within its scope: whichever way, the scope's own end has nothing left to do.
pub fn inside(what: Inside, workers: usize) -> Ended {
    let before = threads_before();
    let held = Held::default();
    let mut kept = Vec::new();
    let scope = ThreadPool::with(workers, |pool| {
        let tasks = (0..TASKS).map(|number| pool.apply_async(held.task(number)));
        let results: Vec<AsyncResult<u64>> = tasks.collect::<Result<_, _>>().expect("it runs");
        held.wait_until_held(workers);
        match what {
            Inside::Collect => {
                held.release();
                results.iter().for_each(AsyncResult::wait);
            }
            Inside::CloseJoin => {
                pool.close();
                held.release();
                pool.join().expect("it is closed");
            }
            Inside::Terminate => {
                pool.terminate();
                held.release();
                pool.join().expect("it is terminated");
            }
        }
        kept = results;
    });
    scope.expect("the pool starts");
    let done_at_exit = held.done();
    Ended {
        done_at_exit: Some(done_at_exit),
        ..Ended::look(&held, kept, before)
    }
}
