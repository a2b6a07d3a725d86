//! A pool in a static is never dropped: its process ends all the same, with status 0.

mod support;

use std::process::Command;
use std::sync::LazyLock;

use lap_pool::ThreadPool;
use support::watchdog;

static POOL: LazyLock<ThreadPool> = LazyLock::new(|| ThreadPool::new(3).unwrap());

/// Set for the child, which is this test binary again.
const CHILD: &str = "LAP_POOL_STATIC_CHILD";

#[test]
fn a_process_with_a_pool_in_a_static_exits_with_zero() {
    let _watchdog = watchdog();
    if std::env::var_os(CHILD).is_some() {
        assert_eq!(POOL.map(0..100, |x| x).unwrap().len(), 100);
        // Idle workers, queued work and an open stream at the end of the process.
        let mut stream = POOL.imap(0.., |x| x).unwrap();
        assert_eq!(stream.next(), Some(0));
        std::mem::forget(stream);
        for _ in 0..100 {
            drop(POOL.apply_async(std::thread::yield_now).unwrap());
        }
        return;
    }
    let test = "a_process_with_a_pool_in_a_static_exits_with_zero";
    let own = std::env::current_exe().unwrap();
    let child = Command::new(own)
        .args(["--exact", test])
        .env(CHILD, "1")
        .output()
        .unwrap();
    assert!(child.status.success(), "{child:?}");
    assert!(
        String::from_utf8_lossy(&child.stdout).contains("1 passed"),
        "{child:?}"
    );
}

#[test]
fn a_static_pool_can_be_closed_and_joined() {
    static OTHER: LazyLock<ThreadPool> = LazyLock::new(|| ThreadPool::new(1).unwrap());
    let task = OTHER.apply_async(|| 1).unwrap();
    OTHER.close();
    OTHER.join().unwrap();
    assert_eq!(task.get().unwrap(), 1);
}
