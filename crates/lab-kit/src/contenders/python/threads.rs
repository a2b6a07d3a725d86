//! The threads and queues of the model: workers, the three handlers, and their life from RUN to TERMINATE.

use std::io;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::contender::Counts;

/// A message in `inqueue`: a chunk of work, which yields the message for `outqueue`. It must not unwind.
pub(super) type Task = Box<dyn FnOnce() -> Delivery + Send>;

/// A message in `outqueue`: the result of a chunk, ready to be stored. It must not unwind.
pub(super) type Delivery = Box<dyn FnOnce() + Send>;

/// An entry of `taskqueue`: the messages of one call, made while the task handler iterates.
pub(super) type Tasks = Box<dyn Iterator<Item = Task> + Send>;

const RUN: u8 = 0;
const CLOSE: u8 = 1;
const TERMINATE: u8 = 2;

/// The pool without its calls.
pub(super) struct Machinery {
    shared: Arc<Shared>,
    taskqueue: Sender<Option<Tasks>>,
    inqueue: Sender<Option<Task>>,
    outqueue: Sender<Option<Delivery>>,
    /// What `terminate` drains; gone afterwards, so that messages no worker will take are dropped with the last
    /// worker's receiver.
    drain: Mutex<Option<Receiver<Option<Task>>>>,
    handlers: Mutex<Vec<JoinHandle<()>>>,
    pool: Mutex<Vec<JoinHandle<()>>>,
    workers: usize,
}

/// What calls and threads share.
pub(super) struct Shared {
    /// Changed by `close` and `terminate` only, upwards only; Release and Acquire, so that a thread that sees it
    /// also sees what was done before the call.
    state: AtomicU8,
    /// Calls without all of their results: the size of CPython's `cache` (P:150-171). AcqRel, so that the entry
    /// that makes it 0 comes after all the others have left.
    cache: AtomicUsize,
    /// Wakes the worker handler (P:193-196).
    change_notifier: Sender<()>,
    /// Counters are Relaxed throughout: each is read after the threads it is about have been waited for.
    threads_created: AtomicU64,
    messages_queued: AtomicU64,
    tasks_run: AtomicU64,
}

impl Shared {
    fn state(&self) -> u8 {
        self.state.load(Acquire)
    }

    /// Notes that the function was called on that many items.
    pub(super) fn ran(&self, items: u64) {
        self.tasks_run.fetch_add(items, Relaxed);
    }

    fn notify(&self) {
        // The worker handler may have ended, and then there is nobody to be woken.
        let _ = self.change_notifier.send(());
    }
}

/// A call's place in the cache: held until nothing is left that could set a result of it.
pub(super) struct CacheEntry {
    shared: Arc<Shared>,
}

impl CacheEntry {
    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }
}

impl Drop for CacheEntry {
    fn drop(&mut self) {
        if self.shared.cache.fetch_sub(1, AcqRel) == 1 {
            self.shared.notify();
        }
    }
}

impl Machinery {
    /// Starts the workers first, then the three handlers, as P:215-253 does.
    pub(super) fn start(workers: usize) -> io::Result<Self> {
        let (taskqueue, calls) = unbounded();
        let (inqueue, chunks) = unbounded();
        let (outqueue, results) = unbounded();
        let (change_notifier, changes) = unbounded();
        let shared = Arc::new(Shared {
            state: AtomicU8::new(RUN),
            cache: AtomicUsize::new(0),
            change_notifier,
            threads_created: AtomicU64::new(0),
            messages_queued: AtomicU64::new(0),
            tasks_run: AtomicU64::new(0),
        });
        // Built before its threads, so that those started can be ended if the next cannot be started.
        let machinery = Self {
            shared,
            taskqueue,
            inqueue,
            outqueue,
            drain: Mutex::new(Some(chunks.clone())),
            handlers: Mutex::default(),
            pool: Mutex::default(),
            workers,
        };
        machinery
            .start_threads(&chunks, changes, calls, results)
            .inspect_err(|_| machinery.terminate())?;
        Ok(machinery)
    }

    fn start_threads(
        &self,
        chunks: &Receiver<Option<Task>>,
        changes: Receiver<()>,
        calls: Receiver<Option<Tasks>>,
        results: Receiver<Option<Delivery>>,
    ) -> io::Result<()> {
        for _ in 0..self.workers {
            let (inqueue, outqueue) = (chunks.clone(), self.outqueue.clone());
            lock(&self.pool)
                .push(self.spawn("python worker", move || worker(&inqueue, &outqueue))?);
        }
        let (shared, taskqueue) = (Arc::clone(&self.shared), self.taskqueue.clone());
        let worker_handler = self.spawn("python worker handler", move || {
            handle_workers(&shared, &changes, &taskqueue)
        })?;
        lock(&self.handlers).push(worker_handler);

        let (shared, workers) = (Arc::clone(&self.shared), self.workers);
        let (inqueue, outqueue) = (self.inqueue.clone(), self.outqueue.clone());
        let task_handler = self.spawn("python task handler", move || {
            handle_tasks(&shared, &calls, &inqueue, &outqueue, workers)
        })?;
        lock(&self.handlers).push(task_handler);

        let shared = Arc::clone(&self.shared);
        let result_handler = self.spawn("python result handler", move || {
            handle_results(&shared, &results)
        })?;
        lock(&self.handlers).push(result_handler);
        Ok(())
    }

