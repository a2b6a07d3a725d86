//! Wake-ups and futex calls, counted: nobody is woken whom a call has no use for, and nothing goes to the kernel while
//! nobody sleeps and nobody waits. The counter is this program's own (`futex.rs`), so this stands apart; and it knows
//! threads by where they sleep, so its tests take turns.
#![cfg(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64"),
    not(miri)
))]

mod futex;
#[path = "../support/mod.rs"]
mod support;

use std::sync::{Arc, Barrier, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use lap_pool::{Pool, ThreadPool};
use support::{held_pool, watchdog};

static TURN: Mutex<()> = Mutex::new(());

fn take_turns() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

type Call<'p> = Box<dyn Fn() + 'p>;

/// Every call that is over when it returns, by name. A stream's `next` needs a worker and is not among them.
fn blocking_calls(pool: &ThreadPool) -> Vec<(&'static str, Call<'_>)> {
    let (none, items, pairs) = ([0_usize; 0], [1_usize; 1_000], [(1_usize, 2_usize); 100]);
    let single = pool.options().chunksize(1);
    vec![
        (
            "map of none",
            Box::new(move || drop(pool.map(&none, |x| x + 1).unwrap())),
        ),
        (
            "map of one",
            Box::new(move || drop(pool.map(&items[..1], |x| x + 1).unwrap())),
        ),
        (
            "map of many",
            Box::new(move || drop(pool.map(&items, |x| x + 1).unwrap())),
        ),
        (
            "map one by one",
            Box::new(move || drop(single.map(0..100, |x| x + 1).unwrap())),
        ),
        (
            "starmap",
            Box::new(move || drop(pool.starmap(pairs, |a, b| a + b).unwrap())),
        ),
        (
            "map_async and get",
            Box::new(|| drop(pool.map_async(0..100, |x| x).unwrap().get().unwrap())),
        ),
        ("apply", Box::new(|| pool.apply(|| ()).unwrap())),
        (
            "apply_async and get",
            Box::new(|| pool.apply_async(|| ()).unwrap().get().unwrap()),
        ),
        (
            "all that a ready result is asked for",
            Box::new(|| {
                let mut task = pool.apply_async(|| ()).unwrap();
                task.wait();
                assert!(task.ready() && task.wait_timeout(Duration::MAX));
                assert_eq!(task.successful(), Some(true));
                task.get_timeout(Duration::ZERO).unwrap();
            }),
        ),
        (
            "a scope with a task",
            Box::new(|| {
                pool.scope(|scope| scope.apply_async(|| ()).unwrap().get().unwrap());
            }),
        ),
        (
            "a stream that is not read",
            Box::new(|| drop(pool.imap(0..10, |x| x).unwrap())),
        ),
    ]
}

fn streams(pool: &ThreadPool) {
    assert_eq!(pool.imap(0..1_000, |x| x).unwrap().count(), 1_000);
    assert_eq!(pool.imap_unordered(0..1_000, |x| x).unwrap().count(), 1_000);
    assert_eq!(
        pool.options()
            .chunksize(7)
            .imap(0..1_000, |x| x)
            .unwrap()
            .count(),
        1_000
    );
    assert_eq!(pool.imap(0.., |x: u32| x).unwrap().take(100).count(), 100);
}

/// Makes each call ten times; says which of them made futex calls, and how many. The first call of a kind may set something
/// up once and for all.
fn futex_calls<'p>(
    calls: impl IntoIterator<Item = (&'static str, Call<'p>)>,
) -> Vec<(&'static str, usize)> {
    let count = |(name, call): (&'static str, Call<'p>)| {
        call();
        (name, futex::own_calls(|| (0..10).for_each(|_| call())))
    };
    let counts = calls.into_iter().map(count);
    counts.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn what_is_counted_is_seen() {
    let _watchdog = watchdog();
    let _turn = take_turns();
    let named = thread::Builder::new().name(futex::SLEEPER.into());
    let sleeper = named.spawn(thread::park).unwrap();
    futex::watch(&futex::wait_until_asleep(1));
    let calls = futex::own_calls(|| sleeper.thread().unpark());
    assert_eq!(calls, 1);
    sleeper.join().unwrap();
    assert_eq!(futex::woken(), 1);
}

/// The only worker is busy: the caller does it all, and there is nobody to wake.
#[test]
fn a_caller_makes_no_futex_call_where_nobody_sleeps() {
    let _watchdog = watchdog();
    let _turn = take_turns();
    let (pool, gate, held) = held_pool(true);
    let seen = futex_calls(blocking_calls(&pool));
    gate.open();
    held.get().unwrap();
    assert_eq!(seen, []);
}

/// The only worker itself, which is the consumer of its streams as well.
#[test]
fn a_worker_makes_no_futex_call_where_nobody_sleeps() {
    let _watchdog = watchdog();
    let _turn = take_turns();
    let pool = Arc::new(ThreadPool::new(1).unwrap());
    let own = Arc::clone(&pool);
    let task = pool.apply_async(move || {
        let streams: Call<'_> = Box::new(|| streams(&own));
        futex_calls(
            blocking_calls(&own)
                .into_iter()
                .chain([("streams", streams)]),
        )
    });
    // Waits for the task, and does not run it.
    let mut task = task.unwrap();
    assert_eq!(task.get_timeout(Duration::MAX).unwrap(), []);
}

const WORKERS: usize = 4;

/// A pool whose workers can be seen falling asleep.
struct Sleepers(ThreadPool);

impl Sleepers {
    fn new(caller_helps: bool) -> Self {
        let builder = ThreadPool::builder().workers(WORKERS);
        let builder = builder.thread_name(futex::SLEEPER);
        Self(builder.caller_helps(caller_helps).build().unwrap())
    }

    /// The fewest workers that `call` woke, until all are asleep again, of as many times as it takes to wake no more than
    /// `limit`; a hundred at most. A wake-up that nobody answers in time may be repeated, and on a busy machine most are.
    fn woken_by(&self, limit: usize, call: impl Fn(&Pool<'static, 'static>)) -> usize {
        let mut fewest = usize::MAX;
        for _ in 0..100 {
            futex::watch(&futex::wait_until_asleep(WORKERS));
            call(&self.0);
            futex::wait_until_asleep(WORKERS);
            fewest = fewest.min(futex::woken());
            if fewest <= limit {
                break;
            }
        }
        fewest
    }
}

#[test]
fn a_call_wakes_no_more_workers_than_it_has_items() {
    let _watchdog = watchdog();
    let _turn = take_turns();
    for helps in [true, false] {
        let sleepers = Sleepers::new(helps);
        let at_most = |limit: usize, name: &str, call: &dyn Fn(&Pool<'static, 'static>)| {
            let woken = sleepers.woken_by(limit, call);
            assert!(
                woken <= limit,
                "{name}: {woken} workers woken, caller_helps({helps})"
            );
        };
        at_most(0, "map of none", &|pool| {
            drop(pool.map(0..0, |x| x).unwrap())
        });
        at_most(0, "an unread stream", &|pool| {
            drop(pool.imap(0..9, |x| x).unwrap())
        });
        for n in [1, 2, 4, 1_000] {
            at_most(n.min(WORKERS), "map", &|pool| {
                drop(pool.map(0..n, |x| x).unwrap())
            });
            at_most(n.min(WORKERS), "map_async", &|pool| {
                drop(pool.map_async(0..n, |x| x).unwrap().get().unwrap());
            });
        }
        at_most(1, "apply", &|pool| pool.apply(|| ()).unwrap());
        at_most(1, "apply_async", &|pool| {
            pool.apply_async(|| ()).unwrap().get().unwrap()
        });
        at_most(1, "a stream of one", &|pool| {
            assert_eq!(pool.imap(0..1, |x| x).unwrap().count(), 1);
        });
    }
}

/// Items that wait for each other need all of them: so many wake-ups there are, and the counter sees each.
#[test]
fn items_that_meet_wake_all_workers_once() {
    let _watchdog = watchdog();
    let _turn = take_turns();
    let sleepers = Sleepers::new(false);
    let woken = sleepers.woken_by(WORKERS, |pool| {
        let all = Barrier::new(WORKERS);
        drop(pool.map(0..WORKERS, |_| _ = all.wait()).unwrap());
    });
    assert_eq!(woken, WORKERS);
}
