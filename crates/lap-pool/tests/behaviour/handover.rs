//! Schedules at the edges: a close between a pull and its call, a worker that comes to a full stream, a waiter that leaves.
//! Each of these decided nothing that any other test saw.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Gate, Tally, held_pool, watchdog};
use lap_pool::{AsyncResult, TaskError, ThreadPool};

/// Long enough for a thread that has just taken its entry to come to it, on any day; nothing rests on it.
const A_WHILE: Duration = Duration::from_millis(20);

fn spin_for(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        thread::yield_now();
    }
}

fn workers_only(workers: usize) -> ThreadPool {
    let builder = ThreadPool::builder().workers(workers).caller_helps(false);
    builder.build().unwrap()
}

#[test]
fn a_pool_closed_by_the_source_of_its_stream_ends_the_stream() {
    let _watchdog = watchdog();
    let pool = workers_only(1);
    let source = std::iter::from_fn(|| {
        pool.close();
        Some(7)
    });
    let mut results = pool.imap(source, |x| x).unwrap().results();
    // No worker comes for the item, and the caller may not run it.
    assert!(matches!(results.next(), Some(Err(TaskError::NotRunning))));
    assert!(matches!(results.next(), Some(Err(TaskError::NotRunning))));
    assert!(results.next().is_none());
}

#[test]
fn what_a_closing_pool_has_no_worker_for_runs_on_a_consumer_that_may_help() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let source = std::iter::from_fn(|| {
        pool.close();
        Some(7)
    });
    let mut results = pool.imap(source, |x| x).unwrap().results();
    assert_eq!(results.next().unwrap().unwrap(), 7);
    assert!(matches!(results.next(), Some(Err(TaskError::NotRunning))));
    assert!(results.next().is_none());
}

#[test]
fn an_item_pulled_as_the_pool_closes_is_run_by_the_worker_that_is_at_the_stream() {
    let _watchdog = watchdog();
    let pool = workers_only(2);
    let (gate, begun) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (waits, says) = (Arc::clone(&gate), Arc::clone(&begun));
    let source = (0..2).inspect(|item| {
        if *item == 1 {
            pool.close();
        }
    });
    let item = move |item| {
        says.add();
        waits.pass();
        item
    };
    let mut stream = pool.options().buffersize(2).imap(source, item).unwrap();
    // A look pulls one item.
    assert!(stream.next_timeout(Duration::ZERO).is_err());
    begun.wait_for(1);
    assert!(stream.next_timeout(Duration::ZERO).is_err());
    gate.open();
    let outcomes: Vec<_> = stream.results().map(Result::ok).collect();
    // The source had nothing left to be refused.
    assert_eq!(outcomes[..2], [Some(0), Some(1)]);
}

#[test]
fn a_stream_whose_pool_closed_and_was_terminated_then_is_given_up() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let source = (0..3).inspect(|_| pool.close());
    let ran = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&ran);
    let options = pool.options().buffersize(1);
    let mut stream = options
        .imap(source, move |_| counts.fetch_add(1, SeqCst))
        .unwrap();
    // The item was pulled, and no worker is called for it any more.
    assert!(stream.next_timeout(Duration::ZERO).is_err());
    pool.terminate();
    let mut results = stream.results();
    assert!(matches!(results.next(), Some(Err(TaskError::Terminated))));
    assert_eq!(ran.load(SeqCst), 0);
}

#[test]
fn a_consumer_with_a_limit_runs_no_item_itself() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let mut stream = pool.imap(0..2_000, |_| thread::current().id()).unwrap();
    let consumer = thread::current().id();
    for _ in 0..2_000 {
        let ran_on = stream.next_timeout(Duration::MAX).unwrap().unwrap();
        assert_ne!(ran_on, consumer);
    }
}

/// Runs `task` inline while the pool's only worker waits at the gate that it gets.
fn inline<R: Send + 'static>(
    task: impl FnOnce(&Arc<ThreadPool>, Arc<Gate>) -> R + Send + 'static,
) -> (R, Arc<ThreadPool>) {
    let (pool, gate, _running) = held_pool(true);
    let pool = Arc::new(pool);
    let own = Arc::clone(&pool);
    let outer = pool.apply_async(move || task(&own, gate)).unwrap();
    (outer.get().unwrap(), pool)
}

