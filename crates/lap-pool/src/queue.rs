//! The pool's queue of maps and streams, first in, first out, from which entries can be taken anywhere. They come back
//! to it after each turn until they are over. Single tasks have a queue of their own ([`crate::tasks`]).

mod fifo;

use std::ops::Range;

use crate::latch::Latch;
use crate::sync::Arc;
use crate::work::{Entry, Work};
use fifo::Fifo;

/// The tickets that the entries of a piece of work can have.
pub(crate) type Tickets = Range<u64>;

/// Entries in the order of their arrival.
#[derive(Default)]
pub(crate) struct Queue {
    line: Fifo,
    /// The ticket that the next entry will get.
    next: u64,
}

impl Queue {
    /// The ticket that the next entry will get.
    pub(crate) fn next_ticket(&self) -> u64 {
        self.next
    }

    pub(crate) fn push(&mut self, entry: Entry) {
        self.line.push(self.next, entry);
        self.next += 1;
    }

    pub(crate) fn pop(&mut self) -> Option<Entry> {
        self.line.pop()
    }

    pub(crate) fn len(&self) -> usize {
        self.line.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes out the entries of this map or stream, which have some of these tickets and are `copies` at most.
    pub(crate) fn remove(
        &mut self,
        work: &Arc<dyn Work>,
        tickets: &Tickets,
        copies: usize,
    ) -> Vec<Entry> {
        self.line.remove(work, tickets, copies)
    }

    /// Takes out the first entry that carries a token of this latch.
    pub(crate) fn pop_of(&mut self, latch: &Latch) -> Option<Entry> {
        self.line.take_first(|entry| {
            let token = entry.token.as_ref();
            token.is_some_and(|token| token.is_of(latch))
        })
    }

    /// Takes out everything.
    pub(crate) fn drain(&mut self) -> Vec<Entry> {
        self.line.drain()
    }
}
