//! Streams: order, ends, failures, how far they read ahead.

use std::sync::Mutex;
use std::time::Duration;

use super::{square, squares};
use crate::failure::Failure;
use crate::probe::Reading;
use crate::schedule::fail;
use crate::subject::Order;
use crate::trial::{
    Kept, Stop, Trial, each, equal, holds, invalid, same, same_in_any_order, timed_out,
};

const SAID: &str = "someone said so";

/// Everything until the end: results, and the words of what failed.
fn read(stream: &mut Reading, most: usize) -> Result<(Vec<u64>, Vec<String>), Stop> {
    let (mut results, mut failures) = (Vec::new(), Vec::new());
    for answer in stream.take(most) {
        match answer {
            Ok(result) => results.push(result),
            Err(failure @ Failure::Absent(_)) => return Err(failure.into()),
            Err(failure) => failures.push(failure.words().map_or(failure.to_string(), Into::into)),
        }
    }
    Ok((results, failures))
}

pub(super) fn imap(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    let mut stream = pool.imap(0..10, square)?;
    for x in 0..10 {
        let next = stream.next().transpose()?;
        equal("next() of imap", next, Some(square(x)))?;
    }
    for _ in 0..2 {
        equal("next() after the end", stream.next().transpose()?, None)?;
    }
    // Of two workers one is held by item 0; so item 1 has ended when item 2 begins.
    let (pair, gate) = (trial.pool(2)?, trial.gate());
    let waiter = gate.waiter();
    let mut stream = pair.imap(0..3, move |x| {
        match x {
            0 => waiter.pass(),
            2 => waiter.open(),
            _ => {}
        }
        square(x)
    })?;
    same(
        "an imap whose first item ends late",
        &stream.rest()?,
        &squares(3),
    )?;
    let chunked = pool.chunksize(100).imap(0..1_000, square)?.rest()?;
    same("imap with chunksize 100", &chunked, &squares(1_000))
}

pub(super) fn imap_unordered(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    let results = pool.imap_unordered(0..10, square)?.rest()?;
    same_in_any_order("imap_unordered", results, &squares(10))?;
    let chunked = pool.chunksize(100).imap_unordered(0..1_000, square)?;
    let results = { chunked }.rest()?;
    same_in_any_order(
        "imap_unordered with chunksize 100",
        results,
        &squares(1_000),
    )
}

fn over_a_failing_source(trial: &Trial, order: Order, cases: &[(u64, Option<usize>)]) -> Kept {
    let pool = trial.pool(4)?;
    for &(failing, chunksize) in cases {
        let source = (0..10).inspect(move |x| {
            if *x == failing {
                fail(SAID);
            }
        });
        let with = chunksize.map(|items| pool.chunksize(items));
        let what = format!("a stream whose source fails at item {failing}");
        trial.step(format!("reading {what}"));
        let mut stream = with
            .as_ref()
            .unwrap_or(&pool)
            .stream(order, source, square)?;
        let (results, failures) = read(&mut stream, 20)?;
        equal(&format!("failures of {what}"), failures, vec![SAID.into()])?;
        match order {
            Order::Input => same(&what, &results, &squares(failing))?,
            Order::Completion => same_in_any_order(&what, results, &squares(failing))?,
        }
    }
    Ok(())
}

pub(super) fn imap_of_a_failing_source(trial: &Trial) -> Kept {
    over_a_failing_source(trial, Order::Input, &[(1, None), (3, None)])?;
    let chunked = &[(7, Some(2)), (7, Some(4))];
    each([Ok(()), over_a_failing_source(trial, Order::Input, chunked)])
}

pub(super) fn imap_unordered_of_a_failing_source(trial: &Trial) -> Kept {
    let cases = &[(1, None), (3, None), (7, None)];
    over_a_failing_source(trial, Order::Completion, cases)
}

pub(super) fn buffersize(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    for order in [Order::Input, Order::Completion] {
        for (buffersize, chunksize) in [(1, 1), (4, 1), (4, 3), (10, 3)] {
            let (pulled, with) = (
                trial.tally(),
                pool.buffersize(buffersize).chunksize(chunksize),
            );
            let counts = pulled.clone();
            let endless = (0..).inspect(move |_| _ = counts.add());
            trial.step("reading a stream without end");
            for (returned, result) in with.stream(order, endless, square)?.take(20).enumerate() {
                result?;
                let ahead = pulled.count() - returned;
                holds(ahead <= buffersize, || {
                    format!("{ahead} items were pulled ahead with buffersize {buffersize}")
                })?;
            }
            let nothing = with.stream(order, None, square)?.rest()?;
            same("a bounded stream over no items", &nothing, &[])?;
        }
        let refusal = pool.buffersize(0).stream(order, 0..1, square);
        invalid("a stream with buffersize 0", refusal)?;
    }
    Ok(())
}

pub(super) fn join_beside_an_open_stream(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    let mut stream = pool.buffersize(4).imap(0..100, square)?;
    equal("next()", stream.next().transpose()?, Some(0))?;
    pool.close()?;
    trial.step("join() beside a stream that was read in part");
    pool.join()?;
    Ok(())
}

pub(super) fn next_timeout(trial: &Trial) -> Kept {
    let (pool, gate) = (trial.pool(1)?, trial.gate());
    let waiter = gate.waiter();
    let mut stream = pool.imap(0..2, move |x| {
        waiter.pass();
        x + 1
    })?;
    let early = stream.next_timeout(Duration::from_millis(2)).transpose();
    timed_out(
        "next with a limit of 2 ms, of an item that was held,",
        early,
    )?;
    gate.open();
    trial.step("reading on after a limit had run out");
    let rest = stream.rest()?;
    same("a stream read on after a limit had run out", &rest, &[1, 2])
}

