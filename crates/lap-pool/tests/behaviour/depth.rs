//! Tasks that wait for tasks, deeper than a stack: they wait for a worker, or end in an error, and never overflow it.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::{held_pool, watchdog};
use lap_pool::{AsyncResult, Pool, TaskError, ThreadPool};

/// More than a stack of 2 MiB can hold, at the smallest frames that such a chain has.
const CHAIN: usize = 30_000;

#[test]
fn a_chain_of_gets_goes_only_so_deep_on_a_thread_outside_the_pool_and_then_waits() {
    let _watchdog = watchdog();
    let (pool, gate, _running) = held_pool(true);
    let (depth, deepest) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let asker = thread::current().id();
    let mut last = pool.apply_async(|| 0).unwrap();
    for _ in 1..CHAIN {
        let (gate, depth, deepest) = (Arc::clone(&gate), Arc::clone(&depth), Arc::clone(&deepest));
        let before = last;
        last = pool
            .apply_async(move || {
                if thread::current().id() != asker {
                    return before.get().unwrap() + 1;
                }
                let now = depth.fetch_add(1, SeqCst) + 1;
                deepest.fetch_max(now, SeqCst);
                // The worker is free from here on, and begins at the other end.
                if now == 16 {
                    gate.open();
                }
                let sum = before.get().unwrap() + 1;
                depth.fetch_sub(1, SeqCst);
                sum
            })
            .unwrap();
    }
    assert_eq!(last.get().unwrap(), CHAIN - 1);
    let deepest = deepest.load(SeqCst);
    assert!((16..=64).contains(&deepest), "{deepest} deep");
}

#[test]
fn tasks_with_large_frames_go_less_deep() {
    let _watchdog = watchdog();
    const FRAME: usize = 64 << 10;
    let (pool, gate, _running) = held_pool(true);
    let asked = Arc::new(AtomicUsize::new(0));
    let asker = thread::Builder::new().stack_size(1 << 20);
    let of_asker = Arc::clone(&asked);
    let own = Arc::new(pool);
    let asker = asker.spawn(move || {
        let me = thread::current().id();
        let mut last = own.apply_async(|| 0).unwrap();
        for link in 1..64 {
            let (before, asked, gate) = (last, Arc::clone(&of_asker), Arc::clone(&gate));
            last = own
                .apply_async(move || {
                    let frame = std::hint::black_box([1_u8; FRAME]);
                    if thread::current().id() == me {
                        asked.fetch_add(1, SeqCst);
                        if link == 63 {
                            gate.open();
                        }
                    }
                    before.get().unwrap() + usize::from(frame[link])
                })
                .unwrap();
        }
        last.get().unwrap()
    });
    assert_eq!(asker.unwrap().join().unwrap(), 63);
    assert!(asked.load(SeqCst) <= 4);
}

type Slot = Mutex<Option<AsyncResult<Result<usize, TaskError>>>>;

#[test]
fn a_chain_that_fills_a_workers_stack_ends_in_too_deep() {
    let _watchdog = watchdog();
    let (pool, gate, _running) = held_pool(false);
    let slots: Arc<Vec<Slot>> = Arc::new((0..CHAIN).map(|_| Mutex::default()).collect());
    for link in 0..CHAIN {
        let all = Arc::clone(&slots);
        let task = pool.apply_async(move || {
            let next = all
                .get(link + 1)
                .and_then(|slot| slot.lock().unwrap().take());
            next.map_or(Ok(0), |next| next.get().and_then(|below| Ok(below? + 1)))
        });
        *slots[link].lock().unwrap() = Some(task.unwrap());
    }
    let first = slots[0].lock().unwrap().take().unwrap();
    gate.open();
    let outcome = first.get().unwrap();
    assert!(matches!(outcome, Err(TaskError::TooDeep)), "{outcome:?}");
}

