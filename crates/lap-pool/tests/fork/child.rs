//! Forking, and what the child came to.
//!
//! # Threads in the child
//! std takes a lock at the start and at the end of each thread, that of the table by which it tells a stack overflow from
//! other faults. `fork` copies the lock as it is: where another thread of the parent holds it, every thread of the child
//! waits for it for ever, be it a new one that starts or the one that forked, at its end. POSIX promises nothing better:
//! until it executes another program, the child of a process with threads may do only what a signal handler may.
//!
//! So where a child starts a thread or comes to its thread's end, the parent's other threads have all started and none
//! ends. Among other tests there is no such moment: each of these cases forks in a process of its own ([`alone`]), once,
//! when the pool's workers run ([`started_pool`]). The watchdog's thread runs when `watchdog` returns.
//!
//! [`alone`]: super::support::alone::alone

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};

use lap_pool::ThreadPool;

/// A pool whose one worker has started.
pub fn started_pool() -> ThreadPool {
    let builder = ThreadPool::builder().workers(1).caller_helps(false);
    let pool = builder.build().unwrap();
    pool.apply(|| ()).unwrap();
    pool
}

/// Forks, runs `child` there, and gives its exit status: 0 where it returned true. A child that hangs is killed.
pub fn in_a_child(child: impl FnOnce() -> bool) -> i32 {
    // SAFETY: the child runs `child` and exits by `_exit`, without the harness's destructors. It locks nothing that a
    // thread of the parent could hold: that is what is tested. (The allocator's locks are reset by the C library; for
    // std's see above.)
    let pid = unsafe { libc::fork() };
    assert!(pid >= 0, "fork failed");
    if pid == 0 {
        // SAFETY: `alarm` has no preconditions; its signal ends the child.
        unsafe { libc::alarm(20) };
        let good = std::panic::catch_unwind(std::panic::AssertUnwindSafe(child));
        let status = i32::from(!matches!(good, Ok(true)));
        // SAFETY: `_exit` has no preconditions.
        unsafe { libc::_exit(status) };
    }
    let mut status = 0;
    // SAFETY: `pid` is a child of this process that nobody else waits for, and `status` a valid place.
    let waited = unsafe { libc::waitpid(pid, &mut status, 0) };
    assert_eq!(waited, pid);
    status
}

/// Forks from within user code, and gives the child that it made to whoever asks for it.
#[derive(Default)]
pub struct Fork(AtomicI32);

impl Fork {
    const NOT_YET: i32 = -1;

    pub fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI32::new(Self::NOT_YET)))
    }

    /// Forks, once. A child that hangs is killed.
    pub fn here(&self) {
        if self.0.load(SeqCst) != Self::NOT_YET {
            return;
        }
        // SAFETY: see `in_a_child`; the child goes on in the pool, which is what is tested, and ends by `_exit` or by the
        // end of its only thread.
        let pid = unsafe { libc::fork() };
        assert!(pid >= 0, "fork failed");
        if pid == 0 {
            // SAFETY: `alarm` has no preconditions; its signal ends the child.
            unsafe { libc::alarm(20) };
        }
        self.0.store(pid, SeqCst);
    }

    /// In the child, ends it well if `good`; in the parent, gives the child's wait status.
    pub fn end(&self, good: bool) -> i32 {
        let pid = self.0.load(SeqCst);
        if pid == 0 {
            // SAFETY: `_exit` has no preconditions.
            unsafe { libc::_exit(i32::from(!good)) };
        }
        let mut status = 0;
        // SAFETY: `pid` is a child of this process that nobody else waits for, and `status` a valid place.
        let waited = unsafe { libc::waitpid(pid, &mut status, 0) };
        assert_eq!(waited, pid);
        status
    }

    pub fn is_child(&self) -> bool {
        self.0.load(SeqCst) == 0
    }
}
