//! Inputs, closures and results are dropped exactly once, and as early as they can be.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use crate::support::{Census, Gate, Tally, Tracked, panic_of, watchdog};
use lap_pool::{TaskError, ThreadPool};

fn subjects(census: &Arc<Census>, range: std::ops::Range<usize>) -> Vec<Tracked> {
    range.map(|number| census.subject(number)).collect()
}

#[test]
fn a_maps_inputs_and_results() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3, 8] {
        let pool = ThreadPool::new(workers).unwrap();
        let census = Census::of(200);
        let input = subjects(&census, 0..100);
        let results = pool
            .map(input, |subject| census.subject(100 + subject.look()))
            .unwrap();
        assert_eq!(results.len(), 100);
        assert!(census.drops()[..100].iter().all(|drops| *drops == 1));
        assert!(census.drops()[100..].iter().all(|drops| *drops == 0));
        drop(results);
        census.assert_each_dropped_once();
    }
}

#[test]
fn each_kind_of_owned_input() {
    let pool = ThreadPool::new(2).unwrap();
    let census = Census::of(30);
    pool.map(subjects(&census, 0..10).into_boxed_slice(), drop)
        .unwrap();
    let array: [Tracked; 10] = std::array::from_fn(|number| census.subject(10 + number));
    pool.map(array, drop).unwrap();
    pool.map(subjects(&census, 20..30).into_iter(), drop)
        .unwrap();
    census.assert_each_dropped_once();
}

#[test]
fn a_failed_maps_inputs_and_results_wherever_it_fails() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3] {
        let pool = ThreadPool::new(workers).unwrap();
        for chunksize in [1, 3, 50] {
            for failing in [&[0][..], &[49], &[7, 8, 30], &[31, 5], &[10, 11, 12, 13]] {
                let census = Census::of(50);
                let made = Arc::new(AtomicUsize::new(0));
                let results: Arc<AtomicUsize> = Arc::default();
                let words = panic_of(|| {
                    let options = pool.options().chunksize(chunksize);
                    options.map(subjects(&census, 0..50), |subject| {
                        assert!(
                            !failing.contains(&subject.look()),
                            "item {}",
                            subject.look()
                        );
                        made.fetch_add(1, SeqCst);
                        CountsDrop(Arc::clone(&results))
                    })
                });
                let lowest = failing.iter().min().unwrap();
                assert_eq!(words, format!("item {lowest}"));
                assert!(made.load(SeqCst) >= *lowest);
                assert_eq!(
                    made.load(SeqCst),
                    results.load(SeqCst),
                    "results made and dropped"
                );
                census.assert_each_dropped_once();
            }
        }
    }
}

struct CountsDrop(Arc<AtomicUsize>);

impl Drop for CountsDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

#[test]
fn a_refused_calls_inputs_and_closure() {
    let pool = ThreadPool::new(1).unwrap();
    pool.close();
    let census = Census::of(34);
    let owned = |number| {
        let subject = census.subject(number);
        move || _ = subject.look()
    };
    let [task, apply, map, stream] = [0, 1, 2, 3].map(owned);
    assert!(pool.apply_async(task).is_err());
    assert!(pool.apply(apply).is_err());
    assert!(
        pool.map_async(subjects(&census, 4..14), move |_| map())
            .is_err()
    );
    assert!(
        pool.imap(subjects(&census, 14..24), move |_| stream())
            .is_err()
    );
    assert!(pool.map(subjects(&census, 24..34), drop).is_err());
    census.assert_each_dropped_once();
}

#[test]
fn what_a_terminated_pool_never_ran() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder()
        .workers(1)
        .caller_helps(false)
        .build()
        .unwrap();
    let (gate, busy) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, says) = (Arc::clone(&gate), Arc::clone(&busy));
    let blocker = pool.apply_async(move || {
        says.add();
        waits.pass();
    });
    busy.wait_for(1);
    let census = Census::of(40);
    let closure = census.subject(0);
    let task = pool.apply_async(move || closure.look()).unwrap();
    let map = pool
        .map_async(subjects(&census, 1..30), |subject| subject.look())
        .unwrap();
    let closure = census.subject(30);
    let source = subjects(&census, 31..40);
    let mut stream = pool
        .imap(source, move |item| item.look() + closure.look())
        .unwrap();
    assert!(
        stream
            .next_timeout(std::time::Duration::from_millis(1))
            .is_err()
    );
    pool.terminate();
    assert!(task.ready() && map.ready());
    assert!(
        census.drops()[..30].iter().all(|drops| *drops == 1),
        "gone when ready"
    );
    assert!(matches!(task.get(), Err(TaskError::Terminated)));
    assert!(matches!(map.get(), Err(TaskError::Terminated)));
    drop(stream);
    census.assert_each_dropped_once();
    gate.open();
    blocker.unwrap().get().unwrap();
}

