//! Tasks that fail, and what is called when they do.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};

use super::{square, squares};
use crate::failure::Failure;
use crate::schedule::{Tally, fail};
use crate::subject::Callbacks;
use crate::trial::{Kept, Stop, Trial, each, equal, holds, panicked, same};

pub(super) fn words(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?;
    let fails = || fail("lane 3 is closed");
    trial.step("get() of a task that panicked");
    let task = pool.apply_async(fails).and_then(|task| task.get());
    each([
        panicked("apply", pool.apply(fails), "lane 3 is closed"),
        panicked("apply_async", task, "lane 3 is closed"),
    ])
}

pub(super) fn own_type(trial: &Trial) -> Kept {
    #[derive(Debug, PartialEq)]
    struct OwnError(u32);
    let pool = trial.pool(2)?;
    let own = || resume_unwind(Box::new(OwnError(123)));
    trial.step("get() of a task that panicked");
    let of_type = |what: &str, answer: Result<u64, Failure>| match answer {
        Err(Failure::Panicked(payload)) => {
            holds(payload.downcast_ref() == Some(&OwnError(123)), || {
                format!("{what} failed with something else than the task's own error")
            })
        }
        Err(failure @ Failure::Absent(_)) => Err(failure.into()),
        other => Err(Stop::Failed(format!(
            "{what} of a task that fails gave {other:?}"
        ))),
    };
    let task = pool.apply_async(own).and_then(|task| task.get());
    each([
        of_type("apply", pool.apply(own)),
        of_type("apply_async", task),
    ])
}

pub(super) fn no_failfast(trial: &Trial) -> Kept {
    let (pool, returned) = (trial.pool(4)?, trial.gate());
    let (began, ended, waits) = (trial.tally(), trial.tally(), returned.waiter());
    let ends = ended.clone();
    trial.step("a map of four items, of which the first fails");
    let answer = pool.map(0..4, move |x| {
        began.meet(4);
        if x == 0 {
            fail("first");
        }
        waits.opens_within_grace();
        ends.add() as u64
    });
    let by_then = ended.count();
    returned.open();
    panicked("map", answer, "first")?;
    holds(by_then == 3, || {
        format!("a map that failed returned when {by_then} of the 3 other items that ran had ended")
    })?;
    pool.close()?;
    trial.step("join() after a map that failed");
    Ok(pool.join()?)
}

pub(super) fn panics_cost_no_worker(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?;
    for _ in 0..20 {
        trial.step("get() of a task that panicked, of twenty such");
        let task = pool.apply_async(|| fail("again"))?;
        panicked("apply_async", task.get(), "again")?;
    }
    let (both, gate) = (trial.tally(), trial.gate());
    let tasks: Result<Vec<_>, _> = (0..2)
        .map(|_| {
            let (says, waiter) = (both.clone(), gate.waiter());
            pool.apply_async(move || {
                says.add();
                waiter.pass();
                1
            })
        })
        .collect();
    both.wait_for(2, "workers were left after twenty panics")?;
    gate.open();
    tasks?
        .into_iter()
        .try_for_each(|task| equal("a task", task.get()?, 1))
}

pub(super) fn any_panic(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?;
    let broken = |x| {
        if x == 3 {
            resume_unwind(Box::new([3_u8; 64]))
        } else {
            x
        }
    };
    let failed = |what: &str, failed: bool| {
        holds(failed, || {
            format!("{what} of an item that panicked gave results")
        })
    };
    for _ in 0..3 {
        failed("map", pool.map(0..10, broken).is_err())?;
        let map = pool.map_async(0..10, broken)?;
        trial.step("wait() for a map that panicked");
        let waited = map.wait().and_then(|()| map.successful());
        each([waited
            .map_err(Stop::from)
            .and_then(|ended| equal("successful() of a map that panicked", ended, Some(false)))])?;
        failed("map_async", map.get().is_err())?;
        same(
            "a map after a panic",
            &pool.map(0..10, square)?,
            &squares(10),
        )?;
    }
    Ok(())
}

