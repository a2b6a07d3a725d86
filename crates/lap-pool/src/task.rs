//! Single tasks: `apply`, which may borrow from the caller, and `apply_async`.

use std::panic::Location;

use crate::engine::Engine;
use crate::error::{PoolError, TaskError};
use crate::latch::Latch;
use crate::promise::Promise;
use crate::result::AsyncResult;
use crate::sync::{Arc, Mutex};
use crate::unwind::{contain, drop_quietly};
use crate::work::{Progress, Work, erase};

/// A closure that runs once, wherever.
struct Task<F, R> {
    closure: Mutex<Option<F>>,
    promise: Arc<Promise<R>>,
    site: &'static Location<'static>,
}

impl<F: FnOnce() -> R, R> Task<F, R> {
    fn new(closure: F, site: &'static Location<'static>) -> Self {
        Self {
            closure: Mutex::new(Some(closure)),
            promise: Arc::new(Promise::new()),
            site,
        }
    }
}

impl<F, R> Work for Task<F, R>
where
    F: FnOnce() -> R + Send,
    R: Send,
{
    fn run(&self, _engine: &Engine) -> Progress {
        let closure = self.closure.lock().take();
        if let Some(closure) = closure {
            let outcome =
                contain(closure).map_err(|payload| TaskError::panicked(payload, None, self.site));
            self.promise.keep(outcome);
        }
        Progress::Done
    }

    fn abandon(&self) {
        let closure = self.closure.lock().take();
        if let Some(closure) = closure {
            drop_quietly(closure);
            self.promise.keep(Err(TaskError::Terminated));
        }
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
    if engine.may_help() {
        return Ok(closure());
    }
    let one = std::iter::once(closure);
    let source = crate::source::Owned::new(one.collect());
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
    let promise = Arc::clone(&task.promise);
    // SAFETY: `'a` is `'static`, or the scope's lifetime, whose end waits for the debt of this entry. The closure has
    // left the task when its promise is kept, and a result that nobody waits for is dropped there: both before the
    // debt is paid.
    let work = unsafe { erase(Arc::new(task)) };
    engine.submit(&work, 1, latch, site)?;
    Ok(AsyncResult::new(promise, work, Arc::clone(engine)))
}
