//! A panic takes nothing down but its own task, wherever it comes from.

use std::any::Any;
use std::panic::{self, panic_any};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use crate::support::{Census, Gate, Tally, panic_of, watchdog};
use lap_pool::{TaskError, ThreadPool};

/// Panics when dropped, with another one so many times over: as a payload, the worst there is.
struct Grenade(Arc<AtomicUsize>, usize);

impl Drop for Grenade {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
        if let Some(left) = self.1.checked_sub(1) {
            panic_any(Grenade(Arc::clone(&self.0), left));
        }
    }
}

/// Drops a payload, and all that come of it.
fn defuse(mut payload: Box<dyn Any + Send>) {
    while let Err(next) = panic::catch_unwind(panic::AssertUnwindSafe(|| drop(payload))) {
        payload = next;
    }
}

#[test]
fn hundreds_of_panics_cost_no_worker() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder()
        .workers(3)
        .caller_helps(false)
        .build()
        .unwrap();
    for round in 0..100 {
        let task = pool
            .apply_async(move || -> () { panic!("{round}") })
            .unwrap();
        assert!(matches!(task.get(), Err(TaskError::Panicked(_))));
        assert_eq!(
            panic_of(|| pool.map(0..4, |_| -> () { panic!("same") })),
            "same"
        );
    }
    let (inside, all) = (Tally::default(), 3);
    pool.map(&[(); 3], |()| {
        inside.add();
        inside.wait_for(all);
    })
    .unwrap();
}

#[test]
fn a_neighbours_results_are_whole() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let outcomes: Vec<_> = (0..100)
        .map(|x| {
            pool.apply_async(move || if x % 7 == 3 { panic!("{x}") } else { x })
                .unwrap()
        })
        .collect();
    for (x, outcome) in outcomes.into_iter().enumerate() {
        match outcome.get() {
            Ok(result) => assert_eq!(result, x),
            Err(error) => assert!(x % 7 == 3, "{error}"),
        }
    }
}

#[test]
fn a_payload_is_handed_on_as_it_is() {
    let pool = ThreadPool::new(2).unwrap();
    let caught = panic::catch_unwind(|| pool.map(0..2, |_| -> () { panic_any(17_u64) }));
    assert_eq!(caught.unwrap_err().downcast_ref::<u64>(), Some(&17));
    let mut stream = pool.imap(0..1, |_| -> () { panic_any(18_u64) }).unwrap();
    let caught = panic::catch_unwind(panic::AssertUnwindSafe(|| stream.next()));
    assert_eq!(caught.unwrap_err().downcast_ref::<u64>(), Some(&18));
}

#[test]
fn payloads_that_panic_when_dropped_are_contained() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3] {
        let pool = ThreadPool::new(workers).unwrap();
        let dropped = Arc::new(AtomicUsize::new(0));
        let throw = {
            let dropped = Arc::clone(&dropped);
            move |_: usize| -> usize { panic_any(Grenade(Arc::clone(&dropped), 3)) }
        };
        // All items of a map fail; all payloads but one are dropped by the pool.
        let caught = panic::catch_unwind(|| pool.options().chunksize(1).map(0..50, &throw));
        defuse(caught.unwrap_err());
        for (number, task) in [throw.clone(), throw.clone()].into_iter().enumerate() {
            drop(pool.apply_async(move || task(number)).unwrap());
        }
        drop(pool.map_async(0..9, throw.clone()).unwrap());
        let mut stream = pool
            .options()
            .buffersize(5)
            .imap(0.., throw.clone())
            .unwrap()
            .results();
        drop(stream.next());
        drop(stream);
        drop(pool);
        // Four to each, and nobody knows how many of the map's and of the stream's were thrown.
        let dropped = dropped.load(SeqCst);
        assert!(dropped >= 5 * 4 && dropped.is_multiple_of(4), "{dropped}");
    }
}

/// What is left of it is leaked.
#[test]
fn a_payload_without_end_is_contained() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let dropped = Arc::new(AtomicUsize::new(0));
    let grenade = Grenade(Arc::clone(&dropped), usize::MAX);
    let task = pool
        .apply_async(move || -> () { panic_any(grenade) })
        .unwrap();
    drop(task.get());
    assert!(dropped.load(SeqCst) > 1);
    assert_eq!(pool.map(0..3, |x| x + 1).unwrap(), [1, 2, 3]);
}

#[test]
fn results_that_panic_when_dropped_are_contained() {
    let _watchdog = watchdog();
    for workers in [1, 2] {
        let pool = ThreadPool::new(workers).unwrap();
        let census = Census::of(40);
        let make = |from: usize, census: &Arc<Census>| {
            let census = Arc::clone(census);
            move |number: usize| census.hothead(from + number)
        };
        // Of a map whose last item fails, of a map and a task that nobody waits for, of a stream that is dropped.
        let words = panic_of(|| {
            pool.options().chunksize(2).map(0..10, |number| {
                assert!(number < 9, "last");
                census.hothead(number)
            })
        });
        assert_eq!(words, "last");
        drop(pool.map_async(0..10, make(10, &census)).unwrap());
        let (make_one, gate) = (make(20, &census), Arc::new(Gate::default()));
        let waits = Arc::clone(&gate);
        let kept = pool.apply_async(move || {
            waits.pass();
            make_one(0)
        });
        drop(kept.unwrap());
        gate.open();
        let kept = pool.map_async(0..9, make(21, &census)).unwrap();
        kept.wait();
        drop(kept);
        let mut stream = pool
            .options()
            .buffersize(8)
            .imap(0..10, make(30, &census))
            .unwrap();
        assert_eq!(panic_of(|| drop(stream.next())), "destructor 30");
        drop(stream);
        drop(pool);
        let drops = census.drops();
        assert!(
            drops[..9].iter().all(|drops| *drops == 1),
            "failed map: {drops:?}"
        );
        assert!(
            drops[10..30].iter().all(|drops| *drops == 1),
            "deserted: {drops:?}"
        );
        assert!(drops.iter().all(|drops| *drops <= 1), "{drops:?}");
    }
}