/// What callbacks were given.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn all(&self) -> Vec<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn hear(&self, words: String) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(words);
    }

    /// Callbacks that tell, both of them.
    fn both<T: 'static>(&self, tell: fn(&T) -> String) -> Callbacks<T> {
        let (hears, hears_error) = (self.clone(), self.clone());
        Callbacks {
            callback: Some(Box::new(move |result| hears.hear(tell(result)))),
            error_callback: Some(Box::new(move |failure| {
                hears_error.hear(format!("error: {failure}"));
            })),
        }
    }

    fn only(&self, what: &str, wanted: &str) -> Kept {
        equal(
            &format!("what the callbacks of {what} were given"),
            self.all(),
            vec![wanted.into()],
        )
    }
}

fn told(items: &[crate::subject::Item]) -> String {
    let numbers: Vec<_> = items.iter().map(|item| item.number).collect();
    format!("{numbers:?}")
}

pub(super) fn map_callbacks(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?;
    let heard = Heard::default();
    let map = pool.map_async_calling(0..4, square, heard.both(|items: &Vec<_>| told(items)))?;
    trial.step("wait() for a map with callbacks");
    map.wait()?;
    heard.only("a map", "[0, 1, 4, 9]")?;
    let heard = Heard::default();
    let fails = |x| if x == 2 { fail("two") } else { x };
    let map = pool.map_async_calling(0..4, fails, heard.both(|items: &Vec<_>| told(items)))?;
    trial.step("wait() for a map with callbacks that fails");
    map.wait()?;
    heard.only("a map that fails", "error: panic: two")
}

pub(super) fn empty_callback(trial: &Trial) -> Kept {
    let (pool, heard) = (trial.pool(2)?, Heard::default());
    let map = pool.map_async_calling(None, square, heard.both(|items: &Vec<_>| told(items)))?;
    trial.step("get() of a map over no items, with callbacks");
    same("a map over no items", &map.get()?, &[])?;
    heard.only("a map over no items", "[]")
}

pub(super) fn task_callbacks(trial: &Trial) -> Kept {
    let (pool, heard) = (trial.pool(2)?, Heard::default());
    let tell = |item: &crate::subject::Item| item.number.to_string();
    let task = pool.apply_async_calling(|| fail("no"), heard.both(tell))?;
    trial.step("get() of a task with callbacks that fails");
    panicked("apply_async", task.get(), "no")?;
    heard.only("a task that fails", "error: panic: no")
}

pub(super) fn failing_callback(trial: &Trial) -> Kept {
    let pool = trial.pool(2)?;
    let callbacks = Callbacks {
        callback: Some(Box::new(|_: &_| fail("a callback's own"))),
        error_callback: None,
    };
    let task = pool.apply_async_calling(|| 1, callbacks)?;
    trial.step("get() of a task whose callback panics");
    panicked(
        "a task whose callback panics",
        task.get(),
        "a callback's own",
    )?;
    trial.step("a map after a callback has panicked");
    let after = pool.map(0..10, square)?;
    same("a map after a callback has panicked", &after, &squares(10))
}

pub(super) fn failing_initializer(trial: &Trial) -> Kept {
    trial.step("building a pool whose initializer panics");
    let pool = match trial.initialized(2, Arc::new(|| fail("not today"))) {
        Err(failure @ Failure::Absent(_)) => return Err(failure.into()),
        Err(_) => return Ok(()),
        Ok(pool) => pool,
    };
    trial.step("a task of a pool whose initializer panicked");
    holds(pool.apply(|| 1).is_err(), || {
        "a pool whose initializer panicked runs tasks as if nothing had happened".into()
    })
}

/// Counts up, for tasks whose results do not matter.
pub(super) fn counting(tally: &Tally) -> impl FnOnce() -> u64 + Send + 'static {
    let tally = tally.clone();
    move || tally.add() as u64
}