/// Frees the worker, and gives it the time to come to the only thing that is queued.
fn let_the_worker_come(pool: &ThreadPool, gate: &Gate) {
    gate.open();
    while pool.queued() > 0 {
        thread::yield_now();
    }
    spin_for(A_WHILE);
}

#[test]
fn a_stream_of_one_worker_runs_one_item_at_a_time_though_its_consumer_helps() {
    let _watchdog = watchdog();
    let (most, _pool) = inline(|pool, gate| {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (notes, at_once) = (Arc::clone(&most), Arc::clone(&now));
        let item = move |_| {
            notes.fetch_max(at_once.fetch_add(1, SeqCst) + 1, SeqCst);
            spin_for(A_WHILE / 10);
            at_once.fetch_sub(1, SeqCst);
        };
        let mut stream = pool.options().buffersize(4).imap(0..20, item).unwrap();
        // The worker comes to the stream from now on, beside the consumer.
        gate.open();
        assert_eq!(stream.by_ref().count(), 20);
        most.load(SeqCst)
    });
    assert_eq!(most, 1);
}

#[test]
fn a_worker_that_found_a_stream_full_is_called_again_when_its_consumer_has_run_an_item() {
    let _watchdog = watchdog();
    let ((), _pool) = inline(|pool, gate| {
        let begun = Arc::new(Tally::default());
        let (says, own) = (Arc::clone(&begun), Arc::clone(pool));
        let item = move |item| {
            if item == 0 {
                // The worker finds no room: this is the one item that runs at a time.
                let_the_worker_come(&own, &gate);
            }
            says.add();
        };
        let mut stream = pool.options().buffersize(2).imap(0..2, item).unwrap();
        assert_eq!(stream.next(), Some(()));
        // The consumer does something else, for as long as the second item takes to begin.
        begun.wait_for(2);
        assert_eq!(stream.next(), Some(()));
    });
}

#[test]
fn a_map_that_is_left_by_its_waiter_goes_on_though_a_worker_had_found_it_full() {
    let _watchdog = watchdog();
    let (mut map, _pool) = inline(|pool, gate| {
        let own = Arc::clone(pool);
        let limit = Duration::from_millis(5);
        let waits = Arc::new(Gate::default());
        let opens = Arc::clone(&waits);
        let item = move |item| {
            if item == 0 {
                let_the_worker_come(&own, &gate);
                spin_for(limit);
            } else {
                waits.pass();
            }
            item
        };
        let mut map = pool.map_async(0..100, item).unwrap();
        assert!(matches!(map.get_timeout(limit), Err(TaskError::TimedOut)));
        opens.open();
        map
    });
    // From outside the pool a wait with a limit runs nothing.
    let results = map.get_timeout(Duration::MAX).unwrap();
    assert!(results.into_iter().eq(0..100));
}

/// Looks at its task's handle when it is dropped.
struct Looks(Arc<OnceLock<AsyncResult<()>>>, Arc<Tally>);

impl Drop for Looks {
    fn drop(&mut self) {
        let ready = self.0.get().is_some_and(AsyncResult::ready);
        assert!(!ready, "the closure is gone before the result is there");
        self.1.add();
    }
}

#[test]
fn what_a_terminated_tasks_closure_holds_is_gone_before_its_result_is_there() {
    let _watchdog = watchdog();
    let (pool, gate, _running) = held_pool(true);
    let (handle, dropped) = (Arc::new(OnceLock::new()), Arc::new(Tally::default()));
    let looks = Looks(Arc::clone(&handle), Arc::clone(&dropped));
    let task = pool.apply_async(move || drop(looks)).unwrap();
    handle.set(task).unwrap();
    pool.terminate();
    assert_eq!(dropped.count(), 1);
    assert!(handle.get().unwrap().ready());
    gate.open();
}
