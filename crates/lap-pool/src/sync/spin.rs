//! Waiting awake, for a few microseconds at most.

use std::time::{Duration, Instant};

/// For how long at most a thread spins: about as long as it takes to wake one.
#[cfg(not(any(miri, lap_pool_loom, lap_pool_shuttle)))]
pub(crate) const SPIN: Duration = Duration::from_micros(5);

/// A yield that takes longer gave the core to somebody else.
#[cfg(not(any(miri, lap_pool_loom, lap_pool_shuttle)))]
const LONG_YIELD: Duration = Duration::from_micros(20);

/// Looks between two yields.
#[cfg(not(any(miri, lap_pool_loom, lap_pool_shuttle)))]
const LOOKS: u32 = 16;

/// How a spin ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    any(miri, lap_pool_loom, lap_pool_shuttle),
    expect(dead_code, reason = "nobody spins there")
)]
pub(crate) enum Spun {
    /// There is news.
    News,
    /// None came.
    InVain,
    /// Others want this core: to spin is to take it from them.
    Crowded,
}

/// Waits for news without sleeping. A hint: the caller looks again. Models and Miri do not spin.
///
/// Most of it is the processor's own pause. Now and then it yields, since the system may have put the thread from which
/// the news will come onto this very core; a yield from which it returns much later is the last one, and says that there is
/// no core to spin on. So nobody may rely on this thread to look soon.
#[cfg(not(any(miri, lap_pool_loom, lap_pool_shuttle)))]
pub(crate) fn spin_until(news: impl Fn() -> bool) -> Spun {
    let begin = Instant::now();
    let mut last = begin;
    loop {
        for _ in 0..LOOKS {
            if news() {
                return Spun::News;
            }
            std::hint::spin_loop();
        }
        std::thread::yield_now();
        let now = Instant::now();
        if now - last > LONG_YIELD {
            return if news() { Spun::News } else { Spun::Crowded };
        }
        if now - begin >= SPIN {
            return if news() { Spun::News } else { Spun::InVain };
        }
        last = now;
    }
}

/// Waits for news that is to come sooner than a yield takes, for so long at most: says whether it came. The caller looks for
/// more, with [`spin_until`] or asleep, where it did not: for all we know this thread is on the core that the news needs.
/// Models and Miri look once.
#[inline]
pub(crate) fn spin_for(limit: Duration, news: impl Fn() -> bool) -> bool {
    if news() {
        return true;
    }
    if cfg!(any(miri, lap_pool_loom, lap_pool_shuttle)) {
        return false;
    }
    let begin = Instant::now();
    loop {
        for _ in 0..4 {
            std::hint::spin_loop();
            if news() {
                return true;
            }
        }
        if begin.elapsed() >= limit {
            return false;
        }
    }
}

#[cfg(any(miri, lap_pool_loom, lap_pool_shuttle))]
pub(crate) fn spin_until(news: impl Fn() -> bool) -> Spun {
    let _ = news;
    Spun::InVain
}
