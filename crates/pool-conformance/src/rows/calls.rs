//! Maps and tasks: results, chunks, limits, empty input, input that fails.

use std::time::Duration;

use super::{cubes, square, squares};
use crate::failure::Failure;
use crate::schedule::fail;
use crate::trial::{Kept, Stop, Trial, each, equal, holds, invalid, panicked, same, timed_out};

const SAID: &str = "someone said so";

/// Numbers of which one fails when it is pulled, without a length that is known.
fn failing_at(failing: u64) -> impl Iterator<Item = u64> {
    let fails = move |x: &u64| *x != failing || fail(SAID);
    (0..10).filter(fails)
}

pub(super) fn apply(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    let (a, b) = (5, 7);
    equal("apply(|| 5 * 7)", pool.apply(move || a * b)?, 35)
}

pub(super) fn map(trial: &Trial) -> Kept {
    let (pool, runs) = (trial.pool(4)?, trial.tally());
    let counts = runs.clone();
    let counted = move |x| {
        counts.add();
        square(x)
    };
    same("map", &pool.map(0..100, counted)?, &squares(100))?;
    equal("runs in a map of 100 items", runs.count(), 100)?;
    // Of two workers one is held by item 0; so item 1 has ended when item 2 begins.
    let (pair, gate) = (trial.pool(2)?, trial.gate());
    let waiter = gate.waiter();
    let first_ends_last = move |x| {
        match x {
            0 => waiter.pass(),
            2 => waiter.open(),
            _ => {}
        }
        square(x)
    };
    let results = pair.map(0..3, first_ends_last)?;
    same("a map whose first item ends last", &results, &squares(3))?;
    let chunked = pool.chunksize(20).map(0..100, square)?;
    same("map with chunksize 20", &chunked, &squares(100))
}

fn pairs() -> (Vec<(u64, u64)>, Vec<u64>) {
    let pairs: Vec<_> = (0..100).map(|x| (x, 2 * x + 1)).collect();
    let results = pairs.iter().map(|(a, b)| 1_000 * a + b).collect();
    (pairs, results)
}

pub(super) fn starmap(trial: &Trial) -> Kept {
    let (pool, (pairs, results)) = (trial.pool(4)?, pairs());
    let f = |a, b| 1_000 * a + b;
    same("starmap", &pool.starmap(&pairs, f)?, &results)?;
    let chunked = pool.chunksize(20).starmap(&pairs, f)?;
    same("starmap with chunksize 20", &chunked, &results)
}

pub(super) fn starmap_async(trial: &Trial) -> Kept {
    let (pool, (pairs, results)) = (trial.pool(4)?, pairs());
    let map = pool.starmap_async(&pairs, |a, b| 1_000 * a + b)?;
    trial.step("get() of a starmap_async");
    same("starmap_async", &map.get()?, &results)
}

pub(super) fn map_async(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    let map = pool.map_async(0..100, square)?;
    trial.step("get() of a map_async");
    same("map_async", &map.get()?, &squares(100))
}

pub(super) fn map_chunksize(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    let map = pool.chunksize(1).map_async(0..0, square)?;
    trial.step("get() of a map_async over no items with chunksize 1");
    same("map_async over no items", &map.get()?, &[])
}

pub(super) fn map_of_a_failing_input(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    for failing in [0, 3, 0, 3] {
        let input = format!("an input that fails at item {failing}");
        trial.step(format!("map over {input}"));
        let answer = pool.map(failing_at(failing), square);
        panicked(&format!("map over {input}"), answer, SAID)?;
        trial.step(format!("map_async over {input}"));
        let map = pool.chunksize(1).map_async(failing_at(failing), square);
        let answer = map.and_then(|map| map.get());
        panicked(&format!("map_async over {input}"), answer, SAID)?;
        let after = pool.map(0..3, square)?;
        same("a map after a failed input", &after, &squares(3))?;
    }
    Ok(())
}

pub(super) fn apply_async(trial: &Trial) -> Kept {
    let (pool, gate) = (trial.pool(4)?, trial.gate());
    let waiter = gate.waiter();
    trial.step("apply_async of a task that waits");
    let task = pool.apply_async(move || {
        waiter.pass();
        square(7)
    })?;
    let early = task.ready();
    gate.open();
    equal("get() of a task that ended later", task.get()?, 49)?;
    each([early.map_err(Stop::from).and_then(|early| {
        holds(!early, || {
            "ready() was true while the task still ran".into()
        })
    })])
}

