//! Single tasks: `apply`, which may borrow from the caller, and `apply_async`.

use std::panic::Location;

use crate::context::Room;
use crate::engine::Engine;
use crate::error::{PoolError, TaskError};
use crate::latch::Latch;
use crate::promise::Promise;
use crate::result::AsyncResult;
use crate::sleep::Wake;
use crate::sync::{Arc, Mutex};
use crate::unwind::{contain, drop_quietly};
use crate::work::{Line, Progress, Turn, Work, erase};

/// A closure that runs once, wherever.
pub(crate) struct Task<F, R> {
    closure: Mutex<Option<F>>,
    promise: Arc<Promise<R>>,
    site: &'static Location<'static>,
}

impl<F: FnOnce() -> R, R> Task<F, R> {
    pub(crate) fn new(closure: F, site: &'static Location<'static>) -> Self {
        Self {
            closure: Mutex::new(Some(closure)),
            promise: Arc::new(Promise::new()),
            site,
        }
    }

    pub(crate) fn promise(&self) -> &Arc<Promise<R>> {
        &self.promise
    }
}

impl<F, R> Work for Task<F, R>
where
    F: FnOnce() -> R + Send,
    R: Send,
{
    fn run(&self, engine: &Engine, _turn: Turn) -> Progress {
        let closure = self.closure.lock().take();
        if let Some(closure) = closure {
            let outcome = contain(closure);
            if engine.is_forked() {
                std::mem::forget(outcome);
                return Progress::Forked;
            }
            let outcome = outcome.map_err(|payload| TaskError::panicked(payload, None, self.site));
            self.promise.keep(outcome);
        }
        Progress::Over
    }

    fn abandon(&self, error: fn() -> TaskError) {
        let closure = self.closure.lock().take();
        if let Some(closure) = closure {
            drop_quietly(closure);
            self.promise.keep(Err(error()));
        }
    }

    fn is_open(&self) -> bool {
        self.closure.lock().is_some()
    }

    fn site(&self) -> &'static Location<'static> {
        self.site
    }
}

/// Runs one task on behalf of the calling thread, on it where that is allowed.
pub(crate) fn blocking<F, R>(
    engine: &Engine,
    closure: F,
    site: &'static Location<'static>,
) -> Result<R, PoolError>
where
    F: FnOnce() -> R + Send,
    R: Send,
{
    engine.check_running()?;
    match engine.room() {
        _ if !engine.may_help() => {}
        Room::Inline => {
            let result = engine.run_inline(closure);
            return engine.check_forked().map(|()| result);
        }
        Room::Elsewhere => {}
        Room::TooDeep => return Err(PoolError::TooDeep),
    }
    let source = crate::source::Owned::new(vec![closure]);
    let mut results = crate::map::blocking(engine, source, |closure: F| closure(), None, site)?;
    Ok(results.pop().expect("one item, one result"))
}

/// Starts one task and returns at once.
pub(crate) fn deferred<'a, F, R>(
    engine: &Arc<Engine>,
    latch: Option<&Arc<Latch>>,
    closure: F,
    site: &'static Location<'static>,
) -> Result<AsyncResult<R>, PoolError>
where
    F: FnOnce() -> R + Send + 'a,
    R: Send + 'a,
{
    let task = Task::new(closure, site);
    let promise = Arc::clone(task.promise());
    // SAFETY: `'a` is `'static`, or the scope's lifetime, whose end waits for the debts of whoever may run or abandon
    // the task: the entry's, and that of a handle that helps. The closure has left the task when its promise is kept,
    // and a result that nobody waits for is dropped there: both before the debt is paid.
    let work = unsafe { erase(Arc::new(task)) };
    // If the last one that was woken came too late, its getter runs this one as well.
    let wake = if engine.sleep.was_in_vain() {
        Wake::Deferred
    } else {
        Wake::Now
    };
    let tickets = engine.submit(&work, Line::Single, 1, wake, latch)?;
    // A task is never put back, so its one entry has the first of the tickets or has left the queue.
    let tickets = tickets.start..tickets.start + 1;
    Ok(AsyncResult::new(
        promise,
        work,
        Line::Single,
        tickets,
        Arc::clone(engine),
        latch.cloned(),
    ))
}
