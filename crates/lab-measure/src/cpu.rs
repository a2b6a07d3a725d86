//! CPU time of this process, and waiting until it stands still.

use std::thread;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

/// How long our CPU time must stand still before the next sample.
const STILL: Duration = Duration::from_millis(1);
/// After this long we go on regardless.
const PATIENCE: Duration = Duration::from_millis(20);
/// CPU time that the waiting itself may use within [`STILL`] and still count as standing still.
const WAITING_COSTS: Duration = Duration::from_micros(60);

/// CPU time that all threads of this process have used, in nanoseconds.
pub fn own_ns() -> u64 {
    ProcessTime::now().as_duration().as_nanos() as u64
}

/// CPU time of this process and of all its children that have ended and been waited for, their start and end included,
/// in nanoseconds (to the kernel's tick of 10 ms); `None` where `/proc/self/stat` does not tell.
///
/// A child's own clock stops before the kernel has taken the child down: for processes of 60 ms that is a tenth of a core,
/// which would look like somebody else's.
pub fn with_children_ns() -> Option<u64> {
    ticks_with_children(&std::fs::read_to_string("/proc/self/stat").ok()?)
        .map(|ticks| ticks * NS_PER_TICK)
}

/// The kernel reports in `USER_HZ`, which is 100 on every Linux that Rust supports (`proc(5)`).
pub(crate) const NS_PER_TICK: u64 = 10_000_000;

/// Sums fields 14 to 17 (utime, stime, cutime, cstime), counted from behind the program's name, which may hold anything.
fn ticks_with_children(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: Vec<u64> = fields
        .split_whitespace()
        .skip(11)
        .take(4)
        .map_while(|field| field.parse().ok())
        .collect();
    (ticks.len() == 4).then(|| ticks.iter().sum())
}

/// Waits until this process has used no CPU for 1 ms, for 20 ms at most. Says whether it came to that.
///
/// One contender's workers may still be on their way to sleep when the next contender's turn comes. Other processes are
/// not waited for, be they ours: a server that tidies up after a visit is part of what the next one meets.
pub fn settle() -> bool {
    let begin = Instant::now();
    loop {
        let before = own_ns();
        thread::sleep(STILL);
        let used = Duration::from_nanos(own_ns() - before);
        if used <= WAITING_COSTS {
            return true;
        }
        if begin.elapsed() >= PATIENCE {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_and_childrens_ticks_are_found_behind_any_name() {
        let stat = "7 (a ) b (c) S 1 2 3 4 5 6 7 8 9 10 100 20 3 4 20 0 1 0 99 0 0";
        assert_eq!(ticks_with_children(stat), Some(100 + 20 + 3 + 4));
        assert_eq!(ticks_with_children("7 (a) S 1 2"), None);
    }

    #[test]
    fn cpu_time_never_runs_backwards_and_grows_with_work() {
        let before = own_ns();
        let mut x = 1_u64;
        for i in 0..2_000_000_u64 {
            x = std::hint::black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(i));
        }
        assert!(
            own_ns() > before,
            "two million multiplications used no CPU time (x = {x})"
        );
    }
}
