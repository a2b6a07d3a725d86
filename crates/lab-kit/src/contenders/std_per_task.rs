//! One thread per task: no pool at all, and what a pool has to beat.

use std::io;
use std::panic::resume_unwind;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

use crate::contender::{Contender, Counts};

/// A new thread for every item of every call, all at once.
#[derive(Debug, Default)]
pub struct StdPerTask {
    threads_created: AtomicU64,
}

impl StdPerTask {
    /// No threads are kept between calls, and nothing bounds how many run at once but the input.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Contender for StdPerTask {
    fn name(&self) -> &'static str {
        "std per task"
    }

    /// As many as there are items.
    fn workers(&self) -> usize {
        usize::MAX
    }

    /// # Panics
    /// Also when the system starts no more threads: thousands of items at once are beyond many systems.
    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        let f = &f;
        thread::scope(|scope| {
            let threads: Vec<_> = items
                .iter()
                .map(|item| self.start(scope, move || f(item)))
                .collect();
            threads
                .into_iter()
                .map(|thread| {
                    thread
                        .join()
                        .unwrap_or_else(|payload| resume_unwind(payload))
                })
                .collect()
        })
    }

    fn counts(&self) -> Counts {
        Counts {
            threads_created: Some(self.threads_created.load(Relaxed)),
            messages_queued: Some(0),
            tasks_run: None,
        }
    }
}

impl StdPerTask {
    fn start<'scope, R: Send + 'scope>(
        &self,
        scope: &'scope thread::Scope<'scope, '_>,
        task: impl FnOnce() -> R + Send + 'scope,
    ) -> thread::ScopedJoinHandle<'scope, R> {
        let thread = thread::Builder::new().spawn_scoped(scope, task);
        self.threads_created
            .fetch_add(u64::from(thread.is_ok()), Relaxed);
        thread
            .unwrap_or_else(|error: io::Error| panic!("the system starts no more threads: {error}"))
    }
}
