//! Building, closing, terminating, joining, dropping.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Once, OnceLock};
use std::thread;
use std::time::Duration;

use crate::support::{Gate, held_pool, panic_of, watchdog};
use lap_pool::{PoolError, TaskError, ThreadPool};

#[test]
fn a_closed_pool_runs_what_it_has_and_takes_no_more() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    assert!(matches!(pool.join(), Err(PoolError::StillRunning)));
    let queued = pool.apply_async(|| 1).unwrap();
    pool.close();
    pool.close();
    gate.open();
    pool.join().unwrap();
    pool.join().unwrap();
    assert!(running.ready());
    assert_eq!(queued.get().unwrap(), 1);
    assert!(matches!(pool.map(0..3, |x| x), Err(PoolError::NotRunning)));
    assert!(matches!(
        pool.map(Vec::<u8>::new(), |x| x),
        Err(PoolError::NotRunning)
    ));
    assert!(matches!(
        pool.map_async(0..0, |x| x),
        Err(PoolError::NotRunning)
    ));
    assert!(matches!(pool.imap(0..3, |x| x), Err(PoolError::NotRunning)));
    assert!(matches!(
        pool.imap_unordered(0..3, |x| x),
        Err(PoolError::NotRunning)
    ));
    assert!(matches!(pool.apply(|| ()), Err(PoolError::NotRunning)));
    assert!(matches!(
        pool.apply_async(|| ()),
        Err(PoolError::NotRunning)
    ));
    assert!(matches!(
        pool.starmap([(1, 2)], |a, b| a + b),
        Err(PoolError::NotRunning)
    ));
}

#[test]
fn a_stream_panics_after_terminate_rather_than_end() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let mut stream = pool.options().buffersize(1).imap(0.., |x: u32| x).unwrap();
    assert_eq!(stream.next(), Some(0));
    pool.terminate();
    for _ in 0..3 {
        let words = panic_of(|| while stream.next().is_some() {});
        assert_eq!(words, "the pool was terminated before the task was done");
    }
}

/// Where the last panic of this thread came from: the hook sees it, and no other thread's.
fn site_of_panic(code: impl FnOnce()) -> (String, Option<u32>) {
    thread_local! {
        static LINE: Cell<Option<u32>> = const { Cell::new(None) };
    }
    static HOOKED: Once = Once::new();
    HOOKED.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            LINE.set(info.location().map(|location| location.line()));
            before(info);
        }));
    });
    LINE.set(None);
    let words = panic_of(code);
    (words, LINE.get())
}

#[test]
fn a_loop_over_a_stream_whose_pool_was_closed_says_so_and_where() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let mut stream = pool.imap(0..10, |x| x).unwrap();
    pool.close();
    let here = line!() + 1;
    let (words, line) = site_of_panic(|| _ = stream.next());
    assert!(
        words.contains("closed before the rest of the stream"),
        "{words}"
    );
    assert_eq!(line, Some(here));
}

#[test]
fn a_stream_open_at_close_is_read_to_the_end_of_what_was_pulled() {
    let _watchdog = watchdog();
    for (workers, helps) in [(1, true), (2, true), (1, false), (3, false)] {
        let pool = ThreadPool::builder()
            .workers(workers)
            .caller_helps(helps)
            .build()
            .unwrap();
        let mut results = pool
            .options()
            .buffersize(5)
            .imap(0.., |x| x)
            .unwrap()
            .results();
        assert_eq!(results.next().unwrap().unwrap(), 0);
        pool.close();
        pool.join().unwrap();
        let rest: Vec<_> = results.by_ref().collect();
        let (last, good) = rest.split_last().unwrap();
        assert!(matches!(last, Err(TaskError::NotRunning)), "{last:?}");
        assert!(good.len() <= 5);
        for (number, outcome) in good.iter().enumerate() {
            assert_eq!(*outcome.as_ref().unwrap(), number + 1);
        }
        assert!(results.next().is_none());
    }
}

