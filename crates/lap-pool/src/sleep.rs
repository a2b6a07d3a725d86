//! Who sleeps, who looks, and who is woken for what. Nothing else in this crate puts an idle worker to sleep.
//!
//! # Terms
//!
//! - *News* is something that an idle worker could begin with: a task, an entry in the queue, an open gate with room; or
//!   that the pool takes no more work.
//! - A *looker* is a worker that is about to look for news by itself: one that *searches* (spins for a few microseconds), or
//!   one that was woken and has not looked yet.
//! - A worker is *on watch* while it sleeps for a short time only ([`WATCH`]); it looks when that is over.
//! - A wake-up is *deferred* if it is left to a worker on watch, where there is one.
//!
//! # Why no news is left lying
//!
//! Whoever brings news makes it visible first, then passes a fence, then looks at who sleeps ([`Sleep::notify`]). A worker
//! that is going to sleep, ends its watch or stops being a looker says so first, then passes a fence, then looks for news. Of
//! two sequentially consistent fences one comes first:
//!
//! - *the worker's*: then the one with the news sees what the worker said. It sees it asleep and claims it; nobody claims
//!   the same worker twice, and a claimed one is unparked. Or it sees that there is no looker to rely on any more.
//! - *the other*: then the worker sees the news.
//!
//! So news may be left to a looker, or to a worker on watch: each looks once more after it has stopped being one. One looker
//! can find much. So who brings news wakes one worker, and a worker that takes something and sees more wakes up to two
//! others before it runs what it took (`Engine::relay`): many are woken in few steps, and nobody in vain.
//!
//! `lookers` counts a woken worker after it was claimed. A worker can answer before it is counted: then there are fewer for
//! a moment than there are, and somebody is woken in vain. Counted before the claim, a claim that fails would count one that
//! does not look.
//!
//! A looker may be kept from looking, by a system that gives its core to others. So one that has not looked within
//! [`OVERDUE`] does not count any more for those who bring news after that.
//!
//! # Memory ordering
//!
//! Every atomic here is `Relaxed`: none hands over data, and what is asked of them is the order of the fences above. Work is
//! handed over by the ring of tasks, by the queue's lock and by the gates. Models: all of `tests/loom` go through this; `tests/loom/sleep.rs` and
//! `watch.rs` are about it.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::Duration;

use crate::engine::Engine;
#[cfg(all(test, not(lap_pool_loom)))]
use crate::sync::AtomicUsize;
use crate::sync::{
    AtomicBool, AtomicIsize, AtomicU64, Clock, Parker, Spun, cores, deadline_in, fence, spin_until,
};

/// How long a worker is on watch: a few dozen times what it costs to wake it, and well under a millisecond.
pub(crate) const WATCH: Duration = Duration::from_micros(200);

/// A looker that has not looked for so long does not count: a few times as long as a wake-up takes on a quiet machine.
pub(crate) const OVERDUE: Duration = Duration::from_micros(100);

/// For how long at most a worker does not spin after it was in the way: a few time slices of the system's.
const CROWDED: Duration = Duration::from_millis(20);

/// How soon a worker is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wake {
    /// At once.
    Now,
    /// When one on watch looks next, where there is one.
    Deferred,
}

/// Whom a consumer that waits can count on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looker {
    /// Somebody who is at it, or was woken for it.
    Sure,
    /// One that looks in a few microseconds, or whenever the system gives it a core again.
    Soon,
}

/// The workers' beds.
pub(crate) struct Sleep {
    /// A bit for each worker that sleeps and that nobody has claimed.
    asleep: Box<[AtomicU64]>,
    parkers: Box<[Parker]>,
    /// Workers that search, and claimed ones that have not looked yet.
    lookers: AtomicIsize,
    /// When the latest of these became one, or one that was woken began to look.
    since: AtomicU64,
    /// Whether a worker is on watch: one at a time.
    on_watch: AtomicBool,
    /// Whether the last one that was woken found nothing.
    in_vain: AtomicBool,
    clock: Clock,
    /// Workers that were woken so far.
    #[cfg(all(test, not(lap_pool_loom)))]
    woken: AtomicUsize,
}

/// What a worker has come to expect of its pool: its own, carried from one sleep to the next.
#[derive(Debug, Default)]
pub(crate) struct Habit {
    /// More work came soon after the last, so it is worth it to stay awake for a moment.
    is_busy: bool,
    /// Until then, in microseconds of the pool's clock, it does not spin: others wanted its core.
    crowded: u64,
    /// For so long the next time: twice as long if it was in the way again.
    withdraws: u64,
}

