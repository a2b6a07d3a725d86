//! Pools that take panics in the wrong way.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::spoil::{on_panic, task_on_panic};
use super::{Right, behind};
use crate::failure::{Answer, Failure, Payload};
use crate::subject::{Callbacks, Function, Item, Options, Pending, Source, Subject, Task};

/// What becomes of a panic.
pub(super) struct AtAPanic(pub(super) Right, pub(super) fn(Payload) -> Item);

pub(super) fn swallow(_: Payload) -> Item {
    Item::default()
}

pub(super) fn lose_the_words(_: Payload) -> Item {
    resume_unwind(Box::new("a task failed"))
}

pub(super) fn turn_into_text(payload: Payload) -> Item {
    let failure = Failure::Panicked(payload);
    resume_unwind(Box::new(failure.words().unwrap_or("no text").to_owned()))
}

impl Subject for AtAPanic {
    behind!();

    fn apply(&self, task: Task) -> Answer<Item> {
        self.0.apply(task_on_panic(task, self.1))
    }

    fn apply_async(
        &self,
        task: Task,
        callbacks: Callbacks<Item>,
    ) -> Answer<Box<dyn Pending<Item>>> {
        self.0.apply_async(task_on_panic(task, self.1), callbacks)
    }

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Vec<Item>> {
        self.0.map(input, on_panic(f, self.1), options)
    }
}

pub(super) struct FailsFast(pub(super) Right);

impl Subject for FailsFast {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Vec<Item>> {
        let (tell, told) = channel();
        let told_of = move |item| {
            catch_unwind(AssertUnwindSafe(|| f(item))).unwrap_or_else(|payload| {
                tell.send(payload).ok();
                Item::default()
            })
        };
        let mut map = self
            .0
            .map_async(input, Arc::new(told_of), options, Callbacks::default())?;
        loop {
            let answer = map.get_timeout(Duration::from_millis(1));
            if let Ok(payload) = told.try_recv() {
                return Err(Failure::Panicked(payload));
            }
            if !matches!(answer, Err(Failure::TimedOut)) {
                return answer;
            }
        }
    }
}

/// Beside the pool, how many workers are left, and when the lost ones may go.
pub(super) struct LosesAWorkerPerPanic(Arc<Right>, Arc<AtomicUsize>, Arc<OnceLock<()>>);

impl LosesAWorkerPerPanic {
    pub(super) fn new(right: Right, workers: usize) -> Self {
        Self(
            Arc::new(right),
            Arc::new(AtomicUsize::new(workers)),
            Arc::default(),
        )
    }
}

impl Subject for LosesAWorkerPerPanic {
    fn behind(&self) -> Option<&dyn Subject> {
        Some(&**self.0)
    }

    fn apply_async(
        &self,
        task: Task,
        callbacks: Callbacks<Item>,
    ) -> Answer<Box<dyn Pending<Item>>> {
        let (pool, left, over) = (
            Arc::downgrade(&self.0),
            Arc::clone(&self.1),
            Arc::clone(&self.2),
        );
        let task = task_on_panic(task, move |payload| {
            let lost = move || {
                over.wait();
                Item::default()
            };
            // All but one, which leaves the rest of the row something to run on.
            if let (2.., Some(pool)) = (left.load(SeqCst), pool.upgrade()) {
                left.fetch_sub(1, SeqCst);
                drop(pool.apply_async(Box::new(lost), Callbacks::default()));
            }
            resume_unwind(payload)
        });
        self.0.apply_async(task, callbacks)
    }
}

impl Drop for LosesAWorkerPerPanic {
    fn drop(&mut self) {
        self.2.set(()).ok();
    }
}
