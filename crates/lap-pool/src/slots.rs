//! Places for a map's results: each written at most once, by whichever thread holds the claim to its index.

use std::cell::UnsafeCell;

/// One place per item.
pub(crate) struct Slots<R>(Vec<UnsafeCell<Option<R>>>);

// SAFETY: a shared `Slots` only lets values of `R` in, one thread per place (the contract of `fill`); it hands none
// out, nor a reference to any. Moving an `R` to another thread through it asks for `R: Send`, which is required here.
unsafe impl<R: Send> Sync for Slots<R> {}

impl<R> Slots<R> {
    pub(crate) fn new(len: usize) -> Self {
        Self((0..len).map(|_| UnsafeCell::new(None)).collect())
    }

    /// Puts an item's result into its place.
    ///
    /// # Safety
    /// No other call for the same `index` may be made during the life of these slots.
    pub(crate) unsafe fn fill(&self, index: usize, result: R) {
        let place = self.0[index].get();
        // SAFETY: `place` comes from a live `UnsafeCell`. The caller is the only one ever to touch this index through
        // a shared reference, so the exclusive access does not overlap another; the old value is `None`, whose drop
        // runs no user code.
        unsafe { *place = Some(result) };
    }

    /// The results in order, as far as they were written.
    pub(crate) fn into_results(self) -> impl Iterator<Item = Option<R>> {
        self.0.into_iter().map(UnsafeCell::into_inner)
    }
}
