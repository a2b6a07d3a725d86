//! Sources to read streams from.

use std::sync::Arc;

use super::{Gate, Tally};

/// `items`, then nothing until the gate opens, then its end; and a count of how often it was asked. It promises nothing.
pub fn blocking(items: usize) -> (impl Iterator<Item = usize> + Send, Arc<Gate>, Arc<Tally>) {
    let (gate, asked) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, counts) = (Arc::clone(&gate), Arc::clone(&asked));
    let source = std::iter::from_fn(move || {
        let number = counts.add() - 1;
        if number >= items {
            waits.pass();
            return None;
        }
        Some(number)
    });
    (source, gate, asked)
}
