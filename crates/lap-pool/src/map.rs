//! Maps: blocking, which may borrow from the caller, and asynchronous.

use std::panic::{Location, resume_unwind};

use crate::batch::{Alone, Batch, Claims};
use crate::context::Room;
use crate::door::Map;
use crate::engine::Engine;
use crate::error::{PoolError, TaskError};
use crate::latch::Latch;
use crate::promise::Outcome;
use crate::result::{AsyncResult, Started};
use crate::shared_map;
use crate::sleep::Wake;
use crate::source::Source;
use crate::started_map::StartedMap;
use crate::sync::Arc;
use crate::unwind::{contain_drop, discard, drop_quietly};
use crate::work::{Progress, Turn, erase};

/// Runs a map to its end on behalf of the calling thread.
///
/// The closure never leaves that thread, so it need not be `Send`; it is dropped before anything is returned or resumed,
/// since a destructor that panics while a panic unwinds would abort the process.
pub(crate) fn blocking<S, F, R>(
    engine: &Engine,
    source: S,
    f: F,
    chunksize: Option<usize>,
    site: &'static Location<'static>,
) -> Result<Vec<R>, PoolError>
where
    S: Source + Send + Sync,
    F: Fn(S::Item) -> R + Sync,
    R: Send,
{
    let outcome = run_to_end(engine, source, &f, chunksize, site)?;
    match (outcome, contain_drop(f)) {
        (Ok(results), Ok(())) => Ok(results),
        (Ok(results), Err(payload)) => {
            results.into_iter().for_each(drop_quietly);
            resume_unwind(payload)
        }
        (Err(error), closure) => {
            closure.unwrap_or_else(discard);
            match error {
                TaskError::Panicked(panicked) => resume_unwind(panicked.into_payload()),
                _ => Err(PoolError::Terminated),
            }
        }
    }
}

fn run_to_end<S, F, R>(
    engine: &Engine,
    source: S,
    f: &F,
    chunksize: Option<usize>,
    site: &'static Location<'static>,
) -> Result<Outcome<Vec<R>>, PoolError>
where
    S: Source + Send + Sync,
    F: Fn(S::Item) -> R + Sync,
    R: Send,
{
    engine.check_running()?;
    let helps = match engine.room() {
        _ if !engine.may_help() => false,
        Room::Inline => true,
        Room::Elsewhere => false,
        Room::TooDeep => return Err(PoolError::TooDeep),
    };
    let threads = engine.workers().min(claims_in(source.len(), chunksize));
    let batch = Batch::new(source, f, claims(engine, chunksize), site);
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
pub(crate) fn deferred<'a, S, F, R>(
    engine: &Arc<Engine>,
    latch: Option<&Arc<Latch>>,
    source: S,
    f: F,
    chunksize: Option<usize>,
    site: &'static Location<'static>,
) -> Result<AsyncResult<Vec<R>>, PoolError>
where
    S: Source + Send + Sync + 'a,
    F: Fn(S::Item) -> R + Send + Sync + 'a,
    R: Send + 'a,
{
    engine.check_running()?;
    let threads = engine.workers().min(claims_in(source.len(), chunksize));
    let claims = claims(engine, chunksize);
    let map = Map::new(source, f, engine.workers(), threads, claims, site);
    let promise = Arc::clone(map.promise());
    // SAFETY: `'a` is `'static`, or the scope's lifetime, whose end waits for the debts of whoever may run or abandon
    // the map: its entries', and that of a handle that helps. The map's closure, source and results leave it when the
    // last of them has left, which is before that one's debt is paid.
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

fn claims(engine: &Engine, chunksize: Option<usize>) -> Claims {
    chunksize.map_or(
        Claims::Growing {
            threads: engine.workers(),
        },
        Claims::Fixed,
    )
}

/// How many threads could find something to do.
fn claims_in(len: usize, chunksize: Option<usize>) -> usize {
    len.div_ceil(chunksize.unwrap_or(1))
}
