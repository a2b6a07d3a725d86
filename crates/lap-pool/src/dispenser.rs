//! Handing out a map's items: who gets which, and what is left in the end.

use std::ops::Range;
use std::sync::atomic::Ordering::Relaxed;

use crate::padded::Padded;
use crate::source::Source;
use crate::sync::AtomicUsize;

/// A source, and how far it was handed out: the only one to call [`Source::take`].
pub(crate) struct Dispenser<S: Source> {
    source: S,
    len: usize,
    /// The next index to hand out.
    ///
    /// # Memory ordering
    /// `Relaxed`: an index is claimed by whoever moves the cursor past it; nothing else is published by it. The
    /// destructor has the dispenser to itself, so whatever handed it over (the map's door or gate) orders the claims before it.
    ///
    /// Padded: all threads write it, and read what is beside it with each item.
    cursor: Padded<AtomicUsize>,
}

/// Items that one thread alone has. What is left of it when dropped is leaked.
pub(crate) struct Chunk<'a, S> {
    source: &'a S,
    left: Range<usize>,
}

impl<S: Source> Dispenser<S> {
    pub(crate) fn new(source: S) -> Self {
        let len = source.len();
        Self {
            source,
            len,
            cursor: Padded(AtomicUsize::new(0)),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Items claimed so far: all of them have been, or will be, run or dropped by whoever claimed them.
    pub(crate) fn claimed(&self) -> usize {
        self.cursor.load(Relaxed)
    }

    /// Claims the next items: as many as `size` says for how many are left and which comes first; none where it says 0.
    pub(crate) fn claim(&self, size: impl Fn(usize, usize) -> usize) -> Option<Chunk<'_, S>> {
        let mut start = self.cursor.load(Relaxed);
        loop {
            let left = self.len - start;
            let count = if left == 0 {
                0
            } else {
                size(start, left).min(left)
            };
            if count == 0 {
                return None;
            }
            let end = start + count;
            match self
                .cursor
                .compare_exchange_weak(start, end, Relaxed, Relaxed)
            {
                Ok(_) => {
                    return Some(Chunk {
                        source: &self.source,
                        left: start..end,
                    });
                }
                Err(now) => start = now,
            }
        }
    }
}

impl<S: Source> Drop for Dispenser<S> {
    fn drop(&mut self) {
        let claimed = self.claimed();
        // SAFETY: items are taken through chunks only, and a chunk takes all of its items before its end, or leaks
        // them: none below the cursor is there any more. Chunks borrow the dispenser, so none is left, and whatever
        // gave this thread the dispenser to itself came after their last use.
        unsafe { self.source.taken_below(claimed) };
    }
}

impl<'a, S: Source> Chunk<'a, S> {
    /// The indices that were not taken yet.
    pub(crate) fn left(&self) -> Range<usize> {
        self.left.clone()
    }

    /// Takes the items one by one, until it is dropped, also by a panic. How far it came is written down then: a counter in
    /// memory would be most of what a cheap item costs.
    pub(crate) fn taking(&mut self) -> Taking<'_, 'a, S> {
        let Range { start, end } = self.left;
        Taking {
            source: self.source,
            next: start,
            end,
            left: &mut self.left,
        }
    }
}

/// An iterator over a claim's items and their indices.
pub(crate) struct Taking<'c, 'a, S> {
    source: &'a S,
    next: usize,
    end: usize,
    left: &'c mut Range<usize>,
}

impl<S: Source> Iterator for Taking<'_, '_, S> {
    type Item = (usize, S::Item);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let index = self.next;
        if index == self.end {
            return None;
        }
        self.next += 1;
        // SAFETY: `index` is below the source's length, and the cursor gave it to this claim alone, which takes it once.
        Some((index, unsafe { self.source.take(index) }))
    }
}

impl<S> Drop for Taking<'_, '_, S> {
    #[inline]
    fn drop(&mut self) {
        self.left.start = self.next;
    }
}
