//! CPython's own tests of its pool (`test.support`'s `_TestPool` and its kin in `test_multiprocessing`), ported by
//! behaviour, in the order of that file. Left out: what is about pickling, processes, managers and limited lifetimes of
//! workers, which have no counterpart here. Times are replaced by schedules.

mod support;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use lap_pool::{PoolError, TaskError, ThreadPool};
use support::{Census, Gate, Tally, panic_of, watchdog};

fn square(x: u64) -> u64 {
    x * x
}

fn pool() -> ThreadPool {
    ThreadPool::new(4).unwrap()
}

#[test]
fn n01_test_apply() {
    assert_eq!(pool().apply(|| square(5)).unwrap(), 25);
}

#[test]
fn n02_test_map() {
    let (pool, squares) = (pool(), (0..100).map(square).collect::<Vec<_>>());
    assert_eq!(pool.map(0..10, square).unwrap(), squares[..10]);
    assert_eq!(
        pool.options().chunksize(20).map(0..100, square).unwrap(),
        squares
    );
}

#[test]
fn n03_test_starmap() {
    let (pool, multiply) = (pool(), |a: u64, b: u64| a * b);
    let pairs: Vec<_> = (0..100).zip((0..100).map(|x| 2 * x)).collect();
    let products: Vec<_> = pairs.iter().map(|(a, b)| a * b).collect();
    assert_eq!(
        pool.starmap(pairs[..10].to_vec(), multiply).unwrap(),
        products[..10]
    );
    assert_eq!(
        pool.options()
            .chunksize(20)
            .starmap(pairs, multiply)
            .unwrap(),
        products
    );
}

#[test]
fn n04_n05_test_starmap_async_and_map_async() {
    let pool = pool();
    let pairs: Vec<_> = (0..100_u64).map(|x| (x, x)).collect();
    let squares: Vec<_> = (0..100).map(square).collect();
    assert_eq!(
        pool.starmap_async(pairs, |a, b| a * b)
            .unwrap()
            .get()
            .unwrap(),
        squares
    );
    assert_eq!(
        pool.map_async(0..100, square).unwrap().get().unwrap(),
        squares
    );
}

#[test]
fn n08_test_map_chunksize() {
    let _watchdog = watchdog();
    let map = pool()
        .options()
        .chunksize(1)
        .map_async(0..0, square)
        .unwrap();
    assert!(map.get().unwrap().is_empty());
}

#[test]
fn n09_test_map_handle_iterable_exception() {
    let _watchdog = watchdog();
    let pool = pool();
    for _ in 0..2 {
        for failing in [0, 3] {
            let source = || (0..10).inspect(move |x| assert!(*x != failing, "someone said so"));
            assert_eq!(panic_of(|| pool.map(source(), square)), "someone said so");
            let words = panic_of(|| pool.options().chunksize(1).map_async(source(), square));
            assert_eq!(words, "someone said so");
        }
    }
    assert_eq!(
        pool.map(0..3, square).unwrap(),
        [0, 1, 4],
        "the pool can be used again"
    );
}

#[test]
fn n10_n11_test_async_and_its_timeout() {
    let _watchdog = watchdog();
    let (pool, gate) = (pool(), Arc::new(Gate::default()));
    let waits = Arc::clone(&gate);
    let mut task = pool
        .apply_async(move || {
            waits.pass();
            square(7)
        })
        .unwrap();
    assert!(matches!(
        task.get_timeout(Duration::from_millis(2)),
        Err(TaskError::TimedOut)
    ));
    gate.open();
    assert_eq!(task.get().unwrap(), 49);
}

#[test]
fn n12_test_imap() {
    let _watchdog = watchdog();
    let pool = pool();
    assert!(pool.imap(0..10, square).unwrap().eq((0..10).map(square)));
    let mut stream = pool.imap(0..10, square).unwrap();
    for x in 0..10 {
        assert_eq!(stream.next(), Some(x * x));
    }
    assert_eq!((stream.next(), stream.next()), (None, None));
    let stream = pool
        .options()
        .chunksize(100)
        .imap(0..1_000, square)
        .unwrap();
    assert!(stream.eq((0..1_000).map(square)));
}

