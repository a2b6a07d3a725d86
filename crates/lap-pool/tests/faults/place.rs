//! Where a call is made, and that the pool is whole afterwards.

use std::sync::Arc;

use lap_pool::{AsyncResult, Pool, PoolError, ThreadPool};

use crate::call::{Call, Way};
use crate::cells::Cell;
use crate::fault::Thing;
use crate::ledger::{Event, Ledger, Stage, Tracked};
use crate::oracle;
use crate::read;
use crate::subjects;
use crate::support::{Gate, LONG, Tally};

/// Where a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On a thread that is none of the pool's.
    Outside,
    /// In a task of the same pool, on a worker.
    Worker,
    /// In a scope.
    Scope,
    /// In `ThreadPool::with`.
    With,
}

/// The pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub workers: usize,
    pub caller_helps: bool,
    /// Whether all items are one chunk.
    pub one_chunk: bool,
}

impl Shape {
    /// All of them that there are at a place.
    pub fn of(place: Place) -> Vec<Self> {
        let mut shapes = Vec::new();
        for workers in [1, 2] {
            for caller_helps in [true, false] {
                for one_chunk in [true, false] {
                    shapes.push(Self {
                        workers,
                        caller_helps,
                        one_chunk,
                    });
                }
            }
        }
        shapes.retain(|shape| shape.caller_helps || place != Place::With);
        shapes
    }
}

impl Place {
    /// Whether a worker is free while the call is made.
    pub fn has_free_worker(self, shape: Shape) -> bool {
        self != Place::Worker || shape.workers > 1
    }
}

/// Runs a cell.
pub fn run(cell: Cell) {
    let ledger = &Ledger::new(cell);
    let shape = cell.shape;
    match cell.place {
        _ if cell.call == Call::Build => build(ledger),
        Place::With => {
            let captured = ledger.track(Thing::BodyDrop, 0);
            ledger.watch(Stage::Body, || {
                ThreadPool::with(shape.workers, move |pool| body(pool, ledger, &captured)).unwrap();
            });
        }
        _ => {
            let pool = ThreadPool::builder()
                .workers(shape.workers)
                .caller_helps(shape.caller_helps)
                .build()
                .unwrap();
            match cell.place {
                Place::Outside => read::perform(&pool, ledger),
                Place::Worker => pool.scope(|scope| {
                    let task = scope.apply_async(|| read::perform(&pool, ledger));
                    // Never runs it here.
                    task.unwrap().get_timeout(LONG).unwrap();
                }),
                Place::Scope => {
                    let captured = ledger.track(Thing::BodyDrop, 0);
                    ledger.watch(Stage::Body, || {
                        pool.scope(move |scope| body(scope, ledger, &captured));
                    });
                    // It has waited for its tasks, however it ended.
                    oracle::assert_all_dropped(ledger);
                }
                Place::With => unreachable!("above"),
            }
            assert_whole(&pool, ledger);
        }
    }
    // The pool is gone, and its threads with it: nothing comes later.
    oracle::judge(ledger);
}

/// The closure of a scope or a pool, with occasions to panic itself.
fn body(pool: &Pool<'_, '_>, ledger: &Arc<Ledger>, captured: &Tracked) {
    captured.look();
    ledger.strike(Thing::Body, 0);
    read::perform(pool, ledger);
    if ledger.cell.place == Place::With {
        assert_whole(pool, ledger);
    }
    ledger.strike(Thing::Body, 1);
}

/// Builds a pool whose initializer fails.
fn build(ledger: &Arc<Ledger>) {
    let shape = ledger.cell.shape;
    let builder = ThreadPool::builder()
        .workers(shape.workers)
        .initializer(subjects::initializer(ledger));
    match ledger.watch(Stage::Call, || builder.build()) {
        None => {}
        Some(Ok(pool)) => assert_whole(&pool, ledger),
        Some(Err(PoolError::Initializer(words))) => ledger.note(Event::Failed(None, words)),
        Some(Err(error)) => panic!("{}: {error}", ledger.cell),
    }
}

/// Every worker is there, and the pool gives right answers; or, where it was terminated, none.
fn assert_whole(pool: &Pool<'_, '_>, ledger: &Ledger) {
    let cell = ledger.cell;
    let answer = pool.map(0..3, |x| x * x);
    if cell.call.way() == Some(Way::Terminated) && !ledger.is_hit(Thing::Body, 0) {
        assert!(matches!(answer, Err(PoolError::NotRunning)), "{cell}");
        return;
    }
    assert_eq!(answer.unwrap(), [0, 1, 4], "{cell}");
    assert_eq!(pool.workers(), cell.shape.workers, "{cell}");
    drop(Held::new(pool));
}

/// All workers of a pool, each busy until this is dropped. That it can be made shows that all are there.
pub struct Held {
    gate: Arc<Gate>,
    tasks: Vec<AsyncResult<()>>,
}

impl Held {
    pub fn new(pool: &Pool<'_, '_>) -> Self {
        let (gate, busy) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
        let start = |_| {
            let (waits, says) = (Arc::clone(&gate), Arc::clone(&busy));
            let task = move || {
                says.add();
                waits.pass();
            };
            pool.apply_async(task).unwrap()
        };
        let tasks = (0..pool.workers()).map(start).collect();
        busy.wait_for(pool.workers());
        Self { gate, tasks }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.gate.open();
        for task in &self.tasks {
            // Not by `wait`, which may run what it waits for.
            task.wait_timeout(LONG);
        }
    }
}
