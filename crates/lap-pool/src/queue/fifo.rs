//! First in, first out, and removable from within.
//!
//! Tickets grow, so a line is sorted by them, and an entry is found by its ticket in a few steps however long the line
//! is. What is taken from its midst leaves a gap, so that nothing has to move. Gaps at the front go at once, the others
//! when they have become more than the entries: so each removal costs a few steps on average, and a line's memory is
//! that of its entries.

use std::collections::VecDeque;

use crate::queue::Tickets;
use crate::sync::Arc;
use crate::work::{Entry, Work, address};

/// Gaps that are never worth closing.
const FEW: usize = 32;

/// One line. Its first place is no gap.
#[derive(Default)]
pub(super) struct Fifo {
    places: VecDeque<(u64, Option<Entry>)>,
    entries: usize,
}

impl Fifo {
    pub(super) fn len(&self) -> usize {
        self.entries
    }

    pub(super) fn push(&mut self, ticket: u64, entry: Entry) {
        self.places.push_back((ticket, Some(entry)));
        self.entries += 1;
    }

    pub(super) fn pop(&mut self) -> Option<Entry> {
        let (_, entry) = self.places.pop_front()?;
        self.entries -= 1;
        self.close_gaps();
        entry
    }

    /// Takes out the entries of this piece of work, which have some of these tickets and are `copies` at most.
    pub(super) fn remove(
        &mut self,
        work: &Arc<dyn Work>,
        tickets: &Tickets,
        copies: usize,
    ) -> Vec<Entry> {
        let first = self
            .places
            .partition_point(|(ticket, _)| *ticket < tickets.start);
        let candidates = self.places.range_mut(first..);
        let of_work = |entry: &&mut Entry| std::ptr::eq(address(&entry.work), address(work));
        let taken: Vec<Entry> = candidates
            .take_while(|(ticket, _)| *ticket < tickets.end)
            .filter_map(|(_, place)| {
                place.as_mut().filter(of_work)?;
                place.take()
            })
            .take(copies)
            .collect();
        self.entries -= taken.len();
        self.close_gaps();
        taken
    }

    /// Takes out the first entry of which this is so.
    pub(super) fn take_first(&mut self, wanted: impl Fn(&Entry) -> bool) -> Option<Entry> {
        let is_wanted =
            |(_, place): &&mut (u64, Option<Entry>)| place.as_ref().is_some_and(&wanted);
        let taken = self.places.iter_mut().find(is_wanted)?.1.take();
        self.entries -= 1;
        self.close_gaps();
        taken
    }

    /// Takes out everything.
    pub(super) fn drain(&mut self) -> Vec<Entry> {
        self.entries = 0;
        self.places
            .drain(..)
            .filter_map(|(_, entry)| entry)
            .collect()
    }

    fn close_gaps(&mut self) {
        while let Some((_, None)) = self.places.front() {
            self.places.pop_front();
        }
        let gaps = self.places.len() - self.entries;
        if gaps > self.entries + FEW {
            self.places.retain(|(_, entry)| entry.is_some());
        }
    }
}

#[cfg(all(test, not(lap_pool_loom)))]
mod tests;
