//! CPU that others use: busy time of the machine minus our own, over the wall clock.
//!
//! Our own run-queue wait is no sign of others (an oversubscribed pool makes it itself), and inside a
//! virtual machine the frequency governor tells nothing; foreign CPU separates a quiet machine
//! (0.005 to 0.02 cores) from one with a busy neighbour (0.15 to 1.0) cleanly.
//! Stolen time counts as foreign: somebody else ran where we wanted to.

use std::time::Instant;

use crate::cpu;
use crate::proc_files::Proc;

/// Below this duration the kernel's 10 ms ticks say too little.
pub const SHORTEST_WINDOW_NS: u64 = 250_000_000;

/// A reading of the machine's busy time and of our own, from which the next one is subtracted.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    at: Instant,
    busy_ns: Option<u64>,
    own_ns: u64,
    family_ns: Option<u64>,
}

/// What happened between two readings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Wall-clock duration.
    pub wall_ns: u64,
    /// CPU time of this process and of the helpers that the caller named.
    pub own_ns: u64,
    /// Cores that others kept busy; `None` where the system does not tell or the window was too short to tell.
    pub foreign_cores: Option<f64>,
}

impl Reading {
    /// Reads now.
    pub fn now() -> Self {
        Self {
            at: Instant::now(),
            busy_ns: busy(&Proc::default()).ok(),
            own_ns: cpu::own_ns(),
            family_ns: cpu::with_children_ns(),
        }
    }

    /// What happened since; `helpers_ns` is the CPU time that processes started by us used meanwhile.
    pub fn window(&self, helpers_ns: u64) -> Window {
        let now = Self::now();
        self.until(&now, now.own_ns - self.own_ns + helpers_ns)
    }

    /// What happened since, for a process whose children come and go: all of theirs counts as ours.
    pub fn window_with_children(&self) -> Window {
        let now = Self::now();
        let ours = self
            .family_ns
            .zip(now.family_ns)
            .map(|(before, after)| after.saturating_sub(before));
        self.until(&now, ours.unwrap_or(now.own_ns - self.own_ns))
    }

    fn until(&self, now: &Self, own_ns: u64) -> Window {
        let wall_ns = (now.at - self.at).as_nanos() as u64;
        let foreign_cores = match (self.busy_ns, now.busy_ns) {
            (Some(before), Some(after)) if wall_ns >= SHORTEST_WINDOW_NS => {
                let foreign = after.saturating_sub(before).saturating_sub(own_ns);
                Some(foreign as f64 / wall_ns as f64)
            }
            _ => None,
        };
        Window {
            wall_ns,
            own_ns,
            foreign_cores,
        }
    }
}

/// Busy time of all CPUs since boot in nanoseconds, stolen time included.
///
/// # Errors
/// In words for the reader: why this system does not tell.
pub fn busy(proc: &Proc) -> Result<u64, String> {
    proc.find("stat", busy_ticks)
        .map(|ticks| ticks * cpu::NS_PER_TICK)
}

/// Sums user, nice, system, irq, softirq and steal of the first line of `/proc/stat`.
/// Guest time is part of user time already.
fn busy_ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.lines().next()?.split_whitespace();
    if fields.next()? != "cpu" {
        return None;
    }
    let fields: Vec<u64> = fields.map_while(|field| field.parse().ok()).collect();
    let [user, nice, system, _idle, _iowait, irq, softirq, rest @ ..] = fields.as_slice() else {
        return None;
    };
    Some(user + nice + system + irq + softirq + rest.first().copied().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn busy_time_leaves_out_idle_iowait_and_guest() {
        let stat = "cpu  10 20 30 4000 500 6 7 8 9 1\ncpu0 1 2 3 4\n";
        assert_eq!(busy_ticks(stat), Some(10 + 20 + 30 + 6 + 7 + 8));
    }

    #[test]
    fn an_old_kernel_without_steal_is_read_too() {
        assert_eq!(busy_ticks("cpu 1 2 3 4 5 6 7\n"), Some(19));
    }

    #[test]
    fn nonsense_is_no_reading() {
        assert_eq!(busy_ticks(""), None);
        assert_eq!(busy_ticks("cpu 1 2\n"), None);
        assert_eq!(busy_ticks("intr 1 2 3 4 5 6 7 8\n"), None);
    }

    #[test]
    fn a_window_too_short_for_the_ticks_says_nothing_about_others() {
        let before = Reading {
            busy_ns: Some(0),
            ..Reading::now()
        };
        let cores = |wall_ns| {
            let after = Reading {
                at: before.at + Duration::from_nanos(wall_ns),
                busy_ns: Some(wall_ns),
                ..before
            };
            before.until(&after, 0).foreign_cores
        };
        assert_eq!(cores(SHORTEST_WINDOW_NS - 1), None);
        assert_eq!(cores(SHORTEST_WINDOW_NS), Some(1.0));
    }
}
