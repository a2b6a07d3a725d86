//! What happened to one call's items: which began, what was made, and what was dropped.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use crate::platform::thread::{self, ThreadId};
use crate::program::{Kind, Work};
use crate::world::World;

pub struct Ledger {
    pub world: Arc<World>,
    pub work: Arc<Work>,
    name: String,
    /// The thread that made the call.
    pub caller: ThreadId,
    /// Every item is to be run, unless one fails: the call is no stream.
    whole: bool,
    rows: Vec<Row>,
    closure: Count,
    running: AtomicUsize,
    accepted: AtomicBool,
    /// The caller has what it called for: no item may begin any more, a stream's excepted that were claimed before.
    over: AtomicBool,
    late: AtomicUsize,
    most_late: usize,
}

#[derive(Default)]
struct Row {
    begun: AtomicUsize,
    things: [Count; 3],
}

#[derive(Default)]
struct Count {
    made: AtomicUsize,
    dropped: AtomicUsize,
}

impl Count {
    fn is_even(&self) -> bool {
        self.made.load(SeqCst) == self.dropped.load(SeqCst)
    }
}

/// What belongs to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Thing {
    Item,
    Result,
    Payload,
}

/// Counted when made and when dropped.
pub struct Token {
    ledger: Arc<Ledger>,
    place: Option<(usize, Thing)>,
}

impl Drop for Token {
    fn drop(&mut self) {
        if let Some(count) = self.ledger.count(self.place) {
            count.dropped.fetch_add(1, SeqCst);
        }
    }
}

/// An item of an input.
pub struct Item {
    pub index: usize,
    _token: Token,
    panics: bool,
}

/// What a task returns.
pub struct Value {
    index: usize,
    token: Token,
    panics: bool,
}

/// What a task panics with.
pub struct Payload {
    pub index: usize,
    _token: Token,
}

impl Drop for Item {
    fn drop(&mut self) {
        if self.panics {
            self._token.ledger.fail(self.index);
        }
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        if self.panics {
            resume_unwind(Box::new("the destructor of a result"));
        }
    }
}

impl Value {
    /// Received: its destructor is harmless from here on.
    pub fn open(mut self, of: &Arc<Ledger>) -> usize {
        self.panics = false;
        if !Arc::ptr_eq(&self.token.ledger, of) {
            of.violation("a result of another call");
        }
        self.index
    }
}

/// A task that runs.
pub struct Run<'a>(&'a Ledger);

impl Drop for Run<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, SeqCst);
        self.0.world.end_task();
    }
}

impl Ledger {
    /// Of a call with so many items at most.
    pub fn of(world: &Arc<World>, kind: Kind, work: &Arc<Work>, items: usize) -> Arc<Self> {
        let buffersize = work.buffersize.unwrap_or(64.max(2 * world.workers));
        let whole = !matches!(kind, Kind::Stream(_));
        world.enlist(|number| Self {
            world: Arc::clone(world),
            work: Arc::clone(work),
            name: format!("call {number}, {kind:?}"),
            caller: thread::current().id(),
            whole,
            rows: (0..items).map(|_| Row::default()).collect(),
            closure: Count::default(),
            running: AtomicUsize::new(0),
            accepted: AtomicBool::new(false),
            over: AtomicBool::new(false),
            late: AtomicUsize::new(0),
            // Each thread may have begun with its next item when the pool is terminated or the stream dropped; and a
            // stream's reader that runs items itself may find those that a worker has yet to give up.
            most_late: world.workers + if whole { 0 } else { buffersize },
        })
    }

    pub fn violation(&self, what: impl std::fmt::Display) {
        self.world.violation(format_args!("{}: {what}", self.name));
    }

    pub fn expect(&self, holds: bool, what: impl std::fmt::Display) {
        if !holds {
            self.violation(what);
        }
    }

    fn count(&self, place: Option<(usize, Thing)>) -> Option<&Count> {
        match place {
            None => Some(&self.closure),
            Some((index, thing)) => self.rows.get(index).map(|row| &row.things[thing as usize]),
        }
    }

