//! What each worker is at, for [`crate::Pool::join_timeout`].

use std::panic::Location;

use crate::lifecycle::Busy;
use crate::padded::Padded;
use crate::sync::{Instant, Mutex};

/// A place for each worker, padded: a worker writes it with each piece of work.
pub(crate) struct AtWork(Box<[Padded<Place>]>);

type Place = Mutex<Option<(&'static Location<'static>, Instant)>>;

impl AtWork {
    pub(crate) fn new(workers: usize) -> Self {
        Self((0..workers).map(|_| Padded::default()).collect())
    }

    /// A worker begins with what was submitted there.
    pub(crate) fn begin(&self, worker: usize, site: &'static Location<'static>) {
        *self.0[worker].lock() = Some((site, Instant::now()));
    }

    /// It is done with it.
    pub(crate) fn end(&self, worker: usize) {
        *self.0[worker].lock() = None;
    }

    /// Who is at what.
    pub(crate) fn busy(&self) -> impl Iterator<Item = Busy> {
        let places = self.0.iter().enumerate();
        places.filter_map(|(worker, place)| {
            let (site, began) = (*place.lock())?;
            Some(Busy {
                worker,
                site,
                since: began.elapsed(),
            })
        })
    }
}
