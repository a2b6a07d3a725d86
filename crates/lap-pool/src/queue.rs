//! The pool's queue: first in, first out, and removable from within.
//!
//! Every entry gets a ticket when it comes in. Tickets grow, so the queue is sorted by them, and an entry is found by
//! its ticket in a few steps however long the queue is.

use std::collections::VecDeque;
use std::ops::Range;

use crate::latch::Latch;
use crate::sync::Arc;
use crate::work::{Entry, Work, address};

/// The tickets that the entries of a piece of work can have.
pub(crate) type Tickets = Range<u64>;

/// Entries in the order of their arrival.
#[derive(Default)]
pub(crate) struct Queue {
    entries: VecDeque<(u64, Entry)>,
    next: u64,
}

impl Queue {
    /// The ticket that the next entry will get.
    pub(crate) fn next_ticket(&self) -> u64 {
        self.next
    }

    pub(crate) fn push(&mut self, entry: Entry) {
        self.entries.push_back((self.next, entry));
        self.next += 1;
    }

    pub(crate) fn pop(&mut self) -> Option<Entry> {
        self.entries.pop_front().map(|(_, entry)| entry)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes out the entries of this piece of work, which have some of these tickets and are `copies` at most.
    pub(crate) fn remove(
        &mut self,
        work: &Arc<dyn Work>,
        tickets: &Tickets,
        copies: usize,
    ) -> Vec<Entry> {
        let mut taken = Vec::new();
        let mut place = self
            .entries
            .partition_point(|(ticket, _)| *ticket < tickets.start);
        while taken.len() < copies {
            match self.entries.get(place) {
                Some((ticket, entry)) if *ticket < tickets.end => {
                    if std::ptr::eq(address(&entry.work), address(work)) {
                        taken.extend(self.entries.remove(place).map(|(_, entry)| entry));
                    } else {
                        place += 1;
                    }
                }
                _ => break,
            }
        }
        taken
    }

    /// Takes out the first entry that carries a debt of this latch.
    pub(crate) fn pop_owed_to(&mut self, latch: &Latch) -> Option<Entry> {
        let owed = |(_, entry): &(u64, Entry)| {
            entry
                .debt
                .as_ref()
                .is_some_and(|debt| debt.is_owed_to(latch))
        };
        let place = self.entries.iter().position(owed)?;
        self.entries.remove(place).map(|(_, entry)| entry)
    }

    /// Takes out everything.
    pub(crate) fn drain(&mut self) -> Vec<Entry> {
        self.entries.drain(..).map(|(_, entry)| entry).collect()
    }
}
