//! Making a call, and reading what it returns.

use std::future::Future as _;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use lap_pool::{AsyncResult, Imap, Options, Pool, PoolError, TaskError};

use crate::call::{Call, Input, Order, Way};
use crate::fault::{ITEMS, POLLS};
use crate::ledger::{Ledger, Stage, Tracked};
use crate::place::{Held, LONG};
use crate::subjects::{self, Source, Unturned};

/// Makes the cell's call, and notes what the user sees of it.
pub fn perform(pool: &Pool<'_, '_>, ledger: &Arc<Ledger>) {
    let held = (ledger.cell.call.way() == Some(Way::Terminated)).then(|| Held::new(pool));
    let mut options = pool.options();
    if ledger.cell.shape.one_chunk {
        options = options.chunksize(ITEMS);
    }
    match ledger.cell.call {
        Call::Apply => {
            let closure = subjects::once(ledger);
            let result = ledger.watch(Stage::Call, || options.apply(closure).unwrap());
            result
                .into_iter()
                .for_each(|result| ledger.note_result(result));
        }
        Call::Map(arguments, input) => {
            let map = || map(options, ledger, arguments, input).unwrap();
            let results = ledger.watch(Stage::Call, map).into_iter().flatten();
            results.for_each(|result| ledger.note_result(result));
        }
        Call::ApplyAsync(way) => {
            let closure = subjects::once(ledger);
            let start = || options.apply_async(closure).unwrap();
            if let Some(handle) = ledger.watch(Stage::Call, start) {
                follow(pool, ledger, handle, way, |result| {
                    ledger.note_result(result)
                });
            }
        }
        Call::MapAsync(arguments, input, way) => {
            let start = || map_async(options, ledger, arguments, input).unwrap();
            if let Some(handle) = ledger.watch(Stage::Call, start) {
                follow(pool, ledger, handle, way, |results| {
                    results
                        .into_iter()
                        .for_each(|result| ledger.note_result(result));
                });
            }
        }
        Call::Stream(order, way) => {
            if way == Way::Dropped {
                // Room for all items, and for the look that finds no more.
                options = options.buffersize(ITEMS + 1);
            }
            let (source, task) = (Unturned(Source::new(ledger)), subjects::task(ledger));
            let start = || match order {
                Order::Input => options.imap(source, task).unwrap(),
                Order::Completion => options.imap_unordered(source, task).unwrap(),
            };
            if let Some(stream) = ledger.watch(Stage::Call, start) {
                read(pool, ledger, stream, way);
            }
        }
        Call::Build => unreachable!("it needs no pool"),
    }
    if held.is_some() {
        pool.terminate();
    }
    drop(held);
}

/// Two arguments and more: the item, and nothing worth mentioning.
fn map(
    options: Options<'_, '_, '_>,
    ledger: &Arc<Ledger>,
    arguments: usize,
    input: Input,
) -> Result<Vec<Tracked>, PoolError> {
    let (source, task) = (|| Source::new(ledger), subjects::task(ledger));
    let vector = || subjects::vector(ledger);
    let (two, three, four) = (
        |item: Tracked| (item, ()),
        |item: Tracked| (item, (), ()),
        |item: Tracked| (item, (), (), ()),
    );
    match (arguments, input) {
        (1, Input::Vector) => options.map(vector(), task),
        (1, Input::Source) => options.map(source(), task),
        (2, Input::Vector) => options.starmap(each(vector(), two), move |item, ()| task(item)),
        (2, Input::Source) => options.starmap(source().map(two), move |item, ()| task(item)),
        (3, Input::Vector) => {
            options.starmap3(each(vector(), three), move |item, (), ()| task(item))
        }
        (3, Input::Source) => options.starmap3(source().map(three), move |item, (), ()| task(item)),
        (4, Input::Vector) => {
            options.starmap4(each(vector(), four), move |item, (), (), ()| task(item))
        }
        (4, Input::Source) => {
            options.starmap4(source().map(four), move |item, (), (), ()| task(item))
        }
        _ => unreachable!("there are four"),
    }
}

fn map_async(
    options: Options<'_, '_, '_>,
    ledger: &Arc<Ledger>,
    arguments: usize,
    input: Input,
) -> Result<AsyncResult<Vec<Tracked>>, PoolError> {
    let (source, task) = (|| Source::new(ledger), subjects::task(ledger));
    let vector = || subjects::vector(ledger);
    let two = |item: Tracked| (item, ());
    match (arguments, input) {
        (1, Input::Vector) => options.map_async(vector(), task),
        (1, Input::Source) => options.map_async(source(), task),
        (2, Input::Vector) => {
            options.starmap_async(each(vector(), two), move |item, ()| task(item))
        }
        (2, Input::Source) => options.starmap_async(source().map(two), move |item, ()| task(item)),
        _ => unreachable!("there are two"),
    }
}

fn each<T>(items: Vec<Tracked>, arguments: fn(Tracked) -> T) -> Vec<T> {
    items.into_iter().map(arguments).collect()
}

