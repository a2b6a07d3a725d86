//! A subject in the hands of a row: numbers in, numbers out, panics as answers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use crate::failure::{Answer, Failure};
use crate::subject::{Callbacks, Function, Item, Options, Order, Pending, Source, Stream, Subject};

/// A pool, and options for its calls.
#[derive(Clone)]
pub(crate) struct Probe {
    pool: Arc<dyn Subject>,
    options: Options,
}

pub(crate) type Number = Handle<Item>;
pub(crate) type Numbers = Handle<Vec<Item>>;

fn caught<T>(call: impl FnOnce() -> Answer<T>) -> Answer<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| Err(Failure::Panicked(payload)))
}

fn source<I>(numbers: I) -> Source
where
    I: IntoIterator<Item = u64>,
    I::IntoIter: Send + 'static,
{
    Box::new(numbers.into_iter().map(Item::from))
}

fn function(f: impl Fn(u64) -> u64 + Send + Sync + 'static) -> Function {
    Arc::new(move |item| Item {
        number: f(item.number),
        ..item
    })
}

fn numbers(items: Vec<Item>) -> Vec<u64> {
    items.into_iter().map(|item| item.number).collect()
}

impl Probe {
    pub(crate) fn new(pool: Box<dyn Subject>) -> Self {
        Self {
            pool: Arc::from(pool),
            options: Options::default(),
        }
    }

    /// The pool itself.
    pub(crate) fn pool(&self) -> &dyn Subject {
        &*self.pool
    }

    /// The same pool, for calls with this chunksize.
    pub(crate) fn chunksize(&self, items: usize) -> Self {
        let mut with = self.clone();
        with.options.chunksize = Some(items);
        with
    }

    /// The same pool, for calls with this buffersize.
    pub(crate) fn buffersize(&self, items: usize) -> Self {
        let mut with = self.clone();
        with.options.buffersize = Some(items);
        with
    }

    pub(crate) fn apply(&self, task: impl FnOnce() -> u64 + Send + 'static) -> Answer<u64> {
        let answer = caught(|| self.pool.apply(Box::new(|| task().into())));
        Ok(answer?.number)
    }

    pub(crate) fn apply_async(
        &self,
        task: impl FnOnce() -> u64 + Send + 'static,
    ) -> Answer<Number> {
        self.apply_async_calling(task, Callbacks::default())
    }

    pub(crate) fn apply_async_calling(
        &self,
        task: impl FnOnce() -> u64 + Send + 'static,
        callbacks: Callbacks<Item>,
    ) -> Answer<Number> {
        let task = Box::new(|| task().into());
        caught(|| self.pool.apply_async(task, callbacks)).map(Handle)
    }

    pub(crate) fn map<I>(
        &self,
        items: I,
        f: impl Fn(u64) -> u64 + Send + Sync + 'static,
    ) -> Answer<Vec<u64>>
    where
        I: IntoIterator<Item = u64>,
        I::IntoIter: Send + 'static,
    {
        let map = || self.pool.map(source(items), function(f), self.options);
        caught(map).map(numbers)
    }

    pub(crate) fn map_async<I>(
        &self,
        items: I,
        f: impl Fn(u64) -> u64 + Send + Sync + 'static,
    ) -> Answer<Numbers>
    where
        I: IntoIterator<Item = u64>,
        I::IntoIter: Send + 'static,
    {
        self.map_async_calling(items, f, Callbacks::default())
    }

    pub(crate) fn map_async_calling<I>(
        &self,
        items: I,
        f: impl Fn(u64) -> u64 + Send + Sync + 'static,
        callbacks: Callbacks<Vec<Item>>,
    ) -> Answer<Numbers>
    where
        I: IntoIterator<Item = u64>,
        I::IntoIter: Send + 'static,
    {
        let (input, f) = (source(items), function(f));
        caught(|| self.pool.map_async(input, f, self.options, callbacks)).map(Handle)
    }

