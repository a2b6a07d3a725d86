//! Maps: blocking, which may borrow from the caller, and asynchronous.

use std::panic::{Location, resume_unwind};

use crate::batch::{Alone, Batch};
use crate::body::Body;
use crate::callbacks::{Callback, Callbacks};
use crate::context::Room;
use crate::engine::Engine;
use crate::error::{PoolError, TaskError};
use crate::failure::{Failure, MapOutcome};
use crate::latch::Latch;
use crate::panics::{contain_drop, discard, drop_each_quietly};
use crate::queued_map::Map;
use crate::result::{AsyncResult, Started};
use crate::schedule::Schedule;
use crate::shared_map;
use crate::sleep::Wake;
use crate::source::Source;
use crate::started_map::StartedMap;
use crate::sync::Arc;
use crate::work::{Progress, Turn, erase};

/// How a map is to be carried out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct How {
    pub(crate) chunksize: Option<usize>,
    /// Items that run at once, at most.
    pub(crate) concurrency: Option<usize>,
}

/// Runs a map to its end on behalf of the calling thread.
///
/// The closure never leaves that thread, so it need not be `Send`; it is dropped before anything is returned or resumed,
/// since a destructor that panics while a panic unwinds would abort the process.
pub(crate) fn blocking<S, B>(
    engine: &Engine,
    source: S,
    body: B,
    how: How,
    site: &'static Location<'static>,
) -> Result<Result<Vec<B::Output>, B::Error>, PoolError>
where
    S: Source + Send + Sync,
    B: Body<S::Item> + Sync,
    B::Output: Send,
    B::Error: Send,
{
    let ran = run_to_end(engine, source, &body, how, site);
    if engine.is_forked() {
        // A thread that is not there may be in the midst of it.
        std::mem::forget(body);
        return Err(PoolError::Forked);
    }
    match (ran?, contain_drop(body)) {
        (Ok(results), Ok(())) => Ok(Ok(results)),
        (Ok(results), Err(payload)) => {
            drop_each_quietly(results);
            resume_unwind(payload)
        }
        (Err(failure), closure) => {
            closure.unwrap_or_else(discard);
            match failure {
                Failure::Task(TaskError::Panicked(panicked)) => {
                    resume_unwind(panicked.into_payload())
                }
                Failure::Task(_) => Err(PoolError::Terminated),
                Failure::Item(error) => Ok(Err(error)),
            }
        }
    }
}

fn run_to_end<S, B>(
    engine: &Engine,
    source: S,
    body: &B,
    how: How,
    site: &'static Location<'static>,
) -> Result<MapOutcome<B::Output, B::Error>, PoolError>
where
    S: Source + Send + Sync,
    B: Body<S::Item> + Sync,
    B::Output: Send,
    B::Error: Send,
{
    engine.check_running()?;
    let helps = match engine.room() {
        _ if !engine.may_help() => false,
        Room::Inline => true,
        Room::Elsewhere => false,
        Room::TooDeep => return Err(PoolError::TooDeep),
    };
    let threads = how.threads(engine, source.len());
    let batch = Batch::new(source, body, how.schedule(engine), site);
    let progress = match (threads, helps) {
        (0, _) => Progress::Over,
        (1, true) => engine.run_inline(|| batch.work(engine, Turn::Waiting(None), &Alone)),
        _ => shared_map::run(engine, &batch, threads, helps, site)?,
    };
    if progress == Progress::Forked {
        std::mem::forget(batch);
        return Err(PoolError::Forked);
    }
    Ok(batch.into_outcome())
}

/// Starts a map and returns at once.
pub(crate) fn deferred<'a, S, F, R, C, E>(
    engine: &Arc<Engine>,
    latch: Option<&Arc<Latch>>,
    source: S,
    f: F,
    how: How,
    callbacks: Callbacks<C, E>,
) -> Result<AsyncResult<Vec<R>>, PoolError>
where
    S: Source + Send + Sync + 'a,
    F: Fn(S::Item) -> R + Send + Sync + 'a,
    R: Send + 'a,
    C: Callback<Vec<R>> + Send + 'a,
    E: Callback<TaskError> + Send + 'a,
{
    engine.check_running()?;
    let threads = how.threads(engine, source.len());
    let schedule = how.schedule(engine);
    let map = Map::new(source, f, how.most(engine), threads, schedule, callbacks);
    let promise = Arc::clone(map.promise());
    // SAFETY: `'a` is `'static`, or the scope's lifetime, whose end waits for the tokens of whoever may run or abandon
    // the map: its entries', and that of a handle that helps. The map's closure, source and results leave it when the
    // last of them has left, which is before that one's token is released.
    let work = unsafe { erase(Arc::new(map)) };
    let tickets = engine.submit(&work, threads, Wake::Now, latch)?;
    if threads == 0 {
        engine.help(&work, None, None);
    }
    let map = StartedMap {
        promise,
        work,
        tickets,
        latch: latch.cloned(),
    };
    Ok(AsyncResult::new(Started::Map(map), Arc::clone(engine)))
}

impl How {
    /// Threads that may be at it at once.
    fn most(self, engine: &Engine) -> usize {
        let most = engine.workers();
        self.concurrency.map_or(most, |limit| limit.min(most))
    }

    /// Threads that could find something to do among so many items.
    fn threads(self, engine: &Engine, items: usize) -> usize {
        self.most(engine)
            .min(items.div_ceil(self.chunksize.unwrap_or(1)))
    }

    fn schedule(self, engine: &Engine) -> Schedule {
        let threads = self.most(engine);
        self.chunksize
            .map_or(Schedule::Guided { threads }, Schedule::Fixed)
    }
}
