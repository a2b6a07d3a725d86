//! What the queue holds: pieces of work, and the one place where their lifetimes are erased.

use std::panic::Location;

use crate::engine::Engine;
use crate::latch::Debt;
use crate::sleep::Outlook;
use crate::sync::Arc;

/// A piece of work. It contains every panic of user code itself.
pub(crate) trait Work: Send + Sync {
    /// Runs it on this thread: to its end, or, for an entry of the queue, until others wait.
    /// Work that was already run, by whomever, is done at once.
    fn run(&self, engine: &Engine, turn: Turn) -> Progress;

    /// Gives it up because the pool was terminated: what is waited for resolves as terminated.
    fn abandon(&self);
}

/// On whose behalf a thread runs work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It took an entry out of the queue, and gives way when others wait.
    Queued,
    /// It waits for this work, and goes on as long as there is something to do.
    Waiting,
}

/// What a turn on a piece of work came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing is left to do here.
    Done,
    /// There is more, but others wait: put it at the end of the queue.
    Again,
    /// Nothing is left to do here now; this is how likely more is to come.
    Pause(Outlook),
}

/// An entry of the queue. The fields drop in this order: the work is gone before its debt is paid.
pub(crate) struct Entry {
    pub(crate) work: Arc<dyn Work>,
    pub(crate) debt: Option<Debt>,
    pub(crate) site: &'static Location<'static>,
}

/// Erases the lifetime of borrowed work. The only place in this crate that does.
///
/// # Safety
/// Before `'a` ends, the caller must have brought the work into a state in which neither running nor abandoning nor
/// dropping it reaches anything that `'a` bounds, and keep it there: every closure, input and result in it is gone.
///
/// # How the callers discharge this
/// - *A blocking map or apply* ([`crate::map`], [`crate::task`]): every entry in the queue carries a debt of a latch
///   that is local to the call; the call neither returns nor unwinds before the latch is clear (a drop guard waits).
///   The debt is paid after the entry's `Arc` is dropped, so then no other thread holds the work.
/// - *A task or map of a scope*: every entry carries a debt of the scope's latch, on which the scope's end waits, also
///   when it unwinds. Its handle may outlive the scope, on any thread, and holds an erased `Arc` too; it runs the work
///   only under a debt that it could still take on ([`crate::latch::Latch::join`]). So whoever runs or abandons it is
///   indebted; the last of them takes closure and input out of it. Its result is handed to a promise, whose type keeps
///   the result's own lifetime, and which drops it at once where the handle is gone.
/// - *A stream of a scope*: as above, and its handle has the scope's lifetime in its type. A consumer that runs items
///   itself is therefore the scope's closure or one of the scope's indebted tasks.
/// - *A task of an owned pool*: `'a` is `'static`.
pub(crate) unsafe fn erase<'a>(work: Arc<dyn Work + 'a>) -> Arc<dyn Work> {
    // SAFETY: only the lifetime bound of the trait object changes; the pointer, the vtable and the reference count do
    // not depend on it. The caller answers for the uses.
    unsafe { std::mem::transmute::<Arc<dyn Work + 'a>, Arc<dyn Work>>(work) }
}

/// The address that tells one piece of work from another.
pub(crate) fn address(work: &Arc<dyn Work>) -> *const () {
    Arc::as_ptr(work).cast()
}
