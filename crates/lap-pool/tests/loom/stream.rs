//! Streams: what goes through one, how it is given up, and who is woken.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::TaskError;
use lap_pool::model::pool;
use loom::thread;

use crate::{Cell, Counted, deep, join, live, model};

#[test]
fn a_stream_hands_its_items_and_results_over() {
    for helps in [false, true] {
        model(2, move || {
            let (pool, workers) = pool(1, helps);
            let workers = live(workers);
            let task = |cell: Arc<Cell>| {
                cell.write(cell.read() + 1);
                cell
            };
            let source = (0..2).map(|_| {
                let cell = Cell::new();
                cell.write(6);
                cell
            });
            let stream = pool.options().buffersize(2).imap(source, task).unwrap();
            assert_eq!(stream.map(|cell| cell.read()).collect::<Vec<_>>(), [7, 7]);
            pool.close();
            join(workers);
        });
    }
}

/// The consumer and the pool's only worker may each run an item, and never both: each begins in the other's place.
#[test]
fn a_consumer_that_helps_is_done_before_a_worker_begins_in_its_place() {
    model(2, || {
        let (pool, workers) = pool(1, true);
        let workers = live(workers);
        let cell = Cell::new();
        let task = move |item: usize| {
            cell.write(cell.read() + 1);
            item
        };
        let stream = pool.options().buffersize(2).imap(0..3, task).unwrap();
        assert!(stream.eq(0..3));
        pool.close();
        join(workers);
    });
}

#[test]
fn a_stream_dropped_while_it_runs_drops_everything_once() {
    model(2, || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        let drops = Arc::new(AtomicUsize::new(0));
        let makes = Arc::clone(&drops);
        let source = (0..2).map(move |_| Counted(Arc::clone(&makes)));
        let mut stream = pool
            .options()
            .buffersize(2)
            .imap(source, |item| item)
            .unwrap();
        drop(stream.next_timeout(lap_pool::model::NO_TIME));
        drop(stream);
        pool.close();
        pool.join().unwrap();
        join(workers);
        assert!(drops.load(SeqCst) >= 1);
    });
}

#[test]
fn a_parked_consumer_is_woken_by_terminate() {
    model(deep(2), || {
        let (pool, workers) = pool(1, false);
        let pool = Arc::new(pool);
        let workers = live(workers);
        let ends = {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.terminate())
        };
        if let Ok(stream) = pool.options().buffersize(1).imap(0..1, |x| x) {
            let outcomes: Vec<_> = stream.results().collect();
            let whole = outcomes.len() == 1 && outcomes.iter().all(|outcome| outcome.is_ok());
            assert!(whole || matches!(outcomes.last(), Some(Err(TaskError::Terminated))));
        }
        ends.join().unwrap();
        join(workers);
    });
}
