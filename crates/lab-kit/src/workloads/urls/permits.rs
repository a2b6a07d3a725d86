//! At most so many fetches from a host at once: a semaphore for each host.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// So many permits for each host, whichever hosts there are.
#[derive(Debug)]
pub(super) struct HostPermits {
    most: usize,
    held: Mutex<HashMap<String, usize>>,
    released: Condvar,
}

/// The right to fetch from a host; dropping it lets the next one ask.
#[derive(Debug)]
pub(super) struct Permit<'permits> {
    permits: &'permits HostPermits,
    host: String,
}

impl HostPermits {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            held: Mutex::default(),
            released: Condvar::new(),
        }
    }

    /// Waits until one of the host's permits is free.
    pub(super) fn acquire(&self, host: &str) -> Permit<'_> {
        let none_is_free = |held: &mut HashMap<String, usize>| held.get(host) >= Some(&self.most);
        let mut held = self
            .released
            .wait_while(self.held(), none_is_free)
            .unwrap_or_else(PoisonError::into_inner);
        let host = host.to_owned();
        *held.entry(host.clone()).or_default() += 1;
        drop(held);
        Permit {
            permits: self,
            host,
        }
    }

    /// The counts are whole whatever became of who held the lock: nothing in here panics half-way.
    fn held(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if let Some(held) = self.permits.held().get_mut(&self.host) {
            *held -= 1;
        }
        // All of them: who waits may wait for another host.
        self.permits.released.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering::SeqCst;
    use std::thread;

    use super::*;
    use crate::workloads::gate::Gate;

    #[test]
    fn as_many_as_may_hold_a_permit_at_once_and_never_more() {
        let (permits, together) = (HostPermits::new(4), Gate::new());
        let (holding, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..40 {
                scope.spawn(|| {
                    let _permit = permits.acquire("host");
                    most.fetch_max(holding.fetch_add(1, SeqCst) + 1, SeqCst);
                    // The first four meet: three at once would wait here for ever.
                    together.wait();
                    thread::yield_now();
                    holding.fetch_sub(1, SeqCst);
                });
            }
            together.wait_for_arrivals(4);
            together.open();
        });
        assert_eq!(most.into_inner(), 4);
    }

    #[test]
    fn hosts_do_not_wait_for_each_other() {
        let permits = HostPermits::new(1);
        let _here = permits.acquire("here");
        let _there = permits.acquire("there");
    }

    #[test]
    fn a_holder_that_panics_makes_room() {
        let permits = HostPermits::new(1);
        let ended = thread::scope(|scope| {
            let holder = scope.spawn(|| {
                let _permit = permits.acquire("host");
                panic!("on purpose");
            });
            holder.join()
        });
        assert!(ended.is_err());
        drop(permits.acquire("host"));
    }
}
