//! An exception of another language that unwinds out of a task: Rust cannot catch it, and the process aborts, which says so.
//! Nothing hangs. Each case is a child, which is this test binary again.
#![cfg(all(target_os = "linux", target_env = "gnu", not(miri)))]

mod support;

use std::os::unix::process::ExitStatusExt as _;
use std::process::Command;

use lap_pool::ThreadPool;
use support::{held_pool, watchdog};

/// Set for the child, to the name of its case.
const CASE: &str = "LAP_POOL_FOREIGN_EXCEPTION";

/// The head of every exception, by the ABI that the unwinders of C++ and others share; with room for any architecture's own.
#[repr(C, align(16))]
struct Exception {
    class: u64,
    cleanup: Option<extern "C" fn(i32, *mut Exception)>,
    private: [usize; 20],
}

unsafe extern "C-unwind" {
    /// Of the unwinder that the standard library uses itself.
    fn _Unwind_RaiseException(exception: *mut Exception) -> i32;
}

/// Throws what no Rust code has made.
fn raise() {
    let exception = Box::new(Exception {
        class: u64::from_be_bytes(*b"LAP POOL"),
        cleanup: None,
        private: [0; 20],
    });
    // SAFETY: the exception is as the ABI has it, and is never freed. The function may unwind, which its ABI here says.
    let refused = unsafe { _Unwind_RaiseException(Box::into_raw(exception)) };
    panic!("nobody catches it: {refused}");
}

type Case = fn();

const CASES: [(&str, Case); 5] = [
    ("task", || {
        let builder = ThreadPool::builder().workers(1).caller_helps(false);
        drop(builder.build().unwrap().apply_async(raise).unwrap().get());
    }),
    ("task on the calling thread", || {
        let (pool, _gate, _running) = held_pool(true);
        drop(pool.apply_async(raise).unwrap().get());
    }),
    ("map", || {
        let pool = ThreadPool::new(2).unwrap();
        drop(pool.map(0..10, |_| raise()));
    }),
    ("stream", || {
        let pool = ThreadPool::new(2).unwrap();
        pool.imap(0..10, |_| raise()).unwrap().for_each(drop);
    }),
    ("callback", || {
        let pool = ThreadPool::new(1).unwrap();
        let options = pool.options().callback(|()| raise());
        drop(options.apply_async(|| ()).unwrap().get());
    }),
];

#[test]
fn an_exception_of_another_language_aborts_and_hangs_nobody() {
    let _watchdog = watchdog();
    if let Ok(chosen) = std::env::var(CASE) {
        let case = CASES.iter().find(|(name, _)| *name == chosen);
        case.expect("one of the cases").1();
        return;
    }
    for (name, _) in CASES {
        let child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "an_exception_of_another_language_aborts_and_hangs_nobody",
            ])
            .env(CASE, name)
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&child.stderr);
        assert_eq!(
            child.status.signal(),
            Some(libc::SIGABRT),
            "{name}: {child:?}"
        );
        assert!(words.contains("foreign exceptions"), "{name}: {words}");
    }
}