#[test]
fn n13_test_imap_handle_iterable_exception() {
    let _watchdog = watchdog();
    let pool = pool();
    for (failing, chunksize) in [(1, 1), (3, 1), (7, 2), (7, 4)] {
        let source = (0..10).inspect(|x| assert!(*x != failing, "someone said so"));
        let mut stream = pool
            .options()
            .chunksize(chunksize)
            .imap(source, square)
            .unwrap();
        let mut seen = Vec::new();
        // With a laxer order than CPython's: the source's panic may come out while results are still in flight.
        assert_eq!(panic_of(|| seen.extend(stream.by_ref())), "someone said so");
        seen.extend(stream);
        assert!(seen.into_iter().eq((0..failing).map(square)));
    }
}

#[test]
fn n14_test_imap_unordered() {
    let _watchdog = watchdog();
    let pool = pool();
    for (n, chunksize) in [(10, 1), (1_000, 100)] {
        let stream = pool
            .options()
            .chunksize(chunksize)
            .imap_unordered(0..n, square)
            .unwrap();
        let mut seen: Vec<_> = stream.collect();
        seen.sort_unstable();
        assert!(seen.into_iter().eq((0..n).map(square)));
    }
}

#[test]
fn n15_test_imap_unordered_handle_iterable_exception() {
    let _watchdog = watchdog();
    let pool = pool();
    for failing in [1, 3, 7] {
        let source = (0..10).inspect(|x| assert!(*x != failing, "someone said so"));
        let mut stream = pool.imap_unordered(source, square).unwrap();
        let mut seen = BTreeSet::new();
        let words = panic_of(|| {
            stream
                .by_ref()
                .for_each(|x| assert!(seen.insert(x), "twice"))
        });
        stream.for_each(|x| assert!(seen.insert(x), "twice"));
        assert_eq!(words, "someone said so");
        assert!(seen.into_iter().eq((0..failing).map(square)));
    }
}

#[test]
fn n16_test_make_pool() {
    assert!(matches!(
        ThreadPool::new(0),
        Err(PoolError::Invalid("workers", 0))
    ));
    assert_eq!(ThreadPool::new(3).unwrap().workers(), 3);
}

#[test]
fn n17_test_terminate() {
    let _watchdog = watchdog();
    let (pool, gate, running) = (
        pool(),
        Arc::new(Gate::default()),
        Arc::new(Tally::default()),
    );
    let (waits, says) = (Arc::clone(&gate), Arc::clone(&running));
    let task = move |_| {
        says.add();
        waits.pass();
    };
    let map = pool
        .options()
        .chunksize(1)
        .map_async(0..10_000, task)
        .unwrap();
    running.wait_for(4);
    pool.terminate();
    gate.open();
    pool.join().unwrap();
    assert_eq!(running.count(), 4, "the running ones only");
    assert!(matches!(map.get(), Err(TaskError::Terminated)));
}

