//! Every interleaving, up to a number of preemptions, of small programs on the shipped types.
//!
//! `RUSTFLAGS="--cfg lap_pool_loom" cargo test -p lap-pool --release --test loom`
//!
//! Values are handed over through loom's `UnsafeCell`s where a model is about that: loom reports an access that is not
//! ordered after the one before it.
#![cfg(lap_pool_loom)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

use lap_pool::model::{Latch, Promise, pool};
use lap_pool::{PoolError, TaskError};
use loom::cell::UnsafeCell;
use loom::thread;

/// Runs a model with so many preemptions at most.
fn model(preemptions: usize, program: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.max_branches = 100_000;
    builder.check(program);
}

/// A value that one thread writes and another reads, ordered by what is modelled.
struct Cell(UnsafeCell<usize>);

// SAFETY: loom checks each access against the others, which is what the models are for.
unsafe impl Send for Cell {}
// SAFETY: as above.
unsafe impl Sync for Cell {}

impl Cell {
    fn new() -> Arc<Self> {
        Arc::new(Self(UnsafeCell::new(0)))
    }

    fn write(&self, value: usize) {
        self.0.with_mut(|place| {
            // SAFETY: the pointer is valid, and loom reports an access that overlaps this one.
            unsafe { *place = value }
        });
    }

    fn read(&self) -> usize {
        self.0.with(|place| {
            // SAFETY: as above.
            unsafe { *place }
        })
    }
}

#[test]
fn a_promise_hands_its_value_over_and_wakes_who_waits() {
    model(5, || {
        let (promise, cell) = (Promise::default(), Cell::new());
        let (keeps, writes) = (promise.clone(), Arc::clone(&cell));
        let keeper = thread::spawn(move || {
            writes.write(7);
            keeps.keep(());
        });
        assert!(promise.get().is_some());
        assert_eq!(cell.read(), 7);
        keeper.join().unwrap();
    });
}

#[test]
fn a_promise_wakes_the_last_waker() {
    struct Woken(loom::sync::atomic::AtomicBool);
    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.store(true, SeqCst);
        }
    }
    model(5, || {
        let promise = Promise::default();
        let keeps = promise.clone();
        let keeper = thread::spawn(move || keeps.keep(1));
        let mut last = None;
        for _ in 0..2 {
            let woken = Arc::new(Woken(loom::sync::atomic::AtomicBool::new(false)));
            let waker = Waker::from(Arc::clone(&woken));
            match promise.poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(outcome) => {
                    assert_eq!(outcome.unwrap(), 1);
                    last = None;
                    break;
                }
                Poll::Pending => last = Some(woken),
            }
        }
        keeper.join().unwrap();
        assert!(
            last.is_none_or(|woken| woken.0.load(SeqCst)),
            "asleep for ever"
        );
    });
}

/// Counts its drops, out of loom's sight.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

#[test]
fn a_deserted_promise_drops_its_value_once() {
    model(5, || {
        let (promise, drops) = (Promise::default(), Arc::new(AtomicUsize::new(0)));
        let (keeps, value) = (promise.clone(), Counted(Arc::clone(&drops)));
        let keeper = thread::spawn(move || keeps.keep(value));
        promise.desert();
        keeper.join().unwrap();
        assert_eq!(drops.load(SeqCst), 1);
    });
}

#[test]
fn a_latch_is_clear_after_the_last_payment_and_no_later_debt_is_missed() {
    model(5, || {
        let (latch, cells) = (Latch::default(), [Cell::new(), Cell::new()]);
        let payers = cells.clone().map(|cell| {
            let debt = latch.owe();
            thread::spawn(move || {
                cell.write(7);
                drop(debt);
            })
        });
        latch.wait();
        assert_eq!(cells.map(|cell| cell.read()), [7, 7]);
        payers.into_iter().for_each(|payer| payer.join().unwrap());
    });
}

#[test]
fn a_debt_beside_another_holds_the_latch_or_comes_too_late() {
    model(5, || {
        let (latch, cell) = (Latch::default(), Cell::new());
        let debt = latch.owe();
        let (joins, writes) = (latch.clone(), Arc::clone(&cell));
        let stranger = thread::spawn(move || {
            if let Some(debt) = joins.join() {
                writes.write(7);
                drop(debt);
            }
        });
        let payer = thread::spawn(move || drop(debt));
        latch.wait();
        // Ordered after the stranger's write, or instead of it.
        cell.read();
        payer.join().unwrap();
        stranger.join().unwrap();
        latch.wait();
    });
}