    pub(crate) fn starmap(
        &self,
        pairs: &[(u64, u64)],
        f: impl Fn(u64, u64) -> u64 + Send + Sync + 'static,
    ) -> Answer<Vec<u64>> {
        let f = Arc::new(move |a: Item, b: Item| f(a.number, b.number).into());
        caught(|| self.pool.starmap(items(pairs), f, self.options)).map(numbers)
    }

    pub(crate) fn starmap_async(
        &self,
        pairs: &[(u64, u64)],
        f: impl Fn(u64, u64) -> u64 + Send + Sync + 'static,
    ) -> Answer<Numbers> {
        let f = Arc::new(move |a: Item, b: Item| f(a.number, b.number).into());
        caught(|| self.pool.starmap_async(items(pairs), f, self.options)).map(Handle)
    }

    pub(crate) fn stream<I>(
        &self,
        order: Order,
        items: I,
        f: impl Fn(u64) -> u64 + Send + Sync + 'static,
    ) -> Answer<Reading>
    where
        I: IntoIterator<Item = u64>,
        I::IntoIter: Send + 'static,
    {
        let (source, f) = (source(items), function(f));
        caught(|| self.pool.stream(order, source, f, self.options)).map(Reading)
    }

    pub(crate) fn imap<I>(
        &self,
        items: I,
        f: impl Fn(u64) -> u64 + Send + Sync + 'static,
    ) -> Answer<Reading>
    where
        I: IntoIterator<Item = u64>,
        I::IntoIter: Send + 'static,
    {
        self.stream(Order::Input, items, f)
    }

    pub(crate) fn imap_unordered<I>(
        &self,
        items: I,
        f: impl Fn(u64) -> u64 + Send + Sync + 'static,
    ) -> Answer<Reading>
    where
        I: IntoIterator<Item = u64>,
        I::IntoIter: Send + 'static,
    {
        self.stream(Order::Completion, items, f)
    }

    pub(crate) fn close(&self) -> Answer<()> {
        caught(|| self.pool.close())
    }

    pub(crate) fn terminate(&self) -> Answer<()> {
        caught(|| self.pool.terminate())
    }

    pub(crate) fn join(&self) -> Answer<()> {
        caught(|| self.pool.join())
    }
}

fn items(pairs: &[(u64, u64)]) -> Vec<(Item, Item)> {
    pairs
        .iter()
        .map(|(a, b)| ((*a).into(), (*b).into()))
        .collect()
}

/// A pending result.
pub(crate) struct Handle<T>(Box<dyn Pending<T>>);

impl<T> Handle<T> {
    fn take(self) -> Answer<T> {
        caught(|| self.0.get())
    }

    fn take_within(&mut self, limit: Duration) -> Answer<T> {
        caught(|| self.0.get_timeout(limit))
    }

    pub(crate) fn wait(&self) -> Answer<()> {
        caught(|| self.0.wait())
    }

    pub(crate) fn ready(&self) -> Answer<bool> {
        self.0.ready()
    }

    pub(crate) fn successful(&self) -> Answer<Option<bool>> {
        self.0.successful()
    }
}

impl Number {
    pub(crate) fn get(self) -> Answer<u64> {
        Ok(self.take()?.number)
    }

    pub(crate) fn get_timeout(&mut self, limit: Duration) -> Answer<u64> {
        Ok(self.take_within(limit)?.number)
    }
}

impl Numbers {
    pub(crate) fn get(self) -> Answer<Vec<u64>> {
        self.take().map(numbers)
    }
}

/// A stream being read.
pub(crate) struct Reading(Box<dyn Stream>);

impl Reading {
    pub(crate) fn next_timeout(&mut self, limit: Duration) -> Option<Answer<u64>> {
        let next = caught(|| self.0.next_timeout(limit).transpose()).transpose()?;
        Some(next.map(|item| item.number))
    }

    /// All that is left, up to the first failure.
    pub(crate) fn rest(&mut self) -> Answer<Vec<u64>> {
        self.collect()
    }
}

impl Iterator for Reading {
    type Item = Answer<u64>;

    fn next(&mut self) -> Option<Answer<u64>> {
        let next = caught(|| self.0.next().transpose()).transpose()?;
        Some(next.map(|item| item.number))
    }
}
