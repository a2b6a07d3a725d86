//! The pool of every tutorial: long-lived workers around one channel of boxed jobs.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Sender, unbounded};

use super::loan::{Job, lend};
use super::worker_count;
use crate::contender::{Contender, Counts};

type Boxed = Box<dyn FnOnce() + Send>;

/// Workers that take one boxed job at a time from an unbounded channel. Dropping it runs what is queued, then
/// joins.
pub struct ChannelPool {
    /// `None` once the pool is being dropped: the closed channel is what ends the workers.
    jobs: Option<Sender<Boxed>>,
    threads: Vec<JoinHandle<()>>,
    messages_queued: AtomicU64,
    tasks_run: Arc<AtomicU64>,
}

impl ChannelPool {
    /// Starts `workers` threads.
    ///
    /// # Errors
    /// For no workers, or when a thread cannot be started.
    pub fn new(workers: usize) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        let (sender, receiver) = unbounded::<Boxed>();
        let mut pool = Self {
            jobs: Some(sender),
            threads: Vec::with_capacity(workers),
            messages_queued: AtomicU64::new(0),
            tasks_run: Arc::new(AtomicU64::new(0)),
        };
        for _ in 0..workers {
            let jobs = receiver.clone();
            pool.threads.push(
                thread::Builder::new()
                    .name("channel".into())
                    .spawn(move || {
                        for job in jobs {
                            job();
                        }
                    })?,
            );
        }
        Ok(pool)
    }

    fn submit(&self, job: Boxed) {
        self.messages_queued.fetch_add(1, Relaxed);
        let jobs = self
            .jobs
            .as_ref()
            .expect("the channel is open until the pool is dropped");
        jobs.send(job)
            .expect("workers receive until the channel is closed");
    }
}

impl Drop for ChannelPool {
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            thread.join().expect("jobs catch their panics");
        }
    }
}

impl Contender for ChannelPool {
    fn name(&self) -> &'static str {
        "channel"
    }

    fn workers(&self) -> usize {
        self.threads.len()
    }

    /// One job per item; of several panics, the first to arrive is the caller's, once all items have run.
    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        let (done, arrivals) = unbounded();
        let job = Map {
            items,
            f,
            done,
            tasks_run: &self.tasks_run,
        };
        let arrived = lend(&job, |lent| {
            for task in 0..items.len() {
                let lent = lent.clone();
                self.submit(Box::new(move || lent.run(task)));
            }
            drop(lent);
            arrivals.iter().take(items.len()).collect::<Vec<_>>()
        });
        in_order(arrived)
    }

    fn counts(&self) -> Counts {
        Counts {
            threads_created: Some(self.threads.len() as u64),
            messages_queued: Some(self.messages_queued.load(Relaxed)),
            tasks_run: Some(self.tasks_run.load(Relaxed)),
        }
    }
}

struct Map<'call, T, R, F> {
    items: &'call [T],
    f: F,
    done: Sender<(usize, thread::Result<R>)>,
    tasks_run: &'call AtomicU64,
}

impl<T: Sync, R: Send, F: Fn(&T) -> R + Sync> Job for Map<'_, T, R, F> {
    fn run(&self, task: usize) {
        let result = catch_unwind(AssertUnwindSafe(|| (self.f)(&self.items[task])));
        self.tasks_run.fetch_add(1, Relaxed);
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
