//! The pools of one process with one number of workers: started when a cell first needs one, and kept to its end.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;

use lab_kit::contender::Contender;
use lab_kit::contenders::{LapPool, RayonPool, StdChunks};
use lab_kit::roster::Entry;

/// The pools of one number of workers, by name.
pub struct Pools {
    workers: usize,
    started: RefCell<BTreeMap<&'static str, &'static dyn Any>>,
}

impl Pools {
    /// None is started yet. The process needs them to its end.
    pub fn leaked(workers: usize) -> &'static Self {
        Box::leak(Box::new(Self {
            workers,
            started: RefCell::default(),
        }))
    }

    /// The number of workers.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// This contender, started and woken up once, so that no visit pays for a thread's first breath.
    ///
    /// # Panics
    /// When it does not start, or when a contender of another type has its name.
    pub fn of<C: Contender + 'static>(&self, entry: Entry<C>) -> &'static C {
        let mut started = self.started.borrow_mut();
        let pool = *started.entry(entry.name).or_insert_with(|| {
            let pool = entry.start(self.workers).expect("the pool starts");
            pool.map(&vec![0; 4 * self.workers], |_| ());
            pool.keep()
        });
        pool.downcast_ref().expect("names are unique")
    }

    /// The pool that the lab is about.
    pub fn lap_pool(&self) -> &'static LapPool {
        self.of(Entry::new("lap-pool", LapPool::new))
    }

    /// The same without its caller's help.
    pub fn workers_only(&self) -> &'static LapPool {
        self.of(Entry::new("lap-pool workers only", LapPool::workers_only))
    }

    /// Rayon, called from outside.
    pub fn rayon(&self) -> &'static RayonPool {
        self.of(Entry::new("rayon", RayonPool::new))
    }

    /// Threads that are started for the call.
    pub fn std_chunks(&self) -> &'static StdChunks {
        self.of(Entry::new("std chunks", StdChunks::new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_is_started_once_whoever_asks_for_it() {
        let pools = Pools::leaked(2);
        assert!(std::ptr::eq(pools.lap_pool(), pools.lap_pool()));
        let by_hand = Entry::new("lap-pool", LapPool::new);
        assert!(std::ptr::eq(pools.of(by_hand), pools.lap_pool()));
        assert_eq!(pools.lap_pool().workers(), 2);
    }
}
