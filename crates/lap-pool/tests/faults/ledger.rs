//! What a cell's things did: what was dropped, what panicked, what was read.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lap_pool::TaskError;

use crate::call::Way;
use crate::cells::Cell;
use crate::fault::{Fault, Thing};
use crate::support::{Gate, Tally};

/// What the user was doing when a panic reached them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The call itself; of a stream read by a loop, all of that loop.
    Call,
    Read,
    Poll,
    /// The end of a handle or a stream.
    Drop,
    /// A scope or a `with`.
    Body,
    /// The end of a task's error.
    Error,
}

/// What a user saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Unwound(Stage, String),
    /// As a value: the index of the item, and the words.
    Failed(Option<usize>, String),
    Result(usize),
    /// By `terminate` or by `cancel`, whichever it was.
    GivenUp,
}

/// A cell's memory.
pub struct Ledger {
    pub cell: Cell,
    /// Shut only where the call is gated.
    pub gate: Gate,
    /// Calls of the closure that have begun.
    pub begun: Tally,
    /// Calls of the closure beyond the gate.
    pub passed: Tally,
    pub woken: Tally,
    /// Items that the source gave.
    pub pulled: Tally,
    /// Ends of the source.
    pub source_gone: Tally,
    /// Items that the source gave, and its end.
    pub source_steps: Tally,
    /// Calls of the callback and of the error callback.
    pub told: [Tally; 2],
    /// Items of a `for_each` that were run to their end.
    pub done: Mutex<Vec<usize>>,
    struck: Tally,
    values: Mutex<Vec<(Fault, usize)>>,
    events: Mutex<Vec<Event>>,
}

/// A value that counts how often it is dropped, and panics then if it is the cell's fault.
pub struct Tracked {
    pub number: usize,
    place: usize,
    hot: bool,
    ledger: Arc<Ledger>,
}

/// What a task panics with whose payload is at fault.
pub struct HotPayload(pub Tracked);

impl Ledger {
    pub fn new(cell: Cell) -> Arc<Self> {
        let ledger = Self {
            cell,
            gate: Gate::default(),
            begun: Tally::default(),
            passed: Tally::default(),
            woken: Tally::default(),
            pulled: Tally::default(),
            source_gone: Tally::default(),
            source_steps: Tally::default(),
            told: Default::default(),
            done: Mutex::default(),
            struck: Tally::default(),
            values: Mutex::default(),
            events: Mutex::default(),
        };
        if !cell.call.is_gated(cell.place, cell.shape) {
            ledger.gate.open();
        }
        Arc::new(ledger)
    }

    /// Whether this occasion is the cell's fault, or what fails beside it.
    pub fn is_hit(&self, thing: Thing, number: usize) -> bool {
        self.cell.fault == Fault { thing, number } || self.cell.beside == Some(thing)
    }

    /// Panics if this occasion is hit.
    pub fn strike(&self, thing: Thing, number: usize) {
        if self.is_hit(thing, number) {
            self.panic_with(Fault { thing, number });
        }
    }

    fn panic_with(&self, fault: Fault) -> ! {
        if self.cell.fault == fault {
            self.struck.add();
        }
        panic_any(fault.words())
    }

    /// A value that is such a thing, or belongs to one.
    pub fn track(self: &Arc<Self>, thing: Thing, number: usize) -> Tracked {
        let mut values = lock(&self.values);
        values.push((Fault { thing, number }, 0));
        // The item that fails is dropped by the user's own code, as it unwinds.
        let own = thing == Thing::ItemDrop
            && self.cell.beside == Some(thing)
            && self.cell.fault.thing.is_the_items()
            && self.cell.fault.number == number;
        Tracked {
            number,
            place: values.len() - 1,
            hot: self.is_hit(thing, number) && !own,
            ledger: Arc::clone(self),
        }
    }

    /// Runs what may panic, and notes if it does.
    pub fn watch<R>(&self, stage: Stage, code: impl FnOnce() -> R) -> Option<R> {
        match catch_unwind(AssertUnwindSafe(code)) {
            Ok(value) => Some(value),
            Err(payload) => {
                self.note(Event::Unwound(stage, words(&*payload)));
                contain_drop(payload);
                None
            }
        }
    }

    pub fn note(&self, event: Event) {
        lock(&self.events).push(event);
    }

    /// Notes a result, which is the user's from here on.
    pub fn note_result(&self, result: Tracked) {
        self.note(Event::Result(result.number));
        contain_drop(result);
    }

    /// Notes what a `try_map` failed with, which is the user's as well.
    pub fn note_refusal(&self, error: Tracked) {
        let (thing, number) = (Thing::ErrorDrop, error.number);
        self.note(Event::Failed(Some(number), Fault { thing, number }.words()));
        contain_drop(error);
    }

    /// Notes the items of a `for_each`, which ran in any order.
    pub fn note_done(&self) {
        let mut done = std::mem::take(&mut *lock(&self.done));
        done.sort_unstable();
        done.into_iter()
            .for_each(|number| self.note(Event::Result(number)));
    }

    pub fn note_error(&self, error: TaskError) {
        let way = self.cell.call.way();
        match &error {
            TaskError::Panicked(panicked) => {
                let words = match panicked.message() {
                    // Its words would come with its payload, which is to be dropped by the error.
                    "a payload that is no text" => Fault {
                        thing: Thing::PayloadDrop,
                        number: panicked.index().unwrap_or(0),
                    }
                    .words(),
                    words => words.to_owned(),
                };
                self.note(Event::Failed(panicked.index(), words));
            }
            TaskError::Terminated if way == Some(Way::Terminated) => self.note(Event::GivenUp),
            TaskError::Cancelled if way == Some(Way::Cancelled) => self.note(Event::GivenUp),
            error => panic!("{}: {error}", self.cell),
        }
        self.watch(Stage::Error, || drop(error));
    }

    pub fn note_outcome<T>(&self, outcome: Result<T, TaskError>, take: impl FnOnce(T)) {
        match outcome {
            Ok(value) => take(value),
            Err(error) => self.note_error(error),
        }
    }

    /// How often a callback was called, of both kinds.
    pub fn told(&self) -> usize {
        self.told.iter().map(Tally::count).sum()
    }

    pub fn events(&self) -> Vec<Event> {
        lock(&self.events).clone()
    }

    pub fn has_unwound(&self, stage: Stage) -> bool {
        let unwound = |event: &Event| matches!(event, Event::Unwound(at, _) if *at == stage);
        lock(&self.events).iter().any(unwound)
    }

    /// How often the cell's fault has struck.
    pub fn strikes(&self) -> usize {
        self.struck.count()
    }

    /// Values, and how often each was dropped.
    pub fn values(&self) -> Vec<(Fault, usize)> {
        lock(&self.values).clone()
    }
}

impl Tracked {
    /// Makes the closure that calls it capture it as a whole.
    pub fn look(&self) {
        assert!(self.place < usize::MAX);
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        let mut values = lock(&self.ledger.values);
        let (fault, drops) = &mut values[self.place];
        *drops += 1;
        let fault = *fault;
        drop(values);
        if self.hot {
            self.ledger.panic_with(fault);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn contain_drop<T>(value: T) {
    // What a destructor panics with here is text.
    drop(catch_unwind(AssertUnwindSafe(|| drop(value))));
}

fn words(payload: &(dyn Any + Send)) -> String {
    if let Some(HotPayload(value)) = payload.downcast_ref() {
        return lock(&value.ledger.values)[value.place].0.words();
    }
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string))
        .unwrap_or_else(|| "a payload of neither kind".into())
}