    fn spawn(
        &self,
        name: &str,
        body: impl FnOnce() + Send + 'static,
    ) -> io::Result<JoinHandle<()>> {
        let thread = thread::Builder::new().name(name.into()).spawn(body)?;
        self.shared.threads_created.fetch_add(1, Relaxed);
        Ok(thread)
    }

    pub(super) fn workers(&self) -> usize {
        self.workers
    }

    pub(super) fn counts(&self) -> Counts {
        Counts {
            threads_created: Some(self.shared.threads_created.load(Relaxed)),
            messages_queued: Some(self.shared.messages_queued.load(Relaxed)),
            tasks_run: Some(self.shared.tasks_run.load(Relaxed)),
        }
    }

    /// Enters a call into the cache.
    ///
    /// # Panics
    /// "Pool not running" (P:351-353).
    pub(super) fn enter(&self) -> CacheEntry {
        assert!(self.shared.state() == RUN, "Pool not running");
        self.shared.cache.fetch_add(1, AcqRel);
        CacheEntry {
            shared: Arc::clone(&self.shared),
        }
    }

    /// Queues the messages of a call. They are made, and the input is read, on the task handler's thread.
    pub(super) fn submit(&self, tasks: Tasks) {
        // Fails only when a concurrent `terminate` has ended the task handler: the tasks are dropped, as it would.
        let _ = self.taskqueue.send(Some(tasks));
    }

    pub(super) fn close(&self) {
        let _ = self
            .shared
            .state
            .compare_exchange(RUN, CLOSE, AcqRel, Acquire);
        self.shared.notify();
    }

    /// P:681-724. The sentinels go from the worker handler to the task handler and on to the result handler, so the
    /// handlers end in the order in which they are joined.
    ///
    /// Drains twice: the task handler may add one more message between seeing RUN and the first time. CPython keeps
    /// that one; here a `map` may be waiting on a worker for it to go.
    pub(super) fn terminate(&self) {
        self.shared.state.store(TERMINATE, Release);
        self.shared.notify();
        let inqueue = lock(&self.drain).take();
        inqueue.iter().for_each(|inqueue| self.drop_queued(inqueue));
        let _ = self.outqueue.send(None);
        join(&self.handlers);
        inqueue.iter().for_each(|inqueue| self.drop_queued(inqueue));
    }

    /// P:946-954.
    fn drop_queued(&self, inqueue: &Receiver<Option<Task>>) {
        inqueue.try_iter().for_each(drop);
        for _ in 0..self.workers {
            let _ = self.inqueue.send(None);
        }
    }

    pub(super) fn join(&self) {
        assert!(self.shared.state() != RUN, "Pool is still running");
        join(&self.handlers);
        join(&self.pool);
    }
}

/// Joins the threads that nobody has joined yet, except the one that asks.
fn join(threads: &Mutex<Vec<JoinHandle<()>>>) {
    for thread in lock(threads).drain(..) {
        if thread.thread().id() != thread::current().id() {
            thread.join().expect("a message does not unwind");
        }
    }
}

/// Locks whatever happened before: no task's function runs under a lock of the model, so that what a lock guards
/// is whole even where a destructor panicked.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// P:112-139. One FIFO for all workers and all calls: no priority, no stealing.
fn worker(inqueue: &Receiver<Option<Task>>, outqueue: &Sender<Option<Delivery>>) {
    while let Ok(Some(task)) = inqueue.recv() {
        let delivery = task();
        // After `terminate` nobody receives: the result is dropped unheard.
        let _ = outqueue.send(Some(delivery));
    }
}

/// P:507-525, without replacing workers, since none of these can die.
fn handle_workers(shared: &Shared, changes: &Receiver<()>, taskqueue: &Sender<Option<Tasks>>) {
    let needed = || match shared.state() {
        RUN => true,
        CLOSE => shared.cache.load(Acquire) > 0,
        _ => false,
    };
    while needed() && changes.recv().is_ok() {}
    let _ = taskqueue.send(None);
}

/// P:528-571. Iterates each call's input to its end as fast as it can; nothing ever makes it wait.
fn handle_tasks(
    shared: &Shared,
    taskqueue: &Receiver<Option<Tasks>>,
    inqueue: &Sender<Option<Task>>,
    outqueue: &Sender<Option<Delivery>>,
    workers: usize,
) {
    'calls: while let Ok(Some(tasks)) = taskqueue.recv() {
        for task in tasks {
            if shared.state() == TERMINATE {
                break 'calls;
            }
            shared.messages_queued.fetch_add(1, Relaxed);
            let _ = inqueue.send(Some(task));
        }
    }
    let _ = outqueue.send(None);
    for _ in 0..workers {
        let _ = inqueue.send(None);
    }
}

/// P:574-591. Stores every result of every call; from `terminate` on, none.
fn handle_results(shared: &Shared, outqueue: &Receiver<Option<Delivery>>) {
    while let Ok(Some(deliver)) = outqueue.recv() {
        if shared.state() == TERMINATE {
            break;
        }
        deliver();
    }
}
