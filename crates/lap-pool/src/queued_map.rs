//! Who may join in a map, and who is the last to leave.
//!
//! Under the door's lock: how many are inside, how many entries there are, and whether the map is *over* (nothing is left
//! to claim, or it was given up). Nobody enters once it is over; so exactly one thread finds it over and empty when it
//! leaves (or when it abandons it empty), and takes the batch away. Everybody inside gives its `Arc` of the batch up
//! before it leaves, so that thread has the only one; and leaves under the lock after its last write, so that thread sees
//! all of them. Model: `the_last_to_leave_a_map_sees_every_result` in `tests/loom`.
//!
//! *Full is not over*: who finds no room may not take the map's entries away, and a map that is not over is never without
//! somebody who will go on with it: an entry, or a thread inside that either sees it over or leaves one behind. A worker
//! that gives way puts its own back. A waiter whose time is up has none; it puts one in if it would leave none, and nobody,
//! behind. Models: those of `tests/loom/give_way.rs`.

use std::panic::Location;

use crate::batch::{Around, Batch};
use crate::body::Plain;
use crate::callbacks::{Callback, Callbacks};
use crate::engine::Engine;
use crate::error::TaskError;
use crate::failure::Failure;
use crate::fork;
use crate::panics::drop_each_quietly;
use crate::promise::Promise;
use crate::schedule::Schedule;
use crate::source::Source;
use crate::sync::{Arc, Mutex};
use crate::work::{Entry, Progress, Turn, Work};

/// A map that several threads may work on.
pub(crate) struct Map<S: Source, F: Fn(S::Item) -> R, R, C, E> {
    door: Mutex<Door<S, F, R>>,
    /// Threads that may be inside at once: the pool's workers, a helping caller counting as one of them.
    limit: usize,
    promise: Arc<Promise<Vec<R>>>,
    /// Taken by the last to leave.
    callbacks: Mutex<Option<Callbacks<C, E>>>,
    site: &'static Location<'static>,
}

struct Door<S: Source, F: Fn(S::Item) -> R, R> {
    /// Taken by the last to leave.
    batch: Option<Arc<Batch<S, Plain<F>>>>,
    inside: usize,
    /// Entries in the queue, or in the hand of a thread that has yet to come here with it or put it back.
    entries: usize,
    over: bool,
}

/// What a thread finds at the door.
enum Found<B> {
    Inside(B),
    Full,
    Over,
}

