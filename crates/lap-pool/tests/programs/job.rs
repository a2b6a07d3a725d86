//! What a task of a program does.

use std::ops::Deref;
use std::sync::Arc;

use lap_pool::Pool;

use crate::calls::perform;
use crate::ledger::{Item, Ledger, Token, Value};
use crate::platform::{Meeting, spend};
use crate::world::Later;

/// A pool, however it is held: an owned one by an `Arc`, a scope by reference.
pub trait Handle<'scope, 'env: 'scope>:
    Deref<Target = Pool<'scope, 'env>> + Clone + Send + Sync + 'scope
{
}

impl<'scope, 'env: 'scope, H> Handle<'scope, 'env> for H where
    H: Deref<Target = Pool<'scope, 'env>> + Clone + Send + Sync + 'scope
{
}

/// A call's closure: counted, and with the pool in hand where a task makes calls.
pub struct Job<H> {
    ledger: Arc<Ledger>,
    pool: Option<H>,
    meeting: Meeting,
    _token: Token,
}

/// What comes into a task.
pub trait Input {
    fn index(&self) -> usize;

    /// Makes it panic when it is dropped; says whether it will.
    fn arm(&mut self, ledger: &Ledger) -> bool;
}

impl Input for Item {
    fn index(&self) -> usize {
        self.index
    }

    fn arm(&mut self, ledger: &Ledger) -> bool {
        ledger.arm(self);
        true
    }
}

impl Input for &Item {
    fn index(&self) -> usize {
        self.index
    }

    fn arm(&mut self, _ledger: &Ledger) -> bool {
        false
    }
}

impl Input for usize {
    fn index(&self) -> usize {
        *self
    }

    fn arm(&mut self, _ledger: &Ledger) -> bool {
        false
    }
}

impl<'scope, 'env: 'scope, H: Handle<'scope, 'env>> Job<H> {
    /// `makes_calls` where a task of it makes the nested calls.
    pub fn new(ledger: &Arc<Ledger>, pool: &H, makes_calls: bool) -> Self {
        let makes_calls = makes_calls && !ledger.work.nested.is_empty();
        Self {
            ledger: Arc::clone(ledger),
            pool: makes_calls.then(|| pool.clone()),
            meeting: Meeting::default(),
            _token: ledger.closure(),
        }
    }

    pub fn run(&self, mut item: impl Input) -> Value {
        let (ledger, work, index) = (&self.ledger, &self.ledger.work, item.index());
        let _run = ledger.begin(index);
        spend(work.spends);
        if work
            .meets
            .is_some_and(|first| index == first || index == first + 1)
        {
            self.meeting.meet();
        }
        if let Some(pool) = &self.pool
            && index == work.nest_at
        {
            let mut later: Vec<Later> = Vec::new();
            perform(pool, &ledger.world, &work.nested, &mut later);
            later.into_iter().for_each(|later| later());
        }
        if work.fails_at(index) && !(work.item_fails_at(index) && item.arm(ledger)) {
            ledger.fail(index);
        }
        drop(item);
        spend(work.spends);
        ledger.value(index)
    }
}
