//! A map's items by index, each handed out at most once.

use std::marker::PhantomData;
use std::mem::ManuallyDrop;

use crate::unwind::drop_quietly;

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
        &self.0[index]
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

/// The items of a vector. Those that are never taken are dropped with it.
#[doc(hidden)]
pub struct Owned<T> {
    items: Vec<ManuallyDrop<Place<T>>>,
}

/// One item, readable through a shared reference.
type Place<T> = std::cell::UnsafeCell<Option<T>>;

// SAFETY: shared, it hands out each `T` once (the contract of `take`), which sends it to the taking thread.
unsafe impl<T: Send> Sync for Owned<T> {}

impl<T> Owned<T> {
    pub(crate) fn new(items: Vec<T>) -> Self {
        let place = |item| ManuallyDrop::new(Place::new(Some(item)));
        Self {
            items: items.into_iter().map(place).collect(),
        }
    }
}

// SAFETY: `take` touches the place of one index only.
unsafe impl<T> Source for Owned<T> {
    type Item = T;

    fn len(&self) -> usize {
        self.items.len()
    }

    unsafe fn take(&self, index: usize) -> T {
        let place = self.items[index].get();
        // SAFETY: the caller is the only one ever to touch this index through a shared reference.
        let taken = unsafe { (*place).take() };
        taken.expect("an item is taken once")
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        for place in self.items.drain(..) {
            drop_quietly(ManuallyDrop::into_inner(place).into_inner());
        }
    }
}
