//! A thread that cannot be spawned, after others were. Alone in its process, whose address space it limits.
#![cfg(target_os = "linux")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::{PoolError, ThreadPool};
use support::watchdog;

const STACK: usize = 1 << 30;

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").unwrap().count()
}

/// Lets this process map so many more bytes.
fn limit_memory(more: usize) {
    let pages: usize = {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
        statm.split(' ').next().unwrap().parse().unwrap()
    };
    let bytes = (pages * 4096 + more) as libc::rlim_t;
    let limit = libc::rlimit {
        rlim_cur: bytes,
        rlim_max: libc::RLIM_INFINITY,
    };
    // SAFETY: `limit` is a valid structure for the call, which only reads it.
    let refused = unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) };
    assert_eq!(refused, 0);
}

#[test]
fn whichever_thread_cannot_be_spawned_those_before_it_are_joined_and_the_error_is_the_systems() {
    let _watchdog = watchdog();
    let before = threads();
    for fit in 0..4 {
        let started = Arc::new(AtomicUsize::new(0));
        limit_memory(fit * STACK + STACK / 2);
        let counts = Arc::clone(&started);
        let builder = ThreadPool::builder().workers(64).stack_size(STACK);
        let refused = builder
            .initializer(move || _ = counts.fetch_add(1, SeqCst))
            .build();
        let Err(PoolError::Spawn(error)) = refused else {
            panic!("there was room for all");
        };
        assert!(error.raw_os_error().is_some(), "{error}");
        assert_eq!(started.load(SeqCst), fit, "those that fit");
        // A joined thread may be listed for a moment longer, and keep its stack as long.
        while threads() > before {
            std::thread::yield_now();
        }
    }
}
