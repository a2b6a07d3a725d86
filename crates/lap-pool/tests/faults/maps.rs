//! Making a map of each form, with each kind of input.

use std::sync::Arc;

use lap_pool::{AsyncResult, Input as Items, Options, PoolError};

use crate::call::{Form, Input};
use crate::ledger::{Ledger, Tracked};
use crate::subjects::{self, Source};

/// What a map comes to: its results, or what its function failed with.
pub type Outcome = Result<Vec<Tracked>, Tracked>;

/// Makes a map that blocks.
pub fn blocking(
    options: Options<'_, '_, '_>,
    ledger: &Arc<Ledger>,
    form: Form,
    input: Input,
) -> Result<Outcome, PoolError> {
    let (source, vector) = (|| Source::new(ledger), || subjects::vector(ledger));
    match (form, input) {
        (Form::Starmap(_), _) => {}
        (_, Input::Vector) => return unary(options, ledger, form, vector()),
        (_, Input::Source) => return unary(options, ledger, form, source()),
    }
    let task = subjects::task(ledger);
    let results = match (form, input) {
        (Form::Starmap(2), Input::Vector) => {
            options.starmap(each(vector(), two), move |item, ()| task(item))
        }
        (Form::Starmap(2), Input::Source) => {
            options.starmap(source().map(two), move |item, ()| task(item))
        }
        (Form::Starmap(3), Input::Vector) => {
            options.starmap3(each(vector(), three), move |item, (), ()| task(item))
        }
        (Form::Starmap(3), Input::Source) => {
            options.starmap3(source().map(three), move |item, (), ()| task(item))
        }
        (Form::Starmap(4), Input::Vector) => {
            options.starmap4(each(vector(), four), move |item, (), (), ()| task(item))
        }
        (Form::Starmap(4), Input::Source) => {
            options.starmap4(source().map(four), move |item, (), (), ()| task(item))
        }
        _ => unreachable!("they have two, three or four"),
    };
    results.map(Ok)
}

fn unary<K, I>(
    options: Options<'_, '_, '_>,
    ledger: &Arc<Ledger>,
    form: Form,
    items: I,
) -> Result<Outcome, PoolError>
where
    I: Items<K, Item = Tracked>,
    I::Source: Send + Sync,
{
    match form {
        Form::Plain => options.map(items, subjects::task(ledger)).map(Ok),
        Form::ForEach => {
            let done = options.for_each(items, subjects::deed(ledger));
            done.map(|()| {
                ledger.note_done();
                Ok(Vec::new())
            })
        }
        Form::TryMap => options.try_map(items, subjects::attempt(ledger)),
        Form::MapWith => {
            let (state, task) = (subjects::state(ledger), subjects::with_state(ledger));
            options.map_with(items, state, task).map(Ok)
        }
        Form::Starmap(_) | Form::Told => unreachable!("these are made elsewhere"),
    }
}

/// Starts a map.
pub fn started(
    options: Options<'_, '_, '_>,
    ledger: &Arc<Ledger>,
    form: Form,
    input: Input,
) -> Result<AsyncResult<Vec<Tracked>>, PoolError> {
    let (source, vector) = (|| Source::new(ledger), || subjects::vector(ledger));
    let task = subjects::task(ledger);
    let numbers = |results: &Vec<Tracked>| results.iter().map(|result| result.number).collect();
    let told = || {
        let options = options.callback(subjects::callback(ledger, numbers));
        options.error_callback(subjects::error_callback(ledger))
    };
    match (form, input) {
        (Form::Plain, Input::Vector) => options.map_async(vector(), task),
        (Form::Plain, Input::Source) => options.map_async(source(), task),
        (Form::Told, Input::Vector) => told().map_async(vector(), task),
        (Form::Told, Input::Source) => told().map_async(source(), task),
        (Form::Starmap(2), Input::Vector) => {
            options.starmap_async(each(vector(), two), move |item, ()| task(item))
        }
        (Form::Starmap(2), Input::Source) => {
            options.starmap_async(source().map(two), move |item, ()| task(item))
        }
        _ => unreachable!("they block"),
    }
}

// Two arguments and more: the item, and nothing worth mentioning.

fn two(item: Tracked) -> (Tracked, ()) {
    (item, ())
}

fn three(item: Tracked) -> (Tracked, (), ()) {
    (item, (), ())
}

fn four(item: Tracked) -> (Tracked, (), (), ()) {
    (item, (), (), ())
}

fn each<T>(items: Vec<Tracked>, arguments: fn(Tracked) -> T) -> Vec<T> {
    items.into_iter().map(arguments).collect()
}