pub(super) fn get_timeout(trial: &Trial) -> Kept {
    let (pool, gate) = (trial.pool(4)?, trial.gate());
    let waiter = gate.waiter();
    let mut task = pool.apply_async(move || {
        waiter.pass();
        square(7)
    })?;
    let early = task.get_timeout(Duration::from_millis(2));
    timed_out("get with a limit of 2 ms, of a task that was held,", early)?;
    gate.open();
    trial.step("get() after a limit had run out");
    equal("get() after a limit had run out", task.get()?, 49)
}

pub(super) fn empty_input(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    let none = |what: &str, results: Result<Vec<u64>, Failure>| same(what, &results?, &[]);
    trial.step("a call over no items");
    each([
        none("map", pool.map(None, square)),
        none(
            "map_async",
            pool.map_async(None, square).and_then(|m| m.get()),
        ),
        none("imap", pool.imap(None, square).and_then(|mut s| s.rest())),
        none(
            "imap_unordered",
            pool.imap_unordered(None, square).and_then(|mut s| s.rest()),
        ),
    ])
}

pub(super) fn one_pool_for_all(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    for _ in 0..3 {
        same("map", &pool.map(0..10, square)?, &squares(10))?;
        let cubed = pool.map(0..10, |x| x * x * x)?;
        same("a map after another", &cubed, &cubes(10))?;
        let failed = pool.map(0..10, |x| if x == 5 { fail("five") } else { x });
        panicked("map", failed, "five")?;
        equal("apply after a failed map", pool.apply(|| 1)?, 1)?;
    }
    Ok(())
}

pub(super) fn sized_input_that_fails(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    for failing in [3, 9] {
        let sized = || {
            let fails = move |x| if x == failing { fail(SAID) } else { x };
            (0..10).map(fails)
        };
        let what = format!("a map over ten items, of which pulling number {failing} fails,");
        trial.step(what.clone());
        panicked(&what, pool.map(sized(), square), SAID)?;
        let chunked = pool.chunksize(2).map(sized(), square);
        each([panicked(&what, chunked, SAID)])?;
    }
    Ok(())
}

/// Says that it has as many items as somebody claims.
struct Claims<I>(I, usize);

impl<I: Iterator> Iterator for Claims<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.1, Some(self.1))
    }
}

pub(super) fn lying_length(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    for (items, claimed) in [(5, 2), (5, 8), (3, 0)] {
        let what = format!("an input of {items} items that claims {claimed}");
        trial.step(format!("a call over {what}"));
        let results = pool.map(Claims(0..items, claimed), square)?;
        same(&format!("map over {what}"), &results, &squares(items))?;
        let stream = pool.imap(Claims(0..items, claimed), square);
        let results = stream.and_then(|mut stream| stream.rest());
        each([results
            .map_err(Stop::from)
            .and_then(|results| same(&format!("imap over {what}"), &results, &squares(items)))])?;
    }
    Ok(())
}

pub(super) fn chunksize_zero(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?.chunksize(0);
    each([
        invalid("map with chunksize 0", pool.map(0..10, square)),
        invalid("map_async with chunksize 0", pool.map_async(0..10, square)),
        invalid("imap with chunksize 0", pool.imap(0..10, square)),
    ])
}

pub(super) fn nested(trial: &Trial) -> Kept {
    let (pool, both) = (trial.pool(2)?, trial.tally());
    let (inner, meets) = (pool.clone(), both.clone());
    trial.step("a map whose two items map on the same pool of two workers");
    let sums = pool.map(0..2, move |_| {
        meets.meet(2);
        let squares = inner.map(0..10, square);
        squares.map_or_else(|_| fail("a task's own map failed"), |s| s.iter().sum())
    })?;
    same("a map of maps", &sums, &[285, 285])?;
    let inner = pool.clone();
    trial.step("two tasks, on two workers, that wait for tasks that they submit");
    let results = pool.map(0..2, move |x| {
        both.meet(4);
        let task = inner.apply_async(move || square(x + 1));
        let result = task.and_then(|task| task.get());
        result.unwrap_or_else(|_| fail("a task's own task failed"))
    });
    same("tasks that wait for tasks", &results?, &[1, 4])
}
