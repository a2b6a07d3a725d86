//! tokio's `spawn_blocking`: what an asynchronous program does with a call that blocks.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crossbeam_channel::bounded;
use tokio::runtime::{Builder, Runtime};

use super::loan::{Job, lend};
use super::worker_count;
use crate::contender::{Contender, Counts};

/// tokio ends a blocking thread after 10 s without work; ours stay, as every other contender's do.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// How long starting the threads may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// One `spawn_blocking` per item, and each handle awaited in turn: as the caller of an asynchronous program would.
///
/// The runtime is the one without worker threads of its own (`new_current_thread`), so that the threads are the blocking
/// ones alone. Dropping it waits for what runs.
pub struct TokioBlocking {
    runtime: Runtime,
    workers: usize,
    threads_created: Arc<AtomicU64>,
    messages_queued: AtomicU64,
    tasks_run: AtomicU64,
}

impl TokioBlocking {
    /// A runtime of at most `workers` blocking threads, all of them running.
    ///
    /// # Errors
    /// For no workers, or when a thread cannot be started.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        let threads_created = Arc::new(AtomicU64::new(0));
        let started = Arc::clone(&threads_created);
        let runtime = Builder::new_current_thread()
            .max_blocking_threads(workers)
            .thread_keep_alive(KEPT)
            .thread_name("tokio")
            .on_thread_start(move || {
                started.fetch_add(1, Relaxed);
            })
            .build()?;
        let pool = Self {
            runtime,
            workers,
            threads_created,
            messages_queued: AtomicU64::new(0),
            tasks_run: AtomicU64::new(0),
        };
        pool.warm()?;
        Ok(pool)
    }

    /// tokio starts a thread when a task finds none idle: so many tasks that wait for each other need them all.
    fn warm(&self) -> io::Result<()> {
        let (arrive, arrivals) = bounded(self.workers);
        let (everybody_is_here, wait) = bounded::<()>(0);
        for _ in 0..self.workers {
            let (arrive, wait) = (arrive.clone(), wait.clone());
            self.runtime.spawn_blocking(move || {
                let _ = arrive.send(());
                let _closed = wait.recv();
            });
        }
        for thread in 1..=self.workers {
            arrivals.recv_timeout(PATIENCE).map_err(|_| {
                io::Error::other(format!(
                    "tokio could not start thread {thread} of {}",
                    self.workers
                ))
            })?;
        }
        drop(everybody_is_here);
        Ok(())
    }
}

impl Contender for TokioBlocking {
    fn name(&self) -> &'static str {
        "tokio"
    }

    fn workers(&self) -> usize {
        self.workers
    }

    /// Of several panics, the first in input order is the caller's, once all items have run.
    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        let job = Map {
            items,
            f,
            results: items.iter().map(|_| Mutex::default()).collect(),
            tasks_run: &self.tasks_run,
        };
        lend(&job, |lent| {
            let spawn = |task| {
                let lent = lent.clone();
                self.runtime.spawn_blocking(move || lent.run(task))
            };
            let handles: Vec<_> = (0..items.len()).map(spawn).collect();
            self.messages_queued.fetch_add(items.len() as u64, Relaxed);
            drop(lent);
            self.runtime.block_on(async {
                for handle in handles {
                    handle.await.expect("tasks catch their panics");
                }
            });
        });
        job.results.into_iter().map(taken).collect()
    }

    fn counts(&self) -> Counts {
        Counts {
            threads_created: Some(self.threads_created.load(Relaxed)),
            messages_queued: Some(self.messages_queued.load(Relaxed)),
            tasks_run: Some(self.tasks_run.load(Relaxed)),
        }
    }
}

/// Where a task leaves its result. tokio's own handle would carry only one that borrows nothing.
type Slot<R> = Mutex<Option<thread::Result<R>>>;

struct Map<'call, T, R, F> {
    items: &'call [T],
    f: F,
    results: Vec<Slot<R>>,
    tasks_run: &'call AtomicU64,
}

impl<T: Sync, R: Send, F: Fn(&T) -> R + Sync> Job for Map<'_, T, R, F> {
    fn run(&self, task: usize) {
        let result = catch_unwind(AssertUnwindSafe(|| (self.f)(&self.items[task])));
        self.tasks_run.fetch_add(1, Relaxed);
        *self.results[task]
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(result);
    }
}

/// The result of a task that has been waited for, or its panic.
fn taken<R>(slot: Slot<R>) -> R {
    slot.into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .expect("every task has run")
        .unwrap_or_else(|payload| resume_unwind(payload))
}
