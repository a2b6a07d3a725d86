//! Who ran what when, and how far ahead the input was read.
//!
//! The recorder sits in the workload, not in the pool, so that every contender has lanes: the task's closure calls
//! [`Recorder::span`], the source [`Recorder::pulled`], the consumer [`Recorder::yielded`].
//!
//! ```
//! use lab_kit::contender::Contender;
//! use lab_kit::contenders::StdChunks;
//! use lab_kit::workloads::trace::Recorder;
//!
//! let recorder = Recorder::new();
//! let items = [0_u32, 1, 2];
//! recorder.pulled_all(0..3);
//! StdChunks::new(2)?.map(&items, |&task| recorder.span(task, || task * task));
//! recorder.yielded_all(0..3);
//! assert_eq!(recorder.trace().spans.len(), 3);
//! # Ok::<(), std::io::Error>(())
//! ```

use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Instant;

/// What happened during one traced call. All times are nanoseconds since the recorder was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Tasks run, one span each, in order of their starts.
    pub spans: Vec<Span>,
    /// Inputs taken from the source, in order of time.
    pub pulls: Vec<Pull>,
    /// Results in the caller's hands, in order of time.
    pub yielded: Vec<Yielded>,
}

/// One task on one thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The thread's lane, from 0 in order of first appearance; the calling thread has the number
    /// [`Trace::CALLER`].
    pub lane: u32,
    /// The item's index in the input.
    pub task: u32,
    /// Start.
    pub start_ns: u64,
    /// End.
    pub end_ns: u64,
}

/// One input taken from the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pull {
    /// The item's index in the input.
    pub task: u32,
    /// When.
    pub at_ns: u64,
}

/// One result in the caller's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Yielded {
    /// The item's index in the input.
    pub task: u32,
    /// When.
    pub at_ns: u64,
}

impl Trace {
    /// The lane number of the thread that made the recorder.
    pub const CALLER: u32 = u32::MAX;
}

/// Records a [`Trace`]. Made by the thread that is to be called the caller; cloning it gives the same recorder.
///
/// Each thread notes into a list of its own, found through a thread-local: an event costs a clock reading and an
/// uncontended lock. Still, a traced run is never a timed one.
#[derive(Clone, Debug)]
pub struct Recorder(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// Distinguishes recorders in the thread-local, where an address could come again.
    number: u64,
    caller: ThreadId,
    start: Instant,
    lanes: Mutex<Vec<(ThreadId, Lane)>>,
}

type Lane = Arc<Mutex<Events>>;

#[derive(Debug, Default)]
struct Events {
    spans: Vec<Span>,
    pulls: Vec<Pull>,
    yielded: Vec<Yielded>,
}

thread_local! {
    /// This thread's lane in the recorder it used last.
    static LANE: RefCell<Option<(u64, Lane)>> = const { RefCell::new(None) };
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Recorder {
    /// Starts the clock; the calling thread is the caller's lane.
    pub fn new() -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        Self(Arc::new(Shared {
            number: NUMBERS.fetch_add(1, Relaxed),
            caller: thread::current().id(),
            start: Instant::now(),
            lanes: Mutex::default(),
        }))
    }

    /// Runs `work` as the task with this index, and notes when and where: also when it panics.
    pub fn span<R>(&self, task: u32, work: impl FnOnce() -> R) -> R {
        let _noted = Running {
            recorder: self,
            task,
            start_ns: self.now(),
        };
        work()
    }

    /// Notes that this input has just been taken from the source.
    pub fn pulled(&self, task: u32) {
        self.pulled_all(task..task + 1);
    }

    /// Notes that these inputs were taken at one moment: a list that was there before the call.
    pub fn pulled_all(&self, tasks: Range<u32>) {
        let at_ns = self.now();
        self.note(|events| events.pulls.extend(tasks.map(|task| Pull { task, at_ns })));
    }

    /// Notes that this result has just reached the caller.
    pub fn yielded(&self, task: u32) {
        self.yielded_all(task..task + 1);
    }

    /// Notes that these results reached the caller at one moment: the list that a `map` returns.
    pub fn yielded_all(&self, tasks: Range<u32>) {
        let at_ns = self.now();
        self.note(|events| {
            events
                .yielded
                .extend(tasks.map(|task| Yielded { task, at_ns }))
        });
    }

    /// What has been noted so far. Complete once the traced threads have been waited for.
    pub fn trace(&self) -> Trace {
        let mut trace = Trace::default();
        let mut workers = Vec::new();
        for (thread, lane) in lock(&self.0.lanes).iter() {
            let events = lock(lane);
            trace.pulls.extend(&events.pulls);
            trace.yielded.extend(&events.yielded);
            if *thread == self.0.caller {
                trace.spans.extend(&events.spans);
            } else {
                workers.push(events.spans.clone());
            }
        }
        workers.retain(|spans| !spans.is_empty());
        // Nested tasks are noted when they end, so the first span is not always the first in the list.
        workers.sort_by_key(|spans| spans.iter().map(|span| span.start_ns).min());
        for (lane, spans) in (0..).zip(workers) {
            trace
                .spans
                .extend(spans.into_iter().map(|span| Span { lane, ..span }));
        }
        trace.spans.sort_by_key(|span| span.start_ns);
        trace.pulls.sort_by_key(|pull| pull.at_ns);
        trace.yielded.sort_by_key(|result| result.at_ns);
        trace
    }

    fn now(&self) -> u64 {
        self.0.start.elapsed().as_nanos() as u64
    }

    /// Changes this thread's list. User code never runs inside.
    fn note(&self, change: impl FnOnce(&mut Events)) {
        LANE.with_borrow_mut(|current| {
            if current
                .as_ref()
                .is_none_or(|(number, _)| *number != self.0.number)
            {
                *current = Some((self.0.number, self.lane_of_this_thread()));
            }
            let (_, lane) = current.as_ref().expect("set just above");
            change(&mut lock(lane));
        });
    }

    fn lane_of_this_thread(&self) -> Lane {
        let thread = thread::current().id();
        let mut lanes = lock(&self.0.lanes);
        if let Some((_, lane)) = lanes.iter().find(|(owner, _)| *owner == thread) {
            return Arc::clone(lane);
        }
        let lane = Lane::default();
        lanes.push((thread, Arc::clone(&lane)));
        lane
    }
}

/// A task that has started; notes its span when it is dropped.
struct Running<'recorder> {
    recorder: &'recorder Recorder,
    task: u32,
    start_ns: u64,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let span = Span {
            lane: Trace::CALLER,
            task: self.task,
            start_ns: self.start_ns,
            end_ns: self.recorder.now(),
        };
        self.recorder.note(|events| events.spans.push(span));
    }
}

/// The lists are only ever appended to, so they are whole whatever happened to the thread that held the lock.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
