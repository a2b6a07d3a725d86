//! lap-pool as a subject.

use std::time::Duration;

use lap_pool::{AsyncResult, Imap, Results, ThreadPool};

use crate::failure::{Answer, Failure};
use crate::runner::Candidate;
use crate::subject::{
    Callbacks, Function, Item, Options, Order, PairFunction, Pending, Setup, Source, Stream,
    Subject, Task,
};

/// lap-pool as it is by default: a caller that waits helps.
pub const LAP_POOL: Candidate = Candidate {
    name: "lap-pool",
    about: "lap-pool, whose waiting callers help",
    make: |setup| build(setup, true),
};

/// lap-pool with `caller_helps(false)`.
pub const LAP_POOL_WORKERS_ONLY: Candidate = Candidate {
    name: "lap-pool, workers only",
    about: "lap-pool with caller_helps(false)",
    make: |setup| build(setup, false),
};

fn build(setup: &Setup, caller_helps: bool) -> Answer<Box<dyn Subject>> {
    if setup.tasks_per_worker.is_some() {
        return Err(Failure::Absent("limit on a worker's tasks"));
    }
    let mut builder = ThreadPool::builder().workers(setup.workers);
    if let Some(name) = &setup.thread_name {
        builder = builder.thread_name(name);
    }
    if let Some(initializer) = setup.initializer.clone() {
        builder = builder.initializer(move || initializer());
    }
    if !caller_helps {
        builder = builder.caller_helps(false);
    }
    Ok(Box::new(builder.build()?))
}

/// The pool's options, with those that were asked for.
macro_rules! with {
    ($pool:expr, $given:expr) => {{
        let mut options = $pool.options();
        if let Some(items) = $given.chunksize {
            options = options.chunksize(items);
        }
        if let Some(items) = $given.buffersize {
            options = options.buffersize(items);
        }
        options
    }};
}

impl Subject for ThreadPool {
    fn workers(&self) -> Answer<usize> {
        Ok(self.workers())
    }

    fn apply(&self, task: Task) -> Answer<Item> {
        Ok(self.apply(task)?)
    }

    fn apply_async(
        &self,
        task: Task,
        callbacks: Callbacks<Item>,
    ) -> Answer<Box<dyn Pending<Item>>> {
        callbacks.refuse()?;
        Ok(Box::new(self.apply_async(task)?))
    }

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Vec<Item>> {
        Ok(with!(self, options).map(input, move |item| f(item))?)
    }

    fn map_async(
        &self,
        input: Source,
        f: Function,
        options: Options,
        callbacks: Callbacks<Vec<Item>>,
    ) -> Answer<Box<dyn Pending<Vec<Item>>>> {
        callbacks.refuse()?;
        let map = with!(self, options).map_async(input, move |item| f(item))?;
        Ok(Box::new(map))
    }

    fn starmap(
        &self,
        input: Vec<(Item, Item)>,
        f: PairFunction,
        options: Options,
    ) -> Answer<Vec<Item>> {
        Ok(with!(self, options).starmap(input, move |a, b| f(a, b))?)
    }

    fn starmap_async(
        &self,
        input: Vec<(Item, Item)>,
        f: PairFunction,
        options: Options,
    ) -> Answer<Box<dyn Pending<Vec<Item>>>> {
        let map = with!(self, options).starmap_async(input, move |a, b| f(a, b))?;
        Ok(Box::new(map))
    }

    fn stream(
        &self,
        order: Order,
        source: Source,
        f: Function,
        options: Options,
    ) -> Answer<Box<dyn Stream>> {
        let (options, f) = (with!(self, options), move |item| f(item));
        let stream: Imap<'static, _, _, _> = match order {
            Order::Input => options.imap(source, f)?,
            Order::Completion => options.imap_unordered(source, f)?,
        };
        Ok(Box::new(stream.results()))
    }

    fn close(&self) -> Answer<()> {
        self.close();
        Ok(())
    }

    fn terminate(&self) -> Answer<()> {
        self.terminate();
        Ok(())
    }

    fn join(&self) -> Answer<()> {
        Ok(self.join()?)
    }
}

impl<T: Send> Pending<T> for AsyncResult<T> {
    fn get(self: Box<Self>) -> Answer<T> {
        Ok(AsyncResult::get(*self)?)
    }

    fn get_timeout(&mut self, limit: Duration) -> Answer<T> {
        Ok(self.get_timeout(limit)?)
    }

    fn wait(&self) -> Answer<()> {
        self.wait();
        Ok(())
    }

    fn ready(&self) -> Answer<bool> {
        Ok(self.ready())
    }

    fn successful(&self) -> Answer<Option<bool>> {
        Ok(self.successful())
    }
}

impl<F> Stream for Results<'static, Source, Item, F>
where
    F: Fn(Item) -> Item + Send + Sync + 'static,
{
    fn next(&mut self) -> Option<Answer<Item>> {
        Iterator::next(self).map(|result| Ok(result?))
    }

    fn next_timeout(&mut self, limit: Duration) -> Option<Answer<Item>> {
        self.next_timeout(limit).map_err(Failure::from).transpose()
    }
}
