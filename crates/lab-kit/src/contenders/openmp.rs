//! OpenMP: what C and Fortran programmers know, and the limit to be measured by. The loop is C, what it runs is our Rust.

use std::io;

use openmp_loop::{Schedule, parallel_for, reason_for_absence};

use super::slots;
use super::worker_count;
use crate::contender::Contender;

/// `#pragma omp parallel for`. The caller works too and counts as one of the threads.
///
/// GCC's library has idle threads spin for some milliseconds after a loop, and then sleep, unless `OMP_WAIT_POLICY` says
/// otherwise: two calls in a row are cheaper than its idle threads make the rest of the machine. A panic would unwind into
/// C, which ends the process; our tasks catch their panics.
pub struct OpenMp {
    workers: usize,
    name: &'static str,
    schedule: Schedule,
}

impl OpenMp {
    /// An equal share of the items for each thread, as a loop without a `schedule` has it.
    ///
    /// # Errors
    /// For no workers, and where the C compiler had no OpenMP.
    pub fn new(workers: usize) -> io::Result<Self> {
        Self::build(workers, "openmp", Schedule::Static)
    }

    /// `schedule(guided)`: shares that become smaller, for items of uneven cost.
    ///
    /// # Errors
    /// For no workers, and where the C compiler had no OpenMP.
    pub fn guided(workers: usize) -> io::Result<Self> {
        Self::build(workers, "openmp guided", Schedule::Guided)
    }

    fn build(workers: usize, name: &'static str, schedule: Schedule) -> io::Result<Self> {
        worker_count::at_least_one(workers)?;
        match reason_for_absence() {
            Some(reason) => Err(io::Error::new(io::ErrorKind::Unsupported, reason)),
            None => Ok(Self {
                workers,
                name,
                schedule,
            }),
        }
    }
}

impl Contender for OpenMp {
    fn name(&self) -> &'static str {
        self.name
    }

    fn workers(&self) -> usize {
        self.workers
    }

    /// Of several panics, that of the first item in input order is the caller's, once all have run.
    fn map<T, R, F>(&self, items: &[T], f: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        // SAFETY: the loop runs each index below `n` once, and ends with a barrier of all its threads.
        unsafe {
            slots::map(items, f, |slots| {
                parallel_for(self.schedule, self.workers, slots.len(), &|index| {
                    slots.run(index)
                });
            })
        }
    }
}
