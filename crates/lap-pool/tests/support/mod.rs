//! What the tests share: a watchdog, and things to force a schedule with. No test here sleeps to order events.
#![allow(dead_code, reason = "each test file uses its own part of this")]

pub mod allocator;
pub mod alone;
pub mod future;
pub mod sources;
pub mod untouched;

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use lap_pool::{AsyncResult, ThreadPool};

/// How long a test may take before it counts as hung: a hundred times what the slowest takes alone, for it may share its
/// core with a dozen compilers.
const PATIENCE: Duration = Duration::from_secs(300);

/// A time limit that never runs out.
pub const LONG: Duration = Duration::from_secs(3_600);

/// Ends the process, naming the test, unless it is dropped before its time is over.
#[must_use]
pub struct Watchdog {
    _done: Sender<()>,
}

/// Starts watching the calling test. The thread that watches has started when this returns.
#[track_caller]
pub fn watchdog() -> Watchdog {
    let (site, name) = (
        Location::caller(),
        thread::current().name().map(str::to_owned),
    );
    let (done, over): (Sender<()>, Receiver<()>) = channel();
    // Miri reports by itself that no thread can go on, with the place where each waits.
    if cfg!(miri) {
        return Watchdog { _done: done };
    }
    let (starts, started) = channel();
    thread::spawn(move || {
        starts.send(()).ok();
        if over.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            // Not `eprintln`, which the harness keeps for the end of a test that has none.
            let name = name.unwrap_or_default();
            writeln!(std::io::stderr(), "HUNG: {name} at {site}").ok();
            std::process::abort();
        }
    });
    started.recv().unwrap();
    Watchdog { _done: done }
}

/// Shut until it is opened.
#[derive(Debug, Default)]
pub struct Gate {
    open: Mutex<bool>,
    changed: Condvar,
}

impl Gate {
    pub fn open(&self) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }

    /// Waits until it is open.
    pub fn pass(&self) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.changed.wait_while(open, |open| !*open).unwrap());
    }
}

/// A pool of so many workers, whose callers help or do not.
pub fn pool(workers: usize, caller_helps: bool) -> ThreadPool {
    let builder = ThreadPool::builder().workers(workers);
    builder.caller_helps(caller_helps).build().unwrap()
}

/// A task that has nothing to do.
pub fn same(item: usize) -> usize {
    item
}

/// A pool of one worker, which is busy until the gate opens, and what it is busy with.
#[track_caller]
pub fn held_pool(caller_helps: bool) -> (ThreadPool, Arc<Gate>, AsyncResult<()>) {
    let builder = ThreadPool::builder().workers(1).caller_helps(caller_helps);
    let (pool, gate) = (builder.build().unwrap(), Arc::new(Gate::default()));
    let (waits, busy) = (Arc::clone(&gate), Arc::new(Tally::default()));
    let says = Arc::clone(&busy);
    let running = pool.apply_async(move || {
        says.add();
        waits.pass();
    });
    busy.wait_for(1);
    (pool, gate, running.unwrap())
}

/// Counts up, and can be waited for.
#[derive(Debug, Default)]
pub struct Tally {
    count: Mutex<usize>,
    changed: Condvar,
}

impl Tally {
    pub fn add(&self) -> usize {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        *count += 1;
        self.changed.notify_all();
        *count
    }

    pub fn count(&self) -> usize {
        *self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn wait_for(&self, least: usize) {
        let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        drop(
            self.changed
                .wait_while(count, |count| *count < least)
                .unwrap(),
        );
    }
}

/// Knows how often each of its subjects was dropped.
#[derive(Debug)]
pub struct Census {
    drops: Vec<AtomicUsize>,
}

/// Counted when dropped, and panics then if it was told to.
#[derive(Debug)]
pub struct Tracked {
    number: usize,
    census: Arc<Census>,
    panics: bool,
}

impl Census {
    pub fn of(subjects: usize) -> Arc<Self> {
        let drops = (0..subjects).map(|_| AtomicUsize::new(0)).collect();
        Arc::new(Self { drops })
    }

    pub fn subject(self: &Arc<Self>, number: usize) -> Tracked {
        Tracked {
            number,
            census: Arc::clone(self),
            panics: false,
        }
    }

    /// One whose destructor panics, after it was counted.
    pub fn hothead(self: &Arc<Self>, number: usize) -> Tracked {
        Tracked {
            number,
            census: Arc::clone(self),
            panics: true,
        }
    }

    pub fn drops(&self) -> Vec<usize> {
        self.drops.iter().map(|drops| drops.load(SeqCst)).collect()
    }

    #[track_caller]
    pub fn assert_each_dropped_once(&self) {
        assert!(
            self.drops().iter().all(|drops| *drops == 1),
            "drops: {:?}",
            self.drops()
        );
    }
}

impl Tracked {
    /// Its number. (A closure that only read the field would capture the field, and not the subject.)
    pub fn look(&self) -> usize {
        self.number
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        self.census.drops[self.number].fetch_add(1, SeqCst);
        if self.panics {
            panic!("destructor {}", self.number);
        }
    }
}

/// What `code` panicked with, as text.
#[track_caller]
pub fn panic_of<R>(code: impl FnOnce() -> R) -> String {
    let Err(payload) = catch_unwind(AssertUnwindSafe(code)) else {
        panic!("it should have panicked");
    };
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string))
        .expect("a panic with words")
}
