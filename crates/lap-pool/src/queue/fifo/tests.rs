//! What a line costs in memory.

use std::panic::Location;

use super::*;
use crate::engine::Engine;
use crate::error::TaskError;
use crate::work::{Entry, Progress, Turn};

struct Nothing;

impl Work for Nothing {
    fn run(&self, _engine: &Engine, _turn: Turn, _own: Option<&Entry>) -> Progress {
        Progress::Over
    }

    fn abandon(&self, _error: fn() -> TaskError) {}

    fn is_open(&self) -> bool {
        false
    }

    fn site(&self) -> &'static Location<'static> {
        Location::caller()
    }
}

fn entry() -> (Arc<dyn Work>, Entry) {
    let work: Arc<dyn Work> = Arc::new(Nothing);
    let entry = Entry {
        work: Arc::clone(&work),
        token: None,
    };
    (work, entry)
}

#[test]
fn a_line_keeps_no_more_gaps_than_entries() {
    let mut line = Fifo::default();
    let mut works = Vec::new();
    for ticket in 0..10_000 {
        let (work, entry) = entry();
        line.push(ticket, entry);
        works.push((ticket, work));
    }
    // From the back, so that no gap is ever at the front.
    for (ticket, work) in works.drain(1..).rev() {
        assert_eq!(line.remove(&work, &(ticket..ticket + 1), 1).len(), 1);
        drop(work);
        assert!(line.places.len() <= 2 * line.len() + FEW);
    }
    assert_eq!(line.len(), 1);
    assert!(line.pop().is_some());
    assert!(line.pop().is_none());
}

#[test]
fn an_entry_is_found_behind_gaps_and_only_once() {
    let mut line = Fifo::default();
    let works: Vec<_> = (0..100)
        .map(|ticket| {
            let (work, entry) = entry();
            line.push(ticket, entry);
            work
        })
        .collect();
    for ticket in (1..100).step_by(2) {
        let tickets = ticket as u64..ticket as u64 + 1;
        assert_eq!(line.remove(&works[ticket], &tickets, 1).len(), 1);
        assert!(line.remove(&works[ticket], &tickets, 1).is_empty());
    }
    let left: Vec<_> = std::iter::from_fn(|| line.pop()).collect();
    let even = works.iter().step_by(2);
    assert!(
        left.iter()
            .zip(even)
            .all(|(entry, work)| std::ptr::eq(address(&entry.work), address(work)))
    );
    assert_eq!((left.len(), line.len()), (50, 0));
}
