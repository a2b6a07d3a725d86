//! Callbacks: when they are called, on which thread, and what their panics do.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;

use lap_pool::{AsyncResult, TaskError, ThreadPool};

use crate::support::{Census, Tracked, held_pool, panic_of, watchdog};

#[test]
fn a_callback_has_run_when_the_result_is_ready() {
    let _watchdog = watchdog();
    let pool = ThreadPool::builder().workers(2).caller_helps(false);
    let pool = pool.build().unwrap();
    for _ in 0..100 {
        let told = Arc::new(AtomicUsize::new(0));
        let tells = Arc::clone(&told);
        let options = pool
            .options()
            .callback(move |sum: &usize| tells.store(*sum, SeqCst));
        let task = options.apply_async(|| 7).unwrap();
        while !task.ready() {
            thread::yield_now();
        }
        assert_eq!((told.load(SeqCst), task.get().unwrap()), (7, 7));
    }
}

#[test]
fn a_callback_runs_on_the_thread_that_worked_the_result_out() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (tell, told) = channel();
    let options = pool.options().callback(move |worker: &thread::ThreadId| {
        tell.send((*worker, thread::current().id())).unwrap();
    });
    drop(options.apply_async(|| thread::current().id()).unwrap());
    let (worker, here) = told.recv().unwrap();
    assert_eq!(worker, here);
    assert_ne!(worker, thread::current().id());
}

#[test]
fn a_map_without_items_calls_its_callback_too() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (tell, told) = channel();
    let options = pool
        .options()
        .callback(move |all: &Vec<u32>| tell.send(all.len()).unwrap());
    assert_eq!(options.map_async(0..0, |x| x).unwrap().get().unwrap(), []);
    assert_eq!(told.recv(), Ok(0));
}

#[test]
fn the_panic_of_a_callback_is_the_result() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let options = pool.options().callback(|x: &u32| panic!("no room for {x}"));
    let error = options.apply_async(|| 7).unwrap().get().unwrap_err();
    assert!(
        error.to_string().ends_with("panicked: no room for 7"),
        "{error}"
    );
    let options = pool.options().error_callback(|_| panic!("one more"));
    let error = options.map_async(0..3, |_| panic!("first")).unwrap().get();
    let error = error.map(|_: Vec<()>| ()).unwrap_err();
    assert!(error.to_string().ends_with("panicked: one more"), "{error}");
}

#[test]
fn a_callback_that_panics_takes_its_maps_results_with_it_whatever_their_destructors_do() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let census = Census::of(3);
    let make = Arc::clone(&census);
    let options = pool
        .options()
        .callback(|all: &Vec<Tracked>| panic!("no room for {}", all.len()));
    let map = options.map_async(0..3, move |x| make.hothead(x)).unwrap();
    let error = map.get().unwrap_err();
    assert!(
        error.to_string().ends_with("panicked: no room for 3"),
        "{error}"
    );
    census.assert_each_dropped_once();
}

/// What came of it, by each way in which there is no result.
fn told(end: impl FnOnce(&ThreadPool, AsyncResult<u32>)) -> Vec<String> {
    let (pool, gate, held) = held_pool(false);
    let told = Arc::new(Mutex::new(Vec::new()));
    let tells = Arc::clone(&told);
    let options = pool
        .options()
        .callback(|_: &u32| panic!("there is no value"));
    let options =
        options.error_callback(move |error| tells.lock().unwrap().push(error.to_string()));
    let task = options.apply_async(|| panic!("it ran")).unwrap();
    end(&pool, task);
    gate.open();
    drop(held.get());
    pool.close();
    pool.join().unwrap();
    let told = told.lock().unwrap();
    told.clone()
}

#[test]
fn an_error_callback_is_called_once_whatever_the_error() {
    let _watchdog = watchdog();
    let cancelled = told(|_, task| assert!(task.cancel()));
    assert_eq!(cancelled, [TaskError::Cancelled.to_string()]);
    let terminated = told(|pool, task| {
        pool.terminate();
        assert!(matches!(task.get(), Err(TaskError::Terminated)));
    });
    assert_eq!(terminated, [TaskError::Terminated.to_string()]);
    let panicked = told(|_, task| drop(task));
    assert!(
        matches!(&panicked[..], [one] if one.ends_with("panicked: it ran")),
        "{panicked:?}"
    );
}

#[test]
fn a_call_that_is_refused_calls_nothing() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    pool.close();
    let options = pool.options().error_callback(|_| panic!("called"));
    assert!(options.apply_async(|| ()).is_err());
}

#[test]
fn callbacks_of_a_scope_borrow() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let total = AtomicUsize::new(0);
    pool.scope(|scope| {
        for number in 1..=10 {
            let options = scope
                .options()
                .callback(|x: &usize| _ = total.fetch_add(*x, SeqCst));
            drop(options.apply_async(move || number).unwrap());
        }
    });
    assert_eq!(total.into_inner(), 55);
}

#[test]
fn callbacks_that_are_refused_may_both_panic_as_they_are_dropped() {
    struct Fails;
    impl Drop for Fails {
        fn drop(&mut self) {
            panic!("a callback's end");
        }
    }
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    pool.close();
    let (of_value, of_error) = (Fails, Fails);
    let options = pool.options().callback(move |_: &Vec<u32>| _ = &of_value);
    let options = options.error_callback(move |_| _ = &of_error);
    let refused = panic_of(|| options.map_async(0..3, |x: u32| x));
    assert_eq!(refused, "a callback's end");
}
