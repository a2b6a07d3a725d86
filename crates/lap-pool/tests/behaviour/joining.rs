//! Joining: for a time, after others, and by whom it cannot be done.

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use crate::support::{Gate, Tally, held_pool, watchdog};
use lap_pool::{Joined, PoolError, ThreadPool};

#[test]
fn join_timeout_names_the_worker_and_the_site() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    pool.close();
    let Joined::StillBusy(busy) = pool.join_timeout(Duration::from_millis(1)).unwrap() else {
        panic!("it cannot have ended");
    };
    assert_eq!((busy.len(), busy[0].worker), (1, 0));
    assert!(
        busy[0].site.file().ends_with("joining.rs"),
        "{}",
        busy[0].site
    );
    gate.open();
    assert!(matches!(
        pool.join_timeout(Duration::MAX).unwrap(),
        Joined::All
    ));
    running.get().unwrap();
}

/// Waits at its gate when its thread ends.
struct SlowToGo(Arc<Gate>);

impl Drop for SlowToGo {
    fn drop(&mut self) {
        self.0.pass();
    }
}

thread_local! {
    static SLOW: RefCell<Option<SlowToGo>> = const { RefCell::new(None) };
}

#[test]
fn join_timeout_keeps_its_limit_whatever_a_thread_local_does() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder()
        .workers(2)
        .caller_helps(false)
        .build()
        .unwrap();
    let gate = Arc::new(Gate::default());
    let own = Arc::clone(&gate);
    pool.apply(move || SLOW.set(Some(SlowToGo(own)))).unwrap();
    pool.close();
    let limited = || pool.join_timeout(Duration::from_millis(1)).unwrap();
    // The result is out, and the worker may have yet to leave the task.
    while matches!(limited(), Joined::StillBusy(busy) if !busy.is_empty()) {}
    let outcomes = [limited(), limited(), limited()];
    gate.open();
    for outcome in outcomes {
        match outcome {
            Joined::All => panic!("its thread still ran a destructor"),
            // A worker that has yet to see the close is at nothing either.
            Joined::StillBusy(busy) => assert!(busy.is_empty(), "{busy:?}"),
        }
    }
    assert!(matches!(pool.join_timeout(Duration::MAX), Ok(Joined::All)));
    assert!(matches!(pool.join_timeout(Duration::ZERO), Ok(Joined::All)));
    pool.join().unwrap();
}

#[test]
fn join_waits_for_the_threads_that_join_timeout_gave_up_on() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder()
        .workers(1)
        .caller_helps(false)
        .build()
        .unwrap();
    let (gate, gone) = (Arc::new(Gate::default()), Arc::new(AtomicUsize::new(0)));
    let (own, counts) = (Arc::clone(&gate), Arc::clone(&gone));
    pool.apply(move || {
        SLOW.set(Some(SlowToGo(own)));
        // Destructors run in the order of their registration: this one comes after the slow one.
        thread_local! {
            static LAST: RefCell<Option<CountsDown>> = const { RefCell::new(None) };
        }
        LAST.set(Some(CountsDown(counts)));
    })
    .unwrap();
    pool.close();
    assert!(matches!(
        pool.join_timeout(Duration::from_millis(1)),
        Ok(Joined::StillBusy(_))
    ));
    thread::scope(|scope| {
        scope.spawn(|| {
            pool.join().unwrap();
            assert_eq!(gone.load(SeqCst), 1);
        });
        gate.open();
    });
    drop(pool);
}

/// Counts its end.
struct CountsDown(Arc<AtomicUsize>);

impl Drop for CountsDown {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

#[test]
fn the_last_handle_dropped_by_a_thread_local_of_its_own_worker_detaches() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(1).caller_helps(false);
    let pool = Arc::new(builder.build().unwrap());
    let (gate, gone) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (own, waits, says) = (Arc::clone(&pool), Arc::clone(&gate), Arc::clone(&gone));
    let joins = move |pool: &ThreadPool| matches!(pool.join(), Err(PoolError::JoinFromTask));
    pool.apply(move || {
        /// Drops its pool when its thread ends, after the others.
        struct Last(
            Arc<ThreadPool>,
            Arc<Gate>,
            Arc<Tally>,
            fn(&ThreadPool) -> bool,
        );
        impl Drop for Last {
            fn drop(&mut self) {
                self.1.pass();
                assert!((self.3)(&self.0));
                self.2.add();
            }
        }
        thread_local! {
            static LAST: RefCell<Option<Last>> = const { RefCell::new(None) };
        }
        LAST.set(Some(Last(own, waits, says, joins)));
    })
    .unwrap();
    pool.close();
    drop(pool);
    gate.open();
    gone.wait_for(1);
}

#[test]
fn terminate_and_close_wake_each_worker_that_sleeps() {
    let _watchdog = watchdog();
    for round in 0..40 {
        let builder = ThreadPool::builder().workers(4).caller_helps(false);
        let pool = builder.build().unwrap();
        // All four have come, and go to sleep again, mostly.
        let all = Barrier::new(4);
        pool.options()
            .chunksize(1)
            .map(0..4, |_| _ = all.wait())
            .unwrap();
        thread::yield_now();
        match round % 2 {
            0 => pool.terminate(),
            _ => pool.close(),
        }
        pool.join().unwrap();
    }
}