/// For how long a worker sleeps at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    /// Until there is news.
    Long,
    /// For as long as a watch takes.
    Short,
}

/// How a worker's wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rose {
    /// It did not sleep.
    Awake,
    /// It slept, and found news by itself.
    Alone,
    /// It slept, and somebody woke it.
    Woken,
}

impl Engine {
    /// The caller is about to wait for work whose wake-up it may have deferred. Wakes a worker for it, unless one looks. A
    /// caller that is told so waits for a short time only, and comes back `in_doubt`.
    pub(crate) fn wake_if_needed(&self, in_doubt: bool) -> Looker {
        if !self.others_wait() {
            return Looker::Sure;
        }
        let looks = self.sleep.someone_looks();
        self.notify(Wake::Now, 1);
        if looks && !in_doubt {
            Looker::Soon
        } else {
            Looker::Sure
        }
    }
}

impl Sleep {
    pub(crate) fn new(workers: usize) -> Self {
        Self {
            asleep: (0..workers.div_ceil(64))
                .map(|_| AtomicU64::new(0))
                .collect(),
            parkers: (0..workers).map(|_| Parker::default()).collect(),
            lookers: AtomicIsize::new(0),
            since: AtomicU64::new(0),
            on_watch: AtomicBool::new(false),
            in_vain: AtomicBool::new(false),
            clock: Clock::default(),
            #[cfg(all(test, not(lap_pool_loom)))]
            woken: AtomicUsize::new(0),
        }
    }

    /// The calling thread is this worker.
    pub(crate) fn adopt(&self, worker: usize) {
        self.parkers[worker].adopt();
    }

    /// The caller has made news visible: wakes one more worker, if there is a sleeper and fewer than `wanted` look. Says
    /// whether it did.
    #[inline]
    pub(crate) fn notify(&self, wake: Wake, wanted: usize) -> bool {
        fence(SeqCst);
        self.someone_sleeps() && self.wake_for(wake, wanted)
    }

    /// A hint.
    #[inline]
    pub(crate) fn someone_sleeps(&self) -> bool {
        self.asleep.iter().any(|word| word.load(Relaxed) != 0)
    }

    /// Whether somebody looks by itself, soon: a hint.
    pub(crate) fn someone_looks(&self) -> bool {
        self.lookers.load(Relaxed) > 0
    }

    #[cold]
    fn wake_for(&self, wake: Wake, wanted: usize) -> bool {
        if wake == Wake::Deferred && self.on_watch.load(Relaxed) {
            return false;
        }
        let lookers = self.lookers.load(Relaxed);
        let are_enough = usize::try_from(lookers).is_ok_and(|lookers| lookers >= wanted);
        (!are_enough || self.are_overdue()) && self.wake_one()
    }

    /// Wakes everybody, so that they see that the pool takes no more work.
    pub(crate) fn wake_all(&self) {
        fence(SeqCst);
        while self.wake_one() {}
    }

    /// Whether the last wake-up led to nothing: a hint.
    pub(crate) fn was_in_vain(&self) -> bool {
        self.in_vain.load(Relaxed)
    }

    /// A worker that was woken has looked.
    pub(crate) fn note_use(&self, found: bool) {
        self.in_vain.store(!found, Relaxed);
    }

    /// Wakes this worker, if it sleeps and nobody else has claimed it.
    pub(crate) fn rouse(&self, worker: usize) {
        let (word, bit) = (&self.asleep[worker / 64], 1_u64 << (worker % 64));
        if word.fetch_and(!bit, Relaxed) & bit != 0 {
            self.unpark_claimed(worker);
        }
    }

    /// A sleeper was claimed: it is a looker from now on.
    fn unpark_claimed(&self, worker: usize) {
        self.lookers.fetch_add(1, Relaxed);
        self.since.store(self.clock.micros(), Relaxed);
        #[cfg(all(test, not(lap_pool_loom)))]
        self.woken.fetch_add(1, Relaxed);
        self.parkers[worker].unpark();
    }

    /// Claims one sleeper and unparks it, the first: the others sleep on, and its caches are warm.
    fn wake_one(&self) -> bool {
        for (place, word) in self.asleep.iter().enumerate() {
            loop {
                let sleepers = word.load(Relaxed);
                if sleepers == 0 {
                    break;
                }
                let first = sleepers.trailing_zeros();
                if word.fetch_and(!(1 << first), Relaxed) & (1 << first) != 0 {
                    self.unpark_claimed(place * 64 + first as usize);
                    return true;
                }
            }
        }
        false
    }

