//! How a pool is made, or is not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use crate::support::{panic_of, watchdog};
use lap_pool::{MAX_WORKERS, PoolError, ThreadPool};

#[test]
fn a_pool_is_made_to_order() {
    let _watchdog = watchdog();
    let ran = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&ran);
    let builder = ThreadPool::builder()
        .workers(2)
        .thread_name(String::from("lane"))
        .stack_size(1 << 20)
        .initializer(move || _ = counts.fetch_add(1, SeqCst));
    assert!(format!("{builder:?}").contains("lane"));
    let pool = builder.build().unwrap();
    assert_eq!((pool.workers(), ran.load(SeqCst)), (2, 2));
    let name = pool.apply(|| thread::current().name().map(str::to_owned));
    assert!(name.unwrap().unwrap().starts_with("lane-"));
    drop(pool);
    assert_eq!(Arc::strong_count(&ran), 1, "the initializer is gone");
    assert!(ThreadPool::builder().build().unwrap().workers() > 0);
}

#[test]
fn what_cannot_be_had_is_refused() {
    let held = Arc::new(());
    let build = || {
        let held = Arc::clone(&held);
        ThreadPool::builder()
            .workers(2)
            .initializer(move || _ = &held)
    };
    let refused = |workers| build().workers(workers).build().unwrap_err();
    assert!(matches!(refused(0), PoolError::Invalid("workers", 0)));
    assert!(matches!(
        refused(MAX_WORKERS + 1),
        PoolError::Invalid("workers", _)
    ));
    let small = build().stack_size(1).build().unwrap_err();
    assert!(matches!(small, PoolError::Invalid("stack_size", 1)));
    let name = build().thread_name("nul\0").build().unwrap_err();
    assert!(matches!(&name, PoolError::ThreadName(name) if name == "nul\0"));
    let helps = build().caller_helps(true).build().unwrap_err();
    assert!(matches!(helps, PoolError::CallerHelps("initializer")));
    for error in [refused(0), small, name, helps] {
        assert!(!error.to_string().is_empty() && std::error::Error::source(&error).is_none());
    }
    drop(build());
    assert_eq!(Arc::strong_count(&held), 1);
}

#[test]
fn an_initializer_that_panics_fails_the_build() {
    let _watchdog = watchdog();
    let calls = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&calls);
    let builder = ThreadPool::builder().workers(3).initializer(move || {
        assert_ne!(counts.fetch_add(1, SeqCst), 1, "the second of three");
    });
    let Err(PoolError::Initializer(words)) = builder.build() else {
        panic!("it failed");
    };
    assert!(words.contains("the second of three"), "{words}");
    assert_eq!(Arc::strong_count(&calls), 1);
}

#[test]
fn what_is_made_while_a_panic_unwinds_works() {
    let _watchdog = watchdog();
    struct Works;
    impl Drop for Works {
        fn drop(&mut self) {
            let pool = ThreadPool::new(2).unwrap();
            let words = crate::words(3);
            assert_eq!(pool.map(&words, |word| word.len()).unwrap(), [6; 3]);
            assert_eq!(
                pool.imap(words, |word| word.len()).unwrap().sum::<usize>(),
                18
            );
        }
    }
    let words = panic_of(|| {
        let _works = Works;
        panic!("unwinding");
    });
    assert_eq!(words, "unwinding");
}
