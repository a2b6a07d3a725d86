//! What a builder refuses, and with which words.

use std::thread;

use crate::support::{panic_of, watchdog};
use lap_pool::{MAX_WORKERS, PoolError, ThreadPool};

#[test]
fn a_number_of_workers_out_of_range_is_refused_with_the_range() {
    for workers in [0, MAX_WORKERS + 1, 1 << 40, usize::MAX] {
        let refused = ThreadPool::new(workers).unwrap_err();
        assert!(
            matches!(refused, PoolError::Invalid("workers", value) if value == workers),
            "{refused:?}"
        );
        assert_eq!(
            refused.to_string(),
            format!("workers must be from 1 to 16000, not {workers}")
        );
    }
    let refused = ThreadPool::with(usize::MAX, |_| ());
    assert!(matches!(refused, Err(PoolError::Invalid("workers", _))));
}

#[test]
fn a_stack_too_small_for_a_worker_is_refused() {
    for bytes in [0, 1, 65_535] {
        let refused = ThreadPool::builder().workers(1).stack_size(bytes).build();
        let refused = refused.unwrap_err();
        assert!(
            matches!(refused, PoolError::Invalid("stack_size", value) if value == bytes),
            "{refused:?}"
        );
        let words = format!("stack_size must be at least 65536 bytes, not {bytes};");
        assert!(refused.to_string().starts_with(&words), "{refused}");
    }
}

#[test]
fn the_smallest_stack_has_room_for_a_task_that_panics() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(1).stack_size(65_536);
    let pool = builder.build().unwrap();
    let words = panic_of(|| pool.map(0..3, |x| assert!(x < 2, "item {x}")));
    assert_eq!(words, "item 2");
    assert_eq!(pool.imap(0..100, |x| x).unwrap().count(), 100);
}

#[test]
fn a_thread_name_with_a_nul_byte_is_refused() {
    let builder = ThreadPool::builder().workers(1).thread_name("lane\0one");
    let refused = builder.build().unwrap_err();
    assert!(
        matches!(&refused, PoolError::ThreadName(name) if name == "lane\0one"),
        "{refused:?}"
    );
    assert_eq!(
        refused.to_string(),
        "thread_name must not contain a NUL byte, as \"lane\\0one\" does; leave the byte out"
    );
}

#[test]
fn any_other_thread_name_is_taken_as_it_is() {
    let _watchdog = watchdog();
    for name in ["", "ein Bahnenzähler", &"long ".repeat(1_000)] {
        let builder = ThreadPool::builder().workers(1).thread_name(name);
        let pool = builder.caller_helps(false).build().unwrap();
        let given = pool.apply(|| thread::current().name().map(str::to_owned));
        assert_eq!(given.unwrap(), Some(format!("{name}-0")));
    }
}

#[test]
fn helping_callers_beside_what_only_workers_have_are_refused_in_any_order() {
    let builder = ThreadPool::builder;
    for (refused, option) in [
        (
            builder().caller_helps(true).stack_size(1 << 20),
            "stack_size",
        ),
        (
            builder().stack_size(1 << 20).caller_helps(true),
            "stack_size",
        ),
        (
            builder().caller_helps(true).initializer(|| ()),
            "initializer",
        ),
        (
            builder().initializer(|| ()).caller_helps(true),
            "initializer",
        ),
    ] {
        let refused = refused.workers(1).build().unwrap_err();
        assert!(
            matches!(refused, PoolError::CallerHelps(named) if named == option),
            "{refused:?}"
        );
        let words = refused.to_string();
        assert!(words.contains("caller_helps(true)") && words.contains(option));
    }
}

#[test]
fn what_only_workers_have_implies_that_callers_do_not_help() {
    let _watchdog = watchdog();
    let here = thread::current().id();
    let ran_on = |builder: lap_pool::Builder| {
        let pool = builder.workers(1).build().unwrap();
        pool.apply(|| thread::current().id()).unwrap()
    };
    assert_eq!(ran_on(ThreadPool::builder()), here);
    assert_eq!(ran_on(ThreadPool::builder().caller_helps(true)), here);
    assert_ne!(ran_on(ThreadPool::builder().stack_size(1 << 20)), here);
    assert_ne!(ran_on(ThreadPool::builder().initializer(|| ())), here);
    let said_so = ThreadPool::builder().initializer(|| ());
    assert_ne!(ran_on(said_so.caller_helps(false)), here);
}