impl<S, F, R, C, E> Map<S, F, R, C, E>
where
    S: Source,
    F: Fn(S::Item) -> R,
    C: Callback<Vec<R>>,
    E: Callback<TaskError>,
{
    pub(crate) fn new(
        source: S,
        f: F,
        limit: usize,
        entries: usize,
        schedule: Schedule,
        callbacks: Callbacks<C, E>,
    ) -> Self {
        let site = callbacks.site;
        let batch = Some(Arc::new(Batch::new(source, Plain(f), schedule, site)));
        Self {
            door: Mutex::new(Door {
                batch,
                inside: 0,
                entries,
                over: false,
            }),
            limit,
            promise: Arc::new(Promise::of_many()),
            callbacks: Mutex::new(Some(callbacks)),
            site,
        }
    }

    pub(crate) fn promise(&self) -> &Arc<Promise<Vec<R>>> {
        &self.promise
    }

    /// Joins in, if there is anything left and room for one more.
    fn enter(&self, turn: Turn) -> Found<Arc<Batch<S, Plain<F>>>> {
        let mut door = self.door.lock();
        if turn == Turn::Queued {
            door.entries -= 1;
        }
        match &door.batch {
            Some(batch) if !door.over && door.inside < self.limit => {
                let batch = Arc::clone(batch);
                door.inside += 1;
                Found::Inside(batch)
            }
            _ if door.over => Found::Over,
            _ => Found::Full,
        }
    }

    /// Leaves, `over` if nothing was left to claim. Otherwise says whether an entry has to be queued: a worker's own
    /// again, a waiter's only if the map would be left to nobody.
    fn leave(&self, batch: Arc<Batch<S, Plain<F>>>, turn: Turn, over: bool) -> Progress {
        // Not the last one: the door's own is there until nobody is inside.
        drop(batch);
        let mut door = self.door.lock();
        door.inside -= 1;
        door.over |= over;
        let progress = if door.over {
            Progress::Over
        } else if turn == Turn::Queued || door.inside + door.entries == 0 {
            door.entries += 1;
            Progress::Again
        } else {
            Progress::Elsewhere
        };
        let last = door.take_if_empty();
        drop(door);
        self.end(last);
        if progress != Progress::Over {
            self.promise.announce_vacancy();
        }
        progress
    }

    fn end(&self, last: Option<Arc<Batch<S, Plain<F>>>>) {
        if let Some(last) = last {
            let batch = Arc::into_inner(last).expect("everybody gave theirs up before leaving");
            let outcome = batch.into_outcome().map_err(|failure| match failure {
                Failure::Task(error) => error,
                Failure::Item(never) => match never {},
            });
            let callbacks = self.callbacks.lock().take();
            let callbacks = callbacks.expect("a map ends once");
            let generation = fork::generation();
            let outcome = callbacks.tell(outcome, drop_each_quietly);
            if fork::generation() != generation {
                // A callback forked, and in the child whatever is locked stays so.
                return std::mem::forget(outcome);
            }
            self.promise.complete(outcome);
        }
    }
}

/// What goes on around a map that came by the queue.
struct AtDoor<'a, S: Source, F: Fn(S::Item) -> R, R> {
    engine: &'a Engine,
    door: &'a Mutex<Door<S, F, R>>,
}

impl<S: Source, F: Fn(S::Item) -> R, R> Around for AtDoor<'_, S, F, R> {
    fn gives_way(&self) -> bool {
        // Entries of this map itself are no others: to give way to them is to wake a worker in vain.
        let queued = || self.engine.queued() > self.door.lock().entries;
        self.engine.others_wait() && queued() || self.engine.gates.have_room()
    }
}

impl<S: Source, F: Fn(S::Item) -> R, R> Door<S, F, R> {
    fn take_if_empty(&mut self) -> Option<Arc<Batch<S, Plain<F>>>> {
        if self.over && self.inside == 0 {
            self.batch.take()
        } else {
            None
        }
    }
}

impl<S, F, R, C, E> Work for Map<S, F, R, C, E>
where
    S: Source + Send + Sync,
    F: Fn(S::Item) -> R + Send + Sync,
    R: Send,
    C: Callback<Vec<R>> + Send,
    E: Callback<TaskError> + Send,
{
    fn run(&self, engine: &Engine, turn: Turn, _own: Option<&Entry>) -> Progress {
        let batch = match self.enter(turn) {
            Found::Inside(batch) => batch,
            Found::Full => return Progress::Elsewhere,
            Found::Over => return Progress::Over,
        };
        let progress = batch.work(
            engine,
            turn,
            &AtDoor {
                engine,
                door: &self.door,
            },
        );
        if progress == Progress::Forked {
            std::mem::forget(batch);
            return Progress::Forked;
        }
        match self.leave(batch, turn, progress == Progress::Over) {
            _ if engine.is_forked() => Progress::Forked,
            progress => progress,
        }
    }

    fn abandon(&self, error: fn() -> TaskError) {
        let mut door = self.door.lock();
        door.over = true;
        if let Some(batch) = &door.batch {
            batch.give_up(error);
        }
        let last = door.take_if_empty();
        drop(door);
        self.end(last);
    }

    fn is_open(&self) -> bool {
        !self.door.lock().over
    }

    fn site(&self) -> &'static Location<'static> {
        self.site
    }
}
