//! Making a program's calls, and holding each against what it may come to.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use lap_pool::{Joined, PoolError};

use crate::check::{Before, Failure, check_admission, check_whole};
use crate::handles::{Whole, settle};
use crate::job::{Handle, Job};
use crate::ledger::{Item, Ledger, Value};
use crate::program::{Call, Fate, Input, Kind};
use crate::streams;
use crate::world::{Later, World, in_task};

/// A short limit.
pub const SHORT: Duration = Duration::from_micros(50);

/// Makes calls in turn. What is to be done when the others are over comes into `later`.
pub fn perform<'scope, 'env: 'scope, H: Handle<'scope, 'env>>(
    pool: &H,
    world: &Arc<World>,
    calls: &[Call],
    later: &mut Vec<Later>,
) {
    for call in calls {
        match call.kind {
            Kind::Apply => apply(pool, world, call),
            Kind::Map(_) | Kind::Starmap(_) => map(pool, world, call),
            Kind::ApplyAsync(fate) => apply_async(pool, world, call, fate, later),
            Kind::MapAsync(fate) | Kind::StarmapAsync(fate) => {
                map_async(pool, world, call, fate, later)
            }
            Kind::Stream(reading) => streams::read(pool, world, call, reading, later),
            Kind::Scope => world.in_scope(|| {
                pool.scope(|scope| perform(&scope, world, &call.work.nested, later));
            }),
            Kind::Close => world.closing.take(|| pool.close()),
            Kind::Terminate => world.terminating.take(|| pool.terminate()),
            Kind::Join => join(world, || pool.join()),
            Kind::JoinTimeout => join(world, || match pool.join_timeout(SHORT)? {
                Joined::All => Ok(()),
                Joined::StillBusy(busy) => {
                    let known = busy.iter().all(|busy| busy.worker < world.workers);
                    world.expect(known, format_args!("there are no such workers: {busy:?}"));
                    // As good as an answer that it may give at any time.
                    Err(PoolError::Terminated)
                }
            }),
            Kind::Refused => refused(pool, world, call),
        }
    }
}

fn ledger(world: &Arc<World>, call: &Call) -> Arc<Ledger> {
    Ledger::of(world, call.kind, &call.work, call.work.items)
}

pub fn items(ledger: &Arc<Ledger>) -> Vec<Item> {
    let items = 0..ledger.work.items;
    items.map(|index| ledger.item(index)).collect()
}

fn apply<'scope, 'env: 'scope, H: Handle<'scope, 'env>>(pool: &H, world: &Arc<World>, call: &Call) {
    let (ledger, before) = (ledger(world, call), Before::now(world));
    let (job, item) = (Job::new(&ledger, pool, true), ledger.item(0));
    let outcome = catch_unwind(AssertUnwindSafe(|| pool.apply(move || job.run(item))));
    check_blocking(
        &ledger,
        before,
        outcome.map(|value| value.map(|value| vec![value])),
    );
}

fn map<'scope, 'env: 'scope, H: Handle<'scope, 'env>>(pool: &H, world: &Arc<World>, call: &Call) {
    let (ledger, before) = (ledger(world, call), Before::now(world));
    let job = Job::new(&ledger, pool, true);
    let options = match call.work.chunksize {
        None => pool.options(),
        Some(chunksize) => pool.options().chunksize(chunksize),
    };
    let n = call.work.items;
    let outcome = catch_unwind(AssertUnwindSafe(|| match call.kind {
        Kind::Map(Input::Vector) => options.map(items(&ledger), move |item| job.run(item)),
        Kind::Map(Input::Slice) => options.map(&items(&ledger), move |item| job.run(item)),
        Kind::Map(Input::Iterator) => {
            options.map(items(&ledger).into_iter(), move |item| job.run(item))
        }
        Kind::Starmap(2) => {
            let pairs = items(&ledger).into_iter().map(|item| (item, 'b'));
            options.starmap(pairs, move |item, b| {
                assert_eq!(b, 'b');
                job.run(item)
            })
        }
        Kind::Starmap(3) => {
            let triples = items(&ledger).into_iter().map(|item| (item, 'b', 'c'));
            options.starmap3(triples, move |item, b, c| {
                assert_eq!((b, c), ('b', 'c'));
                job.run(item)
            })
        }
        Kind::Starmap(_) => {
            let fours = items(&ledger).into_iter().map(|item| ('a', 'b', item, 'd'));
            options.starmap4(fours, move |a, b, item, d| {
                assert_eq!((a, b, d), ('a', 'b', 'd'));
                job.run(item)
            })
        }
        _ => options.map(0..n, move |index: usize| job.run(index)),
    }));
    check_blocking(&ledger, before, outcome);
}