pub(super) fn a_failed_item_loses_no_other(trial: &Trial) -> Kept {
    let pool = trial.pool(4)?;
    let but_two: Vec<_> = (0..8).filter(|x| *x != 2).collect();
    let of = |order, pool: &crate::probe::Probe| -> Kept {
        let mut stream = pool.stream(order, 0..8, |x| if x == 2 { fail("two") } else { x })?;
        let (results, failures) = read(&mut stream, 20)?;
        let what = format!("a stream in order of {order:?} of 8 items, of which number 2 fails");
        equal(&format!("failures of {what}"), failures, vec!["two".into()])?;
        same_in_any_order(&what, results, &but_two)
    };
    let chunked = pool.chunksize(2);
    each([
        of(Order::Input, &pool),
        of(Order::Completion, &pool),
        of(Order::Input, &chunked),
        of(Order::Completion, &chunked),
    ])
}

pub(super) fn abandoned(trial: &Trial) -> Kept {
    let (pool, pulled, runs) = (trial.pool(2)?, trial.tally(), trial.tally());
    let (pulls, counts) = (pulled.clone(), runs.clone());
    let source = (0..1_000).inspect(move |_| _ = pulls.add());
    let f = move |x| {
        counts.add();
        x
    };
    let mut stream = pool.buffersize(4).imap(source, f)?;
    for x in 0..3 {
        equal("next()", stream.next().transpose()?, Some(x))?;
    }
    drop(stream);
    pool.close()?;
    trial.step("join() after a stream was dropped");
    pool.join()?;
    holds(pulled.count() <= 7, || {
        let pulled = pulled.count();
        format!("{pulled} items were pulled for a stream that was dropped after 3 results")
    })?;
    holds(runs.count() <= 7, || {
        let runs = runs.count();
        format!("{runs} items ran of a stream that was dropped after 3 results")
    })
}

pub(super) fn several_consumers(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?;
    let stream = Mutex::new(pool.imap(0..200, square)?);
    let consume = || -> Result<Vec<u64>, Failure> {
        let next = || stream.lock().ok()?.next();
        std::iter::from_fn(next).collect()
    };
    trial.step("four threads that read one stream to its end");
    let all = std::thread::scope(|scope| -> Result<Vec<u64>, Stop> {
        let readers: Vec<_> = (0..4).map(|_| scope.spawn(consume)).collect();
        let mut all = Vec::new();
        for reader in readers {
            all.extend(reader.join().map_err(Failure::Panicked)??);
        }
        Ok(all)
    })?;
    same_in_any_order("a stream that four threads read", all, &squares(200))
}

/// Runs `meanwhile` while a stream's source blocks.
fn beside_a_blocked_source(
    trial: &Trial,
    pool: &crate::probe::Probe,
    meanwhile: impl FnOnce() -> Kept,
) -> Kept {
    let (pulling, gate) = (trial.tally(), trial.gate());
    let (pulls, waiter) = (pulling.clone(), gate.waiter());
    let source = (0..1).inspect(move |_| {
        pulls.add();
        waiter.pass();
    });
    let mut stream = pool.imap(source, square)?;
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || drop(stream.next()));
        let kept = pulling
            .wait_for(1, "sources began to be pulled")
            .and_then(|()| meanwhile());
        gate.open();
        reader.join().map_err(Failure::Panicked)?;
        kept
    })
}

pub(super) fn slow_source(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?;
    beside_a_blocked_source(trial, &pool, || {
        trial.step("a task beside a stream whose source blocks");
        equal("a task's result", pool.apply_async(|| 7)?.get()?, 7)
    })
}

pub(super) fn terminate_beside_a_blocked_source(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?;
    beside_a_blocked_source(trial, &pool, || {
        trial.step("terminate() beside a stream whose source blocks");
        Ok(pool.terminate()?)
    })?;
    trial.step("join() after that");
    Ok(pool.join()?)
}

pub(super) fn completion_order(trial: &Trial) -> Kept {
    let (pool, gate) = (trial.pool(2)?, trial.gate());
    let waiter = gate.waiter();
    let mut stream = pool.imap_unordered(0..2, move |x| {
        if x == 0 {
            waiter.pass();
        }
        x + 1
    })?;
    trial.step("next() of imap_unordered, whose first item is held");
    let first = stream.next();
    gate.open();
    match first {
        Some(Ok(2)) => {}
        Some(Err(failure @ Failure::Absent(_))) => return Err(failure.into()),
        _ => {
            return Err(Stop::Failed(
                "imap_unordered kept a result back that was done, for an item before it".into(),
            ));
        }
    }
    same("the rest of imap_unordered", &stream.rest()?, &[1])
}

pub(super) fn default_backlog(trial: &Trial) -> Kept {
    let (pool, pulled) = (trial.pool(2)?, trial.tally());
    let counts = pulled.clone();
    let endless = (0..).inspect(move |_| _ = counts.add());
    trial.step("reading a stream without end, with no buffersize");
    let results: Result<Vec<u64>, _> = pool.imap(endless, square)?.take(10).collect();
    same("ten results of a stream", &results?, &squares(10))?;
    let pulled = pulled.count();
    holds(pulled <= 1_000, || {
        format!("{pulled} items were pulled for ten results")
    })
}
