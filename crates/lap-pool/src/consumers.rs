//! Consumers that wait for more than results, and have to be woken when their pool ends.
//!
//! While nothing of a stream is in flight no worker wakes its consumer. One whose source is read ahead may wait all the same,
//! for the reader, and one that shares its stream for another who is in the source. Either may be blocked for ever: so
//! [`Pool::close`](crate::Pool::close) and `terminate` wake it; of several in one bed the first wakes the next.
//!
//! # Why none is missed
//! A consumer is in here before it first waits. Before it sleeps it says so in its bed, passes a fence, and looks at the
//! pool's phase; who changes the phase passes a fence after that ([`Bed::wake`]), and then looks who sleeps.

use crate::stream::Bed;
use crate::sync::{Arc, Mutex};

#[derive(Default)]
pub(crate) struct Consumers(Mutex<Vec<Arc<Bed>>>);

impl Consumers {
    pub(crate) fn add(&self, bed: &Arc<Bed>) {
        self.0.lock().push(Arc::clone(bed));
    }

    pub(crate) fn remove(&self, bed: &Arc<Bed>) {
        let mut beds = self.0.lock();
        if let Some(place) = beds.iter().position(|other| Arc::ptr_eq(other, bed)) {
            beds.swap_remove(place);
        }
    }

    /// The pool's phase has changed.
    pub(crate) fn wake_all(&self) {
        self.0.lock().iter().for_each(|bed| bed.wake());
    }
}
