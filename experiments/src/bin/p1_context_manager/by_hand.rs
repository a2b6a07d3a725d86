//! The two ends that a pool has by hand: close and join, or terminate.

use lab_kit::contender::Deferred;
use lab_kit::contenders::{LapPool, PythonModel};

use super::TASKS;
use super::held::{Ended, Held, threads_before};

/// What ends a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// No more calls, then wait: what is queued runs.
    CloseJoin,
    /// No more calls, and what is queued is dropped; then wait for what runs.
    Terminate,
}

impl End {
    /// Each, with the name of its call.
    pub const ALL: [(End, &str); 2] = [
        (End::CloseJoin, "close_join"),
        (End::Terminate, "terminate"),
    ];
}

/// A pool that can be ended by hand.
pub trait ByHand: Deferred {
    /// No more calls.
    fn close(&self);
    /// No more calls, and what is queued is dropped.
    fn terminate(&self);
    /// Waits until no thread of the pool is left.
    fn join(&self);
}

impl ByHand for LapPool {
    fn close(&self) {
        self.pool().close();
    }

    fn terminate(&self) {
        self.pool().terminate();
    }

    fn join(&self) {
        self.pool().join().expect("it was closed or terminated");
    }
}

impl ByHand for PythonModel {
    fn close(&self) {
        PythonModel::close(self);
    }

    fn terminate(&self) {
        PythonModel::terminate(self);
    }

    fn join(&self) {
        PythonModel::join(self);
    }
}

/// Ends a pool of which as many tasks as it has workers are held, while the others are queued.
pub fn ended<P: ByHand>(end: End, start: impl FnOnce() -> P) -> Ended {
    let before = threads_before();
    let (pool, held) = (start(), Held::default());
    let results: Vec<_> = (0..TASKS)
        .map(|number| pool.apply_async(held.task(number)))
        .collect();
    held.wait_until_held(pool.workers());
    // lesson: by hand there are two ends: what is queued runs, or is dropped
    match end {
        End::CloseJoin => {
            pool.close();
            held.release();
            pool.join();
        }
        End::Terminate => {
            pool.terminate();
            held.release();
            pool.join();
        }
    }
    // lesson ends
    let done_at_exit = held.done();
    drop(pool);
    Ended {
        done_at_exit: Some(done_at_exit),
        ..Ended::look(&held, results, before)
    }
}
