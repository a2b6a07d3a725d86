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

/// Waits until this process has used no CPU for 1 ms, for 20 ms at most.
///
/// One contender's workers may still be on their way to sleep when the next contender's turn comes.
pub fn settle() {
    let begin = Instant::now();
    loop {
        let before = own_ns();
        thread::sleep(STILL);
        let used = Duration::from_nanos(own_ns() - before);
        if used <= WAITING_COSTS || begin.elapsed() >= PATIENCE {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
