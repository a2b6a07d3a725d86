//! Wrong tasks, and what waits for them.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::thread;

use super::spoil::{handle, read, right};
use super::streams::reader;
use super::{Right, behind};
use crate::by_hand::Place;
use crate::failure::{Answer, Failure};
use crate::subject::{
    Callbacks, Function, Item, Options, Order, Pending, Source, Stream, Subject, Task,
};

type Later<T> = Answer<Box<dyn Pending<T>>>;
type Items = Vec<Item>;

pub(super) struct DoesNotWait(pub(super) Right);

impl Subject for DoesNotWait {
    behind!();

    fn apply(&self, task: Task) -> Answer<Item> {
        self.apply_async(task, Callbacks::default())?.get()
    }

    fn apply_async(&self, task: Task, callbacks: Callbacks<Item>) -> Later<Item> {
        let task = self.0.apply_async(task, callbacks)?;
        Ok(handle(task, |_, _| Ok(Item::default())))
    }

    fn map_async(
        &self,
        input: Source,
        f: Function,
        options: Options,
        callbacks: Callbacks<Items>,
    ) -> Later<Items> {
        let map = self.0.map_async(input, f, options, callbacks)?;
        Ok(handle(map, |_, _| Ok(Vec::new())))
    }
}

pub(super) struct RunsInTheCaller(pub(super) Right);

impl Subject for RunsInTheCaller {
    behind!();

    fn apply_async(&self, task: Task, callbacks: Callbacks<Item>) -> Later<Item> {
        let place = Place::empty();
        let result = catch_unwind(AssertUnwindSafe(task)).map_err(Failure::Panicked);
        place.fill(result, callbacks);
        Ok(Box::new(place))
    }
}

pub(super) struct AThreadPerTask(pub(super) Right);

impl Subject for AThreadPerTask {
    behind!();

    fn apply_async(&self, task: Task, callbacks: Callbacks<Item>) -> Later<Item> {
        let place = Place::empty();
        let to = place.clone();
        thread::spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(task)).map_err(Failure::Panicked);
            to.fill(result, callbacks);
        });
        Ok(Box::new(place))
    }
}

pub(super) struct IgnoresTheLimit(pub(super) Right);

impl Subject for IgnoresTheLimit {
    behind!();

    fn apply_async(&self, task: Task, callbacks: Callbacks<Item>) -> Later<Item> {
        let task = self.0.apply_async(task, callbacks)?;
        Ok(handle(task, |task, _| right(task, None)))
    }

    fn stream(
        &self,
        order: Order,
        source: Source,
        f: Function,
        options: Options,
    ) -> Answer<Box<dyn Stream>> {
        reader(self.0.stream(order, source, f, options)?, |stream, _| {
            stream.next()
        })
    }
}

pub(super) struct ForgetsAfterTheLimit(pub(super) Right);

impl Subject for ForgetsAfterTheLimit {
    behind!();

    fn apply_async(&self, task: Task, callbacks: Callbacks<Item>) -> Later<Item> {
        let task = self.0.apply_async(task, callbacks)?;
        Ok(handle(task, |task, limit| {
            let answer = right(task, limit);
            if limit.is_some() {
                *task = None;
            }
            answer
        }))
    }

    fn stream(
        &self,
        order: Order,
        source: Source,
        f: Function,
        options: Options,
    ) -> Answer<Box<dyn Stream>> {
        let mut over = false;
        reader(
            self.0.stream(order, source, f, options)?,
            move |stream, limit| {
                if over {
                    return None;
                }
                over = limit.is_some();
                read(stream, limit)
            },
        )
    }
}

thread_local!(static INSIDE: Cell<bool> = const { Cell::new(false) });

pub(super) struct RefusesNestedCalls(pub(super) Right);

impl Subject for RefusesNestedCalls {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Items> {
        if INSIDE.get() {
            return Err(Failure::Other("no calls from inside a task".into()));
        }
        let noted = move |item| {
            INSIDE.set(true);
            let result = catch_unwind(AssertUnwindSafe(|| f(item)));
            INSIDE.set(false);
            result.unwrap_or_else(|payload| resume_unwind(payload))
        };
        self.0.map(input, Arc::new(noted), options)
    }
}
