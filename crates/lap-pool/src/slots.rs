//! Places for a map's results: each written at most once, by whichever thread holds the claim to its index, in the
//! memory that becomes the result.

use std::ops::Range;

use crate::panics::drop_quietly;

/// One place per item. Dropped as it is, it frees the memory and leaks what was written: ending a map is
/// [`Slots::into_vec`] or [`Slots::discard`].
pub(crate) struct Slots<R> {
    /// Empty, with room for all; it owns the memory.
    memory: Vec<R>,
    /// Where the memory begins. Taken from `memory` once, when nothing else pointed there.
    first: *mut R,
    len: usize,
}

// SAFETY: it stands for the `Vec<R>` in it, which may be sent where `R: Send`; `first` points into that vector's heap
// memory, which does not move with it.
unsafe impl<R: Send> Send for Slots<R> {}
// SAFETY: a shared `Slots` only lets values of `R` in, one thread per place (the contract of `fill`); it hands none
// out, nor a reference to any. Moving an `R` to another thread through it asks for `R: Send`, which is required here.
unsafe impl<R: Send> Sync for Slots<R> {}

/// Where the results go.
pub(crate) struct Places<R> {
    first: *mut R,
    len: usize,
}

impl<R> Places<R> {
    /// Puts an item's result into its place.
    ///
    /// # Safety
    /// The slots are there. `index` is below their length, and no other call for it is made during their life.
    #[inline]
    pub(crate) unsafe fn fill(&self, index: usize, result: R) {
        debug_assert!(index < self.len);
        // SAFETY: below the length by the caller, so within the one allocation of the slots' memory.
        let place = unsafe { self.first.add(index) };
        // SAFETY: the place is valid and aligned for an `R`, nothing was written there, and no other thread touches it
        // (the caller), nor does the memory's vector, which is empty.
        unsafe { place.write(result) };
    }
}

impl<R> Slots<R> {
    pub(crate) fn new(len: usize) -> Self {
        let mut memory = Vec::with_capacity(len);
        let first = memory.as_mut_ptr();
        Self { memory, first, len }
    }

    /// The places, for a loop that keeps them at hand.
    #[inline]
    pub(crate) fn places(&self) -> Places<R> {
        Places {
            first: self.first,
            len: self.len,
        }
    }

    /// The results in order.
    ///
    /// # Safety
    /// Every place was filled, and each of these calls happened before this one.
    pub(crate) unsafe fn into_vec(mut self) -> Vec<R> {
        // SAFETY: the capacity is at least `len`, and the first `len` values are there, by the caller.
        unsafe { self.memory.set_len(self.len) };
        self.memory
    }

    /// Drops the results, one by one, whatever their destructors do: those of the first `claimed` places that are in
    /// none of the `holes`, which are in ascending order and do not overlap.
    ///
    /// # Safety
    /// These places are exactly those that were filled, and each of these calls happened before this one.
    pub(crate) unsafe fn discard(self, claimed: usize, holes: &[Range<usize>]) {
        if !std::mem::needs_drop::<R>() {
            return;
        }
        let starts = std::iter::once(0).chain(holes.iter().map(|hole| hole.end));
        let ends = holes.iter().map(|hole| hole.start).chain([claimed]);
        for index in starts.zip(ends).flat_map(|(start, end)| start..end) {
            // SAFETY: below `claimed`, which is at most the length.
            let place = unsafe { self.first.add(index) };
            // SAFETY: filled, by the caller, and read once: the ranges do not overlap, and `memory` stays empty.
            drop_quietly(unsafe { place.read() });
        }
    }
}
