//! What the calling thread is to the pools: whose tasks it is running, and whether it has room to run another one
//! inline, on top of the one that waits.
//!
//! The pools that a thread works for form a stack. A worker's own is at its bottom, and each inline run puts its pool
//! on top for as long as it lasts, also when it unwinds. A task that runs inline is therefore a task of its pool to every
//! rule, whatever thread it runs on.

use std::cell::Cell;

use crate::stack;
use crate::sync::thread_local;

/// Inline runs that an outside thread may have on its stack. Most threads have 2 MiB or more, of which [`INLINE_STACK`]
/// is a small part; this bounds frames that are too small for that to bound them.
const INLINE_DEPTH: usize = 64;

/// Bytes of an outside thread's stack that inline runs may take before the next one has to wait for a worker. How large
/// that stack is, and how much of it is left, is not ours to know.
const INLINE_STACK: usize = 128 << 10;

/// Bytes of stack that must be left for an inline run to begin on top of a task, where the system tells: what a task can
/// count on.
const RESERVE: usize = 64 << 10;

#[derive(Clone, Copy)]
struct Context {
    /// The innermost run on this thread; null where it runs no task.
    top: *const Frame,
    /// Inline runs on the stack.
    depth: usize,
    /// Where the stack was when the outermost of them began.
    outermost: usize,
}

/// A run of a pool's tasks, linked to the one that it interrupts.
struct Frame {
    pool: u64,
    below: *const Frame,
}

/// Where a thread's stack ends.
#[derive(Clone, Copy)]
enum Floor {
    /// Nobody has asked yet.
    Unknown,
    /// The lowest address; `None` where the system does not tell.
    Known(Option<usize>),
}

/// Where a task that a thread waits for may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// On this thread.
    Inline,
    /// On another thread, for which this one can wait.
    Elsewhere,
    /// This thread is a worker, of this pool or another, and its stack is nearly full: for all we know the others wait for
    /// it.
    TooDeep,
}

// These have no destructors, so they are there for those of other thread-locals, which may drop a pool.
thread_local! {
    #[allow(clippy::missing_const_for_thread_local, reason = "loom's macro of this name takes no const")]
    static CONTEXT: Cell<Context> = Cell::new(Context {
        top: std::ptr::null(),
        depth: 0,
        outermost: 0,
    });
    #[allow(clippy::missing_const_for_thread_local, reason = "as above")]
    /// The pool whose worker this thread is for good, also while destructors of its thread-locals run, and its number
    /// there; pool 0 for none.
    static EMPLOYER: Cell<(u64, usize)> = Cell::new((0, 0));
    #[allow(clippy::missing_const_for_thread_local, reason = "as above")]
    static FLOOR: Cell<Floor> = Cell::new(Floor::Unknown);
}

/// Restores what this thread was before.
struct Restore(Context);

impl Drop for Restore {
    #[inline]
    fn drop(&mut self) {
        CONTEXT.with(|context| context.set(self.0));
    }
}

/// Runs a worker's life.
pub(crate) fn work_for(pool: u64, worker: usize, life: impl FnOnce()) {
    EMPLOYER.with(|employer| employer.set((pool, worker)));
    let before = CONTEXT.with(Cell::get);
    run(pool, before, before, life);
}

/// Runs tasks of `pool` inline.
#[inline(always)]
pub(crate) fn run_inline<R>(pool: u64, tasks: impl FnOnce() -> R) -> R {
    let before = CONTEXT.with(Cell::get);
    let outermost = match before.depth {
        0 => stack::here(),
        _ => before.outermost,
    };
    let context = Context {
        depth: before.depth + 1,
        outermost,
        ..before
    };
    run(pool, before, context, tasks)
}

/// Runs a pool's tasks in this context, and goes back to what was before.
#[inline(always)]
fn run<R>(pool: u64, before: Context, mut context: Context, tasks: impl FnOnce() -> R) -> R {
    let frame = Frame {
        pool,
        below: before.top,
    };
    let _restore = Restore(before);
    context.top = &raw const frame;
    CONTEXT.with(|place| place.set(context));
    tasks()
}

/// Whether the calling thread is running a task of `pool`.
#[inline]
pub(crate) fn works_for(pool: u64) -> bool {
    let mut frame = CONTEXT.with(Cell::get).top;
    // SAFETY: a frame is a local of a function that puts its address here and, on every way out, takes it away again
    // (`Restore`, dropped before the frame). So each frame that can be reached from here is alive further down this very
    // stack. Frames are never written to.
    while let Some(run) = unsafe { frame.as_ref() } {
        if run.pool == pool {
            return true;
        }
        frame = run.below;
    }
    false
}

/// Whether the calling thread is one of `pool`'s workers, whatever it runs, or runs now that its life as one is over.
pub(crate) fn is_worker_of(pool: u64) -> bool {
    worker_of(pool).is_some()
}

/// The calling thread's number among `pool`'s workers.
#[inline]
pub(crate) fn worker_of(pool: u64) -> Option<usize> {
    let (employer, worker) = EMPLOYER.with(Cell::get);
    (employer == pool).then_some(worker)
}

/// The calling thread's number among `pool`'s workers, if it is one and runs nothing inline: then it may sleep as an idle
/// worker does, and whoever wakes it can rely on it.
#[inline]
pub(crate) fn serving(pool: u64) -> Option<usize> {
    let depth = CONTEXT.with(Cell::get).depth;
    worker_of(pool).filter(|_| depth == 0)
}

/// Tells the calling thread from all others that live now.
pub(crate) fn thread() -> usize {
    CONTEXT.with(|context| std::ptr::from_ref(context).addr())
}

/// Whether there is room for one more inline run on this thread.
#[inline]
pub(crate) fn room() -> Room {
    let is_worker = EMPLOYER.with(Cell::get).0 != 0;
    match CONTEXT.with(Cell::get).top.is_null() && !is_worker {
        true => Room::Inline,
        false => room_on_top(is_worker),
    }
}

/// The same where tasks run on this thread already.
#[cold]
fn room_on_top(is_worker: bool) -> Room {
    let context = CONTEXT.with(Cell::get);
    let fits = match (is_worker, floor_of(context)) {
        (true, Some(floor)) => stack::here().saturating_sub(floor) >= RESERVE,
        (_, floor) => {
            let taken = context.outermost.saturating_sub(stack::here());
            let left = floor.map_or(usize::MAX, |floor| stack::here().saturating_sub(floor));
            context.depth == 0
                || context.depth < INLINE_DEPTH && taken < INLINE_STACK && left >= RESERVE
        }
    };
    match is_worker {
        _ if fits => Room::Inline,
        true => Room::TooDeep,
        false => Room::Elsewhere,
    }
}

/// Where this thread's stack ends. Not asked for on behalf of a call that is on top of no task: that is a system call, and
/// the caller knows its own stack.
fn floor_of(context: Context) -> Option<usize> {
    if context.top.is_null() {
        return None;
    }
    FLOOR.with(|place| match place.get() {
        Floor::Known(floor) => floor,
        Floor::Unknown => {
            let floor = stack::lowest();
            place.set(Floor::Known(floor));
            floor
        }
    })
}
