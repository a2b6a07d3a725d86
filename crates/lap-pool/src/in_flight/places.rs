//! Places for values that go from one thread to another, one after the other round a circle.
//!
//! A position grows for ever; its place is found by its lowest bits. Who owns a position, to write it or to read it, is not
//! decided here. A place says whether it is full: the writer says so `Release`, who reads it looks `Acquire`, in both
//! directions.
//!
//! Values that are still in their places when these are dropped are leaked: a stream whose consumer goes is closed, which
//! leaves none ([`super::InFlight::close`]), and one whose consumer was forgotten is never dropped.

use std::mem::MaybeUninit;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};

use crate::sync::{AtomicBool, UnsafeCell};

/// A circle of places.
pub(super) struct Places<T> {
    /// As many as a power of two.
    places: Box<[Place<T>]>,
}

struct Place<T> {
    full: AtomicBool,
    value: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: a value goes in on one thread and out on another, which is sending it; nobody gets a reference to one.
unsafe impl<T: Send> Sync for Places<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Places<T> {}

impl<T> Places<T> {
    /// At least so many. Memory for more than a few is not touched before they are used.
    pub(super) fn new(least: usize) -> Self {
        let places = least.next_power_of_two();
        #[cfg(not(any(lap_pool_loom, lap_pool_shuttle)))]
        let places = {
            let zeroed = Box::<[Place<T>]>::new_zeroed_slice(places);
            // SAFETY: a place of zeros is one that is not full: the flag is a byte of 0, and an absent value is anything.
            unsafe { zeroed.assume_init() }
        };
        #[cfg(any(lap_pool_loom, lap_pool_shuttle))]
        let places = (0..places)
            .map(|_| Place {
                full: AtomicBool::new(false),
                value: UnsafeCell::new(MaybeUninit::uninit()),
            })
            .collect();
        Self { places }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    #[inline]
    fn place(&self, position: u64) -> &Place<T> {
        &self.places[position as usize & (self.places.len() - 1)]
    }

    #[inline]
    pub(super) fn is_full(&self, position: u64) -> bool {
        self.place(position).full.load(Acquire)
    }

    /// Puts a value in.
    ///
    /// # Safety
    /// The place is empty, who emptied it did so before this, and nobody else has this position to write.
    #[inline]
    pub(super) unsafe fn put(&self, position: u64, value: T) {
        let place = self.place(position);
        place.value.with_mut(|slot| {
            // SAFETY: nobody else touches it before it says that it is full, by the caller.
            unsafe { (*slot).write(value) };
        });
        #[cfg(not(lap_pool_loom))]
        place.full.store(true, Release);
        // Loom may order a store and a read-modify-write of another thread in two ways at once, so that neither of the two
        // swaps in `try_take` would find this.
        #[cfg(lap_pool_loom)]
        place.full.swap(true, Release);
    }

    /// Takes the value out.
    ///
    /// # Safety
    /// The place is full, who filled it did so before this, and nobody else has this position to read.
    #[inline]
    pub(super) unsafe fn take(&self, position: u64) -> T {
        let place = self.place(position);
        let value = place.value.with(|slot| {
            // SAFETY: nobody else touches it, by the caller.
            let value = unsafe { slot.read() };
            // SAFETY: it is full, by the caller.
            unsafe { value.assume_init() }
        });
        place.full.store(false, Release);
        value
    }

    /// Takes the value out if there is one, where others may try the same.
    ///
    /// # Safety
    /// Nobody but by this function has this position to read, and nobody has it to write once it was full.
    pub(super) unsafe fn try_take(&self, position: u64) -> Option<T> {
        let place = self.place(position);
        if !place.full.swap(false, AcqRel) {
            return None;
        }
        Some(place.value.with(|slot| {
            // SAFETY: of those who try, one finds it full; nobody writes it, by the caller.
            let value = unsafe { slot.read() };
            // SAFETY: it was full.
            unsafe { value.assume_init() }
        }))
    }
}
