//! Maps: blocking, which may borrow from the caller, and asynchronous.

use std::panic::{Location, resume_unwind};

use crate::batch::{Claims, Map};
use crate::engine::Engine;
use crate::error::{PoolError, TaskError};
use crate::latch::Latch;
use crate::result::AsyncResult;
use crate::source::Source;
use crate::sync::Arc;
use crate::work::{Work, erase};

/// Runs a map to its end on behalf of the calling thread.
pub(crate) fn blocking<S, F, R>(
    engine: &Engine,
    source: S,
    f: F,
    chunksize: Option<usize>,
    site: &'static Location<'static>,
) -> Result<Vec<R>, PoolError>
where
    S: Source + Send + Sync,
    F: Fn(S::Item) -> R + Send + Sync,
    R: Send,
{
    engine.check_running()?;
    let len = source.len();
    let helping = engine.may_help();
    let threads = engine.workers().min(claims_in(len, chunksize));
    let map = Map::new(source, f, engine.workers(), claims(engine, chunksize), site);
    let promise = Arc::clone(map.promise());
    // SAFETY: `Lent`'s drop, on every way out of this function, takes the map's entries out of the queue and waits
    // until no other thread holds one; by then the promise is kept or the map was never started, and `work` here is
    // the only one left, dropped before the borrows end.
    let work = unsafe { erase(Arc::new(map)) };
    let lent = Lent {
        engine,
        work: &work,
        latch: Arc::default(),
    };
    engine.submit(
        &work,
        threads.saturating_sub(usize::from(helping)),
        Some(&lent.latch),
        site,
    )?;
    if helping || threads == 0 {
        engine.help(&work);
    }
    promise.wait(None);
    drop(lent);
    match promise
        .take()
        .expect("nobody else takes a blocking map's outcome")
    {
        Ok(results) => Ok(results),
        Err(TaskError::Panicked(panicked)) => resume_unwind(panicked.payload),
        Err(_) => Err(PoolError::Terminated),
    }
}

/// Work that borrows from the stack frame of a call.
struct Lent<'a> {
    engine: &'a Engine,
    work: &'a Arc<dyn Work>,
    latch: Arc<Latch>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if !self.latch.is_clear() {
            self.engine.sweep(self.work);
            self.latch.wait();
        }
    }
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
    let map = Map::new(source, f, engine.workers(), claims(engine, chunksize), site);
    let promise = Arc::clone(map.promise());
    // SAFETY: `'a` is `'static`, or the scope's lifetime, whose end waits for the debts of these entries. The map's
    // closure, source and results leave it when its promise is kept, which is before the last debt is paid.
    let work = unsafe { erase(Arc::new(map)) };
    if threads == 0 {
        engine.help(&work);
    } else {
        engine.submit(&work, threads, latch, site)?;
    }
    Ok(AsyncResult::new(promise, work, Arc::clone(engine)))
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
