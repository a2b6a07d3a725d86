//! `map_with`: a state for each thread.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::ThreadPool;

use crate::support::{panic_of, watchdog};

struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

#[test]
fn there_are_no_more_states_than_workers_and_each_is_dropped_once() {
    let _watchdog = watchdog();
    for helps in [true, false] {
        let pool = ThreadPool::builder().workers(3).caller_helps(helps);
        let pool = pool.build().unwrap();
        let (made, dropped) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let state = || {
            made.fetch_add(1, SeqCst);
            (Counted(&dropped), 0_usize)
        };
        let count = |state: &mut (Counted<'_>, usize), item: usize| {
            state.1 += 1;
            item
        };
        let results = pool.options().chunksize(1).map_with(0..1_000, state, count);
        assert!(results.unwrap().into_iter().eq(0..1_000));
        let made = made.into_inner();
        assert!((1..=3).contains(&made), "{made}");
        assert_eq!(dropped.into_inner(), made);
    }
}

#[test]
fn a_nested_call_has_a_state_of_its_own() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let nested = |outer: &mut u32, item: u32| {
        *outer += 1;
        let inner = pool.map_with(
            0..3,
            || 0,
            |inner: &mut u32, _| {
                *inner += 1;
                *inner
            },
        );
        (item, *outer, inner.unwrap())
    };
    let results = pool.map_with(0..2, || 0, nested).unwrap();
    assert_eq!(results, [(0, 1, vec![1, 2, 3]), (1, 2, vec![1, 2, 3])]);
}

#[test]
fn a_state_that_cannot_be_made_is_the_panic_of_its_item() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let make = || -> u32 { panic!("no state") };
    let text = panic_of(|| pool.map_with(0..10, make, |state, item: u32| *state + item));
    assert_eq!(text, "no state");
    assert_eq!(pool.map(0..3, |x| x).unwrap(), [0, 1, 2]);
}

#[test]
fn an_item_that_panics_takes_its_state_with_it() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let dropped = AtomicUsize::new(0);
    let item = |_: &mut Counted<'_>, item: u32| assert!(item < 3, "item {item}");
    let text = panic_of(|| pool.map_with(0..10, || Counted(&dropped), item));
    assert_eq!((text.as_str(), dropped.into_inner()), ("item 3", 1));
}

#[test]
fn a_state_whose_destructor_panics_fails_the_call() {
    struct Fails;
    impl Drop for Fails {
        fn drop(&mut self) {
            panic!("a state's end");
        }
    }
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let text = panic_of(|| pool.map_with(0..3, || Fails, |_, item: u32| item));
    assert_eq!(text, "a state's end");
}

#[test]
fn two_closures_whose_destructors_panic_are_one_panic() {
    struct Fails(&'static str);
    impl Drop for Fails {
        fn drop(&mut self) {
            panic!("{}", self.0);
        }
    }
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (of_state, of_item) = (Fails("the first"), Fails("the second"));
    let state = move || _ = &of_state;
    let item = move |(): &mut (), item: u32| {
        let _ = &of_item;
        item
    };
    assert_eq!(panic_of(|| pool.map_with(0..3, state, item)), "the first");
}
