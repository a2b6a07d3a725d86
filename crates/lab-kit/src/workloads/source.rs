//! An input that counts how far it was read.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Release};

use super::trace::Recorder;

/// An iterator, finite or not, whose pulls are counted and, on demand, traced.
#[derive(Debug)]
pub struct Counting<I> {
    source: I,
    pulls: Pulls,
    recorder: Option<Recorder>,
}

/// How many inputs were taken from a [`Counting`] source. Cloning it gives the same counter.
///
/// A pull is counted when the source has made the input. Release and Acquire: who reads a count also sees what the
/// pulling thread did before it.
#[derive(Clone, Debug, Default)]
pub struct Pulls(Arc<AtomicU64>);

impl Pulls {
    /// Inputs taken so far. The end of a finite source is not one.
    pub fn count(&self) -> u64 {
        self.0.load(Acquire)
    }
}

impl<I: Iterator> Counting<I> {
    /// Counts what is pulled from `source`.
    pub fn new(source: impl IntoIterator<IntoIter = I>) -> Self {
        Self {
            source: source.into_iter(),
            pulls: Pulls::default(),
            recorder: None,
        }
    }

    /// Also notes every pull in a trace, numbered from 0.
    pub fn traced(self, recorder: &Recorder) -> Self {
        Self {
            recorder: Some(recorder.clone()),
            ..self
        }
    }

    /// The counter, which outlives the source.
    pub fn pulls(&self) -> Pulls {
        self.pulls.clone()
    }
}

impl<I: Iterator> Iterator for Counting<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let item = self.source.next()?;
        // Only this iterator counts up, and it is borrowed mutably: a store is enough.
        let before = self.pulls.0.load(Acquire);
        self.pulls.0.store(before + 1, Release);
        if let Some(recorder) = &self.recorder {
            recorder.pulled(before as u32);
        }
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.source.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pulls_are_counted_and_the_end_is_not() {
        let source = Counting::new([7, 8]);
        let pulls = source.pulls();
        assert_eq!(pulls.count(), 0);
        assert_eq!(source.collect::<Vec<_>>(), [7, 8]);
        assert_eq!(pulls.count(), 2);
    }

    #[test]
    fn an_infinite_source_is_read_no_further_than_asked() {
        let mut source = Counting::new(0_u64..);
        let pulls = source.pulls();
        assert_eq!(source.by_ref().take(5).sum::<u64>(), 10);
        assert_eq!(pulls.count(), 5);
    }
}
