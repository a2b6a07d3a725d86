//! Panics: of tasks, of destructors of whatever a call is given and gives, of payloads and wakers.

use std::future::Future as _;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use crate::support::{Census, Tally, Tracked, held_pool, panic_of, watchdog};
use crate::{pools, words};
use lap_pool::{Error, PoolError, TaskError, ThreadPool};

#[test]
fn the_panic_of_the_lowest_item_goes_on_in_the_caller() {
    let _watchdog = watchdog();
    for chunksize in [1, 2, 3] {
        for pool in pools() {
            let census = Census::of(12);
            let items: Vec<_> = (0..6).map(|number| census.subject(number)).collect();
            let words = panic_of(|| {
                pool.options().chunksize(chunksize).map(items, |item| {
                    assert!(item.look() < 3, "item {}", item.look());
                    census.subject(6 + item.look())
                })
            });
            assert_eq!(words, "item 3");
            let drops = census.drops();
            assert_eq!(drops[..9], [1; 9]);
            assert_eq!(drops[9..], [0; 3]);
            assert_eq!(
                pool.map(crate::words(2), |word| word).unwrap(),
                crate::words(2)
            );
        }
    }
}

#[test]
fn of_two_failures_at_once_the_lower_counts() {
    let _watchdog = watchdog();
    for pool in pools() {
        let inside = Tally::default();
        let both = |word: String| -> String {
            inside.add();
            inside.wait_for(2);
            panic!("{word}")
        };
        assert_eq!(panic_of(|| pool.map(words(2), both)), "word 0");
    }
}

#[test]
fn a_failure_is_a_value_of_a_handle() {
    let _watchdog = watchdog();
    for pool in pools() {
        let task = pool.apply_async(|| -> () { panic!("{}", String::from("task")) });
        let Err(TaskError::Panicked(panicked)) = task.unwrap().get() else {
            panic!("it failed");
        };
        assert_eq!((panicked.message(), panicked.index()), ("task", None));
        assert!(panicked.site().file().ends_with("failures.rs"));
        assert!(format!("{panicked} {panicked:?}").contains("task"));
        let map = pool.map_async(words(4), |word| assert!(word != "word 2", "{word}"));
        let error = Error::from(map.unwrap().get().unwrap_err());
        assert!(!error.is_terminated() && error.to_string().contains("item 2"));
        // On another thread, with the payload still in it.
        thread::spawn(move || drop(error)).join().unwrap();
    }
}

#[test]
fn a_payload_is_handed_on_as_it_is() {
    let _watchdog = watchdog();
    for pool in pools() {
        let throws = |word: String| -> () { std::panic::panic_any(Box::new(word)) };
        let caught = |code: &mut dyn FnMut()| {
            let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(code));
            *caught.unwrap_err().downcast::<Box<String>>().unwrap()
        };
        assert_eq!(*caught(&mut || drop(pool.map(words(1), throws))), "word 0");
        let mut stream = pool.imap(words(2), throws).unwrap();
        assert_eq!(*caught(&mut || _ = stream.next()), "word 0");
        assert_eq!(*caught(&mut || _ = stream.next()), "word 1");
        assert_eq!(
            *caught(&mut || drop(pool.apply(|| throws(words(1).remove(0))))),
            "word 0"
        );
    }
}

#[test]
fn destructors_of_a_maps_items_closure_and_results() {
    let _watchdog = watchdog();
    for pool in pools() {
        let census = Census::of(4);
        let items = [census.hothead(0), census.subject(1)];
        assert_eq!(
            panic_of(|| pool.map(items, |item| item.look())),
            "destructor 0"
        );
        let closure = census.hothead(2);
        let words = panic_of(|| pool.map(words(2), move |word| word.len() + closure.look()));
        assert_eq!(words, "destructor 2");
        // Results that nobody gets, since an item fails.
        let words = panic_of(|| {
            pool.options().chunksize(2).map(0..2, |x| {
                assert!(x == 0, "item {x}");
                census.hothead(3)
            })
        });
        assert_eq!(words, "item 1");
        census.assert_each_dropped_once();
    }
}

