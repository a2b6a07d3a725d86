//! Who may join in a map, and who is the last to leave.
//!
//! Under the door's lock: how many are inside, and whether it is *over* (nothing is left to claim, or the pool was
//! terminated). Nobody enters once it is over; so exactly one thread finds it over and empty when it leaves (or when it
//! abandons it empty), and takes the batch away. Everybody inside gives its `Arc` of the batch up before it leaves, so
//! that thread has the only one; and leaves under the lock after its last write, so that thread sees all of them.
//! Model: `the_last_to_leave_a_map_sees_every_result` in `tests/loom`.

use std::panic::Location;

use crate::batch::{Batch, Claims};
use crate::engine::Engine;
use crate::promise::Promise;
use crate::source::Source;
use crate::sync::{Arc, Mutex};
use crate::work::{Progress, Turn, Work};

/// A map that several threads may work on.
pub(crate) struct Map<S: Source, F, R> {
    door: Mutex<Door<S, F, R>>,
    /// Threads that may be inside at once: the pool's workers, a helping caller counting as one of them.
    limit: usize,
    promise: Arc<Promise<Vec<R>>>,
}

struct Door<S: Source, F, R> {
    /// Taken by the last to leave.
    batch: Option<Arc<Batch<S, F, R>>>,
    inside: usize,
    over: bool,
}

impl<S, F, R> Map<S, F, R>
where
    S: Source,
    F: Fn(S::Item) -> R,
{
    pub(crate) fn new(
        source: S,
        f: F,
        limit: usize,
        claims: Claims,
        site: &'static Location<'static>,
    ) -> Self {
        let batch = Some(Arc::new(Batch::new(source, f, claims, site)));
        Self {
            door: Mutex::new(Door {
                batch,
                inside: 0,
                over: false,
            }),
            limit,
            promise: Arc::new(Promise::of_many()),
        }
    }

    pub(crate) fn promise(&self) -> &Arc<Promise<Vec<R>>> {
        &self.promise
    }

    /// Joins in, if there is anything left and room for one more.
    fn enter(&self) -> Option<Arc<Batch<S, F, R>>> {
        let mut door = self.door.lock();
        if door.over || door.inside >= self.limit {
            return None;
        }
        door.inside += 1;
        door.batch.clone()
    }

    fn leave(&self, batch: Arc<Batch<S, F, R>>, over: bool) {
        // Not the last one: the door's own is there until nobody is inside.
        drop(batch);
        let mut door = self.door.lock();
        door.inside -= 1;
        door.over |= over;
        let last = door.take_if_empty();
        drop(door);
        self.end(last);
    }

    fn end(&self, last: Option<Arc<Batch<S, F, R>>>) {
        if let Some(last) = last {
            let batch = Arc::into_inner(last).expect("everybody gave theirs up before leaving");
            self.promise.keep(batch.into_outcome());
        }
    }
}

impl<S: Source, F, R> Door<S, F, R> {
    fn take_if_empty(&mut self) -> Option<Arc<Batch<S, F, R>>> {
        if self.over && self.inside == 0 {
            self.batch.take()
        } else {
            None
        }
    }
}

impl<S, F, R> Work for Map<S, F, R>
where
    S: Source + Send + Sync,
    F: Fn(S::Item) -> R + Send + Sync,
    R: Send,
{
    fn run(&self, engine: &Engine, turn: Turn) -> Progress {
        let Some(batch) = self.enter() else {
            return Progress::Done;
        };
        let progress = batch.work(engine, turn);
        self.leave(batch, progress == Progress::Done);
        progress
    }

    fn abandon(&self) {
        let mut door = self.door.lock();
        door.over = true;
        if let Some(batch) = &door.batch {
            batch.stop();
        }
        let last = door.take_if_empty();
        drop(door);
        self.end(last);
    }
}
