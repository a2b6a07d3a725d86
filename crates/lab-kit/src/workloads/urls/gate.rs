//! At most so many visits to a host at once.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A gate for each host, opened the first time it is asked for.
#[derive(Debug)]
pub(super) struct Gates {
    most: usize,
    inside: Mutex<HashMap<String, usize>>,
    left: Condvar,
}

/// The right to visit a host; dropping it lets the next one in.
#[derive(Debug)]
pub(super) struct Visit<'gates> {
    gates: &'gates Gates,
    host: String,
}

impl Gates {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            inside: Mutex::default(),
            left: Condvar::new(),
        }
    }

    /// Waits until fewer than the most are with this host, whose name is compared without regard to case.
    pub(super) fn enter(&self, host: &str) -> Visit<'_> {
        let host = host.to_ascii_lowercase();
        let full = |inside: &mut HashMap<String, usize>| inside.get(&host) >= Some(&self.most);
        let mut inside = self
            .left
            .wait_while(self.inside(), full)
            .unwrap_or_else(PoisonError::into_inner);
        *inside.entry(host.clone()).or_default() += 1;
        drop(inside);
        Visit { gates: self, host }
    }

    /// The counts are whole whatever became of who held the lock: nothing in here panics half-way.
    fn inside(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        if let Some(inside) = self.gates.inside().get_mut(&self.host) {
            *inside -= 1;
        }
        // All of them: who waits may wait for another host.
        self.gates.left.notify_all();
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
    fn as_many_as_may_are_inside_at_once_and_never_more() {
        let (gates, together) = (Gates::new(4), Gate::new());
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for visitor in 0..40 {
                let (gates, together, inside, most) = (&gates, &together, &inside, &most);
                scope.spawn(move || {
                    let host = if visitor % 2 == 0 { "host" } else { "HOST" };
                    let _visit = gates.enter(host);
                    most.fetch_max(inside.fetch_add(1, SeqCst) + 1, SeqCst);
                    // The first four meet: three at once would wait here for ever.
                    together.wait();
                    thread::yield_now();
                    inside.fetch_sub(1, SeqCst);
                });
            }
            together.wait_for_arrivals(4);
            together.open();
        });
        assert_eq!(most.into_inner(), 4);
    }

    #[test]
    fn hosts_do_not_wait_for_each_other() {
        let gates = Gates::new(1);
        let _here = gates.enter("here");
        let _there = gates.enter("there");
    }

    #[test]
    fn a_visit_that_panics_makes_room() {
        let gates = Gates::new(1);
        let visit = thread::scope(|scope| {
            let visitor = scope.spawn(|| {
                let _visit = gates.enter("host");
                panic!("on purpose");
            });
            visitor.join()
        });
        assert!(visit.is_err());
        drop(gates.enter("host"));
    }
}