/// What becomes of a handle.
fn follow<T>(
    pool: &Pool<'_, '_>,
    ledger: &Arc<Ledger>,
    mut handle: AsyncResult<T>,
    way: Way,
    take: impl FnOnce(T),
) {
    let outcome = match way {
        Way::Get => ledger.watch(Stage::Read, || handle.get()),
        Way::GetTimeout => ledger.watch(Stage::Read, || handle.get_timeout(LONG)),
        Way::Wait => ledger.watch(Stage::Read, || {
            handle.wait();
            assert!(handle.ready() && handle.successful().is_some());
            handle.get()
        }),
        Way::Terminated => {
            pool.terminate();
            ledger.watch(Stage::Read, || handle.get())
        }
        Way::Polled => Some(poll_to_the_end(ledger, handle)),
        Way::PolledAndDropped => {
            ledger.begun.wait_for(1);
            ledger.watch(Stage::Poll, || poll(ledger, &mut handle, 0).is_pending());
            ledger.watch(Stage::Drop, || drop(handle));
            ledger.gate.open();
            None
        }
        Way::Dropped => {
            ledger.watch(Stage::Drop, || drop(handle));
            None
        }
        Way::Next | Way::Loop | Way::Results | Way::NextTimeout => {
            unreachable!("these are a stream's")
        }
    };
    if let Some(outcome) = outcome {
        ledger.note_outcome(outcome, take);
    }
}

fn poll<T>(
    ledger: &Arc<Ledger>,
    handle: &mut AsyncResult<T>,
    number: usize,
) -> Poll<Result<T, TaskError>> {
    let waker = subjects::waker(ledger, number);
    pin!(handle).poll(&mut Context::from_waker(&waker))
}

fn poll_to_the_end<T>(ledger: &Arc<Ledger>, mut handle: AsyncResult<T>) -> Result<T, TaskError> {
    let cell = ledger.cell;
    if cell.call.is_gated(cell.place, cell.shape) {
        ledger.begun.wait_for(1);
        for number in 0..POLLS {
            let early = ledger.watch(Stage::Poll, || poll(ledger, &mut handle, number));
            assert!(!matches!(early, Some(Poll::Ready(_))), "{cell}");
        }
        ledger.gate.open();
        ledger.woken.wait_for(1);
    }
    loop {
        let woken = ledger.woken.count();
        match ledger.watch(Stage::Poll, || poll(ledger, &mut handle, POLLS)) {
            Some(Poll::Ready(outcome)) => return outcome,
            _ => ledger.woken.wait_for(woken + 1),
        }
    }
}

/// What becomes of a stream.
fn read<F>(
    pool: &Pool<'_, '_>,
    ledger: &Arc<Ledger>,
    mut stream: Imap<'_, Source, Tracked, F>,
    way: Way,
) where
    F: Fn(Tracked) -> Tracked + Send + Sync + 'static,
{
    match way {
        Way::Next => {
            read_on(ledger, || Ok(stream.next()));
            ledger.watch(Stage::Drop, || drop(stream));
        }
        Way::NextTimeout => {
            read_on(ledger, || stream.next_timeout(LONG));
            ledger.watch(Stage::Drop, || drop(stream));
        }
        Way::Results => {
            let mut results = stream.results();
            read_on(ledger, || results.next().transpose());
            ledger.watch(Stage::Drop, || drop(results));
        }
        Way::Loop => {
            ledger.watch(Stage::Call, || {
                stream.for_each(|result| ledger.note_result(result));
            });
        }
        Way::Dropped => {
            let first = ledger.watch(Stage::Read, || stream.next().expect("there are items"));
            first
                .into_iter()
                .for_each(|first| ledger.note_result(first));
            if ledger.cell.place.has_free_worker(ledger.cell.shape) {
                ledger.passed.wait_for(ledger.pulled.count());
            }
            ledger.watch(Stage::Drop, || drop(stream));
        }
        Way::Terminated => {
            let look = ledger.watch(Stage::Read, || stream.next_timeout(Duration::ZERO));
            let early = !matches!(look, None | Some(Err(TaskError::TimedOut)));
            assert!(!early, "{}", ledger.cell);
            pool.terminate();
            let mut results = stream.results();
            read_on(ledger, || results.next().transpose());
            ledger.watch(Stage::Drop, || drop(results));
        }
        _ => unreachable!("these are a handle's"),
    }
}

/// Reads on to the end, over everything that fails.
fn read_on(ledger: &Arc<Ledger>, mut next: impl FnMut() -> Result<Option<Tracked>, TaskError>) {
    for _ in 0..3 * ITEMS {
        match ledger.watch(Stage::Read, &mut next) {
            Some(Ok(None)) => return,
            Some(Ok(Some(result))) => ledger.note_result(result),
            Some(Err(error)) => ledger.note_error(error),
            None => {}
        }
    }
    panic!("{}: the stream has no end", ledger.cell);
}
