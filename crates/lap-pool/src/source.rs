//! A map's items by index, each handed out at most once.

use std::marker::PhantomData;

use crate::panics::drop_quietly;

/// Items by index, shared by the threads that work on a map.
///
/// # Safety
/// `take` must give out items without touching any other index, so that two threads may take two indices at once.
#[doc(hidden)]
pub unsafe trait Source {
    /// What a task gets.
    type Item;

    /// How many there are.
    fn len(&self) -> usize;

    /// Hands out an item.
    ///
    /// # Safety
    /// `index` is below `len()`, and no other call of `take` for it is made during the life of this source.
    unsafe fn take(&self, index: usize) -> Self::Item;

    /// The items below `index` have been taken, those from it on have not: so much for the destructor.
    ///
    /// # Safety
    /// That is so, and each of those calls of `take` happened before this one.
    unsafe fn taken_below(&mut self, index: usize) {
        _ = index;
    }
}

/// References into a slice.
#[doc(hidden)]
pub struct Borrowed<'a, T>(pub(crate) &'a [T]);

// SAFETY: `take` reads through a shared slice.
unsafe impl<'a, T> Source for Borrowed<'a, T> {
    type Item = &'a T;

    fn len(&self) -> usize {
        self.0.len()
    }

    unsafe fn take(&self, index: usize) -> &'a T {
        debug_assert!(index < self.0.len());
        // SAFETY: below the length, by the caller.
        unsafe { self.0.get_unchecked(index) }
    }
}

/// References into the two slices of a double-ended queue.
#[doc(hidden)]
pub struct Halves<'a, T> {
    front: &'a [T],
    back: &'a [T],
}

impl<'a, T> Halves<'a, T> {
    pub(crate) fn new((front, back): (&'a [T], &'a [T])) -> Self {
        Self { front, back }
    }
}

// SAFETY: `take` reads through shared slices.
unsafe impl<'a, T> Source for Halves<'a, T> {
    type Item = &'a T;

    fn len(&self) -> usize {
        self.front.len() + self.back.len()
    }

    unsafe fn take(&self, index: usize) -> &'a T {
        let behind = index.checked_sub(self.front.len());
        behind.map_or_else(|| &self.front[index], |index| &self.back[index])
    }
}

/// Exclusive references into a slice, one per item.
#[doc(hidden)]
pub struct Mutable<'a, T> {
    first: *mut T,
    len: usize,
    borrow: PhantomData<&'a mut [T]>,
}

impl<'a, T> Mutable<'a, T> {
    pub(crate) fn new(slice: &'a mut [T]) -> Self {
        Self {
            first: slice.as_mut_ptr(),
            len: slice.len(),
            borrow: PhantomData,
        }
    }
}

// SAFETY: it stands for a `&'a mut [T]`, whose parts it hands out one by one; a `&mut T` may go to another thread where
// `T: Send`.
unsafe impl<T: Send> Send for Mutable<'_, T> {}
// SAFETY: shared, it does nothing but hand out each `&mut T` once (the contract of `take`), as above.
unsafe impl<T: Send> Sync for Mutable<'_, T> {}

// SAFETY: `take` makes a reference to one item and touches no other.
unsafe impl<'a, T> Source for Mutable<'a, T> {
    type Item = &'a mut T;

    fn len(&self) -> usize {
        self.len
    }

    unsafe fn take(&self, index: usize) -> &'a mut T {
        assert!(index < self.len);
        // SAFETY: below the length of the slice that `first` came from, so within one allocation.
        let item = unsafe { self.first.add(index) };
        // SAFETY: the slice is exclusively borrowed for `'a`, and no other call for this index is made: the reference
        // is the only one to its item.
        unsafe { &mut *item }
    }
}

/// The items of a vector, in its own memory. Those that are never taken are dropped with it.
#[doc(hidden)]
pub struct Owned<T> {
    /// Empty; it owns the memory.
    memory: Vec<T>,
    /// Where the memory begins. Taken from `memory` once, when nothing else pointed there.
    first: *mut T,
    len: usize,
    /// Items below were taken, as far as the destructor was told.
    taken: usize,
}

// SAFETY: it stands for the `Vec<T>` in it, which may be sent where `T: Send`; `first` points into that vector's heap
// memory, which does not move with it.
unsafe impl<T: Send> Send for Owned<T> {}
// SAFETY: shared, it hands out each `T` once (the contract of `take`), which sends it to the taking thread.
unsafe impl<T: Send> Sync for Owned<T> {}

impl<T> Owned<T> {
    pub(crate) fn new(mut items: Vec<T>) -> Self {
        let (first, len) = (items.as_mut_ptr(), items.len());
        // SAFETY: zero is within any capacity, and no item needs to be there for it. The items stay where they are and
        // belong to the new value from here on, which drops those that are not taken.
        unsafe { items.set_len(0) };
        Self {
            memory: items,
            first,
            len,
            taken: 0,
        }
    }
}

// SAFETY: `take` touches the place of one index only.
unsafe impl<T> Source for Owned<T> {
    type Item = T;

    fn len(&self) -> usize {
        self.len
    }

    unsafe fn take(&self, index: usize) -> T {
        debug_assert!(index < self.len);
        // SAFETY: below the length by the caller, so within the one allocation of `memory`.
        let place = unsafe { self.first.add(index) };
        // SAFETY: the item is there since `new`, and read once, by the caller; the destructor leaves it alone
        // (`taken_below`), and so does `memory`, which is empty.
        unsafe { place.read() }
    }

    unsafe fn taken_below(&mut self, index: usize) {
        self.taken = index;
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        debug_assert!(self.memory.is_empty());
        // There may be more of them than can be counted, where each is of no size.
        if !std::mem::needs_drop::<T>() {
            return;
        }
        for index in self.taken..self.len {
            // SAFETY: below the length, so within the one allocation of `memory`.
            let place = unsafe { self.first.add(index) };
            // SAFETY: the item is there since `new`, was not taken (`taken_below`; nothing was, before that is
            // called, by the contract of `Dispenser`), and is read once.
            drop_quietly(unsafe { place.read() });
        }
    }
}
