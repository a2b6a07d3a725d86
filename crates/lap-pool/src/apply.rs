//! Single tasks, called for: `apply`, which may borrow from the caller, and `apply_async`.

use std::panic::Location;

use crate::body::Plain;
use crate::callbacks::{Callback, Callbacks};
use crate::context::Room;
use crate::engine::Engine;
use crate::error::{PoolError, TaskError};
use crate::job::{Eventual, Job};
use crate::latch::Latch;
use crate::map::How;
use crate::result::{AsyncResult, Started};
use crate::sync::Arc;
use crate::task::{Queued, Task};

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
    let body = Plain(|closure: F| closure());
    let Ok(mut results) = crate::map::blocking(engine, source, body, How::default(), site)?;
    Ok(results.pop().expect("one item, one result"))
}

/// Starts one task and returns at once.
pub(crate) fn deferred<'a, F, R, C, E>(
    engine: &Arc<Engine>,
    latch: Option<&Arc<Latch>>,
    closure: F,
    callbacks: Callbacks<C, E>,
) -> Result<AsyncResult<R>, PoolError>
where
    F: FnOnce() -> R + Send + 'a,
    R: Send + 'a,
    C: Callback<R> + Send + 'a,
    E: Callback<TaskError> + Send + 'a,
{
    let task = Arc::new(Task::new(Queued {
        closure,
        callbacks,
        token: latch.map(Latch::acquire),
    }));
    // SAFETY: `'a` is `'static`, or the scope's lifetime, whose end waits for the task's token. That is released when the
    // closure is gone and the outcome is the handle's, whose type bounds it by its own lifetime, or is dropped. What is
    // left of the task in the queue is an empty shell.
    let handle = unsafe { erase(task as Arc<dyn Eventual<R> + 'a>) };
    let job: Arc<dyn Job> = Arc::clone(&handle) as _;
    latch.inspect(|latch| latch.keep(&job));
    engine.submit_task(job, &*handle)?;
    Ok(AsyncResult::new(Started::Task(handle), Arc::clone(engine)))
}

/// Erases the lifetime of a task.
///
/// # Safety
/// Before `'a` ends, closure and outcome have left the task, or are the handle's whose type has that lifetime.
unsafe fn erase<'a, R>(task: Arc<dyn Eventual<R> + 'a>) -> Arc<dyn Eventual<R>> {
    // SAFETY: only the lifetime bound of the trait object changes. The caller answers for the uses.
    unsafe { std::mem::transmute::<Arc<dyn Eventual<R> + 'a>, Arc<dyn Eventual<R>>>(task) }
}
