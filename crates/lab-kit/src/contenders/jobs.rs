//! Work as one boxed job per task, with results that come back on a channel: what is written around a pool that takes
//! `FnOnce() + Send + 'static` and gives nothing back.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::AcqRel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::loan::{Job, lend};
use crate::contender::{Failure, Pending};

/// A pool that runs jobs of which it gives nothing back.
pub(super) trait Submit {
    /// Has a worker run the job, which does not unwind.
    fn submit(&self, job: impl FnOnce() + Send + 'static);
}

/// One job per item; of several panics, the first to arrive is the caller's, once all items have run.
pub(super) fn map<T, R, F>(pool: &impl Submit, items: &[T], f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    let (done, arrivals) = unbounded();
    let job = Map { items, f, done };
    let arrived = lend(&job, |lent| {
        for task in 0..items.len() {
            let lent = lent.clone();
            pool.submit(move || lent.run(task));
        }
        drop(lent);
        arrivals.iter().take(items.len()).collect::<Vec<_>>()
    });
    in_order(arrived)
}

struct Map<'call, T, R, F> {
    items: &'call [T],
    f: F,
    done: Sender<(usize, thread::Result<R>)>,
}

impl<T: Sync, R: Send, F: Fn(&T) -> R + Sync> Job for Map<'_, T, R, F> {
    fn run(&self, task: usize) {
        let result = catch_unwind(AssertUnwindSafe(|| (self.f)(&self.items[task])));
        self.done
            .send((task, result))
            .expect("the caller receives until every loan is back");
    }
}

/// Results by task number, or the first panic that arrived.
fn in_order<R>(arrived: Vec<(usize, thread::Result<R>)>) -> Vec<R> {
    let mut results: Vec<Option<R>> = arrived.iter().map(|_| None).collect();
    for (task, result) in arrived {
        results[task] = Some(result.unwrap_or_else(|payload| resume_unwind(payload)));
    }
    results
        .into_iter()
        .map(|result| result.expect("every task arrives exactly once"))
        .collect()
}

/// A result that arrives on a channel of its own.
pub struct ChannelResult<R>(Receiver<thread::Result<R>>);

impl<R> Pending<R> for ChannelResult<R> {
    fn ready(&self) -> bool {
        !self.0.is_empty()
    }

    fn get(self) -> Result<R, Failure> {
        match self.0.recv() {
            Ok(result) => result.map_err(Failure::Panicked),
            // The job was dropped before it ran.
            Err(_) => Err(Failure::Terminated),
        }
    }
}

/// A job that sends its result.
pub(super) fn apply_async<R, F>(pool: &impl Submit, f: F) -> ChannelResult<R>
where
    R: Send + 'static,
    F: FnOnce() -> R + Send + 'static,
{
    let (done, result) = bounded(1);
    pool.submit(move || {
        // Nobody may want it any more.
        let _ = done.send(catch_unwind(AssertUnwindSafe(f)));
    });
    ChannelResult(result)
}

/// One job per input, of which the last to end sends all results.
pub(super) fn map_async<I, R, F>(pool: &impl Submit, source: I, f: F) -> ChannelResult<Vec<R>>
where
    I: IntoIterator,
    I::Item: Send + 'static,
    R: Send + 'static,
    F: Fn(I::Item) -> R + Send + Sync + 'static,
{
    let items: Vec<I::Item> = source.into_iter().collect();
    let (done, results) = bounded(1);
    let batch = Arc::new(Batch {
        f,
        arrived: Mutex::default(),
        left: AtomicUsize::new(items.len()),
        done,
    });
    if items.is_empty() {
        batch.send();
    }
    for (task, item) in items.into_iter().enumerate() {
        let batch = Arc::clone(&batch);
        pool.submit(move || batch.run(task, item));
    }
    ChannelResult(results)
}

struct Batch<R, F> {
    f: F,
    arrived: Mutex<Vec<(usize, thread::Result<R>)>>,
    left: AtomicUsize,
    done: Sender<thread::Result<Vec<R>>>,
}

impl<R, F> Batch<R, F> {
    fn run<T>(&self, task: usize, item: T)
    where
        F: Fn(T) -> R,
    {
        let result = catch_unwind(AssertUnwindSafe(|| (self.f)(item)));
        self.lock().push((task, result));
        // The last one sees what the others have pushed: by the lock.
        if self.left.fetch_sub(1, AcqRel) == 1 {
            self.send();
        }
    }

    fn send(&self) {
        let arrived = std::mem::take(&mut *self.lock());
        let results = catch_unwind(AssertUnwindSafe(|| in_order(arrived)));
        // Nobody may want them any more.
        let _ = self.done.send(results);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(usize, thread::Result<R>)>> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
