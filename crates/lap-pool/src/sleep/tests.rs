//! Who is woken for what, counted. The workers are played by hand: they are taken to sleep, or to look, and never do.

use super::*;
use crate::pool::ThreadPool;
use crate::sync::Arc;

/// So many workers asleep.
fn asleep(workers: usize) -> Sleep {
    let sleep = Sleep::new(workers);
    for worker in 0..workers {
        fall_asleep(&sleep, worker);
    }
    sleep
}

fn fall_asleep(sleep: &Sleep, worker: usize) {
    sleep.asleep[worker / 64].fetch_or(1 << (worker % 64), Relaxed);
}

/// Lookers that are always in time, however slow this machine.
fn look(sleep: &Sleep, workers: isize) {
    sleep.lookers.store(workers, Relaxed);
    sleep.since.store(u64::MAX, Relaxed);
}

#[test]
fn nobody_is_woken_while_somebody_looks() {
    let sleep = asleep(3);
    look(&sleep, 1);
    assert!(!sleep.notify(Wake::Now, 1));
    assert!(sleep.notify(Wake::Now, 2));
    look(&sleep, 2);
    assert!(!sleep.notify(Wake::Now, 2));
    assert!(!sleep.notify(Wake::Deferred, 2));
}

#[test]
fn a_looker_that_is_overdue_does_not_count() {
    let sleep = asleep(2);
    look(&sleep, 1);
    sleep.since.store(0, Relaxed);
    while sleep.clock.micros() <= OVERDUE.as_micros() as u64 {
        std::hint::spin_loop();
    }
    assert!(sleep.notify(Wake::Now, 1));
}

#[test]
fn a_wake_up_is_deferred_where_somebody_is_on_watch_and_only_there() {
    let sleep = asleep(2);
    sleep.on_watch.store(true, Relaxed);
    assert!(!sleep.notify(Wake::Deferred, 1));
    assert!(sleep.notify(Wake::Now, 1));
    let sleep = asleep(2);
    assert!(sleep.notify(Wake::Deferred, 1));
}

#[test]
fn each_sleeper_is_claimed_once_also_beyond_a_words_bits() {
    let sleep = asleep(130);
    sleep.wake_all();
    assert_eq!(sleep.woken.load(Relaxed), 130);
    assert!(!sleep.someone_sleeps());
    assert!(!sleep.notify(Wake::Now, usize::MAX));
}

#[test]
fn a_core_is_free_while_fewer_workers_are_awake_than_there_are() {
    let sleep = asleep(cores() + 1);
    assert!(sleep.has_free_core());
    sleep.wake_all();
    assert!(!sleep.has_free_core());
}

/// Its core was taken while it looked: it is counted as a looker and never looks.
#[test]
fn a_looker_that_never_comes_back_holds_up_no_item() {
    let engine = Arc::new(Engine::new(2, false));
    let pool = ThreadPool::of(Arc::clone(&engine));
    engine.sleep.lookers.fetch_add(1, Relaxed);
    let server = std::thread::spawn({
        let engine = Arc::clone(&engine);
        move || engine.serve(1)
    });
    let options = pool.options().buffersize(1);
    let mut stream = options.imap_unordered(0..50, |x: usize| x).unwrap();
    for item in 0..50 {
        // As long as it hangs, and no longer.
        let next = stream.next_timeout(Duration::from_secs(10)).unwrap();
        assert_eq!(next, Some(item));
        // From here on somebody has to wake it.
        while !engine.sleep.someone_sleeps() {
            std::thread::yield_now();
        }
    }
    pool.close();
    server.join().unwrap();
}

#[test]
fn a_stream_of_cheap_items_wakes_a_worker_on_watch_seldom() {
    const ROUNDS: usize = 1_000;
    let engine = Arc::new(Engine::new(1, false));
    let pool = ThreadPool::of(Arc::clone(&engine));
    let options = pool.options().buffersize(4).prefetch(true);
    let mut stream = options.imap_unordered(0.., |x: usize| x).unwrap();
    let mut returned = 0;
    let on_watch = || {
        engine.sleep.on_watch.store(true, Relaxed);
        engine.sleep.lookers.store(0, Relaxed);
        fall_asleep(&engine.sleep, 0);
    };
    on_watch();
    // A look pulls one item.
    for _ in 0..4 {
        assert!(stream.next_timeout(Duration::ZERO).is_err());
    }
    for _ in 0..ROUNDS {
        // Whatever the system did while one was measured.
        (0..100).for_each(|_| stream.stream().in_flight.note_cost(Duration::ZERO));
        while stream.next_timeout(Duration::ZERO).is_ok() {
            returned += 1;
        }
        let entry = engine.pop().unwrap();
        engine.run(entry);
        on_watch();
    }
    assert_eq!(returned, 4 * (ROUNDS - 1));
    let woken = engine.sleep.woken.load(Relaxed);
    assert_eq!(woken, 1, "for the first round, when nothing is known");
}
