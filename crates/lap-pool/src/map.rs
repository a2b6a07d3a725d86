//! Maps: blocking, which may borrow from the caller, and asynchronous.

use std::panic::{Location, resume_unwind};

use crate::batch::Claims;
use crate::context::Room;
use crate::door::Map;
use crate::engine::Engine;
use crate::error::{PoolError, TaskError};
use crate::latch::Latch;
use crate::promise::Outcome;
use crate::queue::Tickets;
use crate::result::AsyncResult;
use crate::sleep::Call;
use crate::source::Source;
use crate::sync::Arc;
use crate::unwind::{contain_drop, discard, drop_quietly};
use crate::work::{Line, Work, erase};

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
    let helping = match engine.room() {
        _ if !engine.may_help() => false,
        Room::Inline => true,
        Room::Elsewhere => false,
        Room::TooDeep => return Err(PoolError::TooDeep),
    };
    let threads = engine.workers().min(claims_in(source.len(), chunksize));
    let others = threads.saturating_sub(usize::from(helping));
    let claims = claims(engine, chunksize);
    let map = Map::new(source, f, engine.workers(), others, claims, site);
    let promise = Arc::clone(map.promise());
    // SAFETY: `Lent`'s drop, on every way out, takes the entries out of the queue and waits until no other thread holds
    // one (without entries none ever does; a forked child has none). By then the promise is kept or the map was never
    // started, and `work` here is the only one left, dropped before the borrows end.
    let work = unsafe { erase(Arc::new(map)) };
    let mut lent = None;
    if others > 0 {
        let lent = lent.insert(Lent {
            engine,
            work: &work,
            tickets: 0..0,
            latch: Arc::default(),
        });
        lent.tickets = engine.submit(&work, Line::Shared, others, Call::Now, Some(&lent.latch))?;
    }
    if helping || threads == 0 {
        engine.help(&work, None, None);
    }
    if engine.is_forked() {
        std::mem::forget((lent, Arc::clone(&work)));
        return Err(PoolError::Forked);
    }
    promise.wait(None, None);
    drop(lent);
    let outcome = promise.take();
    Ok(outcome.expect("nobody else takes a blocking map's outcome"))
}

/// Work that borrows from the stack frame of a call.
struct Lent<'a> {
    engine: &'a Engine,
    work: &'a Arc<dyn Work>,
    tickets: Tickets,
    latch: Arc<Latch>,
}

impl Drop for Lent<'_> {
    /// Takes the entries out of the queue and waits for those that are held elsewhere.
    ///
    /// A worker that gave way may put its entry back after the first look, when the work is over: then the entry is
    /// not waited for, behind whatever else is queued, but taken out by another look.
    fn drop(&mut self) {
        loop {
            let seen = self.latch.queued();
            if self.latch.is_clear() {
                return;
            }
            self.engine.sweep(self.work, Line::Shared, &self.tickets);
            self.latch.wait_or_queued(seen);
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
    let claims = claims(engine, chunksize);
    let map = Map::new(source, f, engine.workers(), threads, claims, site);
    let promise = Arc::clone(map.promise());
    // SAFETY: `'a` is `'static`, or the scope's lifetime, whose end waits for the debts of whoever may run or abandon
    // the map: its entries', and that of a handle that helps. The map's closure, source and results leave it when the
    // last of them has left, which is before that one's debt is paid.
    let work = unsafe { erase(Arc::new(map)) };
    let tickets = engine.submit(&work, Line::Shared, threads, Call::Now, latch)?;
    if threads == 0 {
        engine.help(&work, None, None);
    }
    Ok(AsyncResult::new(
        promise,
        work,
        Line::Shared,
        tickets,
        Arc::clone(engine),
        latch.cloned(),
    ))
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
