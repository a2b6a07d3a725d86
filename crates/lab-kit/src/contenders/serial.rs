//! The plain loop: what every result is checked against.

use crate::contender::{Contender, Counts, Streams};

/// No pool: the caller does everything itself, in order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Serial;

impl Contender for Serial {
    fn name(&self) -> &'static str {
        "serial"
    }

    fn workers(&self) -> usize {
        1
    }

    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        items.iter().map(f).collect()
    }

    fn counts(&self) -> Counts {
        Counts {
            threads_created: Some(0),
            messages_queued: Some(0),
            tasks_run: None,
        }
    }
}

impl Streams for Serial {
    fn imap<I, R, F>(&self, source: I, f: F) -> impl Iterator<Item = R>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        source.map(f)
    }

    fn imap_unordered<I, R, F>(&self, source: I, f: F) -> impl Iterator<Item = R>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        R: Send + 'static,
        F: Fn(I::Item) -> R + Send + Sync + 'static,
    {
        source.map(f)
    }
}
