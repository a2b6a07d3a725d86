//! Pools that keep what they should let go.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use super::{Right, behind};
use crate::by_hand::Place;
use crate::failure::{Answer, Failure};
use crate::subject::{Callbacks, Function, Item, Options, Pending, Source, Subject, Task};

type Kept<T> = Arc<Mutex<Vec<T>>>;

fn keep<T>(kept: &Kept<T>, value: T) {
    kept.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(value);
}

pub(super) struct KeepsClosures(pub(super) Right, pub(super) Kept<Function>);

impl Subject for KeepsClosures {
    behind!();

    fn map_async(
        &self,
        input: Source,
        f: Function,
        options: Options,
        callbacks: Callbacks<Vec<Item>>,
    ) -> Answer<Box<dyn Pending<Vec<Item>>>> {
        keep(&self.1, Arc::clone(&f));
        self.0.map_async(input, f, options, callbacks)
    }
}

pub(super) struct KeepsItems(pub(super) Right, pub(super) Kept<Item>);

impl Subject for KeepsItems {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Vec<Item>> {
        let kept = Arc::clone(&self.1);
        let input = input.inspect(move |item| keep(&kept, item.clone()));
        self.0.map(Box::new(input), f, options)
    }
}

pub(super) struct KeepsResults(pub(super) Right, pub(super) Kept<Item>);

impl Subject for KeepsResults {
    behind!();

    fn apply_async(
        &self,
        task: Task,
        callbacks: Callbacks<Item>,
    ) -> Answer<Box<dyn Pending<Item>>> {
        let kept = Arc::clone(&self.1);
        let task = move || {
            let result = task();
            keep(&kept, result.clone());
            result
        };
        self.0.apply_async(Box::new(task), callbacks)
    }
}

/// Beside the pool, when the threads may go.
pub(super) struct LeavesThreads(pub(super) Right, pub(super) Arc<OnceLock<()>>);

impl Subject for LeavesThreads {
    behind!();

    fn apply_async(
        &self,
        task: Task,
        callbacks: Callbacks<Item>,
    ) -> Answer<Box<dyn Pending<Item>>> {
        let (place, over) = (Place::empty(), Arc::clone(&self.1));
        let to = place.clone();
        thread::spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(task)).map_err(Failure::Panicked);
            to.fill(result, callbacks);
            over.wait();
        });
        Ok(Box::new(place))
    }
}

impl Drop for LeavesThreads {
    fn drop(&mut self) {
        self.1.set(()).ok();
    }
}