#[test]
fn what_is_submitted_before_close_runs() {
    model(4, || {
        let (pool, workers) = pool(1, false);
        let workers: Vec<_> = workers
            .into_iter()
            .map(|worker| thread::spawn(|| worker.live()))
            .collect();
        let cell = Cell::new();
        let writes = Arc::clone(&cell);
        let task = pool.apply_async(move || writes.write(7)).unwrap();
        pool.close();
        pool.join().unwrap();
        assert!(task.ready());
        task.get().unwrap();
        assert_eq!(cell.read(), 7);
        workers
            .into_iter()
            .for_each(|worker| worker.join().unwrap());
    });
}

#[test]
fn two_submitters_lose_no_wakeup() {
    model(4, || {
        let (pool, workers) = pool(1, false);
        let pool = Arc::new(pool);
        let workers: Vec<_> = workers
            .into_iter()
            .map(|worker| thread::spawn(|| worker.live()))
            .collect();
        let other = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.apply_async(|| 1).unwrap().get().unwrap())
        };
        assert_eq!(pool.apply_async(|| 2).unwrap().get().unwrap(), 2);
        assert_eq!(other.join().unwrap(), 1);
        pool.close();
        pool.join().unwrap();
        workers
            .into_iter()
            .for_each(|worker| worker.join().unwrap());
    });
}

#[test]
fn terminate_resolves_a_task_one_way_or_the_other() {
    model(4, || {
        let (pool, workers) = pool(1, false);
        let pool = Arc::new(pool);
        let workers: Vec<_> = workers
            .into_iter()
            .map(|worker| thread::spawn(|| worker.live()))
            .collect();
        let ends = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.terminate())
        };
        match pool.apply_async(|| 1) {
            Ok(task) => match task.get() {
                Ok(value) => assert_eq!(value, 1),
                Err(error) => assert!(matches!(error, TaskError::Terminated)),
            },
            Err(error) => assert!(matches!(error, PoolError::NotRunning)),
        }
        ends.join().unwrap();
        pool.join().unwrap();
        workers
            .into_iter()
            .for_each(|worker| worker.join().unwrap());
    });
}

#[test]
fn a_task_that_its_getter_and_a_worker_race_for_runs_once() {
    model(5, || {
        let (pool, workers) = pool(1, true);
        let workers: Vec<_> = workers
            .into_iter()
            .map(|worker| thread::spawn(|| worker.live()))
            .collect();
        let (cell, runs) = (Cell::new(), Arc::new(AtomicUsize::new(0)));
        let (writes, counts) = (Arc::clone(&cell), Arc::clone(&runs));
        let task = pool.apply_async(move || {
            writes.write(7);
            counts.fetch_add(1, SeqCst);
        });
        task.unwrap().get().unwrap();
        assert_eq!((cell.read(), runs.load(SeqCst)), (7, 1));
        pool.close();
        workers
            .into_iter()
            .for_each(|worker| worker.join().unwrap());
    });
}

#[test]
fn the_last_to_leave_a_map_sees_every_result() {
    model(4, || {
        // Of two workers one is somewhere else all the time.
        let (pool, workers) = pool(2, true);
        let workers: Vec<_> = workers
            .into_iter()
            .take(1)
            .map(|worker| thread::spawn(|| worker.live()))
            .collect();
        let cells = [Cell::new(), Cell::new(), Cell::new()];
        let results = pool.map(&cells, |cell| cell.write(7)).unwrap();
        assert_eq!(results.len(), 3);
        assert_eq!(cells.map(|cell| cell.read()), [7, 7, 7]);
        pool.close();
        workers
            .into_iter()
            .for_each(|worker| worker.join().unwrap());
        std::mem::forget(pool);
    });
}

#[test]
fn a_map_that_is_over_waits_for_nothing_else() {
    model(4, || {
        // Of two workers one is somewhere else all the time.
        let (pool, workers) = pool(2, true);
        let workers: Vec<_> = workers
            .into_iter()
            .take(1)
            .map(|worker| thread::spawn(|| worker.live()))
            .collect();
        let returned = Promise::default();
        // The worker may give way, in the midst of the map, to a task that ends only once the map has returned; then
        // the entry that it puts back must not be waited for.
        pool.map(&[0, 1, 2], |item| {
            if *item == 0 {
                let returned = returned.clone();
                drop(pool.apply_async(move || returned.get()).unwrap());
            }
        })
        .unwrap();
        returned.keep(());
        pool.close();
        workers
            .into_iter()
            .for_each(|worker| worker.join().unwrap());
        std::mem::forget(pool);
    });
}

