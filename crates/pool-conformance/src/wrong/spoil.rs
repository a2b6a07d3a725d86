//! What wrong pools have in common: other closures, sources, results and streams.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use crate::failure::{Answer, Failure, Payload};
use crate::subject::{Function, Item, Pending, Source, Stream, Task};

/// The same task, whose panic becomes something else.
pub(super) fn task_on_panic(
    task: Task,
    then: impl FnOnce(Payload) -> Item + Send + 'static,
) -> Task {
    Box::new(move || catch_unwind(AssertUnwindSafe(task)).unwrap_or_else(then))
}

/// The same function, whose panics become something else.
pub(super) fn on_panic(
    f: Function,
    then: impl Fn(Payload) -> Item + Send + Sync + 'static,
) -> Function {
    Arc::new(move |item| catch_unwind(AssertUnwindSafe(|| f(item))).unwrap_or_else(&then))
}

/// The same source, whose panics become something else.
pub(super) fn source_on_panic(
    mut source: Source,
    mut then: impl FnMut(Payload) -> Option<Item> + Send + 'static,
) -> Source {
    Box::new(std::iter::from_fn(move || {
        catch_unwind(AssertUnwindSafe(|| source.next())).unwrap_or_else(&mut then)
    }))
}

/// A handle that is gone once its result was taken.
pub(super) type Taken<T> = Option<Box<dyn Pending<T>>>;

/// What the right pool answers, with a limit or without.
pub(super) fn right<T>(pending: &mut Taken<T>, limit: Option<Duration>) -> Answer<T> {
    let gone = || Failure::Other("nobody knows that task".into());
    match limit {
        None => pending.take().ok_or_else(gone)?.get(),
        Some(limit) => pending.as_mut().ok_or_else(gone)?.get_timeout(limit),
    }
}

/// A handle whose result is taken in another way.
pub(super) struct Handle<T> {
    pending: Taken<T>,
    get: fn(&mut Taken<T>, Option<Duration>) -> Answer<T>,
}

pub(super) fn handle<T: 'static>(
    pending: Box<dyn Pending<T>>,
    get: fn(&mut Taken<T>, Option<Duration>) -> Answer<T>,
) -> Box<dyn Pending<T>> {
    let pending = Some(pending);
    Box::new(Handle { pending, get })
}

impl<T> Handle<T> {
    fn pending(&self) -> Answer<&dyn Pending<T>> {
        self.pending.as_deref().ok_or(Failure::TimedOut)
    }
}

impl<T> Pending<T> for Handle<T> {
    fn get(mut self: Box<Self>) -> Answer<T> {
        (self.get)(&mut self.pending, None)
    }

    fn get_timeout(&mut self, limit: Duration) -> Answer<T> {
        (self.get)(&mut self.pending, Some(limit))
    }

    fn wait(&self) -> Answer<()> {
        self.pending()?.wait()
    }

    fn ready(&self) -> Answer<bool> {
        self.pending()?.ready()
    }

    fn successful(&self) -> Answer<Option<bool>> {
        self.pending()?.successful()
    }
}

/// A stream that is read in another way.
pub(super) struct Reader<N>(pub(super) Box<dyn Stream>, pub(super) N);

impl<N> Stream for Reader<N>
where
    N: FnMut(&mut dyn Stream, Option<Duration>) -> Option<Answer<Item>> + Send,
{
    fn next(&mut self) -> Option<Answer<Item>> {
        (self.1)(&mut *self.0, None)
    }

    fn next_timeout(&mut self, limit: Duration) -> Option<Answer<Item>> {
        (self.1)(&mut *self.0, Some(limit))
    }
}

/// What the right stream answers, with a limit or without.
pub(super) fn read(stream: &mut dyn Stream, limit: Option<Duration>) -> Option<Answer<Item>> {
    match limit {
        None => stream.next(),
        Some(limit) => stream.next_timeout(limit),
    }
}
