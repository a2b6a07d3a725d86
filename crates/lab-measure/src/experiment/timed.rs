//! The timed cells of one fresh process.

use crate::record::{Absent, Cell, Fact};
use crate::stopwatch::Stopwatch;

/// Timed cells of one process.
#[derive(Default)]
pub struct Timed {
    pub(crate) process: u32,
    pub(crate) cells: Vec<TimedCell>,
    pub(crate) absent: Vec<Absent>,
    pub(crate) facts: Vec<Fact>,
}

pub(crate) struct TimedCell {
    pub(crate) cell: Cell,
    pub(crate) warm_up: bool,
    pub(crate) run: Box<dyn FnMut(&mut Stopwatch)>,
}

impl Timed {
    /// No cells yet, for the fresh process of this number.
    pub(crate) fn of_process(process: u32) -> Self {
        Self {
            process,
            ..Self::default()
        }
    }

    /// The number of the fresh process that is declared for, from 0. A cell that needs fewer processes than the rest
    /// is declared in some of them only; the same number must always declare the same cells.
    pub fn process(&self) -> u32 {
        self.process
    }

    /// Adds a cell. It is visited once before the first round, to warm up and to see how often it must be repeated
    /// for a sample of a few milliseconds.
    pub fn add(&mut self, cell: Cell, run: impl FnMut(&mut Stopwatch) + 'static) {
        self.cells.push(TimedCell {
            cell,
            warm_up: true,
            run: Box::new(run),
        });
    }

    /// Adds a cell that is visited once a round and not before: because a smaller one has warmed up the same code on the
    /// same pool, or because its tasks wait, so that a visit is long and a cold cache nothing beside it.
    pub fn add_large(&mut self, cell: Cell, run: impl FnMut(&mut Stopwatch) + 'static) {
        self.cells.push(TimedCell {
            cell,
            warm_up: false,
            run: Box::new(run),
        });
    }

    /// Notes that something is not measured here.
    pub fn absent(&mut self, what: &str, reason: impl Into<String>) {
        self.absent.push(Absent::lacking(what, reason));
    }

    /// A fact for the record's environment that only a process that measures knows, for example which interpreter it
    /// started: so the conductor need not start one only to ask. Said by several processes, it stands there once.
    pub fn fact(&mut self, fact: Fact) {
        self.facts.push(fact);
    }
}