#[test]
fn a_map_is_over_once_terminated_and_nobody_is_inside() {
    model(4, || {
        let (pool, workers) = pool(1, true);
        let pool = Arc::new(pool);
        let workers: Vec<_> = workers
            .into_iter()
            .map(|worker| thread::spawn(|| worker.live()))
            .collect();
        let ends = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.terminate())
        };
        let drops = Arc::new(AtomicUsize::new(0));
        let items = vec![Counted(Arc::clone(&drops)), Counted(Arc::clone(&drops))];
        match pool.map_async(items, drop) {
            Ok(map) => match map.get() {
                Ok(results) => assert_eq!(results.len(), 2),
                Err(error) => assert!(matches!(error, TaskError::Terminated)),
            },
            Err(error) => assert!(matches!(error, PoolError::NotRunning)),
        }
        assert_eq!(drops.load(SeqCst), 2);
        ends.join().unwrap();
        workers
            .into_iter()
            .for_each(|worker| worker.join().unwrap());
    });
}

#[test]
fn a_scopes_end_is_ordered_after_its_tasks() {
    model(4, || {
        let (pool, workers) = pool(1, true);
        let workers: Vec<_> = workers
            .into_iter()
            .map(|worker| thread::spawn(|| worker.live()))
            .collect();
        let cell = Cell::new();
        let stranger = pool.scope(|scope| {
            let task = scope.apply_async(|| cell.write(7)).unwrap();
            // The handle is carried to a thread that the scope does not know.
            thread::spawn(move || task.get().unwrap())
        });
        assert_eq!(cell.read(), 7);
        stranger.join().unwrap();
        pool.close();
        workers
            .into_iter()
            .for_each(|worker| worker.join().unwrap());
    });
}

#[test]
fn a_stream_hands_its_items_and_results_over() {
    for helps in [false, true] {
        model(4, move || {
            let (pool, workers) = pool(1, helps);
            let workers: Vec<_> = workers
                .into_iter()
                .map(|worker| thread::spawn(|| worker.live()))
                .collect();
            let task = |cell: Arc<Cell>| {
                cell.write(cell.read() + 1);
                cell
            };
            let source = (0..2).map(|_| {
                let cell = Cell::new();
                cell.write(6);
                cell
            });
            let stream = pool.options().buffersize(2).imap(source, task).unwrap();
            assert_eq!(stream.map(|cell| cell.read()).collect::<Vec<_>>(), [7, 7]);
            pool.close();
            workers
                .into_iter()
                .for_each(|worker| worker.join().unwrap());
        });
    }
}

#[test]
fn a_stream_dropped_while_it_runs_drops_everything_once() {
    model(4, || {
        let (pool, workers) = pool(1, false);
        let workers: Vec<_> = workers
            .into_iter()
            .map(|worker| thread::spawn(|| worker.live()))
            .collect();
        let drops = Arc::new(AtomicUsize::new(0));
        let makes = Arc::clone(&drops);
        let source = (0..2).map(move |_| Counted(Arc::clone(&makes)));
        let mut stream = pool
            .options()
            .buffersize(2)
            .imap(source, |item| item)
            .unwrap();
        drop(stream.next_timeout(lap_pool::model::NO_TIME));
        drop(stream);
        pool.close();
        pool.join().unwrap();
        workers
            .into_iter()
            .for_each(|worker| worker.join().unwrap());
        assert!(drops.load(SeqCst) >= 1);
    });
}

#[test]
fn a_parked_consumer_is_woken_by_terminate() {
    model(3, || {
        let (pool, workers) = pool(1, false);
        let pool = Arc::new(pool);
        let workers: Vec<_> = workers
            .into_iter()
            .map(|worker| thread::spawn(|| worker.live()))
            .collect();
        let ends = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.terminate())
        };
        if let Ok(stream) = pool.options().buffersize(1).imap(0..2, |x| x) {
            let outcomes: Vec<_> = stream.results().collect();
            let whole = outcomes.len() == 2 && outcomes.iter().all(|outcome| outcome.is_ok());
            assert!(whole || matches!(outcomes.last(), Some(Err(TaskError::Terminated))));
        }
        ends.join().unwrap();
        workers
            .into_iter()
            .for_each(|worker| worker.join().unwrap());
    });
}
