//! A pool's gates: which are taken, and which have room. In blocks that are added when all are taken, and freed with
//! the pool; so a gate that was ever seen stays where it is.

use std::ops::Deref;
use std::sync::OnceLock;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::gate::{Gate, Inside};
use crate::padded::Padded;
use crate::sync::AtomicU64;

/// Gates in a block: as many calls as most pools ever see at once.
#[cfg(not(lap_pool_loom))]
const BLOCK: usize = 16;
/// Loom looks at each, and does not see the order that the lock of another block brings.
#[cfg(lap_pool_loom)]
const BLOCK: usize = 2;

#[derive(Default)]
pub(crate) struct Gates {
    first: Block,
}

#[derive(Default)]
struct Block {
    /// A bit for each gate that a call has.
    ///
    /// # Memory ordering
    /// Taking is `Acquire`, giving back `Release`: the next call's writes come after the last one's. Looking is a hint; who
    /// brings news passes a fence between (see [`crate::sleep`]).
    taken: AtomicU64,
    gates: [Padded<Gate>; BLOCK],
    next: OnceLock<Box<Block>>,
}

/// A gate that a call has for itself. It is given back on drop.
pub(crate) struct Taken<'a> {
    block: &'a Block,
    place: usize,
}

impl Deref for Taken<'_> {
    type Target = Gate;

    fn deref(&self) -> &Gate {
        &self.block.gates[self.place]
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.block.taken.fetch_and(!(1 << self.place), Release);
    }
}

impl Gates {
    /// Takes one for a call.
    pub(crate) fn take(&self) -> Taken<'_> {
        let mut block = &self.first;
        loop {
            if let Some(taken) = block.take() {
                return taken;
            }
            block = block.next.get_or_init(Box::default);
        }
    }

    /// Joins the first gate with room from the `turn`th on, and says which comes next: so that no call is passed over.
    pub(crate) fn join(&self, turn: &mut usize) -> Option<Inside<'_>> {
        let mut later = None;
        for (number, gate) in self.taken() {
            if number < *turn {
                later = later.or_else(|| (gate.room() > 0).then_some((number, gate)));
            } else if let Some(inside) = gate.join() {
                *turn = number + 1;
                return Some(inside);
            }
        }
        let (number, gate) = later?;
        *turn = number + 1;
        gate.join()
    }

    /// Whether a worker could join somewhere: a hint.
    #[inline]
    pub(crate) fn have_room(&self) -> bool {
        self.taken().any(|(_, gate)| gate.room() > 0)
    }

    /// Whether a worker could join elsewhere: a hint.
    pub(crate) fn have_room_beside(&self, own: &Gate) -> bool {
        self.taken()
            .any(|(_, gate)| !std::ptr::eq(gate, own) && gate.room() > 0)
    }

    /// How many workers could join: a hint.
    pub(crate) fn room(&self) -> usize {
        self.taken().map(|(_, gate)| gate.room()).sum()
    }

    /// Closes all: the pool was terminated.
    pub(crate) fn shut(&self) {
        self.taken().for_each(|(_, gate)| gate.shut());
    }

    fn taken(&self) -> impl Iterator<Item = (usize, &Gate)> {
        let blocks = std::iter::successors(Some(&self.first), |block| {
            block.next.get().map(|next| &**next)
        });
        blocks.enumerate().flat_map(|(number, block)| {
            let mut taken = block.taken.load(Relaxed);
            std::iter::from_fn(move || {
                let place = (taken != 0).then(|| taken.trailing_zeros() as usize)?;
                taken &= taken - 1;
                Some((number * BLOCK + place, &*block.gates[place]))
            })
        })
    }
}

impl Block {
    fn take(&self) -> Option<Taken<'_>> {
        let mut taken = self.taken.load(Relaxed);
        loop {
            let place = taken.trailing_ones() as usize;
            if place >= BLOCK {
                return None;
            }
            match self
                .taken
                .compare_exchange_weak(taken, taken | 1 << place, Acquire, Relaxed)
            {
                Ok(_) => return Some(Taken { block: self, place }),
                Err(now) => taken = now,
            }
        }
    }
}