#[test]
fn inputs_that_panic_when_dropped_are_their_items_panic() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let census = Census::of(10);
    let input: Vec<_> = (0..10).map(|number| census.hothead(number)).collect();
    assert_eq!(panic_of(|| pool.map(input, drop)), "destructor 0");
    census.assert_each_dropped_once();
}

#[test]
fn closures_that_panic_when_dropped_are_contained() {
    let _watchdog = watchdog();
    for workers in [1, 2] {
        let pool = ThreadPool::new(workers).unwrap();
        let census = Census::of(5);
        let [task, map, empty, stream, terminated] =
            [0, 1, 2, 3, 4].map(|number| census.hothead(number));
        let task = pool.apply_async(move || _ = task.look()).unwrap();
        assert!(
            task.get()
                .unwrap_err()
                .to_string()
                .ends_with("destructor 0")
        );
        let map = pool.map_async(0..4, move |x| x + map.look()).unwrap();
        assert!(map.get().unwrap_err().to_string().ends_with("destructor 1"));
        let empty = pool
            .map_async(0..0, move |x: usize| x + empty.look())
            .unwrap();
        assert!(
            empty
                .get()
                .unwrap_err()
                .to_string()
                .ends_with("destructor 2")
        );
        // A stream's closure goes with its handle, or with the worker that is last at it.
        let stream = pool.imap(0..4, move |x| x + stream.look()).unwrap();
        let _ = panic::catch_unwind(panic::AssertUnwindSafe(|| {
            assert_eq!(stream.sum::<usize>(), 18)
        }));
        let (gate, busy) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
        for _ in 0..workers {
            let (waits, says) = (Arc::clone(&gate), Arc::clone(&busy));
            let block = move || {
                says.add();
                waits.pass();
            };
            drop(pool.apply_async(block).unwrap());
        }
        busy.wait_for(workers);
        let task = pool.apply_async(move || terminated.look()).unwrap();
        pool.terminate();
        assert!(matches!(task.get(), Err(TaskError::Terminated)));
        gate.open();
        drop(pool);
        census.assert_each_dropped_once();
    }
}

#[test]
fn a_closure_that_panics_when_dropped_while_an_items_panic_goes_on_is_contained() {
    let _watchdog = watchdog();
    for caller_helps in [true, false] {
        let builder = ThreadPool::builder().workers(1).caller_helps(caller_helps);
        let pool = builder.build().unwrap();
        let census = Census::of(4);
        let [map, chunked, stream, unordered] = [0, 1, 2, 3].map(|number| census.hothead(number));
        let words = panic_of(|| {
            pool.map(0..4, move |x| {
                map.look();
                assert!(x < 2, "item {x}");
            })
        });
        assert_eq!(words, "item 2");
        let words = panic_of(|| {
            pool.options().chunksize(4).map(0..4, move |x| {
                chunked.look();
                assert!(x < 1, "item {x}");
            })
        });
        assert_eq!(words, "item 1");
        let words = panic_of(|| {
            let stream = pool.imap(0..4, move |x| {
                stream.look();
                assert!(x < 1, "item {x}");
            });
            stream.unwrap().for_each(drop);
        });
        assert_eq!(words, "item 1");
        let words = panic_of(|| {
            let stream = pool.options().buffersize(1).imap_unordered(0..4, move |x| {
                unordered.look();
                assert!(x < 3, "item {x}");
            });
            stream.unwrap().for_each(drop);
        });
        assert_eq!(words, "item 3");
        drop(pool);
        census.assert_each_dropped_once();
    }
}

#[test]
fn a_source_that_panics_when_dropped_while_an_items_panic_goes_on_is_contained() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let census = Census::of(1);
    let hothead = census.hothead(0);
    let source = (0..4).inspect(move |_| _ = hothead.look());
    let words = panic_of(|| {
        let stream = pool.imap(source, |x| assert!(x < 1, "item {x}"));
        stream.unwrap().for_each(drop);
    });
    assert_eq!(words, "item 1");
    census.assert_each_dropped_once();
}

#[test]
fn a_maps_closure_that_panics_when_dropped_takes_its_results_with_it() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let census = Census::of(11);
    let closure = census.hothead(10);
    let subjects = Arc::clone(&census);
    // The results panic as well, all of them.
    let words = panic_of(|| {
        pool.map(0..10, move |number| {
            closure.look();
            subjects.hothead(number)
        })
    });
    assert_eq!(words, "destructor 10");
    census.assert_each_dropped_once();
}
