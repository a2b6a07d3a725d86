//! Wrong maps.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::spoil::{handle, right};
use super::{Right, behind};
use crate::by_hand::Place;
use crate::failure::{Answer, Failure};
use crate::subject::{
    Callbacks, Function, Item, Options, Order, PairFunction, Pending, Source, Stream, Subject,
};

type Later<T> = Answer<Box<dyn Pending<T>>>;
type Items = Vec<Item>;

pub(super) struct LosesTheLastItem(pub(super) Right);

impl Subject for LosesTheLastItem {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Items> {
        let mut results = self.0.map(input, f, options)?;
        results.pop();
        Ok(results)
    }

    fn map_async(
        &self,
        input: Source,
        f: Function,
        options: Options,
        callbacks: Callbacks<Items>,
    ) -> Later<Items> {
        let map = self.0.map_async(input, f, options, callbacks)?;
        Ok(handle(map, |map, limit| {
            let mut results = right(map, limit)?;
            results.pop();
            Ok(results)
        }))
    }
}

pub(super) struct CompletionOrder(pub(super) Right);

impl Subject for CompletionOrder {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Items> {
        let done = Arc::new(Mutex::new(Vec::new()));
        let ends = Arc::clone(&done);
        let noted = move |item| {
            let result = f(item);
            ends.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(result);
            Item::default()
        };
        self.0.map(input, Arc::new(noted), options)?;
        Ok(std::mem::take(
            &mut *done.lock().unwrap_or_else(PoisonError::into_inner),
        ))
    }

    fn stream(
        &self,
        _: Order,
        source: Source,
        f: Function,
        options: Options,
    ) -> Answer<Box<dyn Stream>> {
        self.0.stream(Order::Completion, source, f, options)
    }
}

pub(super) struct RunsTwice(pub(super) Right);

impl Subject for RunsTwice {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Items> {
        let twice = move |item: Item| {
            f(item.clone());
            f(item)
        };
        self.0.map(input, Arc::new(twice), options)
    }
}

pub(super) struct SwapsTheArguments(pub(super) Right);

impl Subject for SwapsTheArguments {
    behind!();

    fn starmap(
        &self,
        input: Vec<(Item, Item)>,
        f: PairFunction,
        options: Options,
    ) -> Answer<Items> {
        self.0
            .starmap(input, Arc::new(move |a, b| f(b, a)), options)
    }

    fn starmap_async(
        &self,
        input: Vec<(Item, Item)>,
        f: PairFunction,
        options: Options,
    ) -> Later<Items> {
        self.0
            .starmap_async(input, Arc::new(move |a, b| f(b, a)), options)
    }
}

pub(super) struct RefusesEmptyInput(pub(super) Right);

impl RefusesEmptyInput {
    fn check(input: Source) -> Answer<Source> {
        let mut input = input.peekable();
        match input.peek() {
            Some(_) => Ok(Box::new(input)),
            None => Err(Failure::Other("there is nothing to do".into())),
        }
    }
}

impl Subject for RefusesEmptyInput {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Items> {
        self.0.map(Self::check(input)?, f, options)
    }

    fn map_async(
        &self,
        input: Source,
        f: Function,
        options: Options,
        callbacks: Callbacks<Items>,
    ) -> Later<Items> {
        callbacks.refuse()?;
        self.0.map_async(Self::check(input)?, f, options, callbacks)
    }
}

pub(super) struct StallsOnEmptyInput(pub(super) Right);

impl Subject for StallsOnEmptyInput {
    behind!();

    fn map_async(
        &self,
        input: Source,
        f: Function,
        options: Options,
        callbacks: Callbacks<Items>,
    ) -> Later<Items> {
        callbacks.refuse()?;
        let mut input = input.peekable();
        if input.peek().is_none() {
            return Ok(Box::new(Place::empty()));
        }
        self.0.map_async(Box::new(input), f, options, callbacks)
    }
}

pub(super) struct ChunksizeZeroAccepted(pub(super) Right);

impl Subject for ChunksizeZeroAccepted {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Items> {
        match options.chunksize {
            Some(0) => Ok(input.map(|_| Item::default()).collect()),
            _ => self.0.map(input, f, options),
        }
    }
}

pub(super) struct TrustsTheSizeHint(pub(super) Right);

impl Subject for TrustsTheSizeHint {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Items> {
        let (least, most) = input.size_hint();
        let mut results = self.0.map(input, f, options)?;
        if Some(least) == most {
            results.resize(least, Item::default());
        }
        Ok(results)
    }
}

pub(super) struct RemembersTheLastMap(pub(super) Right, pub(super) Mutex<HashMap<usize, Items>>);

impl Subject for RemembersTheLastMap {
    behind!();

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Items> {
        let input: Items = input.collect();
        let known = || self.1.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(results) = known().get(&input.len()) {
            return Ok(results.clone());
        }
        let results = self.0.map(Box::new(input.into_iter()), f, options)?;
        known().insert(results.len(), results.clone());
        Ok(results)
    }
}