#[test]
fn join_from_a_task_is_an_error() {
    let _watchdog = watchdog();
    let pool = Arc::new(
        ThreadPool::builder()
            .workers(1)
            .caller_helps(false)
            .build()
            .unwrap(),
    );
    let own = Arc::clone(&pool);
    let task = pool.apply_async(move || {
        own.close();
        (own.join(), own.join_timeout(Duration::ZERO))
    });
    let (join, limited) = task.unwrap().get().unwrap();
    assert!(matches!(join, Err(PoolError::JoinFromTask)), "{join:?}");
    assert!(
        matches!(limited, Err(PoolError::JoinFromTask)),
        "{limited:?}"
    );
    pool.join().unwrap();
}

#[test]
fn a_pool_dropped_by_its_own_task_lets_its_threads_go() {
    let _watchdog = watchdog();
    let gone = Arc::new(Gate::default());
    let says = Arc::clone(&gone);
    let pool = Arc::new(
        ThreadPool::builder()
            .workers(2)
            .caller_helps(false)
            .build()
            .unwrap(),
    );
    let (own, last) = (Arc::clone(&pool), Arc::new(Gate::default()));
    let waits = Arc::clone(&last);
    let task = pool.apply_async(move || {
        waits.pass();
        drop(Arc::into_inner(own).expect("the last one"));
        says.open();
    });
    drop(pool);
    last.open();
    gone.pass();
    task.unwrap().get().unwrap();
}

#[test]
fn drop_waits_for_what_was_submitted_also_while_unwinding() {
    let _watchdog = watchdog();
    let done = Arc::new(AtomicUsize::new(0));
    let submit = |pool: &ThreadPool| {
        for _ in 0..100 {
            let done = Arc::clone(&done);
            drop(pool.apply_async(move || done.fetch_add(1, SeqCst)).unwrap());
        }
    };
    submit(&ThreadPool::new(2).unwrap());
    assert_eq!(done.load(SeqCst), 100);
    let words = panic_of(|| {
        let pool = ThreadPool::new(2).unwrap();
        submit(&pool);
        panic!("unwinding");
    });
    assert_eq!((words.as_str(), done.load(SeqCst)), ("unwinding", 200));
}

#[test]
fn initializers_have_run_when_build_returns() {
    let _watchdog = watchdog();
    let ran = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&ran);
    let builder = ThreadPool::builder()
        .workers(3)
        .initializer(move || _ = counts.fetch_add(1, SeqCst));
    let pool = builder.build().unwrap();
    assert_eq!(ran.load(SeqCst), 3);
    let names = pool
        .map(&[(); 9], |()| thread::current().name().map(str::to_owned))
        .unwrap();
    assert!(
        names
            .into_iter()
            .all(|name| name.unwrap().starts_with("lap-pool-"))
    );
}

#[test]
fn an_initializer_that_panics_fails_the_build_and_leaves_no_thread() {
    let _watchdog = watchdog();
    let ended = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&ended);
    let builder = ThreadPool::builder().workers(3).initializer(move || {
        thread_local!(static COUNTED: OnceLock<CountsAtEnd> = const { OnceLock::new() });
        COUNTED.with(|cell| drop(cell.set(CountsAtEnd(Arc::clone(&counts)))));
        panic!("not today");
    });
    let error = builder.build().unwrap_err();
    assert!(
        matches!(&error, PoolError::Initializer(words) if words == "not today"),
        "{error}"
    );
    assert_eq!(
        ended.load(SeqCst),
        3,
        "joined, destructors of thread-locals included"
    );
}

/// Counts when its thread ends.
struct CountsAtEnd(Arc<AtomicUsize>);

impl Drop for CountsAtEnd {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

#[test]
fn a_thread_that_cannot_be_spawned_is_an_error() {
    let _watchdog = watchdog();
    for bytes in [usize::MAX / 4, usize::MAX / 2, usize::MAX] {
        let refused = ThreadPool::builder().workers(2).stack_size(bytes).build();
        assert!(
            matches!(refused, Err(PoolError::Spawn(_))),
            "{bytes}: {refused:?}"
        );
    }
}
