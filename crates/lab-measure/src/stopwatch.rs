//! What a cell's code sees of the clock.

use std::time::Instant;

use crate::cpu;

/// One visit's timing. The cell prepares its inputs, then calls [`Stopwatch::time`] once; or it reports what a
/// helper process measured, by [`Stopwatch::report`].
#[derive(Debug, Default)]
pub struct Stopwatch {
    taken: Option<Taken>,
    helpers_ns: u64,
    server_ns: Option<u64>,
    failure: Option<String>,
}

/// The times of one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// From the call to the last result.
    pub wall_ns: u64,
    /// From the call to the first result.
    pub first_ns: Option<u64>,
    /// CPU time of all threads meanwhile.
    pub cpu_ns: Option<u64>,
}

/// Notes the first result within [`Stopwatch::time`].
#[derive(Debug)]
pub struct Marker {
    begin: Instant,
    first_ns: Option<u64>,
}

impl Marker {
    /// A result is in the caller's hands. Only the first call reads the clock.
    #[inline]
    pub fn result(&mut self) {
        if self.first_ns.is_none() {
            self.first_ns = Some(self.begin.elapsed().as_nanos() as u64);
        }
    }
}

impl Stopwatch {
    /// Times `work`, and nothing else of the visit.
    pub fn time<R>(&mut self, work: impl FnOnce(&mut Marker) -> R) -> R {
        let cpu_before = cpu::own_ns();
        let mut marker = Marker {
            begin: Instant::now(),
            first_ns: None,
        };
        let result = work(&mut marker);
        let wall_ns = marker.begin.elapsed().as_nanos() as u64;
        self.taken = Some(Taken {
            wall_ns,
            first_ns: marker.first_ns,
            cpu_ns: Some(cpu::own_ns() - cpu_before),
        });
        result
    }

    /// Takes over what a helper process measured by its own clock, and the CPU time that it used in all.
    pub fn report(&mut self, taken: Taken, helper_cpu_ns: u64) {
        self.taken = Some(taken);
        self.helpers_ns += helper_cpu_ns;
    }

    /// Adds the CPU time that a server of ours, a process of its own, used for this visit. It stands beside the tasks'
    /// own in the sample, and counts as ours where foreign CPU is reckoned.
    pub fn served(&mut self, cpu_ns: u64) {
        *self.server_ns.get_or_insert(0) += cpu_ns;
        self.helpers_ns += cpu_ns;
    }

    /// The visit could not be made because something it needs has died or hangs, in words for the reader of a page. The
    /// cell is absent from here on; the process goes on with its other cells.
    pub fn fail(&mut self, reason: impl Into<String>) {
        self.failure.get_or_insert(reason.into());
    }

    /// Why the visit could not be made; the first reason told.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// The times, if the cell took any.
    pub fn taken(&self) -> Option<Taken> {
        self.taken
    }

    /// CPU time of a server of ours during the visit; `None` where there was none.
    pub fn server_ns(&self) -> Option<u64> {
        self.server_ns
    }

    /// CPU time of helper processes during the visit, a server's included.
    pub fn helpers_ns(&self) -> u64 {
        self.helpers_ns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_cpu_time_stands_apart_and_counts_as_ours() {
        let mut watch = Stopwatch::default();
        assert_eq!((watch.server_ns(), watch.helpers_ns()), (None, 0));
        let taken = Taken {
            wall_ns: 9,
            first_ns: None,
            cpu_ns: None,
        };
        watch.report(taken, 5);
        watch.served(30);
        watch.served(4);
        assert_eq!((watch.server_ns(), watch.helpers_ns()), (Some(34), 39));
        assert_eq!(watch.taken(), Some(taken));
    }
}
