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

/// Bytes of a worker's stack that must be left for an inline run to begin: what a task can count on.
const WORKER_RESERVE: usize = 64 << 10;

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

#[derive(Clone, Copy)]
struct Worker {
    pool: u64,
    /// The lowest address of its stack; `None` where the system does not tell.
    floor: Option<usize>,
}

/// Where a task that a thread waits for may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// On this thread.
    Inline,
    /// On another thread, for which this one can wait.
    Elsewhere,
    /// This thread is one of the pool's workers and its stack is nearly full: for all we know the others wait for it.
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
    /// What this thread is for good, if it is a worker.
    static WORKER: Cell<Option<Worker>> = Cell::new(None);
}

/// Restores what this thread was before.
struct Restore(Context);

impl Drop for Restore {
    fn drop(&mut self) {
        CONTEXT.with(|context| context.set(self.0));
    }
}

/// Runs a worker's life.
pub(crate) fn work_for(pool: u64, life: impl FnOnce()) {
    let floor = stack::lowest();
    WORKER.with(|worker| worker.set(Some(Worker { pool, floor })));
    run(pool, CONTEXT.with(Cell::get), life);
}

/// Runs tasks of `pool` inline.
pub(crate) fn run_inline<R>(pool: u64, tasks: impl FnOnce() -> R) -> R {
    let mut context = CONTEXT.with(Cell::get);
    if context.depth == 0 {
        context.outermost = stack::here();
    }
    context.depth += 1;
    run(pool, context, tasks)
}

fn run<R>(pool: u64, mut context: Context, tasks: impl FnOnce() -> R) -> R {
    let before = CONTEXT.with(Cell::get);
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

/// Whether there is room for one more inline run of `pool`'s tasks on this thread.
pub(crate) fn room(pool: u64) -> Room {
    let worker = WORKER.with(Cell::get);
    let fits = match worker {
        Some(Worker {
            floor: Some(floor), ..
        }) => stack::here().saturating_sub(floor) >= WORKER_RESERVE,
        _ => {
            let context = CONTEXT.with(Cell::get);
            context.depth == 0
                || context.depth < INLINE_DEPTH
                    && context.outermost.saturating_sub(stack::here()) < INLINE_STACK
        }
    };
    match worker {
        _ if fits => Room::Inline,
        Some(worker) if worker.pool == pool => Room::TooDeep,
        _ => Room::Elsewhere,
    }
}
