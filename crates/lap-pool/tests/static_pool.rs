//! A pool in a static is never dropped: its process ends all the same, with status 0.

mod support;

use std::sync::LazyLock;

use lap_pool::ThreadPool;
use support::alone::alone;
use support::watchdog;

static POOL: LazyLock<ThreadPool> = LazyLock::new(|| ThreadPool::new(3).unwrap());

#[test]
fn a_process_with_a_pool_in_a_static_exits_with_zero() {
    let _watchdog = watchdog();
    alone("idle, queued and open", || {
        assert_eq!(POOL.map(0..100, |x| x).unwrap().len(), 100);
        // Idle workers, queued work and an open stream at the end of the process.
        let mut stream = POOL.imap(0.., |x| x).unwrap();
        assert_eq!(stream.next(), Some(0));
        std::mem::forget(stream);
        for _ in 0..100 {
            drop(POOL.apply_async(std::thread::yield_now).unwrap());
        }
    });
}

#[test]
fn a_static_pool_can_be_closed_and_joined() {
    static OTHER: LazyLock<ThreadPool> = LazyLock::new(|| ThreadPool::new(1).unwrap());
    let task = OTHER.apply_async(|| 1).unwrap();
    OTHER.close();
    OTHER.join().unwrap();
    assert_eq!(task.get().unwrap(), 1);
}
