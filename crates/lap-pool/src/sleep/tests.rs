//! Who is woken for what, counted.

use super::*;
use crate::pool::ThreadPool;
use crate::sync::Arc;

#[test]
fn nobody_is_woken_while_each_entry_has_a_worker_on_watch() {
    let mut watch = Watch {
        on: 2,
        ..Watch::default()
    };
    assert_eq!(watch.wakes(Call::Soon, 1, 1), 0);
    assert_eq!(watch.wakes(Call::Soon, 1, 2), 0);
    // The third has none; the notifications could all hit those on watch, so the quiet ones are woken for too.
    assert_eq!(watch.wakes(Call::Soon, 1, 3), 3);
    assert_eq!(watch.wakes(Call::Now, 2, 5), 2);
}

#[test]
fn who_was_woken_for_an_entry_that_is_gone_is_not_woken_for_it_again() {
    let mut watch = Watch {
        on: 2,
        ..Watch::default()
    };
    assert_eq!(watch.wakes(Call::Soon, 2, 2), 0);
    // Both were taken.
    assert_eq!(watch.wakes(Call::Now, 1, 1), 1);
}

#[test]
fn a_worker_that_spins_is_counted_on_once_and_then_not_at_all() {
    let mut watch = Watch {
        on: 3,
        spins: true,
        ..Watch::default()
    };
    assert_eq!(watch.wakes(Call::Soon, 1, 1), 0);
    assert_eq!(watch.wakes(Call::Soon, 1, 2), 0);
    assert_eq!(watch.nudged(2, false), (0, Looker::Spins));
    assert_eq!(watch.nudged(2, true), (2, Looker::Sure));
    assert_eq!(watch.nudged(2, false), (0, Looker::Sure));
}

/// Its core was taken while it yielded: played by hand, it is counted as spinning and never looks.
#[test]
fn a_worker_that_spins_and_never_comes_back_holds_up_no_item() {
    let engine = Arc::new(Engine::new(2, false));
    let pool = ThreadPool::of(Arc::clone(&engine));
    {
        let mut state = engine.state.lock();
        state.watch.on = 1;
        state.watch.spins = true;
    }
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
        // The other worker's watch ends: from now on it sleeps.
        while engine.state.lock().watch.on > 1 {
            std::thread::yield_now();
        }
    }
    pool.close();
    server.join().unwrap();
}

/// A stream's worker is played by hand: nobody is asleep or awake, and what is counted is who would be woken.
#[test]
fn a_stream_of_cheap_items_wakes_a_worker_on_watch_seldom() {
    const ROUNDS: usize = 1_000;
    let engine = Arc::new(Engine::new(1, false));
    let pool = ThreadPool::of(Arc::clone(&engine));
    let options = pool.options().buffersize(4).prefetch(true);
    let mut stream = options.imap_unordered(0.., |x: usize| x).unwrap();
    engine.state.lock().watch.on = 1;
    let mut returned = 0;
    // A look pulls one item.
    for _ in 0..4 {
        assert!(stream.next_timeout(Duration::ZERO).is_err());
    }
    for _ in 0..ROUNDS {
        while stream.next_timeout(Duration::ZERO).is_ok() {
            returned += 1;
        }
        let entry = engine.next(0, Outlook::None).unwrap();
        engine.run(entry);
    }
    assert_eq!(returned, 4 * (ROUNDS - 1));
    // Not zero: it is woken for the first round, and while an item was measured that the system interrupted.
    let woken = engine.state.lock().watch.woken;
    assert!(woken < ROUNDS / 4, "woken {woken} times");
}
