//! The pool's queue: two lines, each first in, first out, from which entries can be taken anywhere.
//!
//! Tasks stand in one line, maps and streams in the other, and where both have something they take turns. Maps and
//! streams come back after each turn: in one line with thousands of tasks they would end after all of these, and in
//! front of them they would keep all of these waiting.

mod fifo;

use std::ops::Range;

use crate::latch::Latch;
use crate::sync::Arc;
use crate::work::{Entry, Line, Work};
use fifo::Fifo;

/// The tickets that the entries of a piece of work can have.
pub(crate) type Tickets = Range<u64>;

/// Entries in the order of their arrival, by line.
#[derive(Default)]
pub(crate) struct Queue {
    single: Fifo,
    shared: Fifo,
    /// The ticket that the next entry will get.
    next: u64,
    /// Whose turn it is where both lines have something.
    shared_is_next: bool,
}

impl Queue {
    /// The ticket that the next entry will get.
    pub(crate) fn next_ticket(&self) -> u64 {
        self.next
    }

    pub(crate) fn push(&mut self, entry: Entry) {
        let ticket = self.next;
        self.next += 1;
        self.line(entry.line).push(ticket, entry);
    }

    pub(crate) fn pop(&mut self) -> Option<Entry> {
        let (first, second) = if self.shared_is_next {
            (&mut self.shared, &mut self.single)
        } else {
            (&mut self.single, &mut self.shared)
        };
        let entry = first.pop().or_else(|| second.pop())?;
        self.shared_is_next = entry.line == Line::Single;
        Some(entry)
    }

    pub(crate) fn len(&self) -> usize {
        self.single.len() + self.shared.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes out the task that got this ticket, if it is still there.
    pub(crate) fn remove_task(&mut self, ticket: u64) -> Option<Entry> {
        self.single.remove_one(ticket)
    }

    /// Takes out the entries of this map or stream, which have some of these tickets and are `copies` at most.
    pub(crate) fn remove_shared(
        &mut self,
        work: &Arc<dyn Work>,
        tickets: &Tickets,
        copies: usize,
    ) -> Vec<Entry> {
        self.shared.remove(work, tickets, copies)
    }

    /// Takes out the first entry that carries a debt of this latch.
    pub(crate) fn pop_owed_to(&mut self, latch: &Latch) -> Option<Entry> {
        let owed = |entry: &Entry| {
            let debt = entry.debt.as_ref();
            debt.is_some_and(|debt| debt.is_owed_to(latch))
        };
        self.single
            .take_first(owed)
            .or_else(|| self.shared.take_first(owed))
    }

    /// Takes out everything.
    pub(crate) fn drain(&mut self) -> Vec<Entry> {
        let (single, shared) = (self.single.drain(), self.shared.drain());
        single.into_iter().chain(shared).collect()
    }

    fn line(&mut self, line: Line) -> &mut Fifo {
        match line {
            Line::Single => &mut self.single,
            Line::Shared => &mut self.shared,
        }
    }
}
