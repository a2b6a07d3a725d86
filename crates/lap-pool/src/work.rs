//! What the queue holds: pieces of work, and where their lifetimes are erased.

use std::panic::Location;

use crate::engine::Engine;
use crate::error::TaskError;
use crate::latch::{Latch, Token};
use crate::sync::{Arc, Instant};

/// A piece of work. It contains every panic of user code itself.
pub(crate) trait Work: Send + Sync {
    /// Runs it on this thread, as far as the turn says; `own` is the entry that was taken out of the queue for it. Work that is
    /// over is over at once.
    fn run(&self, engine: &Engine, turn: Turn, own: Option<&Entry>) -> Progress;

    /// Gives it up: what is waited for and has not begun resolves to this error.
    fn abandon(&self, error: fn() -> TaskError);

    /// Whether some of it has yet to begin.
    fn is_open(&self) -> bool;

    /// Where it was submitted.
    fn site(&self) -> &'static Location<'static>;
}

/// On whose behalf a thread runs work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It took an entry out of the queue, and gives way when others wait.
    Queued,
    /// It waits for this work, and goes on as long as there is something to do, or until then.
    Waiting(Option<Instant>),
}

/// What a turn on a piece of work came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing is left to begin: it is over, or will be when those that are at it are done. Its entries are dead.
    Over,
    /// As many threads are at it as may be, or an entry of it is queued: it goes on without this thread.
    Elsewhere,
    /// There is more, and this thread leaves it: an entry has to be queued for it.
    Again,
    /// Nothing is left to do here now.
    Pause,
    /// User code forked, and this is the child: whatever the others had is out of reach, so it leaves everything lying.
    Forked,
}

/// An entry of the queue. The fields drop in this order: the work is gone before its token is released.
pub(crate) struct Entry {
    pub(crate) work: Arc<dyn Work>,
    pub(crate) token: Option<Token>,
}

impl Entry {
    /// Another entry of the same work.
    pub(crate) fn another(&self) -> Entry {
        let token = self.token.as_ref();
        Entry {
            work: Arc::clone(&self.work),
            token: token.map(|token| Latch::acquire(token.latch())),
        }
    }
}

/// Erases the lifetime of borrowed work. What is no such work is in [`crate::apply`] and [`crate::gate`].
///
/// # Safety
/// Before `'a` ends, the caller must have brought the work into a state in which neither running nor abandoning nor
/// dropping it reaches anything that `'a` bounds, and keep it there: every closure, input and result in it is gone.
///
/// # How the callers discharge this
/// - *A map of a scope*: every entry carries a token of the scope's latch, on which the scope's end waits, also
///   when it unwinds. Its handle may outlive the scope, on any thread, and holds an erased `Arc` too; it runs the work
///   only under a token that it could still take on ([`crate::latch::Latch::join`]). So whoever runs or abandons it holds
///   one. An entry leaves the queue for good only when the work is over, or while somebody is at it who puts one
///   back ([`Progress`]); so until it is over there is a token, and the last to release one takes closure and input out of it.
///   Its result is handed to a promise, whose type keeps the result's own lifetime, and which drops it at once where
///   the handle is gone.
/// - *A stream of a scope*: as above, and its handle has the scope's lifetime in its type, as have those that share it. A
///   consumer that runs items itself is therefore the scope's closure or a thread that ends within it, or one of the scope's
///   tasks or a reader of its streams, which hold a token.
/// - *Work of an owned pool*: `'a` is `'static`.
pub(crate) unsafe fn erase<'a>(work: Arc<dyn Work + 'a>) -> Arc<dyn Work> {
    // SAFETY: only the lifetime bound of the trait object changes; the pointer, the vtable and the reference count do
    // not depend on it. The caller answers for the uses.
    unsafe { std::mem::transmute::<Arc<dyn Work + 'a>, Arc<dyn Work>>(work) }
}

/// The address that tells one piece of work from another.
pub(crate) fn address(work: &Arc<dyn Work>) -> *const () {
    Arc::as_ptr(work).cast()
}