fn check_blocking(
    ledger: &Arc<Ledger>,
    before: Before,
    outcome: std::thread::Result<Result<Vec<Value>, PoolError>>,
) {
    let outcome = match outcome {
        Ok(outcome) => outcome.map_err(Failure::of_pool),
        Err(payload) => Err(Failure::of_panic(payload)),
    };
    let refused = matches!(outcome, Err(Failure::NotRunning));
    check_admission(ledger, before, refused);
    if refused {
        ledger.check_inputs_gone("after a refusal");
    } else {
        check_whole(ledger, outcome);
    }
}

fn apply_async<'scope, 'env: 'scope, H: Handle<'scope, 'env>>(
    pool: &H,
    world: &Arc<World>,
    call: &Call,
    fate: Fate,
    later: &mut Vec<Later>,
) {
    let (ledger, before) = (ledger(world, call), Before::now(world));
    let (job, item) = (Job::new(&ledger, pool, true), ledger.item(0));
    let handle = pool.apply_async(move || job.run(item));
    admit(ledger, before, handle, fate, later);
}

fn map_async<'scope, 'env: 'scope, H: Handle<'scope, 'env>>(
    pool: &H,
    world: &Arc<World>,
    call: &Call,
    fate: Fate,
    later: &mut Vec<Later>,
) {
    let (ledger, before) = (ledger(world, call), Before::now(world));
    let job = Job::new(&ledger, pool, true);
    let options = match call.work.chunksize {
        None => pool.options(),
        Some(chunksize) => pool.options().chunksize(chunksize),
    };
    let handle = if call.kind == Kind::MapAsync(fate) {
        options.map_async(items(&ledger), move |item| job.run(item))
    } else {
        let pairs = items(&ledger).into_iter().map(|item| ('a', item));
        options.starmap_async(pairs, move |a, item| {
            assert_eq!(a, 'a');
            job.run(item)
        })
    };
    admit(ledger, before, handle, fate, later);
}

fn admit<T: Whole>(
    ledger: Arc<Ledger>,
    before: Before,
    handle: Result<lap_pool::AsyncResult<T>, PoolError>,
    fate: Fate,
    later: &mut Vec<Later>,
) {
    check_admission(
        &ledger,
        before,
        matches!(handle, Err(PoolError::NotRunning)),
    );
    match handle {
        Ok(handle) => settle(ledger, handle, fate, later),
        Err(PoolError::NotRunning) => ledger.check_inputs_gone("after a refusal"),
        Err(error) => ledger.violation(error),
    }
}

/// Joining waits for every task that a worker runs, and is no matter for a task.
fn join(world: &World, join: impl FnOnce() -> Result<(), PoolError>) {
    let (before, in_task) = (Before::now(world), in_task());
    let outcome = join();
    let closes = world.closing.is_begun() || world.terminating.is_begun();
    let fits = match &outcome {
        Err(PoolError::JoinFromTask) => in_task,
        Err(PoolError::StillRunning) => !in_task && !before.closed,
        Err(PoolError::Terminated) => !in_task && closes,
        Ok(()) => {
            let rest = world.caller_helps || world.threads_at_work() == 0;
            world.expect(rest, "tasks run on a pool that was joined");
            !in_task && closes
        }
        Err(_) => false,
    };
    world.expect(
        fits,
        format_args!("join came to {outcome:?}; {before:?}, in a task: {in_task}"),
    );
}

/// What cannot be done is refused before anything is touched, by a closed pool too.
fn refused<'scope, 'env: 'scope, H: Handle<'scope, 'env>>(
    pool: &H,
    world: &Arc<World>,
    call: &Call,
) {
    let ledger = ledger(world, call);
    let job = Job::new(&ledger, pool, false);
    let map = pool
        .options()
        .chunksize(0)
        .map(items(&ledger), move |item| job.run(item));
    ledger.expect(
        matches!(map, Err(PoolError::Invalid("chunksize", 0))),
        "a chunksize of zero",
    );
    let untouched = std::iter::from_fn(|| -> Option<usize> { unreachable!("it is not asked") });
    let stream = pool.options().buffersize(0).imap(untouched, |index| index);
    ledger.expect(
        matches!(stream, Err(PoolError::Invalid("buffersize", 0))),
        "a buffersize of zero",
    );
    let begun = (0..call.work.items).any(|index| ledger.has_begun(index));
    ledger.expect(!begun, "refused, and begun");
    ledger.check_inputs_gone("after a refusal");
}
