//! What a pool must let go.

use std::sync::Arc;

use crate::subject::{Callbacks, Item, Options, Order};
use crate::trial::{Kept, Stop, Trial, each, equal};

pub(super) fn releases(trial: &Trial) -> Kept {
    let (pool, held) = (trial.pool(4)?, Arc::new(()));
    let items = || {
        let held = Arc::clone(&held);
        let item = move |number| Item {
            number,
            held: Some(Arc::clone(&held)),
        };
        Box::new((0..10).map(item))
    };
    let left = |what: &str| {
        equal(
            &format!("what the pool still holds after {what}"),
            Arc::strong_count(&held) - 1,
            0,
        )
    };
    let (subject, options) = (pool.pool(), Options::default());
    let same = || Arc::new(|item: Item| item);
    let task = {
        let held = Arc::clone(&held);
        move || Item {
            number: 0,
            held: Some(held),
        }
    };
    trial.step("calls whose items count");
    each([
        subject
            .apply(Box::new(task))
            .map_err(Stop::from)
            .and_then(|item| {
                drop(item);
                left("apply")
            }),
        subject
            .map(items(), same(), options)
            .map_err(Stop::from)
            .and_then(|results| {
                drop(results);
                left("map")
            }),
        subject
            .map_async(items(), same(), options, Callbacks::default())
            .and_then(|map| map.get())
            .map_err(Stop::from)
            .and_then(|results| {
                drop(results);
                left("map_async")
            }),
        subject
            .stream(Order::Input, items(), same(), options)
            .map_err(Stop::from)
            .and_then(|mut stream| {
                while let Some(result) = stream.next() {
                    drop(result?);
                }
                drop(stream);
                left("imap")
            }),
    ])
}

pub(super) fn no_stale_references(trial: &Trial) -> Kept {
    let (pool, held) = (trial.pool(2)?, Arc::new(()));
    let captured = Arc::clone(&held);
    let map = pool.map_async(0..10, move |x| {
        x + Arc::strong_count(&captured).min(1) as u64
    })?;
    trial.step("wait() for a map");
    map.wait()?;
    equal(
        "closures kept of a map that is ready",
        Arc::strong_count(&held) - 1,
        0,
    )?;
    drop(map);
    let given = Arc::clone(&held);
    let task = Box::new(move || Item {
        number: 1,
        held: Some(given),
    });
    let task = pool.pool().apply_async(task, Callbacks::default())?;
    trial.step("get() of a task");
    drop(task.get()?);
    equal(
        "results kept of a task whose result was taken",
        Arc::strong_count(&held) - 1,
        0,
    )
}
