//! `apply_async` and `map_async`, and the handle that knows when its original would wait for ever.

use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::super::loan::Job;
use super::map::{MapJob, run_counted};
use super::threads::{CacheEntry, Delivery, Machinery, Task, lock};
use crate::contender::{Failure, Pending};

/// CPython's `AsyncResult` (P:745-788).
pub struct PythonResult<R> {
    arrival: Receiver<Result<R, Failure>>,
}

impl<R> Pending<R> for PythonResult<R> {
    fn ready(&self) -> bool {
        !self.arrival.is_empty()
    }

    /// Where CPython's `get` would block for ever, [`Failure::Hangs`].
    fn get(self) -> Result<R, Failure> {
        self.arrival.recv().unwrap_or(Err(Failure::Hangs))
    }
}

/// P:453-461.
pub(super) fn apply_async<R, F>(machinery: &Machinery, f: F) -> PythonResult<R>
where
    R: Send + 'static,
    F: FnOnce() -> R + Send + 'static,
{
    let entry = machinery.enter();
    let (set, arrival) = bounded(1);
    let task: Task = Box::new(move || -> Delivery {
        let result = catch_unwind(AssertUnwindSafe(f));
        entry.shared().ran(1);
        Box::new(move || {
            // A handle that was dropped wants no result.
            let _ = set.send(result.map_err(Failure::Panicked));
            drop(entry);
        })
    });
    machinery.submit(Box::new(iter::once(task)));
    PythonResult { arrival }
}

/// P:471-498: the input is already a list here.
pub(super) fn map_async<T, R, F>(
    machinery: &Machinery,
    items: Vec<T>,
    chunksize: usize,
    f: F,
) -> PythonResult<Vec<R>>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    let entry = machinery.enter();
    let (set, arrival) = bounded(1);
    if items.is_empty() {
        let _ = set.send(Ok(Vec::new()));
        return PythonResult { arrival };
    }
    let chunks = into_chunks(items, chunksize);
    let total = chunks.len();
    let entry = Arc::new(entry);
    let run = {
        let entry = Arc::clone(&entry);
        move |chunk: usize| {
            let chunk = lock(&chunks[chunk]).take().expect("a chunk runs once");
            run_counted(entry.shared(), chunk, &f)
        }
    };
    let call = Arc::new(Call {
        job: MapJob::new(total, run),
        set,
        _entry: entry,
    });
    machinery.submit(Box::new((0..total).map(move |chunk| -> Task {
        let call = Arc::clone(&call);
        Box::new(move || -> Delivery {
            call.job.run(chunk);
            Box::new(move || {
                if call.job.set(chunk) {
                    let _ = call.set.send(call.job.outcome());
                }
            })
        })
    })));
    PythonResult { arrival }
}

/// A `map_async` under way: shared by its messages, so that the sender goes with the last of them.
struct Call<R, C> {
    job: MapJob<R, C>,
    set: Sender<Result<Vec<R>, Failure>>,
    _entry: Arc<CacheEntry>,
}

fn into_chunks<T>(items: Vec<T>, chunksize: usize) -> Vec<Mutex<Option<Vec<T>>>> {
    let mut items = items.into_iter();
    iter::from_fn(|| {
        let chunk: Vec<T> = items.by_ref().take(chunksize).collect();
        (!chunk.is_empty()).then(|| Mutex::new(Some(chunk)))
    })
    .collect()
}
