//! `try_map`, `for_each`, `map_with`, callbacks, `cancel`, `concurrency`, `stats`.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::channel;

use crate::support::{held_pool, panic_of, watchdog};
use crate::{pools, words};
use lap_pool::{TaskError, ThreadStats};

#[test]
fn a_map_that_can_fail_gives_all_or_the_lowest_error() {
    let _watchdog = watchdog();
    for pool in pools() {
        let all = pool.try_map(words(4), Ok::<_, ()>).unwrap();
        assert_eq!(all, Ok(words(4)));
        let long = |word: String| if word.len() > 3 { Err(word) } else { Ok(word) };
        let failed = pool.try_map(["lap", "pool", "of", "four"].map(String::from), long);
        assert_eq!(failed.unwrap(), Err(String::from("pool")));
    }
}

#[test]
fn every_item_is_run_for_what_it_does() {
    let _watchdog = watchdog();
    for pool in pools() {
        let mut items = words(4);
        pool.for_each(&mut items, |word| word.push('!')).unwrap();
        assert!(items.iter().all(|word| word.ends_with('!')));
    }
}

#[test]
fn each_thread_has_a_state_which_goes_at_the_end() {
    let _watchdog = watchdog();
    for pool in pools() {
        let lengths = |buffer: &mut String, word: &String| {
            buffer.push_str(word);
            word.len()
        };
        let items = words(5);
        let results = pool.map_with(&items, String::new, lengths).unwrap();
        assert!(results.into_iter().eq(items.iter().map(String::len)));
        let fails = |_: &mut Box<u32>, _: &String| -> () { panic!("no more") };
        let panicked = panic_of(|| pool.map_with(&items, || Box::new(7), fails));
        assert_eq!(panicked, "no more");
    }
}

#[test]
fn callbacks_are_told_of_values_and_of_errors() {
    let _watchdog = watchdog();
    for pool in pools() {
        let (tell, told) = channel();
        let tells = tell.clone();
        let options = pool
            .options()
            .callback(move |word: &String| tells.send(word.clone()).unwrap());
        let task = options.apply_async(|| String::from("pool")).unwrap();
        assert_eq!(told.recv().unwrap(), task.get().unwrap());
        let options = pool
            .options()
            .error_callback(move |error| tell.send(error.to_string()).unwrap());
        let map = options
            .map_async(words(3), |word| -> () { panic!("not {word}") })
            .unwrap();
        assert!(matches!(map.get(), Err(TaskError::Panicked(_))));
        assert!(told.recv().unwrap().contains("panicked: not"));
    }
}

#[test]
fn what_is_queued_can_be_cancelled() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let ran = AtomicUsize::new(0);
    pool.scope(|scope| {
        let (word, others) = (String::from("borrows"), words(3));
        let counts = || ran.fetch_add(1, SeqCst);
        let task = scope.apply_async(move || counts() + word.len()).unwrap();
        let map = scope
            .map_async(others, move |word| counts() + word.len())
            .unwrap();
        assert!(task.cancel() && map.cancel());
        assert!(matches!(task.get(), Err(TaskError::Cancelled)));
        assert!(matches!(map.get(), Err(TaskError::Cancelled)));
    });
    gate.open();
    running.get().unwrap();
    assert_eq!(ran.into_inner(), 0);
}

#[test]
fn a_call_can_be_kept_from_running_many_at_once() {
    let _watchdog = watchdog();
    for pool in pools() {
        let one = pool.options().concurrency(1);
        let order = std::sync::Mutex::new(Vec::new());
        one.for_each(0..5, |item| order.lock().unwrap().push(item))
            .unwrap();
        assert_eq!(order.into_inner().unwrap(), [0, 1, 2, 3, 4]);
        assert!(one.imap(0..5, |item| item).unwrap().eq(0..5));
        let stats = pool.stats();
        let all = stats
            .workers
            .into_iter()
            .fold(stats.callers, ThreadStats::plus);
        assert!(all.chunks > 0);
    }
}
