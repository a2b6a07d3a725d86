//! Tasks and maps: a job for each task, and for each chunk.

use std::sync::{Arc, Mutex};

use super::reading::ByHandStream;
use super::{ByHand, Fate, Phase, Place, contained, locked};
use crate::failure::{Answer, Failure};
use crate::subject::{
    Callbacks, Function, Item, Options, Order, PairFunction, Pending, Source, Stream, Subject, Task,
};

/// A map being worked on.
struct Gathering {
    results: Mutex<Results>,
    place: Place<Vec<Item>>,
}

struct Results {
    of_items: Vec<Answer<Item>>,
    chunks_left: usize,
    callbacks: Option<Callbacks<Vec<Item>>>,
}

impl Gathering {
    /// Puts a chunk's results in; the last one fills the place.
    fn put(&self, first: usize, chunk: Vec<Answer<Item>>) {
        let mut results = locked(&self.results);
        for (at, result) in chunk.into_iter().enumerate() {
            results.of_items[first + at] = result;
        }
        results.chunks_left -= 1;
        self.end(&mut results);
    }

    fn end(&self, results: &mut Results) {
        if results.chunks_left == 0 {
            // Of several failures the first, in the order of the input.
            let all = std::mem::take(&mut results.of_items).into_iter().collect();
            self.place
                .fill(all, results.callbacks.take().unwrap_or_default());
        }
    }
}

impl ByHand {
    fn gather<T: Send + 'static>(
        &self,
        items: Vec<T>,
        f: Arc<dyn Fn(T) -> Item + Send + Sync>,
        options: Options,
        callbacks: Callbacks<Vec<Item>>,
    ) -> Answer<Place<Vec<Item>>> {
        self.0.check_running()?;
        let n = items.len();
        let default = n.div_ceil(4 * self.0.setup.workers).max(1);
        let chunksize = options.chunksize.unwrap_or(default);
        let results = Results {
            of_items: (0..n).map(|_| Err(Failure::Terminated)).collect(),
            chunks_left: n.div_ceil(chunksize),
            callbacks: Some(callbacks),
        };
        let gathering = Arc::new(Gathering {
            results: Mutex::new(results),
            place: Place::empty(),
        });
        let mut items = items.into_iter();
        for first in (0..n).step_by(chunksize) {
            let chunk: Vec<T> = items.by_ref().take(chunksize).collect();
            let (f, to) = (Arc::clone(&f), Arc::clone(&gathering));
            let job = move |fate| {
                let run = |item| match fate {
                    Fate::Run => contained(|| f(item)),
                    Fate::GiveUp => Err(Failure::Terminated),
                };
                let results = chunk.into_iter().map(run).collect();
                drop(f);
                to.put(first, results);
            };
            self.0.submit(Box::new(job))?;
        }
        drop(f);
        if n == 0 {
            gathering.end(&mut locked(&gathering.results));
        }
        Ok(gathering.place.clone())
    }

    fn admit(&self, options: Options) -> Answer<()> {
        let given = [
            ("chunksize", options.chunksize),
            ("buffersize", options.buffersize),
        ];
        if let Some((name, _)) = given.iter().find(|(_, given)| *given == Some(0)) {
            return Err(Failure::Invalid(format!(
                "{name} must be at least 1, not 0"
            )));
        }
        self.0.check_running()
    }
}

impl Subject for ByHand {
    fn workers(&self) -> Answer<usize> {
        Ok(self.0.setup.workers)
    }

    fn apply(&self, task: Task) -> Answer<Item> {
        self.apply_async(task, Callbacks::default())?.get()
    }

    fn apply_async(
        &self,
        task: Task,
        callbacks: Callbacks<Item>,
    ) -> Answer<Box<dyn Pending<Item>>> {
        let place = Place::empty();
        let to = place.clone();
        let job = move |fate| match fate {
            Fate::Run => to.fill(contained(task), callbacks),
            Fate::GiveUp => to.fill(Err(Failure::Terminated), callbacks),
        };
        self.0.submit(Box::new(job))?;
        Ok(Box::new(place))
    }

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Vec<Item>> {
        self.map_async(input, f, options, Callbacks::default())?
            .get()
    }

    fn map_async(
        &self,
        input: Source,
        f: Function,
        options: Options,
        callbacks: Callbacks<Vec<Item>>,
    ) -> Answer<Box<dyn Pending<Vec<Item>>>> {
        self.admit(options)?;
        let mut items = Vec::new();
        for item in input {
            items.push(item);
        }
        Ok(Box::new(self.gather(items, f, options, callbacks)?))
    }

    fn starmap(
        &self,
        input: Vec<(Item, Item)>,
        f: PairFunction,
        options: Options,
    ) -> Answer<Vec<Item>> {
        self.starmap_async(input, f, options)?.get()
    }

    fn starmap_async(
        &self,
        input: Vec<(Item, Item)>,
        f: PairFunction,
        options: Options,
    ) -> Answer<Box<dyn Pending<Vec<Item>>>> {
        self.admit(options)?;
        let f = Arc::new(move |(a, b)| f(a, b));
        Ok(Box::new(self.gather(
            input,
            f,
            options,
            Callbacks::default(),
        )?))
    }

    fn stream(
        &self,
        order: Order,
        source: Source,
        f: Function,
        options: Options,
    ) -> Answer<Box<dyn Stream>> {
        self.admit(options)?;
        Ok(Box::new(ByHandStream::new(
            &self.0, order, source, f, options,
        )))
    }

    fn close(&self) -> Answer<()> {
        self.0.end(Phase::Closed);
        Ok(())
    }

    fn terminate(&self) -> Answer<()> {
        self.0.end(Phase::Terminated);
        Ok(())
    }

    fn join(&self) -> Answer<()> {
        self.0.join()
    }
}
