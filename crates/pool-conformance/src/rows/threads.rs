//! Which threads a pool uses, and that they end.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use super::life::held;
use super::{square, squares};
use crate::probe::Number;
use crate::schedule::Waiter;
use crate::trial::{Kept, Trial, equal, holds, invalid, same};

/// Takes its time to go with its thread, unless `join` has returned by then.
struct Lingers {
    _held: Arc<()>,
    joined: Waiter,
}

impl Drop for Lingers {
    fn drop(&mut self) {
        self.joined.opens_within_grace();
    }
}

thread_local!(static LINGERS: RefCell<Option<Lingers>> = const { RefCell::new(None) });

pub(super) fn no_thread_is_left(trial: &Trial) -> Kept {
    let alive = Arc::new(());
    for _ in 0..5 {
        let (pool, inside) = (trial.pool(4)?, trial.tally());
        let (gate, joined) = (trial.gate(), trial.gate());
        let tasks: Result<Vec<_>, _> = (0..4)
            .map(|_| {
                let (_held, joined) = (Arc::clone(&alive), joined.waiter());
                let lingers = Lingers { _held, joined };
                let task = held(&inside, gate.waiter());
                pool.apply_async(move || {
                    LINGERS.set(Some(lingers));
                    task()
                })
            })
            .collect();
        let tasks = tasks?;
        inside.wait_for(4, "tasks ran at once on 4 workers")?;
        gate.open();
        pool.close()?;
        trial.step("join()");
        pool.join()?;
        let left = Arc::strong_count(&alive) - 1;
        joined.open();
        drop(tasks);
        let what = "threads that still live when join() has returned";
        equal(what, left, 0)?;
    }
    Ok(())
}

/// Which thread ran how many tasks.
#[derive(Clone, Default)]
struct Threads(Arc<Mutex<HashMap<ThreadId, usize>>>);

impl Threads {
    fn note(&self) {
        let mut threads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *threads.entry(thread::current().id()).or_default() += 1;
    }

    fn tasks(&self) -> Vec<usize> {
        let threads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        threads.values().copied().collect()
    }
}

pub(super) fn idle_reuse(trial: &Trial) -> Kept {
    let (pool, threads, done) = (trial.pool(2)?, Threads::default(), trial.tally());
    for number in 1..=50 {
        let (notes, counts) = (threads.clone(), done.clone());
        let task = pool.apply_async(move || {
            notes.note();
            counts.add() as u64
        })?;
        done.wait_for(number, "tasks ended, one after another")?;
        drop(task);
    }
    let used = threads.tasks().len();
    holds(used <= 2, || {
        format!("a pool of 2 workers used {used} threads for 50 tasks, one after another")
    })
}

pub(super) fn saturation(trial: &Trial) -> Kept {
    let (pool, threads) = (trial.pool(4)?, Threads::default());
    let (begun, gate) = (trial.tally(), trial.gate());
    trial.step("submitting 60 tasks to 4 workers that are busy");
    let tasks: Result<Vec<_>, _> = (0..60)
        .map(|_| {
            let (notes, held) = (threads.clone(), held(&begun, gate.waiter()));
            pool.apply_async(move || {
                notes.note();
                held()
            })
        })
        .collect();
    let tasks = tasks?;
    begun.wait_for(4, "tasks ran at once")?;
    gate.open();
    pool.close()?;
    trial.step("join() after 60 tasks");
    pool.join()?;
    equal("of 60 tasks, those that ran", begun.count(), 60)?;
    let used = threads.tasks().len();
    holds(used <= 4, || {
        format!("a pool of 4 workers used {used} threads for 60 tasks")
    })?;
    tasks
        .into_iter()
        .try_for_each(|task| equal("a task", task.get()?, 1))
}

pub(super) fn lifetime(trial: &Trial) -> Kept {
    let (pool, threads) = (
        trial.build(2, |setup| setup.tasks_per_worker = Some(10))?,
        Threads::default(),
    );
    let tasks: Result<Vec<_>, _> = (0..60)
        .map(|number| {
            let notes = threads.clone();
            pool.apply_async(move || {
                notes.note();
                square(number)
            })
        })
        .collect();
    let tasks = tasks?;
    pool.close()?;
    trial.step("join() of a pool whose workers are replaced");
    pool.join()?;
    let results: Result<Vec<_>, _> = tasks.into_iter().map(Number::get).collect();
    same(
        "tasks of workers that are replaced",
        &results?,
        &squares(60),
    )?;
    let most = threads.tasks().into_iter().max().unwrap_or_default();
    holds(most <= 10, || {
        format!("a worker whose limit is 10 tasks ran {most}")
    })
}

pub(super) fn lifetime_zero(trial: &Trial) -> Kept {
    trial.build(2, |setup| setup.tasks_per_worker = Some(1))?;
    let zero = trial.build(2, |setup| setup.tasks_per_worker = Some(0));
    invalid("a limit of 0 tasks for each worker", zero)
}

pub(super) fn thread_name(trial: &Trial) -> Kept {
    let pool = trial.build(2, |setup| setup.thread_name = Some("lane".into()))?;
    let (names, done) = (Arc::new(Mutex::new(HashSet::new())), trial.tally());
    let (keeps, ends) = (Arc::clone(&names), done.clone());
    let task = pool.apply_async(move || {
        let name = thread::current().name().unwrap_or_default().to_owned();
        keeps
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name);
        ends.add() as u64
    })?;
    done.wait_for(1, "tasks ran")?;
    drop(task);
    let names = names.lock().unwrap_or_else(PoisonError::into_inner);
    holds(names.iter().all(|name| name.starts_with("lane")), || {
        format!("workers of a pool named \"lane\" are called {names:?}")
    })
}