#[test]
fn n18_test_empty_iterable() {
    let _watchdog = watchdog();
    let pool = pool();
    assert!(pool.map(Vec::new(), square).unwrap().is_empty());
    assert!(pool.imap(Vec::new(), square).unwrap().next().is_none());
    assert!(
        pool.imap_unordered(Vec::new(), square)
            .unwrap()
            .next()
            .is_none()
    );
    assert!(
        pool.map_async(Vec::new(), square)
            .unwrap()
            .get()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn n19_n24_test_context_and_enter() {
    let _watchdog = watchdog();
    let squares = ThreadPool::with(2, |pool| {
        let map = pool.map_async(0..10, square).unwrap();
        let squares = map.get().unwrap();
        pool.close();
        assert!(matches!(
            pool.map_async(0..10, square),
            Err(PoolError::NotRunning)
        ));
        pool.join().unwrap();
        squares
    });
    assert!(squares.unwrap().into_iter().eq((0..10).map(square)));
    let pool = pool();
    pool.terminate();
    let refusal = pool.scope(|scope| scope.apply_async(|| ()).map(|_| ()));
    assert!(matches!(refusal, Err(PoolError::NotRunning)));
}

#[test]
fn n20_n21_test_traceback_and_wrapped_exception() {
    #[derive(Debug, PartialEq)]
    struct OwnError(u32);
    let pool = pool();
    let task = pool
        .apply_async(|| -> () { std::panic::panic_any(OwnError(123)) })
        .unwrap();
    let Err(TaskError::Panicked(panicked)) = task.get() else {
        panic!("it did not fail");
    };
    assert!(panicked.site.file().ends_with("conformance.rs"));
    assert_eq!(panicked.payload.downcast_ref(), Some(&OwnError(123)));
}

#[test]
fn n22_test_map_no_failfast() {
    let _watchdog = watchdog();
    let pool = pool();
    let (slow, gate, ended) = (Tally::default(), Gate::default(), AtomicUsize::new(0));
    // What runs when an item fails is waited for; CPython runs the rest as well, which is one of the traps removed.
    let words = panic_of(|| {
        pool.options().chunksize(1).map(0..4, |x| {
            slow.add();
            slow.wait_for(4);
            if x == 0 {
                gate.open();
                panic!("first");
            }
            gate.pass();
            ended.fetch_add(1, SeqCst)
        })
    });
    assert_eq!((words.as_str(), ended.load(SeqCst)), ("first", 3));
    pool.close();
    pool.join().unwrap();
}

#[test]
fn n23_test_release_task_refs() {
    let _watchdog = watchdog();
    let (pool, census) = (pool(), Census::of(20));
    let items: Vec<_> = (0..10).map(|number| census.subject(number)).collect();
    let results = pool.map_async(items, |item| item).unwrap().get().unwrap();
    drop(results);
    let task = census.subject(10);
    pool.apply(move || drop(task)).unwrap();
    let items: Vec<_> = (11..20).map(|number| census.subject(number)).collect();
    pool.imap(items, |item| item).unwrap().for_each(drop);
    census.assert_each_dropped_once();
}

#[test]
fn n26_n27_failing_tasks_cost_no_worker() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder()
        .workers(2)
        .caller_helps(false)
        .build()
        .unwrap();
    for _ in 0..20 {
        let task = pool.apply_async(|| -> () { panic!("again") }).unwrap();
        assert!(matches!(task.get(), Err(TaskError::Panicked(_))));
    }
    let inside = Tally::default();
    let both = |_: &()| {
        inside.add();
        inside.wait_for(2);
    };
    pool.map(&[(); 2], both).unwrap();
}

#[test]
fn n32_test_pool_initializer() {
    let ran = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&ran);
    let initializer = move || _ = counts.fetch_add(1, SeqCst);
    let pool = ThreadPool::builder()
        .workers(1)
        .initializer(initializer)
        .build()
        .unwrap();
    pool.close();
    pool.join().unwrap();
    assert_eq!(ran.load(SeqCst), 1);
}

#[test]
fn n36_no_thread_is_left() {
    // The pool's threads hold this; they have ended, destructors of thread-locals included, when `join` returns.
    struct Held(#[expect(dead_code, reason = "held")] Arc<()>);
    thread_local!(static HELD: std::cell::RefCell<Option<Held>> = const { std::cell::RefCell::new(None) });
    let held = Arc::new(());
    for _ in 0..10 {
        let hold = Arc::clone(&held);
        let initializer = move || HELD.set(Some(Held(Arc::clone(&hold))));
        let pool = ThreadPool::builder()
            .workers(8)
            .initializer(initializer)
            .build()
            .unwrap();
        drop(pool);
        assert_eq!(Arc::strong_count(&held), 1);
    }
}

#[test]
fn n38_test_imap_when_the_buffer_is_full() {
    let _watchdog = watchdog();
    let pool = pool();
    for buffersize in [1, 4, 10] {
        for chunksize in [1, 3] {
            let pulled = AtomicUsize::new(0);
            let options = pool.options().buffersize(buffersize).chunksize(chunksize);
            let source = (0..).inspect(|_| _ = pulled.fetch_add(1, SeqCst));
            for (returned, result) in options.imap(source, square).unwrap().take(20).enumerate() {
                assert_eq!(result, square(returned as u64));
                assert!(pulled.load(SeqCst) <= returned + buffersize);
            }
            assert!(
                options
                    .imap_unordered(0..0, square)
                    .unwrap()
                    .next()
                    .is_none()
            );
        }
    }
    let refusal = pool.options().buffersize(0).imap(0..1, square).unwrap_err();
    assert!(matches!(refusal, PoolError::Invalid("buffersize", 0)));
}

#[test]
fn n39_a_stream_read_in_part_does_not_hold_up_join() {
    let _watchdog = watchdog();
    let pool = pool();
    let mut stream = pool.options().buffersize(4).imap(0..100, square).unwrap();
    assert_eq!(stream.next(), Some(0));
    pool.close();
    pool.join().unwrap();
    drop(stream);
}
