//! What is waited for and comes, comes however late; and what cannot come is not waited for.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use lab_measure::quiescence;

/// Long beside the grace, so that a clock would have given up.
const BUSY: Duration = Duration::from_millis(300);

fn compute() {
    let begin = Instant::now();
    while begin.elapsed() < BUSY {
        std::hint::spin_loop();
    }
}

#[test]
fn what_comes_after_long_work_has_come() {
    let has_come = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            compute();
            has_come.store(true, Relaxed);
        });
        assert!(quiescence::wait_until(|| has_come.load(Relaxed)));
    });
}

#[test]
fn what_is_handed_on_by_one_who_was_asleep_has_come() {
    let has_come = &AtomicBool::new(false);
    let (hand, handed) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            handed.recv().expect("it is handed on");
            compute();
            has_come.store(true, Relaxed);
        });
        scope.spawn(move || {
            compute();
            hand.send(()).expect("it is awaited");
        });
        assert!(quiescence::wait_until(|| has_come.load(Relaxed)));
    });
}

#[test]
fn where_all_sleep_nothing_comes_and_two_may_find_that_at_once() {
    let (release, held) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let sleeper = scope.spawn(move || held.recv());
        let other = scope.spawn(|| quiescence::wait_until(|| false));
        assert!(!quiescence::wait_until(|| false));
        assert!(!other.join().expect("it only waits"));
        drop(release);
        assert!(sleeper.join().expect("it only waits").is_err());
    });
}
