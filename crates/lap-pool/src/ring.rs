//! A bounded queue for several producers and several consumers, without a lock.
//!
//! The algorithm is Dmitry Vyukov's bounded MPMC queue: <https://www.1024cores.net/home/lock-free-algorithms/queues/bounded-mpmc-queue>.
//! Each place has a number that says whose turn it is. Of a place that is used for the `k`th time round, at position `p`
//! (which grows for ever): `p` means that the producer of `p` may write it, `p + 1` that the consumer of `p` may read it;
//! the consumer leaves `p + capacity` for the producer of the next round.
//!
//! A producer that was stopped between taking its position and handing the place over holds up those behind it, for as long
//! as the system does not run it: consumers see the queue as empty there ([`Ring::is_ready`]), and are told when it goes on,
//! since who pushes wakes afterwards.
//!
//! # Memory ordering
//!
//! The positions are claimed by compare-and-swap, `Relaxed`: they hand over nothing but the claim. A place is handed over by its
//! number: the writer stores it `Release`, the reader loads it `Acquire`, in both directions. Model: `tests/loom/ring.rs`.

use std::mem::MaybeUninit;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::padded::Padded;
use crate::sync::{AtomicUsize, UnsafeCell};

pub(crate) struct Ring<T> {
    /// As many as a power of two.
    places: Box<[Place<T>]>,
    /// Of the next consumer; and below of the next producer.
    head: Padded<AtomicUsize>,
    tail: Padded<AtomicUsize>,
}

struct Place<T> {
    turn: AtomicUsize,
    value: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: a value goes in on one thread and out on another, which is sending it; nobody gets a reference to one.
unsafe impl<T: Send> Sync for Ring<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Ring<T> {}

impl<T> Ring<T> {
    /// With so many places: a power of two, and more than one.
    pub(crate) fn new(capacity: usize) -> Self {
        debug_assert!(capacity.is_power_of_two() && capacity > 1);
        let place = |turn| Place {
            turn: AtomicUsize::new(turn),
            value: UnsafeCell::new(MaybeUninit::uninit()),
        };
        Self {
            places: (0..capacity).map(place).collect(),
            head: Padded::default(),
            tail: Padded::default(),
        }
    }

    fn place(&self, position: usize) -> &Place<T> {
        &self.places[position & (self.places.len() - 1)]
    }

    /// Puts a value in, or gives it back where there is no room.
    pub(crate) fn push(&self, value: T) -> Result<(), T> {
        let mut position = self.tail.load(Relaxed);
        loop {
            let place = self.place(position);
            let turn = place.turn.load(Acquire);
            if turn == position {
                let next = position.wrapping_add(1);
                match self
                    .tail
                    .0
                    .compare_exchange_weak(position, next, Relaxed, Relaxed)
                {
                    Err(now) => position = now,
                    Ok(_) => {
                        place.value.with_mut(|slot| {
                            // SAFETY: the place is this producer's: its turn said so, and the position is claimed. What
                            // was in it went out before the turn came round.
                            unsafe { (*slot).write(value) };
                        });
                        place.turn.store(next, Release);
                        return Ok(());
                    }
                }
            } else if (turn.wrapping_sub(position) as isize) < 0 {
                return Err(value);
            } else {
                position = self.tail.load(Relaxed);
            }
        }
    }

    /// Takes the first value out, if it is ready.
    pub(crate) fn pop(&self) -> Option<T> {
        let mut position = self.head.load(Relaxed);
        loop {
            let place = self.place(position);
            let turn = place.turn.load(Acquire);
            let next = position.wrapping_add(1);
            if turn == next {
                match self
                    .head
                    .0
                    .compare_exchange_weak(position, next, Relaxed, Relaxed)
                {
                    Err(now) => position = now,
                    Ok(_) => {
                        let value = place.value.with(|slot| {
                            // SAFETY: the place is this consumer's: its turn said so, and the position is claimed.
                            let value = unsafe { slot.read() };
                            // SAFETY: its turn said that the value is in, and nobody else reads it.
                            unsafe { value.assume_init() }
                        });
                        let round = position.wrapping_add(self.places.len());
                        place.turn.store(round, Release);
                        return Some(value);
                    }
                }
            } else if (turn.wrapping_sub(next) as isize) < 0 {
                return None;
            } else {
                position = self.head.load(Relaxed);
            }
        }
    }

    /// Whether there is something to pop: a hint.
    #[inline]
    pub(crate) fn is_ready(&self) -> bool {
        let position = self.head.load(Relaxed);
        let ahead = self
            .place(position)
            .turn
            .load(Relaxed)
            .wrapping_sub(position);
        // Zero: not written yet. Otherwise it is, or others have taken it meanwhile.
        ahead != 0 && self.head.load(Relaxed) != self.tail.load(Relaxed)
    }

    /// How many values are in, or on their way: a hint.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        let head = self.head.load(Relaxed);
        let length = self.tail.load(Relaxed).wrapping_sub(head);
        // The two are read one after the other.
        if length > self.places.len() {
            0
        } else {
            length
        }
    }
}

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        while self.pop().is_some() {}
    }
}