#[test]
fn destructors_of_what_is_started_and_left() {
    let _watchdog = watchdog();
    for pool in pools() {
        let census = Census::of(7);
        let (closure, result) = (census.hothead(0), census.hothead(1));
        drop(pool.apply_async(move || _ = closure.look()).unwrap());
        drop(pool.apply_async(move || result).unwrap());
        let items = [census.hothead(2), census.subject(3)];
        let map = pool.map_async(items, drop).unwrap();
        assert!(map.get().unwrap_err().to_string().ends_with("destructor 2"));
        let closure = census.hothead(4);
        let map = pool.map_async(0..2, move |x| x + closure.look()).unwrap();
        assert!(map.get().unwrap_err().to_string().ends_with("destructor 4"));
        let items = [census.hothead(5), census.subject(6)];
        let outcomes: Vec<_> = pool.imap(items, drop).unwrap().results().collect();
        assert!(outcomes[0].is_err() && outcomes[1].is_ok());
        drop(pool);
        census.assert_each_dropped_once();
    }
}

/// A source of items whose destructors panic, which has a destructor that panics itself: the last of the census.
fn hotheads(census: &Arc<Census>, items: usize) -> impl Iterator<Item = Tracked> {
    let (own, census) = (census.hothead(items), Arc::clone(census));
    (0..items).map(move |number| {
        own.look();
        census.hothead(number)
    })
}

#[test]
fn destructors_of_what_a_dropped_stream_holds() {
    let _watchdog = watchdog();
    for pool in pools() {
        let census = Census::of(5);
        let options = pool.options().buffersize(3);
        let mut stream = options.imap(hotheads(&census, 4), |item| item).unwrap();
        let first = stream.next_timeout(Duration::MAX).unwrap();
        // The source is dropped like any other value of the caller's; what is in flight is the pool's.
        assert_eq!(panic_of(|| drop(stream)), "destructor 4");
        assert_eq!(panic_of(|| drop(first)), "destructor 0");
        drop(pool);
        let drops = census.drops();
        assert!(drops.iter().all(|drops| *drops <= 1), "{drops:?}");
        assert!(
            drops[..4].is_sorted_by(|one, next| one >= next),
            "{drops:?}"
        );
    }
}

#[test]
fn destructors_while_a_panic_unwinds() {
    let _watchdog = watchdog();
    // A panic within a panic is printed with its whole stack, which takes Miri as long as all other tests together.
    if cfg!(miri) {
        std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    }
    for helps in [true, false] {
        let (pool, gate, running) = held_pool(helps);
        let census = Census::of(6);
        let words = panic_of(|| {
            let (source, closure) = (hotheads(&census, 3), census.hothead(4));
            let task = move |item: Tracked| (closure.look(), item);
            let mut stream = pool.options().buffersize(2).imap(source, task).unwrap();
            stream.next_timeout(Duration::ZERO).unwrap_err();
            let result = census.hothead(5);
            let _task = pool.apply_async(move || result).unwrap();
            panic!("first");
        });
        assert_eq!(words, "first");
        gate.open();
        running.get().unwrap();
        drop(pool);
        // One item was pulled.
        assert_eq!(census.drops(), [1, 0, 0, 1, 1, 1]);
    }
}

#[test]
fn a_waker_that_panics() {
    let _watchdog = watchdog();
    struct Panics;
    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("waker");
        }
    }
    let (pool, gate, running) = held_pool(false);
    let mut task = pool.apply_async(|| String::from("done")).unwrap();
    let waker = Waker::from(Arc::new(Panics));
    let polled = std::pin::Pin::new(&mut task).poll(&mut Context::from_waker(&waker));
    assert!(polled.is_pending());
    gate.open();
    assert_eq!(task.get().unwrap(), "done");
    running.get().unwrap();
    assert_eq!(pool.apply(|| 1).unwrap(), 1);
}

#[test]
fn errors_are_dropped_read_and_converted() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let fails = || pool.apply_async(|| -> String { panic!("lane 3") }).unwrap();
    let boxed: Box<dyn std::error::Error + Send + Sync> = fails().get().unwrap_err().into();
    assert!(boxed.to_string().ends_with("panicked: lane 3"));
    let error: Error = fails().get().unwrap_err().into();
    assert!(matches!(error, Error::Task(TaskError::Panicked(_))));
    pool.terminate();
    let error = Error::from(pool.map(0..1, |x| x).unwrap_err());
    assert!(matches!(error, Error::Pool(PoolError::NotRunning)));
}
