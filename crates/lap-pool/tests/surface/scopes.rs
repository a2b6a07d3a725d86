//! `with`, `try_with` and `scope`: what borrows is over when they end, by whatever way.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use crate::support::{Gate, Tally, panic_of, watchdog};
use crate::{pools, words};
use lap_pool::{AsyncResult, Error, Pool, ThreadPool};

#[test]
fn every_call_borrows_from_outside_the_scope() {
    let _watchdog = watchdog();
    for pool in pools() {
        let (items, seen) = (words(3), Mutex::new(Vec::new()));
        pool.scope(|scope| {
            drop(
                scope
                    .apply_async(|| seen.lock().unwrap().push(&items[0][..]))
                    .unwrap(),
            );
            let heads = scope.map_async(&items, |word| &word[..4]).unwrap();
            let pairs = items.iter().zip(&items);
            let same = scope
                .starmap_async(pairs, |a, b| std::ptr::eq(a, b))
                .unwrap();
            let stream = scope.imap(&items, |word| word.as_str()).unwrap();
            assert_eq!(stream.collect::<Vec<_>>(), items);
            let stream = scope.imap_unordered(&items, |word| word.len()).unwrap();
            assert_eq!(stream.sum::<usize>(), 18);
            assert_eq!(heads.get().unwrap(), ["word"; 3]);
            assert_eq!(same.get().unwrap(), [true; 3]);
        });
        assert_eq!(seen.into_inner().unwrap(), ["word 0"]);
    }
}

#[test]
fn a_pool_for_a_closure() {
    let _watchdog = watchdog();
    let items = words(3);
    let lengths = ThreadPool::with(2, |pool| {
        pool.map_async(&items, |word| word.len()).unwrap().get()
    });
    assert_eq!(lengths.unwrap().unwrap(), [6; 3]);
    let outcome: Result<usize, Error> = ThreadPool::try_with(2, |pool| {
        let first = pool.apply_async(|| items[0].len())?;
        assert_eq!(pool.map(&items, |word| word.len())?, [6; 3]);
        Ok(first.get()?)
    });
    assert_eq!(outcome.unwrap(), 6);
    let failed = ThreadPool::try_with(1, |pool| {
        let fails = pool.apply_async(|| -> () { panic!("{}", items[1]) })?;
        Ok(fails.get()?)
    });
    assert!(
        failed
            .unwrap_err()
            .to_string()
            .ends_with("panicked: word 1")
    );
    assert_eq!(
        panic_of(|| ThreadPool::with(1, |_| panic!("inside"))),
        "inside"
    );
}

/// Opens a gate when dropped.
struct Opens<'a>(&'a Gate);

impl Drop for Opens<'_> {
    fn drop(&mut self) {
        self.0.open();
    }
}

#[test]
fn a_scope_that_unwinds_waits_for_what_borrows() {
    let _watchdog = watchdog();
    for pool in pools() {
        let (items, gate, done) = (words(3), Gate::default(), AtomicUsize::new(0));
        let words = panic_of(|| {
            pool.scope(|scope| {
                let task = || {
                    gate.pass();
                    done.fetch_add(items[0].len(), SeqCst);
                };
                drop(scope.apply_async(task).unwrap());
                let map = scope.map_async(&items, |word| {
                    gate.pass();
                    done.fetch_add(word.len(), SeqCst);
                });
                let mut stream = scope.imap(&items, |word| word.len()).unwrap();
                stream.next_timeout(std::time::Duration::ZERO).ok();
                // What runs goes on only once the unwinding has begun.
                let _opens = Opens(&gate);
                drop(map);
                panic!("early");
            })
        });
        assert_eq!((words.as_str(), done.into_inner()), ("early", 4 * 6));
    }
}

#[test]
fn tasks_submit_to_the_scope_they_run_in() {
    let _watchdog = watchdog();
    fn submit<'scope>(
        scope: &'scope Pool<'scope, '_>,
        words: &'scope [String],
        seen: &'scope AtomicUsize,
    ) {
        let Some((first, rest)) = words.split_first() else {
            return;
        };
        let task = move || {
            submit(scope, rest, seen);
            seen.fetch_add(first.len(), SeqCst);
        };
        drop(scope.apply_async(task).unwrap());
    }
    for pool in pools() {
        let (items, seen) = (words(4), AtomicUsize::new(0));
        pool.scope(|scope| submit(scope, &items, &seen));
        assert_eq!(seen.into_inner(), 4 * 6);
    }
}

#[test]
fn scopes_in_scopes_and_in_tasks() {
    let _watchdog = watchdog();
    for pool in pools() {
        let items = words(2);
        let total: usize = pool.scope(|outer| {
            let inner = outer.scope(|inner| inner.apply_async(|| items[0].len()).unwrap().get());
            let task = outer.apply_async(|| {
                let local = items[1].clone();
                outer.scope(|scope| {
                    drop(scope.apply_async(|| local.len()).unwrap());
                    scope.apply_async(|| local.len()).unwrap().get().unwrap()
                })
            });
            inner.unwrap() + task.unwrap().get().unwrap()
        });
        assert_eq!(total, 12);
    }
}

#[test]
fn a_scope_in_a_task_runs_what_no_other_worker_can() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let done = AtomicUsize::new(0);
    pool.scope(|scope| {
        let task = || {
            let local = words(3);
            scope.scope(|inner| {
                for word in &local {
                    drop(
                        inner
                            .apply_async(|| done.fetch_add(word.len(), SeqCst))
                            .unwrap(),
                    );
                }
            });
        };
        drop(scope.apply_async(task).unwrap());
    });
    assert_eq!(done.into_inner(), 3 * 6);
}

#[test]
fn a_handle_is_carried_out_of_its_scope() {
    let _watchdog = watchdog();
    for pool in pools() {
        let items = words(3);
        let (task, map) = pool.scope(|scope| {
            let task = scope.apply_async(|| items[0].clone()).unwrap();
            (task, scope.map_async(&items, |word| word.len()).unwrap())
        });
        drop(items);
        assert!(task.ready() && map.ready());
        assert_eq!(task.get().unwrap(), "word 0");
        drop(pool);
        assert_eq!(map.get().unwrap(), [6; 3]);
    }
}

#[test]
fn a_handle_on_another_thread_helps_while_its_scope_ends() {
    let _watchdog = watchdog();
    for pool in pools() {
        let (asked, handles) = (
            Tally::default(),
            Mutex::new(Vec::<AsyncResult<usize>>::new()),
        );
        thread::scope(|threads| {
            threads.spawn(|| {
                asked.wait_for(1);
                let handles = std::mem::take(&mut *handles.lock().unwrap());
                let lengths = handles.into_iter().map(|handle| handle.get().unwrap());
                assert_eq!(lengths.sum::<usize>(), 2 * 6);
            });
            // The words end with this block, right after the scope.
            let items = words(2);
            pool.scope(|scope| {
                let lengths = items
                    .iter()
                    .map(|word| scope.apply_async(|| word.len()).unwrap());
                handles.lock().unwrap().extend(lengths);
                asked.add();
            });
        });
    }
}

#[test]
fn several_threads_have_scopes_on_one_pool() {
    let _watchdog = watchdog();
    for pool in pools() {
        thread::scope(|threads| {
            for _ in 0..2 {
                threads.spawn(|| {
                    let items = words(2);
                    let lengths = pool.scope(|scope| {
                        drop(scope.apply_async(|| items[1].clone()).unwrap());
                        scope
                            .imap(&items, |word| word.len())
                            .unwrap()
                            .sum::<usize>()
                    });
                    assert_eq!(lengths, 12);
                });
            }
        });
    }
}
