//! Pools that take their sources in the wrong way.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use super::spoil::{read, source_on_panic};
use super::streams::reader;
use super::{Right, behind};
use crate::failure::{Answer, Failure};
use crate::subject::{
    Callbacks, Function, Item, Options, Order, Pending, Source, Stream, Subject, Task,
};

type Streamed = Answer<Box<dyn Stream>>;

pub(super) struct SourcePanicLosesResults(pub(super) Right);

impl Subject for SourcePanicLosesResults {
    behind!();

    fn stream(&self, order: Order, source: Source, f: Function, options: Options) -> Streamed {
        let payload = Arc::new(Mutex::new(None));
        let kept = Arc::clone(&payload);
        let source = source_on_panic(source, move |payload| {
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(payload);
            None
        });
        let mut over = false;
        reader(
            self.0.stream(order, source, f, options)?,
            move |stream, limit| {
                let next = if over { None } else { read(stream, limit) };
                let payload = payload
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .take();
                over |= payload.is_some();
                payload.map_or(next, |payload| Some(Err(Failure::Panicked(payload))))
            },
        )
    }
}

/// The lock of the one thread that reads all sources.
pub(super) struct OneFeederForAll(pub(super) Right, pub(super) Arc<Mutex<()>>);

impl OneFeederForAll {
    fn is_free(&self) -> Answer<()> {
        match self.1.try_lock() {
            Err(TryLockError::WouldBlock) => Err(Failure::Other("the feeder is busy".into())),
            Ok(_) | Err(TryLockError::Poisoned(_)) => Ok(()),
        }
    }
}

impl Subject for OneFeederForAll {
    behind!();

    fn stream(&self, order: Order, mut source: Source, f: Function, options: Options) -> Streamed {
        let feeder = Arc::clone(&self.1);
        let fed = std::iter::from_fn(move || {
            let _busy = feeder.lock();
            source.next()
        });
        self.0.stream(order, Box::new(fed), f, options)
    }

    fn apply_async(
        &self,
        task: Task,
        callbacks: Callbacks<Item>,
    ) -> Answer<Box<dyn Pending<Item>>> {
        self.is_free()?;
        self.0.apply_async(task, callbacks)
    }

    fn terminate(&self) -> Answer<()> {
        self.is_free()?;
        self.0.terminate()
    }
}

pub(super) struct SwallowsTheSourcesPanic(pub(super) Right);

impl Subject for SwallowsTheSourcesPanic {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Vec<Item>> {
        self.0.map(source_on_panic(input, |_| None), f, options)
    }

    fn map_async(
        &self,
        input: Source,
        f: Function,
        options: Options,
        callbacks: Callbacks<Vec<Item>>,
    ) -> Answer<Box<dyn Pending<Vec<Item>>>> {
        let input = source_on_panic(input, |_| None);
        self.0.map_async(input, f, options, callbacks)
    }

    fn stream(&self, order: Order, source: Source, f: Function, options: Options) -> Streamed {
        self.0
            .stream(order, source_on_panic(source, |_| None), f, options)
    }
}

/// Beside the pool, whether a source has panicked.
pub(super) struct DiesOfItsSource(pub(super) Right, pub(super) Arc<AtomicBool>);

impl Subject for DiesOfItsSource {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Vec<Item>> {
        if self.1.load(SeqCst) {
            return Err(Failure::NotRunning);
        }
        let dead = Arc::clone(&self.1);
        let input = source_on_panic(input, move |payload| {
            dead.store(true, SeqCst);
            resume_unwind(payload)
        });
        self.0.map(input, f, options)
    }
}