#[test]
fn a_map_terminated_half_way() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3] {
        for chunksize in [1, 10] {
            let pool = ThreadPool::new(workers).unwrap();
            let (census, terminated) = (Census::of(200), Gate::default());
            let made = Mutex::new(Vec::new());
            let map =
                pool.options()
                    .chunksize(chunksize)
                    .map(subjects(&census, 0..100), |subject| {
                        if subject.look() == 30 {
                            pool.terminate();
                            terminated.open();
                        }
                        // Else the others may have run all the rest before.
                        if subject.look() > 30 {
                            terminated.pass();
                        }
                        made.lock().unwrap().push(subject.look());
                        census.subject(100 + subject.look())
                    });
            assert!(map.is_err());
            let (drops, made) = (census.drops(), made.into_inner().unwrap());
            assert!(made.contains(&30));
            assert!(drops[..100].iter().all(|drops| *drops == 1), "{drops:?}");
            // Whoever is slow with an item below finds the pool terminated as well.
            let expected = (0..100).map(|item| usize::from(made.contains(&item)));
            assert!(drops[100..].iter().copied().eq(expected), "{drops:?}");
        }
    }
}

#[test]
fn a_closure_is_gone_when_its_result_is_ready() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    for _ in 0..200 {
        let census = Census::of(12);
        let (task, map) = (census.subject(0), census.subject(1));
        let task = pool.apply_async(move || task.look()).unwrap();
        let items = subjects(&census, 2..12);
        let map = pool
            .map_async(items, move |item| item.look() + map.look())
            .unwrap();
        while !(task.ready() && map.ready()) {
            std::thread::yield_now();
        }
        census.assert_each_dropped_once();
    }
}

#[test]
fn an_async_result_nobody_takes() {
    let _watchdog = watchdog();
    for early in [true, false] {
        let pool = ThreadPool::new(1).unwrap();
        let census = Census::of(11);
        let make = Arc::clone(&census);
        let task = pool.apply_async(move || make.subject(0)).unwrap();
        let make = Arc::clone(&census);
        let map = pool
            .map_async(1..11, move |number| make.subject(number))
            .unwrap();
        if !early {
            task.wait();
            map.wait();
        }
        drop((task, map));
        drop(pool);
        census.assert_each_dropped_once();
    }
}

#[test]
fn a_streams_items_closure_and_results_wherever_it_is_dropped() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3] {
        let pool = ThreadPool::new(workers).unwrap();
        for taken in [0, 1, 5, 30] {
            for chunksize in [1, 4] {
                let census = Census::of(61);
                let (make, closure) = (Arc::clone(&census), census.subject(60));
                let options = pool.options().buffersize(9).chunksize(chunksize);
                let task = move |item: Tracked| {
                    assert!(item.look() % 5 != 4, "fails");
                    _ = closure.look();
                    make.subject(30 + item.look())
                };
                let results = options
                    .imap(subjects(&census, 0..30), task)
                    .unwrap()
                    .results();
                drop(results.take(taken).collect::<Vec<_>>());
                // What was running when the stream was dropped is dropped by its worker.
                pool.map(&[(); 8], |()| ()).unwrap();
                let settled = || {
                    let drops = census.drops();
                    drops[60] == 1 && drops[..30].iter().all(|drops| *drops == 1)
                };
                while !settled() {
                    std::thread::yield_now();
                }
                assert!(census.drops()[30..].iter().all(|drops| *drops <= 1));
            }
        }
    }
}

#[test]
fn payloads_and_results_of_zero_size() {
    static LIVE: AtomicUsize = AtomicUsize::new(0);
    struct Nothing;
    impl Nothing {
        fn new() -> Self {
            LIVE.fetch_add(1, SeqCst);
            Nothing
        }
    }
    impl Drop for Nothing {
        fn drop(&mut self) {
            LIVE.fetch_sub(1, SeqCst);
        }
    }
    let pool = ThreadPool::new(2).unwrap();
    let input: Vec<Nothing> = (0..100).map(|_| Nothing::new()).collect();
    let results = pool.map(input, |_| Nothing::new()).unwrap();
    assert_eq!((results.len(), LIVE.load(SeqCst)), (100, 100));
    drop(results);
    let words = panic_of(|| {
        pool.map(0..100, |x| {
            assert!(x != 50, "half way");
            Nothing::new()
        })
    });
    assert_eq!((words.as_str(), LIVE.load(SeqCst)), ("half way", 0));
    let task = pool
        .apply_async(|| std::panic::panic_any(Nothing::new()))
        .unwrap();
    drop(task.get());
    assert_eq!(LIVE.load(SeqCst), 0);
}
