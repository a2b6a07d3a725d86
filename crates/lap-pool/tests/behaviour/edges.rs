//! What is rare: sizes at the end of their range, odd alignments, many calls at once, what a thread keeps for itself.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread;

use lap_pool::ThreadPool;

use crate::support::watchdog;

fn workers_only(workers: usize) -> ThreadPool {
    let builder = ThreadPool::builder().workers(workers);
    builder.caller_helps(false).build().unwrap()
}

#[test]
fn zst_len_usize_max_cursor_never_wraps() {
    let _watchdog = watchdog();
    for pool in [ThreadPool::new(4).unwrap(), workers_only(4)] {
        let items = vec![(); usize::MAX];
        let seen = AtomicUsize::new(0);
        let task = |()| match seen.fetch_add(1, SeqCst) {
            0..1_000 => Ok(()),
            _ => Err("enough"),
        };
        assert_eq!(pool.try_map(items, task).unwrap(), Err("enough"));
        let huge = pool.options().chunksize(usize::MAX);
        assert_eq!(huge.map(0..10, |x| x).unwrap().len(), 10);
    }
}

#[test]
fn callers_unpark_token_survives_get() {
    let _watchdog = watchdog();
    let pool = workers_only(1);
    thread::current().unpark();
    // Waits for the worker, which runs it.
    pool.apply_async(|| ()).unwrap().get().unwrap();
    pool.map(0..100, |x| x).unwrap();
    assert_eq!(pool.imap(0..100, |x| x).unwrap().count(), 100);
    // Hangs if somebody has used it up.
    thread::park();
}

#[test]
fn closures_and_results_are_where_their_alignment_wants_them() {
    #[repr(align(512))]
    struct Aligned(u8);
    let is_aligned = |value: &Aligned| (value as *const Aligned).addr().is_multiple_of(512);
    let _watchdog = watchdog();
    for pool in [ThreadPool::new(2).unwrap(), workers_only(2)] {
        let owned = Aligned(7);
        let task = pool.apply_async(move || (is_aligned(&owned), Aligned(owned.0 + 1)));
        let (was_aligned, result) = task.unwrap().get().unwrap();
        assert!(was_aligned && is_aligned(&result) && result.0 == 8);
        let results = pool.map(0..9, Aligned).unwrap();
        assert!(results.iter().all(is_aligned));
        let stream = pool.imap(results, |item| item.0).unwrap();
        assert!(stream.eq(0..9));
    }
}

#[test]
fn results_of_a_mebibyte_are_moved_whole() {
    const MEBIBYTE: usize = 1 << 20;
    const STACK: usize = 64 * MEBIBYTE;
    let large = |number: u8| [number; MEBIBYTE];
    let is_whole = |result: [u8; MEBIBYTE], number| result.iter().all(|byte| *byte == number);
    let _watchdog = watchdog();
    let on_a_large_stack = thread::Builder::new().stack_size(STACK).spawn(move || {
        let pool = ThreadPool::builder().workers(2).stack_size(STACK).build();
        let pool = pool.unwrap();
        assert!(is_whole(pool.apply(|| large(1)).unwrap(), 1));
        let task = pool.apply_async(move || large(2)).unwrap();
        assert!(is_whole(task.get().unwrap(), 2));
        let all = pool.map(3..6, large).unwrap();
        let started = pool.map_async(3..6, large).unwrap().get().unwrap();
        let stream = pool.imap(3..6, large).unwrap();
        let results = all.into_iter().chain(started).chain(stream);
        let numbers = [3, 4, 5].into_iter().cycle();
        let whole = results
            .zip(numbers)
            .filter(|(result, number)| is_whole(*result, *number));
        assert_eq!(whole.count(), 9);
    });
    on_a_large_stack.unwrap().join().unwrap();
}

/// More than the gates that a pool begins with. Each item waits for all the others, so all calls are open at once.
#[test]
fn a_17th_map_at_once_without_helping_callers_has_its_gate_too() {
    const CALLS: usize = 40;
    let _watchdog = watchdog();
    let pool = workers_only(CALLS);
    let meet = Barrier::new(CALLS);
    for _ in 0..3 {
        thread::scope(|scope| {
            for call in 0..CALLS {
                let (pool, meet) = (&pool, &meet);
                scope.spawn(move || {
                    let results = pool.map(&[call], |call| {
                        meet.wait();
                        *call
                    });
                    assert_eq!(results.unwrap(), [call]);
                });
            }
        });
    }
}

#[test]
fn two_items_that_wait_for_each_other_meet_on_the_first_call_and_on_the_thousandth() {
    let _watchdog = watchdog();
    for pool in [ThreadPool::new(2).unwrap(), workers_only(2)] {
        let meet = Barrier::new(2);
        for call in 0..1_000 {
            // Between them calls that need nobody.
            if call % 3 == 0 {
                pool.map(0..64, |x| x).unwrap();
            }
            pool.map(0..2, |_| _ = meet.wait()).unwrap();
        }
    }
}

#[test]
fn as_many_items_meet_as_there_are_workers_after_calls_that_needed_one() {
    const WORKERS: usize = 64;
    let _watchdog = watchdog();
    for pool in [ThreadPool::new(WORKERS).unwrap(), workers_only(WORKERS)] {
        let meet = Barrier::new(WORKERS);
        for _ in 0..5 {
            (0..64).for_each(|_| drop(pool.map(0..64, |x| x).unwrap()));
            pool.map(0..WORKERS, |_| _ = meet.wait()).unwrap();
        }
    }
}

#[test]
fn a_thread_that_ends_may_use_its_pool_from_a_thread_locals_destructor() {
    struct Last(Arc<ThreadPool>, Arc<AtomicUsize>);
    impl Drop for Last {
        fn drop(&mut self) {
            let sum = self.0.map(0..4, |x| x).unwrap().into_iter().sum();
            self.1.store(sum, SeqCst);
        }
    }
    thread_local! {
        static LAST: std::cell::RefCell<Option<Last>> = const { std::cell::RefCell::new(None) };
    }
    let _watchdog = watchdog();
    let (pool, sum) = (Arc::new(ThreadPool::new(2).unwrap()), Arc::default());
    let last = Last(Arc::clone(&pool), Arc::clone(&sum));
    let ends = thread::spawn(move || LAST.set(Some(last)));
    ends.join().unwrap();
    assert_eq!(sum.load(SeqCst), 6);
}
