//! Workers on watch, who find what nobody was woken for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::model::{NO_TIME, Promise, ShortWaits, pool};
use loom::thread;

use crate::{Cell, Counted, deep, join, live, model};

/// Runs a model with short waits that end in each way.
fn model_all(preemptions: usize, program: impl Fn() + Send + Sync + Copy + 'static) {
    for waits in [
        ShortWaits::Last,
        ShortWaits::OfConsumersEnd,
        ShortWaits::End,
    ] {
        waits.set();
        model(preemptions, program);
    }
}

#[test]
fn a_worker_on_watch_finds_what_it_is_called_for_soon() {
    model_all(deep(2), || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        // From the second item on a worker is called for soon.
        let source = (0..3).map(|_| Cell::new());
        let task = |cell: Arc<Cell>| {
            cell.write(7);
            cell
        };
        let options = pool.options().buffersize(1);
        let stream = options.imap_unordered(source, task).unwrap();
        assert!(stream.map(|cell| cell.read()).eq([7, 7, 7]));
        pool.close();
        join(workers);
    });
}

#[test]
fn a_patient_consumer_is_woken() {
    // With three in flight it waits for two.
    model_all(deep(2), || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        let options = pool.options().buffersize(3);
        let stream = options.imap_unordered(0..4, |x| x).unwrap();
        assert_eq!(stream.sum::<u32>(), 6);
        pool.close();
        join(workers);
    });
}

#[test]
fn a_cheap_item_begins_though_its_consumer_waits_for_something_else() {
    ShortWaits::End.set();
    model(2, || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        let promise = Promise::default();
        let keeps = promise.clone();
        let task = move |item| {
            if item == 2 {
                keeps.keep(());
            }
        };
        let mut stream = pool.options().buffersize(2).imap(0..3, task).unwrap();
        assert_eq!((stream.next(), stream.next()), (Some(()), Some(())));
        // The third item was pulled, and the worker is on watch, at work or asleep.
        assert!(promise.get().is_some());
        drop(stream);
        pool.close();
        join(workers);
    });
}

#[test]
fn what_a_pool_on_watch_was_called_for_is_dropped_once_when_it_is_terminated() {
    model_all(deep(2), || {
        let (pool, workers) = pool(1, false);
        let pool = Arc::new(pool);
        let workers = live(workers);
        let drops = Arc::new(AtomicUsize::new(0));
        let (makes, made) = (Arc::clone(&drops), Arc::new(AtomicUsize::new(0)));
        let counts = Arc::clone(&made);
        let source = (0..3).map(move |_| {
            counts.fetch_add(1, SeqCst);
            Counted(Arc::clone(&makes))
        });
        let mut stream = pool.options().buffersize(1).imap(source, drop).unwrap();
        assert_eq!(stream.next(), Some(()));
        drop(stream.next_timeout(NO_TIME));
        let ends = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.terminate())
        };
        drop(stream);
        ends.join().unwrap();
        pool.join().unwrap();
        join(workers);
        assert_eq!(drops.load(SeqCst), made.load(SeqCst));
    });
}
