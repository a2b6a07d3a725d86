//! The tasks that wait for a worker, first in, first out: a ring, and a lane for those for which it has no room.
//!
//! While the lane has something in it, what comes goes there, and it is emptied once the ring is: so tasks keep their
//! order, but for those that come at the moment at which the lane fills or empties.
//!
//! A task that its getter ran, or that was cancelled, stays behind as an empty shell. One in the ring goes when its turn
//! comes, so there are never more than the ring has places. The lane sweeps its own ([`crate::lane`]).

use std::sync::atomic::Ordering::Relaxed;

use crate::job::Job;
use crate::lane::Lane;
use crate::ring::Ring;
use crate::sync::{Arc, AtomicIsize, AtomicUsize, Mutex};

/// Places in the ring. Loom looks at each.
const PLACES: usize = if cfg!(lap_pool_loom) { 2 } else { 1024 };

pub(crate) struct Tasks {
    ring: Ring<Arc<dyn Job>>,
    lane: Mutex<Lane>,
    /// What is in the lane.
    ///
    /// # Memory ordering
    /// `Relaxed`. Changed under the lane's lock. To a worker that is going to sleep it is news, which the fences of
    /// [`crate::sleep`] order; to a producer it says which way to go, and either is right.
    in_lane: AtomicUsize,
    /// Shells in the ring and in the lane: tasks that others than their takers began. One may be put away before it is
    /// counted; so this is less than zero at times, and nothing but an answer to who asks may rest on it.
    ///
    /// # Memory ordering
    /// `Relaxed`: a count for those who ask how long the queue is.
    shells: AtomicIsize,
}

impl Tasks {
    pub(crate) fn new() -> Self {
        Self {
            ring: Ring::new(PLACES),
            lane: Mutex::default(),
            in_lane: AtomicUsize::new(0),
            shells: AtomicIsize::new(0),
        }
    }

    pub(crate) fn push(&self, job: Arc<dyn Job>) {
        let job = match self.in_lane.load(Relaxed) {
            0 => match self.ring.push(job) {
                Ok(()) => return,
                Err(job) => job,
            },
            _ => job,
        };
        let mut lane = self.lane.lock();
        let shells = lane.push(job);
        self.in_lane.store(lane.len(), Relaxed);
        drop(lane);
        if shells > 0 {
            self.shells.fetch_sub(shells as isize, Relaxed);
        }
    }

    /// The first that is no shell, claimed for the caller.
    pub(crate) fn claim(&self) -> Option<Arc<dyn Job>> {
        loop {
            let job = self.ring.pop().or_else(|| self.pop_lane())?;
            if job.claim() {
                return Some(job);
            }
            self.shells.fetch_sub(1, Relaxed);
        }
    }

    fn pop_lane(&self) -> Option<Arc<dyn Job>> {
        if self.in_lane.load(Relaxed) == 0 {
            return None;
        }
        let mut lane = self.lane.lock();
        let job = lane.pop();
        self.in_lane.store(lane.len(), Relaxed);
        job
    }

    /// A task in here was claimed by another than [`Tasks::claim`].
    pub(crate) fn note_shell(&self) {
        self.shells.fetch_add(1, Relaxed);
    }

    /// Whether there is something to claim, or a shell to put away: a hint.
    #[inline]
    pub(crate) fn is_ready(&self) -> bool {
        self.ring.is_ready() || self.in_lane.load(Relaxed) > 0
    }

    /// Tasks that wait: a hint.
    pub(crate) fn len(&self) -> usize {
        let all = self.ring.len() + self.in_lane.load(Relaxed);
        let shells = self.shells.load(Relaxed).max(0);
        all.saturating_sub(shells as usize)
    }

    /// Whether nothing is in here, nor on its way.
    pub(crate) fn is_empty(&self) -> bool {
        self.ring.len() == 0 && self.in_lane.load(Relaxed) == 0
    }
}
