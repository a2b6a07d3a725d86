//! The pool's queue: first in, first out, and removable from within.

use std::collections::VecDeque;

use crate::latch::Latch;
use crate::sync::Arc;
use crate::work::{Entry, Work, address};

/// Entries in the order of their arrival.
#[derive(Default)]
pub(crate) struct Queue(VecDeque<Entry>);

impl Queue {
    pub(crate) fn push(&mut self, entry: Entry) {
        self.0.push_back(entry);
    }

    pub(crate) fn pop(&mut self) -> Option<Entry> {
        self.0.pop_front()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes out all entries of this piece of work. Looks from the back, where work just submitted is, and stops after
    /// `copies`.
    pub(crate) fn remove(&mut self, work: &Arc<dyn Work>, copies: usize) -> Vec<Entry> {
        let mut taken = Vec::new();
        let mut place = self.0.len();
        while place > 0 && taken.len() < copies {
            place -= 1;
            if std::ptr::eq(address(&self.0[place].work), address(work)) {
                taken.extend(self.0.remove(place));
            }
        }
        taken
    }

    /// Takes out the first entry that carries a debt of this latch.
    pub(crate) fn pop_owed_to(&mut self, latch: &Latch) -> Option<Entry> {
        let owed = |entry: &Entry| {
            entry
                .debt
                .as_ref()
                .is_some_and(|debt| debt.is_owed_to(latch))
        };
        let place = self.0.iter().position(owed)?;
        self.0.remove(place)
    }

    /// Takes out everything.
    pub(crate) fn drain(&mut self) -> Vec<Entry> {
        self.0.drain(..).collect()
    }
}