#[test]
fn a_stream_read_on_a_full_stack_gives_one_error_for_each_item() {
    let _watchdog = watchdog();
    fn deep(pool: &Pool<'_, '_>) -> usize {
        let outcomes: Vec<_> = pool.scope(|scope| {
            let item = |item| if item == 0 { deep(pool) } else { 0 };
            scope.imap(0..3, item).unwrap().results().collect()
        });
        assert_eq!(outcomes.len(), 3);
        let too_deep =
            |outcome: &Result<usize, TaskError>| matches!(outcome, Err(TaskError::TooDeep));
        assert!(
            outcomes
                .iter()
                .all(|outcome| outcome.is_ok() || too_deep(outcome))
        );
        let below: usize = outcomes.iter().flatten().sum();
        below + outcomes.iter().filter(|outcome| too_deep(outcome)).count()
    }
    let builder = ThreadPool::builder().workers(1).caller_helps(false);
    let pool = Arc::new(builder.build().unwrap());
    let own = Arc::clone(&pool);
    let errors = pool.apply_async(move || deep(&own)).unwrap().get().unwrap();
    assert!(errors >= 1);
}

#[test]
fn a_scope_that_ends_on_a_full_stack_loses_nothing_in_silence() {
    let _watchdog = watchdog();
    fn deep(pool: &Pool<'_, '_>, submitted: &AtomicUsize, ran: &AtomicUsize) {
        pool.scope(|scope| {
            for _ in 0..2 {
                submitted.fetch_add(1, SeqCst);
                drop(scope.apply_async(|| ran.fetch_add(1, SeqCst)).unwrap());
            }
            _ = pool.apply(|| deep(pool, submitted, ran));
        });
    }
    // What a worker that is free takes is not lost; one that is busy at that moment is not waited for.
    for workers in [1, 2] {
        let builder = ThreadPool::builder().workers(workers).caller_helps(false);
        let pool = builder.build().unwrap();
        let (submitted, ran) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            pool.apply(|| deep(&pool, &submitted, &ran)).unwrap();
        }));
        let lost = submitted.into_inner() - ran.into_inner();
        match outcome {
            Ok(()) => assert_eq!(lost, 0),
            Err(payload) => {
                let words = payload.downcast_ref::<String>().unwrap();
                assert!(words.starts_with("a scope gave up"), "{words}");
                assert!(lost > 0);
            }
        }
    }
}

/// Runs something on what is left of a worker's stack once so many bytes of it are taken.
fn on_a_stack_with(taken: usize, begin: usize, then: &mut dyn FnMut()) {
    let frame = std::hint::black_box([1_u8; 1 << 10]);
    match begin.saturating_sub((&raw const frame).addr()) < taken {
        true => on_a_stack_with(taken, begin, then),
        false => then(),
    }
    std::hint::black_box(frame);
}

#[test]
fn a_scope_that_ends_on_a_full_stack_leaves_its_task_to_a_free_worker() {
    let _watchdog = watchdog();
    const STACK: usize = 1 << 20;
    // The free worker may be quicker than the scope's end: then it had no choice to make.
    for _ in 0..200 {
        let builder = ThreadPool::builder().workers(2).stack_size(STACK);
        let pool = builder.caller_helps(false).build().unwrap();
        let ran = AtomicUsize::new(0);
        let fills_it = || {
            let here = 0_u8;
            on_a_stack_with(STACK - (48 << 10), (&raw const here).addr(), &mut || {
                pool.scope(|scope| drop(scope.apply_async(|| ran.fetch_add(1, SeqCst))));
            });
        };
        pool.apply(fills_it).unwrap();
        assert_eq!(ran.into_inner(), 1);
    }
}

#[test]
fn a_thread_with_a_small_stack_keeps_some_of_it() {
    let _watchdog = watchdog();
    fn deep(pool: &Pool<'_, '_>, depth: usize) -> u8 {
        let frame = std::hint::black_box([1_u8; 4 << 10]);
        if depth == 0 {
            return frame[0];
        }
        pool.apply(|| deep(pool, depth - 1)).unwrap() + frame[depth] - 1
    }
    for kib in [96, 112, 128, 192] {
        let asker = thread::Builder::new().stack_size(kib << 10);
        let asked = asker.spawn(|| deep(&ThreadPool::new(1).unwrap(), 100));
        assert_eq!(asked.unwrap().join().unwrap(), 1);
    }
}