    fn are_overdue(&self) -> bool {
        let since = self.since.load(Relaxed);
        self.clock.micros().saturating_sub(since) > OVERDUE.as_micros() as u64
    }

    /// A worker waits for news. When this returns it is no looker, and has yet to look.
    pub(crate) fn wait(
        &self,
        worker: usize,
        habit: &mut Habit,
        is_news: impl Fn() -> bool,
    ) -> Rose {
        let rose = if habit.is_busy && self.search(habit, &is_news) {
            Rose::Awake
        } else {
            let fell_asleep = self.clock.micros();
            let rose = self.sleep(worker, habit.is_busy, Rest::Long, is_news);
            let now = self.clock.micros();
            if rose == Rose::Woken {
                // The others that were woken with it have their time from now on: where the system is slow to run one, it is
                // slow to run them all.
                self.since.store(now, Relaxed);
            }
            let slept = now - fell_asleep;
            // What it found when its watch was over may as well have come at its beginning.
            habit.is_busy = slept < 2 * WATCH.as_micros() as u64;
            rose
        };
        fence(SeqCst);
        rose
    }

    /// Whether there is a core for each worker that is awake and for one thread more, which the caller waits for or is: a
    /// hint. Who spins for longer takes a core from somebody.
    pub(crate) fn has_free_core(&self) -> bool {
        self.awake() < cores()
    }

    /// Stays awake for a moment, if there is a core for it; says whether there is news.
    fn search(&self, habit: &mut Habit, is_news: &impl Fn() -> bool) -> bool {
        let now = self.clock.micros();
        if now < habit.crowded || !self.has_free_core() {
            return false;
        }
        self.lookers.fetch_add(1, Relaxed);
        self.since.store(now, Relaxed);
        if spin_until(is_news) == Spun::Crowded {
            let most = CROWDED.as_micros() as u64;
            habit.withdraws = (2 * habit.withdraws).clamp(WATCH.as_micros() as u64, most);
            habit.crowded = self.clock.micros() + habit.withdraws;
        } else {
            habit.withdraws = 0;
        }
        self.lookers.fetch_sub(1, Relaxed);
        is_news()
    }

    /// A worker that has something to come back to waits for news, but no longer than a watch takes. When this returns it
    /// is no looker, and has yet to look.
    pub(crate) fn linger(&self, worker: usize, is_news: impl Fn() -> bool) -> Rose {
        let rose = self.sleep(worker, true, Rest::Short, is_news);
        // Where no time passes, one who lingers again and again would keep the others from what it waits for.
        #[cfg(lap_pool_loom)]
        crate::sync::yield_now();
        fence(SeqCst);
        rose
    }

    fn sleep(
        &self,
        worker: usize,
        may_watch: bool,
        rest: Rest,
        is_news: impl Fn() -> bool,
    ) -> Rose {
        let (word, bit) = (&self.asleep[worker / 64], 1_u64 << (worker % 64));
        let mut watches = may_watch && !self.on_watch.swap(true, Relaxed);
        let is_short = watches || rest == Rest::Short;
        let mut until = is_short.then(|| deadline_in(WATCH)).flatten();
        word.fetch_or(bit, Relaxed);
        fence(SeqCst);
        let is_claimed = loop {
            if is_news() {
                break word.fetch_and(!bit, Relaxed) & bit == 0;
            }
            self.parkers[worker].park(until);
            if word.load(Relaxed) & bit == 0 {
                break true;
            }
            if until.is_some_and(|end| self.clock.is_past(end)) {
                if watches {
                    self.on_watch.store(false, Relaxed);
                }
                if rest == Rest::Short {
                    watches = false;
                    break word.fetch_and(!bit, Relaxed) & bit == 0;
                }
                (watches, until) = (false, None);
                fence(SeqCst);
            }
        };
        if watches {
            self.on_watch.store(false, Relaxed);
        }
        if is_claimed {
            self.lookers.fetch_sub(1, Relaxed);
            return Rose::Woken;
        }
        Rose::Alone
    }

    /// Workers that are not asleep: a hint.
    fn awake(&self) -> usize {
        let asleep: u32 = self
            .asleep
            .iter()
            .map(|word| word.load(Relaxed).count_ones())
            .sum();
        self.parkers.len() - asleep as usize
    }
}

#[cfg(all(test, not(lap_pool_loom)))]
mod tests;