    fn token(self: &Arc<Self>, place: Option<(usize, Thing)>) -> Token {
        match self.count(place) {
            Some(count) => _ = count.made.fetch_add(1, SeqCst),
            None => self.violation(format_args!("{place:?} of {} items", self.rows.len())),
        }
        Token {
            ledger: Arc::clone(self),
            place,
        }
    }

    pub fn item(self: &Arc<Self>, index: usize) -> Item {
        Item {
            index,
            _token: self.token(Some((index, Thing::Item))),
            panics: false,
        }
    }

    pub fn closure(self: &Arc<Self>) -> Token {
        self.token(None)
    }

    pub fn value(self: &Arc<Self>, index: usize) -> Value {
        Value {
            index,
            token: self.token(Some((index, Thing::Result))),
            panics: self.work.result_fails_at(index),
        }
    }

    /// Panics as the task of this item.
    pub fn fail(self: &Arc<Self>, index: usize) -> ! {
        resume_unwind(Box::new(Payload {
            index,
            _token: self.token(Some((index, Thing::Payload))),
        }))
    }

    pub fn arm(&self, item: &mut Item) {
        item.panics = true;
    }

    /// The task of this item begins.
    pub fn begin(&self, index: usize) -> Run<'_> {
        self.world.begin_task();
        let running = self.running.fetch_add(1, SeqCst) + 1;
        let workers = self.world.workers;
        self.expect(
            running <= workers,
            format_args!("{running} tasks at once on {workers} workers"),
        );
        let Some(row) = self.rows.get(index) else {
            self.violation(format_args!("there is no item {index}"));
            return Run(self);
        };
        let begun = row.begun.fetch_add(1, SeqCst) + 1;
        self.expect(begun == 1, format_args!("item {index} runs {begun} times"));
        let over = self.over.load(SeqCst);
        self.expect(
            !(over && self.whole),
            format_args!("item {index} begins after the call was over"),
        );
        if over || self.world.terminating.is_done() {
            let late = self.late.fetch_add(1, SeqCst) + 1;
            self.expect(
                late <= self.most_late,
                format_args!("{late} items begin after they were given up"),
            );
        }
        Run(self)
    }

    /// The pool took the call.
    pub fn accept(&self) {
        self.accepted.store(true, SeqCst);
    }

    /// The caller has what it called for.
    pub fn end(&self) {
        self.over.store(true, SeqCst);
    }

    pub fn has_begun(&self, index: usize) -> bool {
        self.rows
            .get(index)
            .is_some_and(|row| row.begun.load(SeqCst) > 0)
    }

    /// Whether its closure and its items are gone.
    pub fn check_inputs_gone(&self, when: &str) {
        self.expect(
            self.closure.is_even(),
            format_args!("its closure is there {when}"),
        );
        for (index, row) in self.rows.iter().enumerate() {
            self.expect(
                row.things[Thing::Item as usize].is_even(),
                format_args!("item {index} is there {when}"),
            );
        }
    }

    /// Nothing is going on any more; what was taken on has been done.
    pub fn check_at_rest(&self, when: &str) {
        let running = self.running.load(SeqCst);
        self.expect(running == 0, format_args!("{running} tasks run {when}"));
        self.check_inputs_gone(when);
        if self.whole && self.accepted.load(SeqCst) && !self.world.terminating.is_begun() {
            let first = self.work.first_failure();
            let until = first.map_or(self.work.items, |first| first + 1);
            for index in (0..until).filter(|index| !self.has_begun(*index)) {
                self.violation(format_args!("item {index} has not run {when}"));
            }
        }
    }

    /// Every single thing has been made once at most, and dropped as often. For when all handles are gone.
    pub fn check_drops(&self) {
        for (index, row) in self.rows.iter().enumerate() {
            for (count, thing) in row.things.iter().zip(["item", "result", "payload"]) {
                let (made, dropped) = (count.made.load(SeqCst), count.dropped.load(SeqCst));
                self.expect(
                    made <= 1 && dropped == made,
                    format_args!("{thing} {index} was made {made} times and dropped {dropped}"),
                );
            }
        }
    }
}
